"""What happened to promises, a sentence for each fact that says something of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from leeway.core.message import is_customer
from leeway.core.promises import (
    BeliefStated,
    PromiseAssessed,
    PromiseAtRisk,
    PromiseEvent,
    PromiseFellDue,
    PromiseMoved,
    PromiseOpened,
    PromiseTakenOver,
    PromiseWarned,
)
from leeway.desk import times

if TYPE_CHECKING:
    from leeway.desk.timeline import Telling

PROMISES = {
    "promise": "{who} promised: {body}",
    "accept": "{who} accepted: {body}",
    "counter": "{who} proposed instead: {body}",
    "decline": "{who} declined: {body}",
    "answer_by": "{who} will answer later: {body}",
    "amend": "{who} changed what was asked for: {body}",
    "withdraw": "{who} took it back: {body}",
    "answer_due": "No answer yet: {body}",
    "offer_ends": "The offer has ended: {body}",
    "report": "{who} reported as done: {body}",
    "flag_risk": "{who} says that this is at risk: {body}",
    "propose_change": "{who} proposed another time: {body}",
    "accept_change": "{who} agreed to the new time: {body}",
    "keep_old_terms": "{who} keeps to the old time: {body}",
    "revoke": "{who} revoked: {body}",
    "release": "{who} released: {body}",
    "due_passed": "Not done in time: {body}",
    "limit": "Broken: {body}",
    "declare_broken": "{who} calls it broken: {body}",
    "declare_satisfied": "{who} says that it was kept: {body}",
    "declare_not_satisfied": "{who} says that it was not kept well: {body}",
    "retract_report": "{who} took the report back: {body}",
    "rework": "{who} does it again: {body}",
    "attempts_used_up": "Not confirmed yet: {body}",
}


OF_ITSELF = frozenset({"promise", "report", "release"})  # a next word is kept by what stands beside it


@dataclass(frozen=True, slots=True)
class Told:
    at: datetime
    by: str
    title: str
    text: str = ""
    more: str = ""

    @property
    def voice(self) -> str:
        return "customer" if is_customer(self.by) and self.text else ""


def told(fact: PromiseEvent, telling: Telling) -> Told | None:
    """What the two believe of a promise is theirs alone, and so is a warning its addressee's: neither is told here."""
    who = telling.name(fact.by)
    match fact:
        case PromiseOpened():
            return _opened(fact, telling)
        case PromiseTakenOver():
            return Told(fact.at, fact.by, f"{who} keeps what {telling.name(fact.was)} promised")
        case PromiseMoved():
            return _moved(fact, telling)
        case BeliefStated() | PromiseWarned():
            return None
        case PromiseAssessed():
            found = ", ".join(sorted({each.level for each in fact.judged}))
            title = f"{who} finds it {found} what was agreed: {telling.promised(fact.promise)}"
            return Told(fact.at, fact.by, title, telling.said(fact.words))
        case PromiseAtRisk():
            title = f"At risk, as what it depends on did not hold: {telling.promised(fact.promise)}"
            return Told(fact.at, fact.by, title)
        case PromiseFellDue():
            title = f"What was waited for has happened: {telling.promised(fact.promise)}"
            return Told(fact.at, fact.by, title, more=f"Due {times.moment(fact.due, telling.now)}.")


def _opened(fact: PromiseOpened, telling: Telling) -> Told | None:
    if fact.recorded_by:
        return None
    verb = "offered" if fact.act == "offer" else "asked for"
    title = f"{telling.name(fact.by)} {verb}: {telling.said(fact.body)}"
    return Told(fact.at, fact.by, title, more=f"Until {times.moment(fact.due, telling.now)}.")


def _moved(fact: PromiseMoved, telling: Telling) -> Told | None:
    known = telling.promises.get(fact.promise)
    if known is not None and known.kind == "touch" and fact.act in OF_ITSELF:
        return None
    more = f"Until {times.moment(fact.due, telling.now)}." if fact.due else ""
    title = PROMISES[fact.act].format(who=telling.name(fact.by), body=telling.promised(fact.promise, fact.body))
    return Told(fact.at, fact.by, title, telling.said(fact.reason), more=more)
