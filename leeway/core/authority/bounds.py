"""What holds the amount or the number of decisions of one grant: caps, then limits, then pools, over its chain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from leeway.core.authority.amounts import write_amount
from leeway.core.authority.demands import Demand, Link, Used, limit_demand, pool_demand, subject, unit_of
from leeway.core.authority.expressions import Expression, MissingFact, Undecided, Value, floor_minor
from leeway.core.authority.model import Grant, Guideline, Limit, Unit, Widen
from leeway.core.authority.requests import Request
from leeway.core.authority.verdicts import Code, Detail, Left, Reason
from leeway.core.authority.windows import Window


@dataclass(frozen=True, slots=True)
class Bound:
    """What is left at one link. asked: None where the request asks nothing of it (a kind without amounts).

    demand, within: the sum that it was worked out from, and over which window; a cap has neither.
    """

    code: Code
    grant: str
    limit: str
    left: int
    asked: int | None
    figure: str
    decimals: int
    undecided: str = ""
    demand: Demand | None = None
    within: Window | None = None

    @property
    def stops(self) -> bool:
        return self.asked is not None and self.asked > self.left

    def as_left(self) -> Left:
        return Left(self.limit, self.left, self.figure, self.decimals)

    def as_reason(self, via: str) -> Reason:
        details: dict[str, Detail] = {
            "limit": self.limit,
            "left": write_amount(self.left, self.decimals),
            "asked": write_amount(self.asked or 0, self.decimals),
            "unit": self.figure,
        }
        if self.undecided:
            details["undecided"] = self.undecided
        return Reason(self.code, self.grant, via, details)


def bounds(
    guideline: Guideline,
    chain: tuple[Link, ...],
    request: Request,
    facts: Mapping[str, Value],
    used: Callable[[Demand], Used],
) -> tuple[Bound, ...]:
    """All bounds in the order in which reasons are given; the chain holds, so every limit has its subject."""
    found: list[Bound] = []
    for link, _ in chain:
        found.extend(_cap(guideline, link, request, facts))
    for link, holder in chain:
        widen = link.widen if link.widen is not None and _is_true(link.widen.when, facts) else None
        for limit in link.limits:
            whom = subject(limit, holder, request) or ""
            found.extend(_limit(guideline, link, limit, widen, whom, request, used))
    pools: set[str] = set()
    for link, _ in chain:
        if link.pool is not None and link.pool not in pools:
            pools.add(link.pool)
            found.append(_pool(guideline, link, link.pool, request, used))
    return tuple(found)


def _asked(guideline: Guideline, request: Request) -> int | None:
    return None if guideline.kinds[request.kind].unit is Unit.NONE else request.amount or 0


def _cap(guideline: Guideline, link: Grant, request: Request, facts: Mapping[str, Value]) -> list[Bound]:
    unit = guideline.kinds[request.kind].unit
    if link.up_to is None or unit is Unit.NONE:
        return []
    undecided = ""
    if isinstance(link.up_to, Expression):
        try:
            cap = max(0, floor_minor(link.up_to.evaluate(facts)))
        except Undecided as error:
            cap, undecided = 0, error.why
        except MissingFact as error:
            cap, undecided = 0, f"{error.name} is missing"
    else:
        cap = link.up_to
    left, decimals = guideline.scaled(cap, unit), guideline.decimals(unit)
    if link.widen is not None and _is_true(link.widen.when, facts):
        left = link.widen.widened(left)
    asked = _asked(guideline, request)
    return [Bound(Code.OVER_CAP, link.id, f"{link.id}/decision", left, asked, "amount", decimals, undecided)]


def _is_true(when: Expression, facts: Mapping[str, Value]) -> bool:
    """What is missing or undecided is not true: a limit that would widen stays as it is."""
    try:
        return when.evaluate(facts) is True
    except (MissingFact, Undecided):
        return False


def _limit(
    guideline: Guideline,
    link: Grant,
    limit: Limit,
    widen: Widen | None,
    whom: str,
    request: Request,
    used: Callable[[Demand], Used],
) -> list[Bound]:
    unit = unit_of(guideline, link.may, request)
    demand = limit_demand(guideline, link, limit, whom, request)
    sums = used(demand)
    name = limit.name(link.id)
    found = []
    if limit.amount is not None:
        amount = guideline.scaled(limit.amount, unit)
        left = (widen.widened(amount) if widen else amount) - sums.amount
        asked, decimals = _asked(guideline, request), guideline.decimals(unit)
        found.append(Bound(Code.OVER_LIMIT, link.id, name, left, asked, "amount", decimals, "", demand, limit.within))
    if limit.count is not None:
        left = limit.count - sums.count
        found.append(Bound(Code.OVER_LIMIT, link.id, name, left, 1, "count", 0, "", demand, limit.within))
    return found


def _pool(guideline: Guideline, link: Grant, pool_id: str, request: Request, used: Callable[[Demand], Used]) -> Bound:
    pool = guideline.pools[pool_id]
    unit = unit_of(guideline, link.may, request)
    demand = pool_demand(guideline, pool, link, request)
    left = guideline.scaled(pool.amount, unit) - used(demand).amount
    asked, decimals = _asked(guideline, request), guideline.decimals(unit)
    return Bound(Code.POOL_SHORT, link.id, pool.name, left, asked, "amount", decimals, "", demand, pool.within)
