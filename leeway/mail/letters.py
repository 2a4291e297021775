"""Which facts a customer hears of by mail. A letter holds ids; its words are read when it is sent."""

from __future__ import annotations

from django.conf import settings

from leeway.core.cases.events import (
    CaseHeard,
    CaseMoved,
    CaseReceived,
    CustomerAsked,
    DecisionMade,
    DecisionReversed,
    HandoffAccepted,
    NoteWritten,
    OutcomeStated,
)
from leeway.core.message import CLOCK, Event, is_customer
from leeway.core.promises import PromiseMoved, PromiseOpened
from leeway.ledger.outbox import Letter
from leeway.ledger.recorded import Recorded

TOPIC = "mail.customer"
MOVES = frozenset({"refer_honestly", "take"})
PROMISES = frozenset(
    {"promise", "counter", "accept", "accept_change", "keep_old_terms", "propose_change", "report", "revoke"}
)
KINDS: tuple[type[Event], ...] = (
    CaseReceived, CaseHeard, NoteWritten, OutcomeStated, CustomerAsked, DecisionMade, DecisionReversed, HandoffAccepted,
    CaseMoved, PromiseOpened, PromiseMoved,
)  # fmt: skip


def letters(recorded: Recorded) -> tuple[Letter, ...]:
    """One letter for all that a command says of a case; none while no server is set to send it."""
    case = getattr(recorded.event, "case", None)
    if not case or not settings.LEEWAY_MAIL.sends or not told(recorded.event):
        return ()
    return (Letter(TOPIC, {"case": case}, together=case),)


def told(event: Event) -> bool:
    """Whether the customer must hear of it. The owner's own next word is told with whatever else is told."""
    match event:
        case NoteWritten(audience=audience):
            return audience == "customer"
        case CustomerAsked(channel=channel):
            return channel == "mail"
        case CaseReceived(channel=channel):
            return channel == "mail"
        case CaseMoved(act=act):
            return act in MOVES
        case DecisionReversed(by=by):
            return by != CLOCK and not is_customer(by)
        case PromiseOpened(act=act, promisee=promisee):
            return act == "offer" and is_customer(promisee)
        case PromiseMoved(act=act, by=by):
            return act in PROMISES and by != CLOCK and not is_customer(by)
        case _:
            return True
