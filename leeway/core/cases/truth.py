"""What we tell customers about each other is true: it is on record before it is said (I10).

`claims` are found in a text before it comes here; a rule never reads words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from leeway.core.cases.actions import ReportDone
from leeway.core.cases.around import ColleagueDisputed, ColleagueReached
from leeway.core.cases.closing import Acknowledge
from leeway.core.cases.decisions import Decide, StateIntent
from leeway.core.cases.events import CaseEvent
from leeway.core.cases.hearing import Hear, WriteNote, must_be_heard
from leeway.core.cases.results import ReferHonestly
from leeway.core.cases.state import Case
from leeway.core.message import Command, is_customer
from leeway.core.promises import ActOnPromise, MakePromise, OpenPromise
from leeway.core.refusal import Refusal

HOW = ("in person", "phone", "mail", "message")
WHAT = ("spoke", "confirmed", "asked")


@dataclass(frozen=True, slots=True)
class Claim:
    """A text says that this colleague was spoken with, confirmed something, or asked for something (`WHAT`)."""

    colleague: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachColleague(Command):
    """Write down a contact with a colleague about this case. when: of the contact, now if absent."""

    NAME: ClassVar[str] = "colleague.reach"
    case: str
    contact: str
    colleague: str
    how: str
    what: str = "spoke"
    when: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeContact(Command):
    """Say, as the colleague, that it was not so."""

    NAME: ClassVar[str] = "colleague.dispute"
    case: str
    contact: str
    words: str | None = None


TruthCommand = ReachColleague | DisputeContact


def to_customer(command: Command) -> tuple[str, ...]:
    """The ids of the words in a command of ours that its customer will read."""
    if is_customer(command.by):
        return ()
    match command:
        case WriteNote(audience="customer"):
            found = [command.words]
        case Acknowledge():
            found = [command.words]
        case Decide() | ReportDone():
            found = [command.outcome]
        case StateIntent() | ReferHonestly():
            found = [command.words]
        case Hear():
            found = [command.promise_body]
        case OpenPromise() | MakePromise():
            found = [command.body] if is_customer(command.promisee) else []
        case ActOnPromise():
            found = [command.body, command.reason]
        case _:
            found = []
    return tuple(each for each in found if each)


def must_hold(claims: tuple[Claim, ...], by: str, case: Case) -> None:
    """Refuse a claim that no record of this case carries. Oneself one need not have reached."""
    for claim in claims:
        if claim.colleague != by and not _on_record(claim, case):
            raise Refusal("not_on_record", colleague=claim.colleague, claim=claim.what)


def _on_record(claim: Claim, case: Case) -> bool:
    """A contact carries what it says, and that it was one; a step of the action owner's own is their confirmation."""
    for known in case.reached.values():
        if known.colleague == claim.colleague and not known.disputed and claim.what in {"spoke", known.what}:
            return True
    return claim.what == "confirmed" and claim.colleague == case.action_owner and case.work_begun


def reach(command: ReachColleague, case: Case, people: frozenset[str]) -> tuple[CaseEvent, ...]:
    must_be_heard(case)
    if command.colleague not in people:
        raise Refusal("unknown_person", person=command.colleague)
    if command.colleague == command.by:
        raise Refusal("not_oneself")
    if command.how not in HOW or command.what not in WHAT:
        raise Refusal("unknown_way", way=command.how if command.how not in HOW else command.what)
    when = command.when or command.at
    if when > command.at:
        raise Refusal("contact_not_past")
    if command.contact in case.reached:
        raise Refusal("contact_exists")
    return (
        ColleagueReached(
            at=command.at, by=command.by, case=case.id, contact=command.contact, person=command.colleague,
            how=command.how, what=command.what, when=when,
        ),
    )  # fmt: skip


def dispute(command: DisputeContact, case: Case) -> tuple[CaseEvent, ...]:
    known = case.reached.get(command.contact)
    if known is None:
        raise Refusal("no_such_contact")
    if known.colleague != command.by:
        raise Refusal("not_your_contact", person=known.colleague)
    if known.disputed:
        raise Refusal("already_disputed")
    return (
        ColleagueDisputed(
            at=command.at, by=command.by, case=case.id, contact=command.contact, person=command.by,
            words=command.words,
        ),
    )  # fmt: skip
