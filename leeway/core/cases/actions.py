"""Asking for action: several are asked, the first taker wins; contact made and work begun are two facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from leeway.core.cases import checks
from leeway.core.cases.around import ActionReleased
from leeway.core.cases.decisions import Deciding, Standing, spend
from leeway.core.cases.events import (
    ActionAsked,
    ActionDeclined,
    CaseEvent,
    CaseMoved,
    ContactMade,
    OutcomeStated,
    WorkBegun,
)
from leeway.core.cases.moves import moved
from leeway.core.cases.state import Case
from leeway.core.hours import WhoseHours
from leeway.core.message import Command
from leeway.core.refusal import Refusal

TAKE_WITHIN = timedelta(hours=4)  # of the owner's working time; afterwards it is the owner's again: nobody took it


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForAction(Command):
    """Ask one or more people to take the work; the owner stays the owner."""

    NAME: ClassVar[str] = "action.ask"
    case: str
    people: tuple[str, ...]
    words: str | None = None
    load_shown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAction(Command):
    NAME: ClassVar[str] = "action.take"
    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineAction(Command):
    NAME: ClassVar[str] = "action.decline"
    case: str
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmStep(Command):
    """step: "contact" (spoken with the customer) or "work" (begun). Both together make the case acting."""

    NAME: ClassVar[str] = "action.confirm"
    case: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack(Command):
    NAME: ClassVar[str] = "action.take_back"
    case: str
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDone(Command):
    """State the outcome; with a decision if authority is spent for it: the action owner's own authority."""

    NAME: ClassVar[str] = "action.report_done"
    case: str
    outcome: str | None
    deciding: Deciding | None = None


ActionCommand = AskForAction | TakeAction | DeclineAction | ConfirmStep | TakeBack | ReportDone


def ask(command: AskForAction, case: Case, standing: Standing) -> tuple[CaseEvent, ...]:
    step = moved(command, case, "ask_for_action", words=command.words)
    asked = tuple(dict.fromkeys(command.people))
    if not asked:
        raise Refusal("nobody_asked")
    for person in asked:
        if person not in standing.people:
            raise Refusal("unknown_person", person=person)
    until = standing.hours(case.owner).within(command.at, TAKE_WITHIN)
    return (
        ActionAsked(
            at=command.at,
            by=command.by,
            case=case.id,
            people=asked,
            words=command.words,
            until=until,
            load_shown=command.load_shown,
        ),
        step,
    )


def take(command: TakeAction, case: Case, hours: WhoseHours) -> tuple[CaseEvent, ...]:
    """The first to take it has it; the others are thanked, and the customer is looked after from now on."""
    if case.action_owner and case.state in {"ACTION_OWNED", "ACTING"}:
        raise Refusal("already_taken", by=case.action_owner)
    step = moved(command, case, "take")
    others = tuple(sorted(case.asked - {command.by}))
    thanked = (ActionReleased(at=command.at, by=command.by, case=case.id, people=others),) if others else ()
    return (step, *thanked, *checks.first_checks(case, command.by, command.at, hours))


def decline(command: DeclineAction, case: Case) -> tuple[CaseEvent, ...]:
    """One says no; only when all who were asked said no does the case go back to be heard."""
    step = moved(command, case, "decline", words=command.words)
    declined = ActionDeclined(at=command.at, by=command.by, case=case.id, words=command.words)
    return (declined, step) if case.asked <= {command.by} else (declined,)


def confirm(command: ConfirmStep, case: Case) -> tuple[CaseEvent, ...]:
    step = moved(command, case, "confirm_contact_and_work")
    fact: ContactMade | WorkBegun
    match command.step:
        case "contact" if not case.contact_made:
            fact, other = ContactMade(at=command.at, by=command.by, case=case.id), case.work_begun
        case "work" if not case.work_begun:
            fact, other = WorkBegun(at=command.at, by=command.by, case=case.id), case.contact_made
        case "contact" | "work":
            raise Refusal("already_confirmed", step=command.step)
        case _:
            raise Refusal("unknown_step", step=command.step)
    return (fact, step) if other else (fact,)


def take_back(command: TakeBack, case: Case) -> tuple[CaseEvent, ...]:
    return (moved(command, case, "take_back", words=command.words),)


def report_done(command: ReportDone, case: Case, standing: Standing) -> tuple[CaseEvent, ...]:
    step: CaseMoved = moved(command, case, "report_done")
    if not command.outcome:
        raise Refusal("outcome_missing")
    spent: tuple[CaseEvent, ...] = ()
    if command.deciding:
        spent, _ = spend(command, command.deciding, case, standing, {"go", "tell"})
    decision = command.deciding.decision if command.deciding else case.acting_on or None
    outcome = OutcomeStated(at=command.at, by=command.by, case=case.id, words=command.outcome, decision=decision)
    return (*spent, outcome, step)
