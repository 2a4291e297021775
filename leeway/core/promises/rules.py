"""Who may do what with a promise, and when: a command and what is known of it give facts, or a `Refusal`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from leeway.core.machines import PROMISE
from leeway.core.message import CLOCK
from leeway.core.promises.commands import ActOnPromise, MakePromise, OpenPromise, PromiseCommand
from leeway.core.promises.events import PromiseEvent, PromiseMoved, PromiseOpened
from leeway.core.promises.state import ANSWER_WITHIN, Promise
from leeway.core.refusal import Refusal

FARTHEST = timedelta(days=366)  # what is promised for later than that is no promise to somebody who waits
NEEDS_DUE = frozenset({"request", "offer", "counter", "propose_change", "rework", "answer_by"})
NEEDS_REASON = frozenset({"revoke", "decline", "declare_not_satisfied", "declare_broken"})


def decide(command: PromiseCommand, promises: Mapping[str, Promise]) -> tuple[PromiseEvent, ...]:
    """Return what happens to the promise, or raise `Refusal`. What a case adds to it stands in `cases.keeping`."""
    match command:
        case OpenPromise():
            return (_open(command, promises),)
        case MakePromise():
            return _make(command, promises)
        case ActOnPromise():
            return (_act(command, promises),)


def asked_and_promised(
    *, promise: str, case: str | None, promiser: str, promisee: str, body: str, due: datetime, at: datetime,
    kind: str = "said", under: str | None = None,
) -> tuple[PromiseOpened, PromiseMoved]:  # fmt: skip
    """The two facts of a promise that the promisee asked for aloud and the promiser gave, or whose cadence goes on."""
    opened = PromiseOpened(
        at=at, by=promisee, promise=promise, case=case, promiser=promiser, promisee=promisee, act="request",
        body=body, due=due, answer_by=due, kind=kind, recorded_by=promiser, under=under,
    )  # fmt: skip
    given = PromiseMoved(
        at=at, by=promiser, promise=promise, case=case, act="promise", was="REQUESTED", to="PROMISED",
        due=due, body=body, under=under,
    )  # fmt: skip
    return opened, given


def _open(command: OpenPromise, promises: Mapping[str, Promise]) -> PromiseOpened:
    _must_be_new(command.promise, promises)
    actor = {"request": command.promisee, "offer": command.promiser}.get(command.act)
    if actor is None:
        raise Refusal("act_not_now", act=command.act, state="DRAFT")
    if command.by != actor:
        raise Refusal("promise_in_anothers_name", promiser=command.promiser)
    due = future(command.due, command.at)
    return PromiseOpened(
        at=command.at, by=command.by, promise=command.promise, case=command.case, promiser=command.promiser,
        promisee=command.promisee, act=command.act, body=command.body, due=due,
        answer_by=command.answer_by or command.at + ANSWER_WITHIN,
    )  # fmt: skip


def _make(command: MakePromise, promises: Mapping[str, Promise]) -> tuple[PromiseEvent, ...]:
    _must_be_new(command.promise, promises)
    due = future(command.due, command.at)
    return asked_and_promised(
        promise=command.promise,
        case=command.case,
        promiser=command.by,
        promisee=command.promisee,
        body=command.body,
        due=due,
        at=command.at,
    )


def _act(command: ActOnPromise, promises: Mapping[str, Promise]) -> PromiseMoved:
    promise = promises.get(command.promise)
    if promise is None:
        raise Refusal("no_such_promise")
    actors = promise.actors(command.by)
    if not actors:
        raise Refusal("not_your_promise")
    to = PROMISE.step(promise.state, command.act, actors)
    if command.by == CLOCK:
        _must_be_time(command, promise)
    if command.act in NEEDS_REASON and not command.reason:
        raise Refusal("reason_missing", act=command.act)
    due, body = _terms_after(command, promise)
    return PromiseMoved(
        at=command.at, by=command.by, promise=promise.id, case=promise.case, act=command.act, was=promise.state, to=to,
        due=due, body=body, reason=command.reason,
    )  # fmt: skip


def _terms_after(command: ActOnPromise, promise: Promise) -> tuple[datetime | None, str | None]:
    """The terms that the fact names: new ones proposed, or those that are agreed by this act."""
    if command.act in NEEDS_DUE or command.act == "amend":
        standing = promise.proposed or promise.terms
        due = standing.due if command.act == "amend" and command.due is None else future(command.due, command.at)
        return due, command.body or standing.body
    if command.act in {"promise", "accept", "accept_change"}:
        agreed = promise.proposed or promise.terms
        future(agreed.due, command.at)
        return agreed.due, agreed.body
    return None, None


def _must_be_new(promise: str, promises: Mapping[str, Promise]) -> None:
    if promise in promises:
        raise Refusal("promise_exists")


def future(due: datetime | None, at: datetime) -> datetime:
    """The due, if it can be promised now."""
    if due is None:
        raise Refusal("due_missing")
    if due > at + FARTHEST:
        raise Refusal("due_too_far", due=due.isoformat(), days=FARTHEST.days)
    if due <= at:
        raise Refusal("due_in_past", due=due.isoformat())
    return due


def _must_be_time(command: ActOnPromise, promise: Promise) -> None:
    timer = promise.timer()
    if timer is None or timer[0] != command.act or command.at < timer[1]:
        raise Refusal("not_due_yet", act=command.act)
