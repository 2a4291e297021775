"""Who may do what with a promise, and when: a command and what is known of it give facts, or a `Refusal`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import assert_never

from leeway.core.machines import PROMISE
from leeway.core.message import CLOCK, is_customer
from leeway.core.promises import judging, warning
from leeway.core.promises.commands import (
    ActOnPromise,
    AssessPromise,
    CarryOver,
    MakePromise,
    OpenPromise,
    PromiseAnswer,
    PromiseCommand,
    StateBelief,
    WarnPromiser,
)
from leeway.core.promises.events import PromiseAtRisk, PromiseEvent, PromiseFellDue, PromiseMoved, PromiseOpened
from leeway.core.promises.state import ANSWER_WITHIN, BAD, Promise
from leeway.core.promises.terms import Clauses, Terms, must_be_sound
from leeway.core.promises.warning import NOBODY_KNOWN, Around
from leeway.core.refusal import Refusal

FARTHEST = timedelta(days=366)  # what is promised for later than that is no promise to somebody who waits
NEEDS_DUE = frozenset({"request", "offer", "counter", "propose_change", "rework", "answer_by"})
NEEDS_REASON = frozenset({"revoke", "decline", "declare_not_satisfied", "declare_broken"})
NEW_TERMS = frozenset({"counter", "propose_change", "rework", "amend"})
AGREES = frozenset({"promise", "accept", "accept_change"})
ANSWERS = frozenset({"promise", "counter", "decline"})  # a full answer to what was asked


def decide(
    command: PromiseCommand, promises: Mapping[str, Promise], around: Around = NOBODY_KNOWN
) -> tuple[PromiseEvent, ...]:
    """Return what happens to the promise, or raise `Refusal`. What a case adds to it stands in `cases.keeping`.

    promises: the promise by its id, those that are known to follow from it, and of a case all others of it.
    """
    return warning.planned(_decide(command, promises, around), promises, around.hours)


def _decide(command: PromiseCommand, promises: Mapping[str, Promise], around: Around) -> tuple[PromiseEvent, ...]:
    match command:
        case OpenPromise():
            return (_open(command, promises),)
        case MakePromise():
            return _make(command, promises)
        case ActOnPromise():
            return _act(command, promises)
        case PromiseAnswer():
            return _answer_later(command, promises)
        case StateBelief():
            return (judging.believe(command, known(command.promise, promises)),)
        case AssessPromise():
            return (judging.assess(command, known(command.promise, promises)),)
        case CarryOver():
            return (_carry_over(command, known(command.promise, promises)),)
        case WarnPromiser():
            return (warning.warn(command, known(command.promise, promises), around),)
        case _:
            assert_never(command)


def known(promise: str, promises: Mapping[str, Promise]) -> Promise:
    found = promises.get(promise)
    if found is None:
        raise Refusal("no_such_promise")
    return found


def asked_and_promised(
    *, promise: str, case: str | None, promiser: str, promisee: str, body: str, due: datetime, at: datetime,
    kind: str = "said", under: str | None = None, clauses: Clauses | None = None,
) -> tuple[PromiseOpened, PromiseMoved]:  # fmt: skip
    """The two facts of a promise that the promisee asked for aloud and the promiser gave, or whose cadence goes on."""
    opened = PromiseOpened(
        at=at, by=promisee, promise=promise, case=case, promiser=promiser, promisee=promisee, act="request",
        body=body, due=due, answer_by=due, kind=kind, recorded_by=promiser, under=under, clauses=clauses,
    )  # fmt: skip
    given = PromiseMoved(
        at=at, by=promiser, promise=promise, case=case, act="promise", was="REQUESTED", to="PROMISED",
        due=due, body=body, under=under, clauses=clauses,
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
    must_be_sound(command.clauses, promise=command.promise, promiser=command.promiser, promisee=command.promisee)
    return PromiseOpened(
        at=command.at, by=command.by, promise=command.promise, case=command.case, promiser=command.promiser,
        promisee=command.promisee, act=command.act, body=command.body, due=due,
        answer_by=command.answer_by or command.at + ANSWER_WITHIN, clauses=command.clauses,
    )  # fmt: skip


def _make(command: MakePromise, promises: Mapping[str, Promise]) -> tuple[PromiseEvent, ...]:
    _must_be_new(command.promise, promises)
    if not is_customer(command.promisee) and command.promisee != command.by:
        raise Refusal("not_asked_for", promisee=command.promisee)
    due = future(command.due, command.at)
    must_be_sound(command.clauses, promise=command.promise, promiser=command.by, promisee=command.promisee)
    return asked_and_promised(
        promise=command.promise,
        case=command.case,
        promiser=command.by,
        promisee=command.promisee,
        body=command.body,
        due=due,
        at=command.at,
        clauses=command.clauses,
    )


def _act(command: ActOnPromise, promises: Mapping[str, Promise]) -> tuple[PromiseEvent, ...]:
    promise = known(command.promise, promises)
    to = _step(promise, command.act, command.by)
    if command.by == CLOCK:
        _must_be_time(command, promise)
    if command.act in NEEDS_REASON and not command.reason:
        raise Refusal("reason_missing", act=command.act)
    terms = _terms_after(command, promise)
    values, judged = judging.said(command, promise)
    follows = _next_round(promise) if command.act == "report" else None
    moved = PromiseMoved(
        at=command.at, by=command.by, promise=promise.id, case=promise.case, act=command.act, was=promise.state, to=to,
        due=terms.due if terms else None, body=terms.body if terms else None, reason=command.reason,
        clauses=terms.clauses if terms else None, values=values, judged=judged, follows=follows,
    )  # fmt: skip
    return (
        moved,
        *_round(promise, follows, command.at),
        *_answered(moved, promise, promises),
        *_at_risk(moved, promises),
    )


def _step(promise: Promise, act: str, by: str) -> str:
    actors = promise.actors(by)
    if not actors:
        raise Refusal("not_your_promise")
    return PROMISE.step(promise.state, act, actors)


def _terms_after(command: ActOnPromise, promise: Promise) -> Terms | None:
    """The terms that the fact names: new ones proposed, or those that are agreed by this act."""
    standing = promise.proposed or promise.terms
    if command.act == "answer_by":
        return Terms(future(command.due, command.at), standing.body)
    if command.act in NEW_TERMS:
        must_be_sound(command.clauses, promise=promise.id, promiser=promise.promiser, promisee=promise.promisee)
        due = standing.due if command.act == "amend" and command.due is None else future(command.due, command.at)
        clauses = command.clauses if command.clauses is not None else standing.clauses
        return Terms(due, command.body or standing.body, clauses)
    if command.act in AGREES:
        future(standing.due, command.at)
        return standing
    return None


def _next_round(promise: Promise) -> str | None:
    """The id of the next round, where a round of a cadence is reported for the first time."""
    if promise.terms.more.cadence is None or promise.follows is not None:
        return None
    first, _, turn = promise.id.partition("~")
    return f"{first}~{int(turn or 1) + 1}"


def _round(promise: Promise, follows: str | None, at: datetime) -> tuple[PromiseEvent, ...]:
    cadence = promise.terms.more.cadence
    if follows is None or cadence is None:
        return ()
    return asked_and_promised(
        promise=follows, case=promise.case, promiser=promise.promiser, promisee=promise.promisee,
        body=promise.terms.body, due=cadence.after(promise.terms.due, at), at=at, under=promise.id,
        clauses=promise.terms.clauses,
    )  # fmt: skip


def _answer_later(command: PromiseAnswer, promises: Mapping[str, Promise]) -> tuple[PromiseEvent, ...]:
    asked = known(command.promise, promises)
    _must_be_new(command.answer, promises)
    to = _step(asked, "answer_by", command.by)
    due = future(command.due, command.at)
    if asked.follows is not None:
        raise Refusal("answer_promised")
    seen = PromiseMoved(
        at=command.at, by=command.by, promise=asked.id, case=asked.case, act="answer_by", was=asked.state, to=to,
        due=due, body=asked.terms.body, follows=command.answer,
    )  # fmt: skip
    answer = asked_and_promised(
        promise=command.answer, case=asked.case, promiser=command.by, promisee=asked.promisee, body=command.body,
        due=due, at=command.at, kind="answer", under=asked.id,
    )  # fmt: skip
    return seen, *answer


def _answered(moved: PromiseMoved, asked: Promise, promises: Mapping[str, Promise]) -> tuple[PromiseEvent, ...]:
    """The full answer to what was asked keeps the promise of it; it is the promiser's own act."""
    answer = promises.get(asked.follows or "")
    if moved.act not in ANSWERS or answer is None or answer.kind != "answer":
        return ()
    if answer.promiser != moved.by or answer.state not in {"PROMISED", "OVERDUE"}:
        return ()
    return (
        PromiseMoved(
            at=moved.at, by=moved.by, promise=answer.id, case=answer.case, act="report", was=answer.state,
            to="REPORTED",
        ),
    )  # fmt: skip


def _at_risk(moved: PromiseMoved, promises: Mapping[str, Promise]) -> tuple[PromiseEvent, ...]:
    """R7: what depends on it, as far as it is known here, is at risk, never broken. The clock brings it to the rest."""
    if moved.to not in BAD or moved.was == moved.to:
        return ()
    return tuple(
        PromiseAtRisk(at=moved.at, by=moved.by, promise=each.id, case=each.case, because=moved.promise, since=moved.at)
        for each in promises.values()
        if each.terms.more.depends_on == moved.promise and each.runs and each.risk_from is None
    )


def _carry_over(command: CarryOver, promise: Promise) -> PromiseEvent:
    """What came too late for the promise is written down all the same, and changes nothing: it comes once."""
    clauses = promise.terms.more
    if command.by != CLOCK:
        raise Refusal("act_not_yours", act=command.act, state=promise.state, needs="CLOCK")
    if command.act == "put_at_risk" and clauses.depends_on and promise.risk_from is None:
        return PromiseAtRisk(
            at=command.at, by=command.by, promise=promise.id, case=promise.case, because=clauses.depends_on,
            since=command.since,
        )  # fmt: skip
    if command.act == "fall_due" and clauses.awaits and promise.fell_due is None:
        due = min(promise.terms.due, command.since + timedelta(minutes=clauses.within))
        return PromiseFellDue(
            at=command.at, by=command.by, promise=promise.id, case=promise.case, code=clauses.awaits,
            since=command.since, due=due,
        )  # fmt: skip
    raise Refusal("not_due_yet", act=command.act)


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
    timer = promise.time_over()
    if timer is None or timer[0] != command.act or command.at < timer[1]:
        raise Refusal("not_due_yet", act=command.act)
