"""What can be asked of a promise: to open one, to make one at once, and every later act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from leeway.core.message import Command


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
