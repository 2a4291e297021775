"""Promises: what one person owes another by a time, negotiated; only the one it was made to can call it kept well.

Only the promiser promises, reports and revokes; only the promisee confirms, contests and releases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from leeway.core.changed import changed
from leeway.core.machines import PROMISE
from leeway.core.message import CLOCK, Command, Event
from leeway.core.refusal import Refusal

ANSWER_WITHIN = timedelta(days=2)  # an offer or a request that nobody answers ends or shows as unanswered
LIMIT_AFTER_DUE = timedelta(days=7)  # a promise that nobody touched for so long after its due is broken
FARTHEST = timedelta(days=366)  # what is promised for later than that is no promise to somebody who waits
UNCONFIRMED_AFTER = timedelta(days=14)  # from the report: it then counts as unconfirmed, never as kept
NEEDS_DUE = frozenset({"request", "offer", "counter", "propose_change", "rework", "answer_by"})
NEEDS_REASON = frozenset({"revoke", "decline", "declare_not_satisfied", "declare_broken"})
RUNS = frozenset({"PROMISED", "OVERDUE", "RENEGOTIATING"})
LIVE = RUNS | {"REPORTED", "CONTESTED"}


# Commands


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPromise(Command):
    """Ask for a promise (by the promisee) or offer one (by the promiser).

    act: "request" or "offer". body: id of the words that say what is promised. case: the case it belongs to, if any.
    answer_by: until when an answer is hoped for; `ANSWER_WITHIN` from now if absent.
    """

    NAME: ClassVar[str] = "promise.open"
    promise: str
    case: str | None
    promiser: str
    promisee: str
    act: str
    body: str
    due: datetime | None
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MakePromise(Command):
    """Promise at once what the promisee has just asked for aloud; the promiser records both and is named for it."""

    NAME: ClassVar[str] = "promise.make"
    promise: str
    case: str | None
    promisee: str
    body: str
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActOnPromise(Command):
    """Any later act of the promise machine. due and body: the new terms, where the act has terms. reason: words' id.

    next_promise, next_due: the promise that follows when this act ends the last open one of a case.
    """

    NAME: ClassVar[str] = "promise.act"
    promise: str
    case: str | None
    act: str
    due: datetime | None = None
    body: str | None = None
    reason: str | None = None
    next_promise: str | None = None
    next_due: datetime | None = None


PromiseCommand = OpenPromise | MakePromise | ActOnPromise


# Events


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseOpened(Event):
    """kind: "said" (body is the id of the words) or "touch": the owner's next word to the customer, at the latest.

    recorded_by: who wrote down what was asked for aloud. under: the promise whose cadence this continues.
    """

    NAME: ClassVar[str] = "promise.opened"
    promise: str
    case: str | None
    promiser: str
    promisee: str
    act: str
    body: str
    due: datetime
    answer_by: datetime
    kind: str = "said"
    recorded_by: str | None = None
    under: str | None = None

    def tags(self) -> frozenset[str]:
        return _tags(self.promise, self.case)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMoved(Event):
    """An act of the promise machine. due and body: the terms that it proposed or agreed, where it has terms."""

    NAME: ClassVar[str] = "promise.moved"
    promise: str
    case: str | None
    act: str
    was: str
    to: str
    due: datetime | None = None
    body: str | None = None
    reason: str | None = None
    under: str | None = None

    def tags(self) -> frozenset[str]:
        return _tags(self.promise, self.case)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseTakenOver(Event):
    """A new owner of the case keeps what the old one promised, by their own act (accepting the handoff)."""

    NAME: ClassVar[str] = "promise.taken_over"
    promise: str
    case: str | None
    was: str

    def tags(self) -> frozenset[str]:
        return _tags(self.promise, self.case)


PromiseEvent = PromiseOpened | PromiseMoved | PromiseTakenOver


def _tags(promise: str, case: str | None) -> frozenset[str]:
    return frozenset({f"promise:{promise}"} | ({f"case:{case}"} if case else set()))


# State


@dataclass(frozen=True, slots=True)
class Terms:
    due: datetime
    body: str


@dataclass(frozen=True)  # no slots, for `changed`
class Promise:
    """terms: agreed or first asked. proposed: on the table, by `proposed_by`. version: agreements. moves: facts."""

    id: str
    case: str | None
    promiser: str
    promisee: str
    state: str
    terms: Terms
    answer_by: datetime
    proposed: Terms | None = None
    proposed_by: str | None = None
    version: int = 0
    late: bool = False
    at_risk: bool = False
    moves: int = 0
    moved_at: datetime | None = None
    kind: str = "said"

    @property
    def live(self) -> bool:
        """Agreed and not ended: it counts as open."""
        return self.state in LIVE

    @property
    def runs(self) -> bool:
        """Agreed, and the clock is on it."""
        return self.state in RUNS

    @property
    def ended(self) -> bool:
        return self.state in PROMISE.ends

    def actors(self, party: str) -> frozenset[str]:
        """The parts that this party plays: PROMISER, PROMISEE or both (to oneself), OTHER beside them; CLOCK."""
        if party == CLOCK:
            return frozenset({"CLOCK"})
        parts = {"PROMISER"} if party == self.promiser else set()
        if party == self.promisee:
            parts.add("PROMISEE")
        if parts and party != self.proposed_by:
            parts.add("OTHER")
        return frozenset(parts)

    def timer(self) -> tuple[str, datetime] | None:
        """The next act of the clock and when, if time alone can still move it."""
        match self.state:
            case "REQUESTED" | "COUNTERED_BY_PROMISEE":
                return "answer_due", self.answer_by
            case "OFFERED" | "COUNTERED_BY_PROMISER":
                return "offer_ends", self.answer_by
            case "PROMISED":
                return "due_passed", self.terms.due
            case "RENEGOTIATING":
                return "due_passed", self.answer_by if self.late else self.terms.due
            case "OVERDUE":
                return "limit", self.terms.due + LIMIT_AFTER_DUE
            case "REPORTED" if self.moved_at:
                return "attempts_used_up", self.moved_at + UNCONFIRMED_AFTER
            case _:
                return None


# Decide


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


# Evolve


def evolve(promises: Mapping[str, Promise], event: PromiseEvent) -> Mapping[str, Promise]:
    match event:
        case PromiseOpened():
            opened = Promise(
                id=event.promise, case=event.case, promiser=event.promiser, promisee=event.promisee,
                state="REQUESTED" if event.act == "request" else "OFFERED",
                terms=Terms(event.due, event.body), answer_by=event.answer_by, kind=event.kind,
            )  # fmt: skip
            return {**promises, event.promise: opened}
        case PromiseTakenOver():
            known = promises.get(event.promise)
            return promises if known is None else {**promises, known.id: changed(known, promiser=event.by)}
        case PromiseMoved():
            known = promises.get(event.promise)
            return promises if known is None else {**promises, known.id: _moved(known, event)}


def _due_has_passed(promise: Promise, at: datetime) -> bool:
    """Whether what was agreed is late; terms that nobody has agreed to yet cannot be."""
    return promise.version > 0 and promise.terms.due <= at


def _moved(promise: Promise, event: PromiseMoved) -> Promise:
    return changed(promise, state=event.to, moves=promise.moves + 1, moved_at=event.at, **_by_act(promise, event))


def _by_act(promise: Promise, event: PromiseMoved) -> dict[str, Any]:
    match event.act:
        case "counter" | "propose_change":
            return {
                "proposed": _terms(promise, event),
                "proposed_by": event.by,
                "answer_by": event.at + ANSWER_WITHIN,
                "late": _due_has_passed(promise, event.at),
            }
        case "amend":
            return {"terms": _terms(promise, event), "version": promise.version + 1}
        case "answer_by":
            return {"answer_by": _terms(promise, event).due}
        case "promise" | "accept" | "accept_change" | "rework":
            return {
                "terms": _terms(promise, event),
                "proposed": None,
                "proposed_by": None,
                "version": promise.version + 1,
                "late": False,
                "at_risk": False,
            }
        case "keep_old_terms":
            return {"proposed": None, "proposed_by": None}
        case "flag_risk":
            return {"at_risk": True}
        case "due_passed":
            return {"late": True, "proposed": None, "proposed_by": None}
        case _:
            return {}


def _terms(promise: Promise, event: PromiseMoved) -> Terms:
    return Terms(event.due or promise.terms.due, event.body or promise.terms.body)
