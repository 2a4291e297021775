"""Keeping in touch: an open case always has a promise to the customer that is running, with a time.

Where nothing else that was promised to the customer runs, the owner's next word does: due within `touch_hours` of the
owner's working time (24 are a working day), until the customer says that it is right. A word given (a message, an
outcome, a question) keeps it. When it was the last that ran, or the customer's or the clock's act ended the last, the
next one begins. So it does whenever the customer says that it is not right, whatever else was promised for later. Our
own act may not take the last one back without naming the next.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from leeway.core.cases.actions import ReportDone
from leeway.core.cases.decisions import Decide
from leeway.core.cases.hearing import WriteNote
from leeway.core.cases.results import AskCustomer, GiveWord, ReferHonestly
from leeway.core.cases.state import Case
from leeway.core.hours import WhoseHours
from leeway.core.message import CLOCK, Command, customer, is_customer
from leeway.core.promises import ActOnPromise, Promise, PromiseEvent, PromiseMoved, asked_and_promised, future
from leeway.core.refusal import Refusal

NOT_RIGHT = frozenset({"not_yet", "not_going_well", "came_back"})
TAKES_BACK = frozenset({"revoke", "withdraw"})


def word_given(command: Command, case: Case) -> tuple[PromiseMoved, ...]:
    """What the customer hears of somebody keeps that person's promise of a next word; their own act reports it."""
    heard = isinstance(command, Decide | ReportDone | AskCustomer | ReferHonestly)
    if not heard and not (isinstance(command, WriteNote) and command.audience == "customer"):
        return ()
    return tuple(
        PromiseMoved(at=command.at, by=command.by, promise=p.id, case=case.id, act="report", was=p.state, to="REPORTED")
        for p in case.ours_to_keep
        if p.kind == "touch" and p.promiser == command.by and p.state in {"PROMISED", "OVERDUE"}
    )


def next_touch(command: Command, case: Case, hours: WhoseHours) -> tuple[PromiseEvent, ...]:
    """The promise that must follow, given the case as it would be after the command; nothing where one is running."""
    if not case.open or any(promise.runs for promise in case.ours_to_keep if _is_enough(command, promise)):
        return ()
    last = command.promise if isinstance(command, ActOnPromise) else None
    promiser, promise, due = case.owner, f"{case.id}-{case.moves}", _due(command, case, hours)
    if isinstance(command, ActOnPromise) and command.act in TAKES_BACK and _ours(command):
        if command.next_due is None or command.next_promise is None:
            raise Refusal("last_promise", act=command.act)
        promiser, promise, due = command.by, command.next_promise, future(command.next_due, command.at)
    return asked_and_promised(
        promise=promise,
        case=case.id,
        promiser=promiser,
        promisee=customer(case.customer),
        body="",
        due=due,
        at=command.at,
        kind="touch",
        under=last,
    )


def _due(command: Command, case: Case, hours: WhoseHours) -> datetime:
    return hours(case.owner).within(command.at, timedelta(hours=case.touch_hours))


def _is_enough(command: Command, promise: Promise) -> bool:
    """Whoever has just said that it is not right hears from us soon, whatever else was promised for later."""
    return promise.kind == "touch" or not (isinstance(command, GiveWord) and command.act in NOT_RIGHT)


def _ours(command: Command) -> bool:
    return not is_customer(command.by) and command.by != CLOCK
