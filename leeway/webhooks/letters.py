"""Which facts are told: one letter for each webhook that wants the fact, in the transaction that writes it."""

from __future__ import annotations

from leeway.ledger.outbox import Letter
from leeway.ledger.recorded import Recorded
from leeway.webhooks.hooks import told_of

TOPIC = "webhook"


def letters(recorded: Recorded) -> tuple[Letter, ...]:
    name = recorded.event.NAME
    return tuple(Letter(TOPIC, {"webhook": id_, "fact": recorded.id, "event": name}) for id_ in told_of(name))
