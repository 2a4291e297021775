"""The facts of a promise: it was opened, it moved by an act of its machine, it was taken over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from leeway.core.message import Event


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
