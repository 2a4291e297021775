"""Expectations that are no promises: declared by one side, consciously none, or assumed and found to be a gap.

None of them can be broken, none has a clock, none counts anywhere. A declared one can only be offered for agreement; a
gap ends in one of three ways: agree (a promise is asked for or offered), adjust, or part with good wishes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, assert_never

from leeway.core import promises
from leeway.core.changed import changed
from leeway.core.message import Command, Event
from leeway.core.promises import OpenPromise, PromiseEvent
from leeway.core.refusal import Refusal

KINDS = frozenset({"declared", "none", "implicit"})
ENDINGS = frozenset({"agree", "adjust", "part"})


# Commands


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordExpectation(Command):
    """By the side that expects. other: of whom, a person or "customer:ID". words: id of what it is, in their words."""

    NAME: ClassVar[str] = "expectation.record"
    expectation: str
    kind: str
    other: str
    words: str | None
    case: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveView(Command):
    """How either side sees it; said again it replaces what they said before."""

    NAME: ClassVar[str] = "expectation.view"
    expectation: str
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeelCost(Command):
    """What it costs this side, 1 to 5; for their own eyes."""

    NAME: ClassVar[str] = "expectation.cost"
    expectation: str
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndExpectation(Command):
    """ending: agree, adjust or part for a gap; withdraw for what was declared or none.

    With agree: promise (its new id), body and due of the promise that is asked for by the one who expects, or offered
    by the other.
    """

    NAME: ClassVar[str] = "expectation.end"
    expectation: str
    ending: str
    words: str | None = None
    case: str | None = None
    promise: str | None = None
    body: str | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferForAgreement(Command):
    """What was declared is asked for as a promise; the other side answers it like any request."""

    NAME: ClassVar[str] = "expectation.offer"
    expectation: str
    promise: str
    body: str
    due: datetime | None
    case: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteLine(Command):
    """A last line, by either side, after they parted."""

    NAME: ClassVar[str] = "expectation.line"
    expectation: str
    words: str | None


ExpectationCommand = RecordExpectation | GiveView | FeelCost | EndExpectation | OfferForAgreement | WriteLine


# Events


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfExpectation(Event):
    expectation: str

    def tags(self) -> frozenset[str]:
        return frozenset({f"expectation:{self.expectation}"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationRecorded(_OfExpectation):
    NAME: ClassVar[str] = "expectation.recorded"
    kind: str
    other: str
    words: str | None
    case: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewGiven(_OfExpectation):
    NAME: ClassVar[str] = "expectation.view_given"
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CostFelt(_OfExpectation):
    NAME: ClassVar[str] = "expectation.cost_felt"
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationOffered(_OfExpectation):
    NAME: ClassVar[str] = "expectation.offered"
    promise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationEnded(_OfExpectation):
    NAME: ClassVar[str] = "expectation.ended"
    ending: str
    words: str | None
    promise: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWritten(_OfExpectation):
    NAME: ClassVar[str] = "expectation.line_written"
    words: str


ExpectationEvent = ExpectationRecorded | ViewGiven | CostFelt | ExpectationOffered | ExpectationEnded | LineWritten


# State


@dataclass(frozen=True)  # no slots, for `changed`
class Expectation:
    """holder: who expects. views, costs, lines: by side; views are ids of words. promise: what came of it, if any."""

    id: str
    kind: str
    holder: str
    other: str
    case: str | None
    at: datetime
    views: Mapping[str, str] = field(default_factory=dict)
    costs: Mapping[str, int] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)
    ending: str | None = None
    ended_at: datetime | None = None
    promise: str | None = None

    @property
    def sides(self) -> tuple[str, str]:
        return self.holder, self.other

    @property
    def open(self) -> bool:
        return self.ending is None

    def acts(self, party: str) -> tuple[str, ...]:
        """What this side may do now."""
        if party not in self.sides:
            return ()
        if not self.open:
            return ("line",) if self.ending == "part" and party not in self.lines else ()
        if self.kind == "implicit":
            return "view", "cost", "agree", "adjust", "part"
        mine = party == self.holder
        return (("offer",) if mine and self.kind == "declared" else ()) + (("withdraw",) if mine else ())


# Decide


def decide(
    command: ExpectationCommand, state: Mapping[str, Expectation]
) -> tuple[ExpectationEvent | PromiseEvent, ...]:
    """Return what happens, or raise `Refusal`."""
    if isinstance(command, RecordExpectation):
        return (_record(command, state),)
    known = state.get(command.expectation)
    if known is None or command.by not in known.sides:
        raise Refusal("no_such_expectation")
    at: dict[str, Any] = {"at": command.at, "by": command.by, "expectation": known.id}
    match command:
        case GiveView():
            _must(known, "view", command.by)
            return (ViewGiven(**at, words=_words(command.words)),)
        case FeelCost():
            _must(known, "cost", command.by)
            if not 1 <= command.cost <= 5:
                raise Refusal("cost_bad")
            return (CostFelt(**at, cost=command.cost),)
        case WriteLine():
            _must(known, "line", command.by)
            return (LineWritten(**at, words=_words(command.words)),)
        case OfferForAgreement():
            _must(known, "offer", command.by)
            return ExpectationOffered(**at, promise=command.promise), *_promise(command, known)
        case EndExpectation():
            return _end(command, known)
        case _:
            assert_never(command)


def _record(command: RecordExpectation, state: Mapping[str, Expectation]) -> ExpectationRecorded:
    if command.expectation in state:
        raise Refusal("expectation_exists")
    if command.kind not in KINDS:
        raise Refusal("expectation_kind_bad")
    if command.other == command.by:
        raise Refusal("expectation_of_oneself")
    words = command.words if command.kind == "none" else _words(command.words)
    return ExpectationRecorded(
        at=command.at, by=command.by, expectation=command.expectation, kind=command.kind, other=command.other,
        words=words, case=command.case,
    )  # fmt: skip


def _end(command: EndExpectation, known: Expectation) -> tuple[ExpectationEvent | PromiseEvent, ...]:
    if command.ending not in ENDINGS | {"withdraw"}:
        raise Refusal("ending_bad")
    _must(known, command.ending, command.by)
    agreed = command.ending == "agree"
    ended = ExpectationEnded(
        at=command.at, by=command.by, expectation=known.id, ending=command.ending, words=command.words,
        promise=command.promise if agreed else None,
    )  # fmt: skip
    return (ended, *_promise(command, known)) if agreed else (ended,)


def _promise(command: EndExpectation | OfferForAgreement, known: Expectation) -> tuple[PromiseEvent, ...]:
    """Asked for by the one who expects, or offered by the other: nobody agrees for anybody else."""
    if command.case != known.case:
        raise Refusal("no_such_expectation")
    if not command.promise or not command.body:
        raise Refusal("view_missing")
    opening = OpenPromise(
        at=command.at, by=command.by, promise=command.promise, case=known.case, promiser=known.other,
        promisee=known.holder, act="request" if command.by == known.holder else "offer", body=command.body,
        due=command.due,
    )  # fmt: skip
    return promises.decide(opening, {})


def _must(known: Expectation, act: str, party: str) -> None:
    if act not in known.acts(party):
        raise Refusal("expectation_not_now")


def _words(words: str | None) -> str:
    if not words:
        raise Refusal("view_missing")
    return words


# Evolve


def evolve(state: Mapping[str, Expectation], event: ExpectationEvent) -> Mapping[str, Expectation]:
    if isinstance(event, ExpectationRecorded):
        views = {event.by: event.words} if event.words else {}
        new = Expectation(event.expectation, event.kind, event.by, event.other, event.case, event.at, views)
        return {**state, new.id: new}
    known = state.get(event.expectation)
    return state if known is None else {**state, known.id: _after(known, event)}


def _after(known: Expectation, event: ExpectationEvent) -> Expectation:
    match event:
        case ViewGiven():
            return changed(known, views={**known.views, event.by: event.words})
        case CostFelt():
            return changed(known, costs={**known.costs, event.by: event.cost})
        case LineWritten():
            return changed(known, lines={**known.lines, event.by: event.words})
        case ExpectationOffered():
            return changed(known, promise=event.promise)
        case ExpectationEnded():
            lines = {**known.lines, event.by: event.words} if event.words else known.lines
            promise = event.promise or known.promise
            return changed(known, ending=event.ending, ended_at=event.at, promise=promise, lines=lines)
        case ExpectationRecorded():
            return known
        case _:
            assert_never(event)


def standing(found: Mapping[str, Expectation], one: str, other: str) -> str:
    """What is on record of what `one` expects of `other`: gap, declared, none; or nothing, which is not the same."""
    kinds = {each.kind for each in found.values() if each.open and each.sides == (one, other)}
    return next((kind for kind in ("implicit", "declared", "none") if kind in kinds), "nothing")
