"""Caps, limits and pools as numbers: what is left of each for a request.

What can be known from the guideline alone is worked out once; what is left is then a few steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from operator import attrgetter
from types import MethodType

from leeway.core.authority.amounts import write_amount
from leeway.core.authority.clock import Clock
from leeway.core.authority.demands import Demand, Shelf, Used, fact_value
from leeway.core.authority.expressions import Expression, MissingFact, Undecided, floor_minor
from leeway.core.authority.model import Grant, Guideline, Limit, Per, Pool, Unit, Widen
from leeway.core.authority.standing import Question
from leeway.core.authority.verdicts import Code, Detail, Left, Reason
from leeway.core.authority.windows import EPOCH

Ask = Callable[[Shelf, str, int | None, int], tuple[int, int]]
"""A sum: (amount, decisions) of a shelf, for whom, after and not after, in microseconds since the epoch."""


def asking(used: Callable[[Demand], Used]) -> Ask:
    """The same sums in plain numbers; of a book, or whoever answers like one, without building a demand for each."""
    if (between := _between(used)) is not None:
        return between

    def ask(shelf: Shelf, whom: str, since: int | None, until: int) -> tuple[int, int]:
        sums = used(shelf.demand(whom, None if since is None else _instant(since), _instant(until)))
        return sums.amount, sums.count

    return ask


def remembered(used: Callable[[Demand], Used]) -> Callable[[Demand], Used]:
    """Each sum asked for once; of a book, which is as quick as remembering, as it is."""
    return used if _between(used) is not None else cache(used)


def _between(used: Callable[[Demand], Used]) -> Ask | None:
    """The method `between` that stands beside `used` where that is a method of its own class."""
    if type(used) is not MethodType:
        return None
    own = type(used.__self__).__dict__
    if own.get("used") is not used.__func__ or "between" not in own:
        return None
    between: Ask = used.__self__.between  # type: ignore[attr-defined]
    return between


def _instant(at: int) -> datetime:
    return EPOCH + timedelta(microseconds=at)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that is left. figure: "amount" (of `decimals`) or "count" of decisions."""

    code: Code
    grant: str
    limit: str
    figure: str
    decimals: int

    @property
    def of_amount(self) -> bool:
        return self.figure == "amount"

    def as_left(self, left: int) -> Left:
        return Left(self.limit, left, self.figure, self.decimals)

    def as_reason(self, via: str, left: int, asked: int, undecided: str = "") -> Reason:
        details: dict[str, Detail] = {
            "limit": self.limit,
            "left": write_amount(left, self.decimals),
            "asked": write_amount(asked, self.decimals),
            "unit": self.figure,
        }
        if undecided:
            details["undecided"] = undecided
        return Reason(self.code, self.grant, via, details)


class Cap:
    """The cap of one link for a kind. plain: what it is, where that hangs on nothing."""

    __slots__ = ("_scale", "_up_to", "_widen", "figures", "plain")

    def __init__(self, guideline: Guideline, link: Grant, up_to: int | Expression, unit: Unit) -> None:
        self.figures = (Figure(Code.OVER_CAP, link.id, f"{link.id}/decision", "amount", guideline.decimals(unit)),)
        self._up_to, self._widen = up_to, link.widen
        self._scale = 10**guideline.minor_units if unit is Unit.COUNT else 1
        self.plain = up_to // self._scale if isinstance(up_to, int) and link.widen is None else None

    def left(self, question: Question) -> int:
        if self.plain is not None:
            return self.plain
        cap = self._up_to
        if isinstance(cap, Expression):
            outcome = question.outcome(cap)
            cap = 0 if isinstance(outcome, MissingFact | Undecided) else max(0, floor_minor(outcome))
        return widened(self._widen, cap // self._scale, question)

    @property
    def personal(self) -> bool:
        widen = self._widen is not None and reads_person(self._widen.when)
        return widen or (isinstance(self._up_to, Expression) and reads_person(self._up_to))

    def undecided(self, question: Question) -> str:
        """Why an expression gives no cap."""
        outcome = question.outcome(self._up_to) if isinstance(self._up_to, Expression) else None
        if isinstance(outcome, MissingFact):
            return f"{outcome.name} is missing"
        return outcome.why if isinstance(outcome, Undecided) else ""


class Measure:
    """A limit or a pool of one link for a kind. holder: whoever holds the link, None for whoever acts."""

    __slots__ = ("amount", "count", "figures", "find", "length", "per", "same", "shelf", "widen", "within")

    def __init__(
        self, guideline: Guideline, link: Grant, of: Limit | Pool, unit: Unit, holder: str | None, shelf: Shelf
    ) -> None:
        limit = of if isinstance(of, Limit) else Limit(Per.POOL, of.within, of.amount)
        name = of.name(link.id) if isinstance(of, Limit) else of.name
        code = Code.OVER_LIMIT if isinstance(of, Limit) else Code.POOL_SHORT
        amount = Figure(code, link.id, name, "amount", guideline.decimals(unit))
        count = Figure(code, link.id, name, "count", 0)
        self.figures = ((amount,) if limit.amount is not None else ()) + ((count,) if limit.count is not None else ())
        self.shelf, self.within = shelf, limit.within
        self.amount = None if limit.amount is None else guideline.scaled(limit.amount, unit)
        self.count, self.per = limit.count, limit.per
        self.widen = link.widen if isinstance(of, Limit) else None
        self.same = (holder if limit.per is Per.PERSON and not limit.every_grant else "") or ""
        self.find = None if self.same else _WHOM.get(limit.per, partial(_value, fact=limit.fact))
        length = None if limit.within is None else limit.within.length
        self.length = None if length is None else length // timedelta(microseconds=1)

    def whom(self, question: Question) -> str | None:
        """Whom it sums for; None where it is per customer, case or fact and the request names none."""
        return self.same if self.find is None else self.find(question)

    @property
    def personal(self) -> bool:
        """Whether it is another sum for each who acts, or may be."""
        return (self.per is Per.PERSON and self.find is not None) or (
            self.widen is not None and reads_person(self.widen.when)
        )

    def whole(self, question: Question) -> int:
        """The amount of which something is left."""
        return widened(self.widen, self.amount or 0, question)

    def lefts(self, question: Question, clock: Clock, ask: Ask, at: int) -> list[int]:
        """What is left of the amount, of the count, or of both."""
        found: list[int] = []
        left_of((self,), found, question, clock, ask, at)
        return found


def left_of(
    measures: tuple[Measure, ...], found: list[int], question: Question, clock: Clock, ask: Ask, at: int
) -> None:
    """Put what is left of each into `found`: of its amount, of its count, or of both."""
    for measure in measures:
        whom = measure.same if measure.find is None else measure.find(question) or ""
        if measure.length is not None:
            since: int | None = at - measure.length
        else:
            since = None if measure.within is None else clock.since(measure.within, at)
        amount, count = ask(measure.shelf, whom, since, at)
        if measure.amount is not None:
            whole = measure.amount if measure.widen is None else widened(measure.widen, measure.amount, question)
            found.append(whole - amount)
        if measure.count is not None:
            found.append(measure.count - count)


def _nobody(_: Question) -> str:
    return ""


def _value(question: Question, fact: str) -> str | None:
    return fact_value(question.request, fact)


_WHOM: Mapping[Per, Callable[[Question], str | None]] = {
    Per.PERSON: attrgetter("person.id"),
    Per.CUSTOMER: attrgetter("request.customer"),
    Per.CASE: attrgetter("request.case"),
    Per.GRANT: _nobody,
    Per.POOL: _nobody,
}


def reads_person(expression: Expression) -> bool:
    return any(name.startswith("person.") for name in expression.names)


def widened(widen: Widen | None, figure: int, question: Question) -> int:
    """What is missing or undecided is not true: a limit that would widen stays as it is."""
    return figure if widen is None or question.outcome(widen.when) is not True else widen.widened(figure)
