"""What can be asked of a promise: to open one, to make one at once, and every later act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from leeway.core.message import Command
from leeway.core.promises.terms import Clauses, Judged, Stated


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
    clauses: Clauses | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MakePromise(Command):
    """Promise at once what a customer has just asked for aloud, or to oneself; the promiser records it and is named.

    A colleague is not spoken for: they ask or accept by an act of their own.
    """

    NAME: ClassVar[str] = "promise.make"
    promise: str
    case: str | None
    promisee: str
    body: str
    due: datetime | None
    clauses: Clauses | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActOnPromise(Command):
    """Any later act of the promise machine. due, body, clauses: the new terms, where the act has terms; what is absent
    stays. reason: words' id. values: what is reported of each condition. judged: how the promisee finds them.

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
    clauses: Clauses | None = None
    values: tuple[Stated, ...] = ()
    judged: tuple[Judged, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseAnswer(Command):
    """Seen, full answer by `due`: one tap on what is asked of me makes a dated promise of the answer.

    answer: the id of that promise. body: id of the words in which it is put.
    """

    NAME: ClassVar[str] = "promise.answer_later"
    promise: str
    case: str | None
    answer: str
    body: str
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateBelief(Command):
    """How likely one side thinks it that the promise will be kept, in per cent; said again it replaces the first."""

    NAME: ClassVar[str] = "promise.believe"
    promise: str
    case: str | None
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessPromise(Command):
    """How somebody who may judge a condition finds it. how: observed "seen", "told" or "measured". words: their id."""

    NAME: ClassVar[str] = "promise.assess"
    promise: str
    case: str | None
    judged: tuple[Judged, ...]
    how: str = "seen"
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOver(Command):
    """The clock brings to a promise what happened elsewhere, when another case would have had to be locked for it.

    act: "put_at_risk" (the promise that it depends on was late, broken or revoked) or "fall_due" (the event that it
    awaits happened). since: when that was.
    """

    NAME: ClassVar[str] = "promise.carry_over"
    promise: str
    case: str | None
    act: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WarnPromiser(Command):
    """The clock's: it is soon due. Who promised is told first, then whoever stands in for their promises."""

    NAME: ClassVar[str] = "promise.warn"
    promise: str
    case: str | None


PromiseCommand = (
    OpenPromise | MakePromise | ActOnPromise | PromiseAnswer | StateBelief | AssessPromise | CarryOver | WarnPromiser
)
