"""What holds the amount or the number of decisions of one grant, one by one: caps, then limits, then pools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from leeway.core.authority.demands import Demand, Link, Used
from leeway.core.authority.expressions import Value
from leeway.core.authority.measures import Cap, Figure, asking
from leeway.core.authority.model import Guideline, Person, Unit
from leeway.core.authority.plans import plans_of
from leeway.core.authority.requests import Request
from leeway.core.authority.standing import Question
from leeway.core.authority.verdicts import Code, Left, Reason
from leeway.core.authority.windows import Window, microseconds


@dataclass(frozen=True, slots=True)
class Bound:
    """What is left at one link. asked: None where the request asks nothing of it (a kind without amounts).

    demand, within: the sum that it was worked out from, and over which window; a cap has neither.
    """

    of: Figure
    left: int
    asked: int | None
    undecided: str = ""
    demand: Demand | None = None
    within: Window | None = None

    @property
    def code(self) -> Code:
        return self.of.code

    @property
    def grant(self) -> str:
        return self.of.grant

    @property
    def limit(self) -> str:
        return self.of.limit

    @property
    def figure(self) -> str:
        return self.of.figure

    @property
    def decimals(self) -> int:
        return self.of.decimals

    @property
    def stops(self) -> bool:
        return self.asked is not None and self.asked > self.left

    def as_left(self) -> Left:
        return self.of.as_left(self.left)

    def as_reason(self, via: str) -> Reason:
        return self.of.as_reason(via, self.left, self.asked or 0, self.undecided)


def bounds(
    guideline: Guideline,
    chain: tuple[Link, ...],
    request: Request,
    facts: Mapping[str, Value],
    used: Callable[[Demand], Used],
) -> tuple[Bound, ...]:
    """All bounds in the order in which reasons are given; a limit whose subject is not named sums for nobody."""
    plans = plans_of(guideline)
    plan = plans.plan(chain[0][0], request.kind)
    person = guideline.person(request.person) or Person(request.person)
    question = Question(guideline, request, person, facts)
    at, amounts = microseconds(request.at), guideline.kinds[request.kind].unit is not Unit.NONE
    found = []
    lefts = plan.lefts(question, asking(used), at)
    for left, (figure, of) in zip(lefts, plan.measured, strict=True):
        asked = 1 if not figure.of_amount else (request.amount or 0) if amounts else None
        if isinstance(of, Cap):
            found.append(Bound(figure, left, asked, of.undecided(question)))
        else:
            since = None if of.within is None else of.within.since(request.at, guideline.zone)
            demand = of.shelf.demand(of.whom(question) or "", since, request.at)
            found.append(Bound(figure, left, asked, "", demand, of.within))
    return tuple(found)
