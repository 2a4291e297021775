"""Looking after work that somebody has taken: two checks with the customer, each a promise of its own (I6).

Both begin when the action is taken and are due at the end of the first and the second working day after, where a team
never goes home in the late afternoon. Doing one
leaves the other; they end with the customer's word alone. A check says whether it moves or is stuck.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from leeway.core.cases.around import ActionNudged, ProgressChecked
from leeway.core.cases.events import CaseEvent
from leeway.core.cases.state import Case
from leeway.core.hours import Hours, WhoseHours
from leeway.core.message import Command, customer
from leeway.core.promises import ActOnPromise, PromiseEvent, PromiseMoved, PromiseOpened, asked_and_promised
from leeway.core.refusal import Refusal

DAYS = (1, 2)
BEFORE_MIDNIGHT = timedelta(hours=7)
ANSWER_WITHIN = timedelta(hours=8)  # what is stuck is asked of the action owner, who answers soon


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckProgress(Command):
    """Say what the customer answered to a check. how: "moving" or "stuck"; stuck says in words what is.

    question: the id of the question to the action owner that a stuck one opens.
    """

    NAME: ClassVar[str] = "case.check"
    case: str
    promise: str
    how: str
    words: str | None = None
    question: str


def first_checks(case: Case, by: str, at: datetime, hours: WhoseHours) -> tuple[PromiseEvent, ...]:
    """The promises that begin when `by` takes the action; none a second time for the same moment."""
    running = {each.terms.due for each in case.ours_to_keep if each.kind == "check" and each.runs}
    made: list[PromiseEvent] = []
    for day in DAYS:
        due = _by_evening(hours(case.owner), at, day)
        if due not in running:
            made += asked_and_promised(
                promise=f"{case.id}-{case.moves}-d{day}", case=case.id, promiser=case.owner,
                promisee=customer(case.customer), body="", due=due, at=at, kind="check",
            )  # fmt: skip
    return tuple(made)


def _by_evening(hours: Hours, at: datetime, days: int) -> datetime:
    """The end of a working day; nobody is called at midnight to say how it goes."""
    due = hours.days_after(at, days)
    local = due.astimezone(ZoneInfo(hours.zone))
    return due - BEFORE_MIDNIGHT if local.time() == time() else due


def check(command: CheckProgress, case: Case) -> tuple[CaseEvent, ...]:
    promise = case.promises.get(command.promise)
    if promise is None or promise.kind != "check":
        raise Refusal("no_such_check")
    if promise.promiser != command.by:
        raise Refusal("not_your_promise")
    if promise.state not in {"PROMISED", "OVERDUE"}:
        raise Refusal("already_checked")
    if command.how not in {"moving", "stuck"}:
        raise Refusal("unknown_progress", how=command.how)
    stuck = command.how == "stuck"
    if stuck and not command.words:
        raise Refusal("words_missing")
    at, by = command.at, command.by
    checked = ProgressChecked(
        at=at, by=by, case=case.id, person=case.action_owner or case.owner, promise=promise.id, how=command.how,
        words=command.words,
    )  # fmt: skip
    kept = PromiseMoved(at=at, by=by, promise=promise.id, case=case.id, act="report", was=promise.state, to="REPORTED")
    if not stuck or not case.action_owner or case.action_owner == by or not command.words:
        return checked, kept
    asked = PromiseOpened(
        at=at, by=by, promise=command.question, case=case.id, promiser=case.action_owner, promisee=by, act="request",
        body=command.words, due=at + ANSWER_WITHIN, answer_by=at + ANSWER_WITHIN,
    )  # fmt: skip
    return checked, kept, asked


def must_stay(command: ActOnPromise, case: Case) -> None:
    """A check is not taken back, and not reported without saying how it goes."""
    promise = case.promises.get(command.promise)
    if promise is None or promise.kind != "check" or promise.promiser != command.by:
        return
    if command.act == "report":
        raise Refusal("check_says_how")
    if command.act in {"revoke", "retract_report"}:
        raise Refusal("check_stays")


def nudge(at: datetime, by: str, case: Case) -> tuple[CaseEvent, ...]:
    return (ActionNudged(at=at, by=by, case=case.id, person=case.owner),)
