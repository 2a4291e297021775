"""What belongs to a good end: the person first asked for is offered, our fault is said in plain words, and the
customer says what they had expected and whether they had to tell it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from leeway.core.cases.around import CategorySet, CustomerExpected, CustomerRetold, FaultAcknowledged, PersonOffered
from leeway.core.cases.events import CaseEvent
from leeway.core.cases.hearing import must_be_heard
from leeway.core.cases.state import Case
from leeway.core.message import Command, customer
from leeway.core.refusal import Refusal

ANSWERS = ("not needed", "yes please")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPerson(Command):
    """Offer a word with the person whom the customer first asked for, and write down the answer (`ANSWERS`)."""

    NAME: ClassVar[str] = "case.offer_person"
    case: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Command):
    """Say in plain words that it was our fault; without words: left out knowingly."""

    NAME: ClassVar[str] = "case.acknowledge"
    case: str
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRetold(Command):
    """Write down, as the owner, that the customer had to tell it again."""

    NAME: ClassVar[str] = "case.retold"
    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCategory(Command):
    """Sort the case by a free word; only after the customer's words were heard and played back."""

    NAME: ClassVar[str] = "case.categorise"
    case: str
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SayExpected(Command):
    """What the customer had expected; by the customer."""

    NAME: ClassVar[str] = "case.expected"
    case: str
    words: str | None


ClosingCommand = OfferPerson | Acknowledge | RecordRetold | SetCategory | SayExpected


def decide(command: ClosingCommand, case: Case) -> tuple[CaseEvent, ...]:
    must_be_heard(case)
    at, by = command.at, command.by
    if isinstance(command, SayExpected):
        if by != customer(case.customer):
            raise Refusal("act_not_yours", act="expected", state=case.state, needs="CUSTOMER")
        return (CustomerExpected(at=at, by=by, case=case.id, words=_words(command.words)),)
    if by != case.owner:
        raise Refusal("not_owner", owner=case.owner)
    match command:
        case OfferPerson():
            if not case.asked_for:
                raise Refusal("nobody_asked_for")
            if command.answer not in ANSWERS:
                raise Refusal("unknown_answer", answer=command.answer)
            return (PersonOffered(at=at, by=by, case=case.id, person=case.asked_for, answer=command.answer),)
        case Acknowledge():
            if not case.our_fault:
                raise Refusal("not_our_fault")
            return (FaultAcknowledged(at=at, by=by, case=case.id, words=command.words),)
        case RecordRetold():
            return (CustomerRetold(at=at, by=by, case=case.id),)
        case SetCategory():
            return (CategorySet(at=at, by=by, case=case.id, words=_words(command.words)),)


def must_be_ready(case: Case) -> None:
    """Before the customer is asked: the person first asked for was offered or is who looks after it, and our fault
    was said, or left out knowingly. Neither ever stands in the way of the customer's own word."""
    if case.asked_for and not case.offered_person and case.asked_for not in {case.owner, case.action_owner}:
        raise Refusal("offer_first", person=case.asked_for)
    if case.our_fault and not case.acknowledged:
        raise Refusal("acknowledge_first")


def _words(words: str | None) -> str:
    if not words:
        raise Refusal("words_missing")
    return words
