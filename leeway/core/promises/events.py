"""The facts of a promise: it was opened, it moved by an act of its machine, it was taken over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from leeway.core.message import Event
from leeway.core.promises.terms import Clauses, Judged, Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseOpened(Event):
    """kind: "said" (body is the id of the words), "answer" (a full answer to what was asked), "check" (asking how it
    goes) or "touch": the owner's next word to the customer, at the latest.

    recorded_by: who wrote down what was asked for aloud. under: the promise whose cadence this continues, or the
    request that it answers. clauses: what hangs on it beside the time.
    """

    NAME: ClassVar[str] = "promise.opened"
    VERSION: ClassVar[int] = 2
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
    clauses: Clauses | None = None

    def tags(self) -> frozenset[str]:
        return _tags(self.promise, self.case)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMoved(Event):
    """An act of the promise machine. due, body, clauses: the terms that it proposed or agreed, where it has terms.

    values: what is reported of each condition. judged: how the promisee finds them. follows: the promise that goes on
    from here, the next round or the full answer. warn_at: when to warn of the time that is agreed here.
    """

    NAME: ClassVar[str] = "promise.moved"
    VERSION: ClassVar[int] = 3
    promise: str
    case: str | None
    act: str
    was: str
    to: str
    due: datetime | None = None
    body: str | None = None
    reason: str | None = None
    under: str | None = None
    clauses: Clauses | None = None
    values: tuple[Stated, ...] = ()
    judged: tuple[Judged, ...] = ()
    follows: str | None = None
    warn_at: datetime | None = None

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


@dataclass(frozen=True, slots=True, kw_only=True)
class BeliefStated(Event):
    """How likely `by` thinks it that the promise will be kept; the other side sees it once both have said theirs."""

    NAME: ClassVar[str] = "promise.belief_stated"
    promise: str
    case: str | None
    percent: int

    def tags(self) -> frozenset[str]:
        return _tags(self.promise, self.case)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseAssessed(Event):
    """How `by` finds its conditions: one assessment of one assessor, no truth. how: seen, told or measured."""

    NAME: ClassVar[str] = "promise.assessed"
    promise: str
    case: str | None
    judged: tuple[Judged, ...]
    how: str
    words: str | None = None

    def tags(self) -> frozenset[str]:
        return _tags(self.promise, self.case)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseAtRisk(Event):
    """The promise that it depends on was late, broken or revoked (at `since`); nobody broke this one."""

    NAME: ClassVar[str] = "promise.at_risk"
    promise: str
    case: str | None
    because: str
    since: datetime

    def tags(self) -> frozenset[str]:
        return _tags(self.promise, self.case)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseFellDue(Event):
    """The event that it awaits happened (at `since`), so its due is now known, and when to warn of it."""

    NAME: ClassVar[str] = "promise.fell_due"
    VERSION: ClassVar[int] = 2
    promise: str
    case: str | None
    code: str
    since: datetime
    due: datetime
    warn_at: datetime | None = None

    def tags(self) -> frozenset[str]:
        return _tags(self.promise, self.case)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseWarned(Event):
    """It is soon due and not reported, and `to` is told. It moves nothing and is nobody's fault.

    stand_in, again_at: who is told next, and when, if it is still not reported then.
    """

    NAME: ClassVar[str] = "promise.warned"
    promise: str
    case: str | None
    to: str
    stand_in: str | None = None
    again_at: datetime | None = None

    def tags(self) -> frozenset[str]:
        return _tags(self.promise, self.case) | {f"person:{self.to}"}


PromiseEvent = (
    PromiseOpened
    | PromiseMoved
    | PromiseTakenOver
    | BeliefStated
    | PromiseAssessed
    | PromiseAtRisk
    | PromiseFellDue
    | PromiseWarned
)


def _tags(promise: str, case: str | None) -> frozenset[str]:
    return frozenset({f"promise:{promise}"} | ({f"case:{case}"} if case else set()))
