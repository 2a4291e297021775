"""The customer's word. Only the customer says how it was; what we say is asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from leeway.core.cases.closing import must_be_ready
from leeway.core.cases.events import CaseEvent, CustomerAsked, DecisionReversed, ResultGiven
from leeway.core.cases.moves import moved
from leeway.core.cases.state import ASKED_FOR, LAST_ASKED_FOR, Case, who_has
from leeway.core.hours import WhoseHours
from leeway.core.message import Command, customer
from leeway.core.promises import PromiseMoved
from leeway.core.refusal import Refusal

CHANNELS = ("page", "phone", "mail", "in person")
STAY = ("yes", "not sure", "no")
CAME_BACK_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCustomer(Command):
    """Ask the customer whether it is right for them; again and over another channel, while there is no answer."""

    NAME: ClassVar[str] = "case.ask_customer"
    case: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferHonestly(Command):
    """Say that we are not the right ones, and who is (words)."""

    NAME: ClassVar[str] = "case.refer"
    case: str
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveWord(Command):
    """The customer's word. act: satisfied, not_yet, not_going_well, withdraw or came_back. easy: 1 to 7, or None.

    stay: one of `STAY`, or None.
    """

    NAME: ClassVar[str] = "case.word"
    case: str
    act: str
    words: str | None = None
    easy: int | None = None
    stay: str | None = None


ResultCommand = AskCustomer | ReferHonestly | GiveWord


def ask_customer(command: AskCustomer, case: Case, hours: WhoseHours) -> tuple[CaseEvent, ...]:
    if command.channel not in CHANNELS:
        raise Refusal("unknown_channel", channel=command.channel)
    again = case.state == "CHECKING" and command.by == case.owner
    step: tuple[CaseEvent, ...] = () if again else (moved(command, case, "ask_customer"),)
    must_be_ready(case)
    ours = hours(case.owner)
    first = case.attempts[0].at if case.attempts else command.at
    until = max(ours.days_after(first, ASKED_FOR), ours.within(command.at, LAST_ASKED_FOR))
    asked = CustomerAsked(
        at=command.at, by=command.by, case=case.id, channel=command.channel, until=until, about=who_has(case)
    )
    return (asked, *step)


def refer(command: ReferHonestly, case: Case) -> tuple[CaseEvent, ...]:
    step = moved(command, case, "refer_honestly", words=command.words)
    if not command.words:
        raise Refusal("words_missing")
    return (step,)


def give_word(command: GiveWord, case: Case) -> tuple[CaseEvent, ...]:
    if command.act not in {"satisfied", "not_yet", "not_going_well", "withdraw", "came_back"}:
        raise Refusal("act_not_now", act=command.act, state=case.state)
    if command.easy is not None and not 1 <= command.easy <= 7:
        raise Refusal("ease_out_of_range", easy=command.easy)
    if command.stay is not None and command.stay not in STAY:
        raise Refusal("unknown_answer", answer=command.stay)
    step = moved(command, case, command.act, words=command.words)
    if command.act == "came_back" and case.confirmed_at and command.at > case.confirmed_at + CAME_BACK_WITHIN:
        raise Refusal("came_back_late", days=CAME_BACK_WITHIN.days)
    given: tuple[CaseEvent, ...] = ()
    if command.act in {"satisfied", "not_yet"}:
        given = (
            ResultGiven(
                at=command.at, by=command.by, case=case.id, felt_resolved=command.act == "satisfied",
                easy=command.easy, words=command.words, stay=command.stay, about=case.about,
            ),
        )  # fmt: skip
    return (*given, *_intent_undone(command, case), step, *_released(command, case))


def _intent_undone(command: GiveWord, case: Case) -> tuple[CaseEvent, ...]:
    """An intent that has not gone ahead gives back what it had reserved when the customer withdraws."""
    if command.act != "withdraw" or case.state != "INTENDED" or not case.intent:
        return ()
    return (DecisionReversed(at=command.at, by=command.by, case=case.id, decision=case.intent, reason=None),)


def _released(command: GiveWord, case: Case) -> tuple[CaseEvent, ...]:
    """With the customer's last word nobody owes them a next one; what else was promised stays promised."""
    if command.act not in {"satisfied", "withdraw"}:
        return ()
    return tuple(
        PromiseMoved(
            at=command.at,
            by=customer(case.customer),
            promise=p.id,
            case=case.id,
            act="release",
            was=p.state,
            to="RELEASED",
        )
        for p in case.ours_to_keep
        if p.kind in {"touch", "check"} and p.state != "REPORTED"
    )
