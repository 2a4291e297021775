from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "leeway.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        from leeway.clock.sending import AFTERWARDS, SENDERS
        from leeway.ledger import outbox
        from leeway.ledger.event_types import EVENTS
        from leeway.webhooks import letters
        from leeway.webhooks.delivering import WebhookSender, begin_due

        outbox.because_of(EVENTS, letters.letters)
        SENDERS[letters.TOPIC] = WebhookSender
        if begin_due not in AFTERWARDS:
            AFTERWARDS.append(begin_due)
