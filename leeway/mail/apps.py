from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "leeway.mail"
    label = "mail"

    def ready(self) -> None:
        from leeway.clock.sending import SENDERS
        from leeway.ledger import outbox
        from leeway.mail import letters
        from leeway.mail.sending import MailSender

        outbox.because_of(letters.KINDS, letters.letters)
        SENDERS[letters.TOPIC] = MailSender
