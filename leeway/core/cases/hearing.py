"""Hearing a case: the customer's own words first, played back; whoever hears it owns it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from leeway.core import promises
from leeway.core.cases.around import CategorySet, PlayedBack
from leeway.core.cases.events import CaseEvent, CaseHeard, CaseReceived, ContactRecorded, NoteWritten
from leeway.core.cases.state import Case
from leeway.core.hours import WhoseHours
from leeway.core.machines import CASE
from leeway.core.message import Command, customer
from leeway.core.refusal import Refusal

TOUCH_HOURS = {0: 24, 1: 4, 2: 2}  # working hours until the owner's next word, by how upset the customer is


@dataclass(frozen=True, slots=True)
class Contact:
    """One earlier contact of the customer with us, as they tell it: see `ContactRecorded`."""

    point: str
    who: str
    started: datetime
    minutes: int
    repeated: bool
    transferred: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Receive(Command):
    """Keep words that came in by a way where nobody hears them at once; by the customer."""

    NAME: ClassVar[str] = "case.receive"
    case: str
    customer: str
    words: str | None
    channel: str
    follows: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hear(Command):
    """Hear a customer and own the case. promise: id of the first promise; without body: the owner's next word.

    summary: what was played back and found right, in the hearer's words. category: a free word.
    """

    NAME: ClassVar[str] = "case.hear"
    case: str
    customer: str
    words: str | None
    wish: str | None = None
    playback: bool
    summary: str | None = None
    category: str | None = None
    distress: int = 0
    our_fault: bool = False
    asked_for: str | None = None
    contacts: tuple[Contact, ...] = ()
    promise: str
    promise_body: str | None = None
    promise_due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordContact(Command):
    """Write down a contact of the customer with us that is not in the case yet."""

    NAME: ClassVar[str] = "case.record_contact"
    case: str
    contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteNote(Command):
    """Write to the customer (audience "customer") or for colleagues only ("inside")."""

    NAME: ClassVar[str] = "case.write_note"
    case: str
    words: str | None
    audience: str


def receive(command: Receive, case: Case, number: int) -> tuple[CaseEvent, ...]:
    if case.number:
        raise Refusal("case_exists", number=case.number)
    if not command.words:
        raise Refusal("words_missing")
    if command.by != customer(command.customer):
        raise Refusal("act_not_yours", act="receive", state=case.state, needs="CUSTOMER")
    return (
        CaseReceived(
            at=command.at, by=command.by, case=command.case, number=number, customer=command.customer,
            words=command.words, channel=command.channel, follows=command.follows,
        ),
    )  # fmt: skip


def hear(command: Hear, case: Case, number: int, hours: WhoseHours) -> tuple[CaseEvent, ...]:
    CASE.step(case.state, "hear", {"HEARER"})
    words = command.words or case.words
    if not words:
        raise Refusal("words_missing")
    if case.customer and case.customer != command.customer:
        raise Refusal("other_customer")
    if not command.playback:
        raise Refusal("not_played_back")
    touch = TOUCH_HOURS.get(command.distress, TOUCH_HOURS[2])
    heard = CaseHeard(
        at=command.at, by=command.by, case=command.case, number=number, customer=command.customer,
        words=words, wish=command.wish, playback=True, distress=command.distress, our_fault=command.our_fault,
        touch_hours=touch, asked_for=command.asked_for,
    )  # fmt: skip
    contacts = tuple(_recorded(command, contact) for contact in command.contacts)
    due = hours(command.by).within(command.at, timedelta(hours=touch))
    return (heard, *_played_back(command), *contacts, *_first_promise(command, due))


def _played_back(command: Hear) -> tuple[CaseEvent, ...]:
    at, by, found = command.at, command.by, list[CaseEvent]()
    if command.summary:
        yes = customer(command.customer)
        found.append(PlayedBack(at=at, by=by, case=command.case, words=command.summary, confirmed_by=yes))
    if command.category:
        found.append(CategorySet(at=at, by=by, case=command.case, words=command.category))
    return tuple(found)


def _first_promise(command: Hear, touch: datetime) -> tuple[promises.PromiseEvent, ...]:
    due = promises.future(command.promise_due or touch, command.at)
    return promises.asked_and_promised(
        promise=command.promise, case=command.case, promiser=command.by, promisee=customer(command.customer),
        body=command.promise_body or "", due=due, at=command.at, kind="said" if command.promise_body else "touch",
    )  # fmt: skip


def record_contact(command: RecordContact, case: Case) -> tuple[CaseEvent, ...]:
    must_be_heard(case)
    return (_recorded(command, command.contact),)


def write_note(command: WriteNote, case: Case) -> tuple[CaseEvent, ...]:
    must_be_heard(case)
    if not command.words:
        raise Refusal("words_missing")
    if command.audience not in {"inside", "customer"}:
        raise Refusal("unknown_audience", audience=command.audience)
    return (
        NoteWritten(at=command.at, by=command.by, case=command.case, words=command.words, audience=command.audience),
    )


def must_be_heard(case: Case) -> None:
    if case.state == CASE.start and case.number:
        raise Refusal("not_heard_yet")
    if case.state == CASE.start:
        raise Refusal("no_such_case")


def _recorded(command: Hear | RecordContact, contact: Contact) -> ContactRecorded:
    if contact.minutes < 0 or contact.started > command.at:
        raise Refusal("contact_not_past")
    return ContactRecorded(
        at=command.at, by=command.by, case=command.case, point=contact.point, who=contact.who, started=contact.started,
        minutes=contact.minutes, repeated=contact.repeated, transferred=contact.transferred,
    )  # fmt: skip
