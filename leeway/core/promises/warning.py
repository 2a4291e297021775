"""The warning before a promise falls due: to whoever promised, then to whom they chose to stand in. It blames nobody.

Its moment is worked out when the promise is agreed and stands in the fact. It moves nothing and counts nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from leeway.core.hours import AHEAD, ALWAYS, Hours, WhoseHours, always
from leeway.core.message import CLOCK, Event, is_customer
from leeway.core.promises.commands import WarnPromiser
from leeway.core.promises.events import PromiseFellDue, PromiseMoved, PromiseOpened, PromiseWarned
from leeway.core.promises.state import Promise
from leeway.core.promises.terms import Terms
from leeway.core.refusal import Refusal

SHARE = 4  # the last quarter of its length
LEAST = timedelta(minutes=15)
FAR = timedelta(days=1)  # before what is due so far away that no calendar is asked
AGREED = frozenset({"promise", "accept", "accept_change", "rework"})

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around promises. hours: whose time is looked at. stand_ins: who stands in for whose promises."""

    hours: WhoseHours = always
    stand_ins: Mapping[str, str] = field(default_factory=dict)


NOBODY_KNOWN = Around()


def warn_at(hours: Hours, at: datetime, due: datetime) -> datetime | None:
    """When to warn of what is agreed at `at`; None where it is due so soon that whoever agrees still has it in mind.

    In working time: a quarter of its length before `due`, at least 15 minutes, at most a working day. Where hardly any
    working time lies before it, by the time on the wall. What may be late within a tolerance is due when that is over.
    """
    if due - at >= AHEAD:
        return due - FAR
    length = hours.between(at, due)
    if length <= LEAST:
        hours, length = ALWAYS, due - at
    before = min(max(length / SHARE, LEAST), hours.a_day)
    return hours.after(at, length - before) if length > before else None


def again_at(hours: Hours, at: datetime, due: datetime) -> datetime | None:
    """When half of what is left at `at` is over; None where nothing is left."""
    if at >= due:
        return None
    left = hours.between(at, due)
    return hours.after(at, left / 2) if left else at + (due - at) / 2


def planned(events: Sequence[E], promises: Mapping[str, Promise], hours: WhoseHours) -> tuple[E, ...]:
    """The same facts; those that settle a time say when to warn of it."""
    promisers = {each.promise: each.promiser for each in events if isinstance(each, PromiseOpened)}
    found: list[E] = []
    for event in events:
        due = _settles(event)
        if due is not None:
            promise = event.promise  # type: ignore[attr-defined]
            promiser = promisers.get(promise) or promises[promise].promiser
            warned = None if is_customer(promiser) else warn_at(hours(promiser), event.at, due)
            event = replace(event, warn_at=warned) if warned else event  # type: ignore[call-arg]
        found.append(event)
    return tuple(found)


def _settles(event: Event) -> datetime | None:
    """From when on what this fact settles is late; None where it settles no time, or has said when to warn."""
    match event:
        case PromiseFellDue(warn_at=None):
            return event.due
        case PromiseMoved(warn_at=None, due=datetime() as due) if event.act in AGREED:
            return Terms(due, event.body or "", event.clauses).late_at
        case _:
            return None


def warn(command: WarnPromiser, promise: Promise, around: Around) -> PromiseWarned:
    """First who promised; then, at half of what was left, whom they had chosen by then. Each once."""
    if command.by != CLOCK:
        raise Refusal("act_not_yours", act="warn", state=promise.state, needs="CLOCK")
    timer = promise.timer()
    if timer is None or timer[0] != "warn" or command.at < timer[1]:
        raise Refusal("not_due_yet", act="warn")
    to, stand_in, again = promise.stand_in, None, None
    if not promise.warned:
        to, stand_in = promise.promiser, around.stand_ins.get(promise.promiser)
        if stand_in is not None and stand_in not in {promise.promiser, promise.promisee}:
            again = again_at(around.hours(promise.promiser), command.at, promise.terms.late_at)
    return PromiseWarned(
        at=command.at, by=command.by, promise=promise.id, case=promise.case, to=to,
        stand_in=stand_in if again else None, again_at=again,
    )  # fmt: skip
