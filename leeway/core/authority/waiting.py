"""When a window frees enough, nothing else happening: right to the microsecond, over rolling and calendar windows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TypeAlias

from leeway.core.authority.bounds import Bound, bounds
from leeway.core.authority.demands import Demand, Link, Used
from leeway.core.authority.judge import facts_of
from leeway.core.authority.model import Guideline
from leeway.core.authority.requests import Request

Oldest: TypeAlias = Callable[[Demand, int, int], datetime | None]
"""When so much was gathered, oldest first among those that the demand counts: see `Book.oldest`."""

MOST_TURNS = 20
"""How often one may have to look again, since decisions that are later than the request count only then."""


def free_at(
    guideline: Guideline,
    chain: tuple[Link, ...],
    request: Request,
    used: Callable[[Demand], Used],
    oldest: Oldest | None,
) -> datetime | None:
    """The first instant at which every limit and pool of the chain leaves as much as is asked; None: never.

    Not before `request.at`. Without `oldest` only calendar windows are known to free anything.
    """
    for _ in range(MOST_TURNS):
        facts = facts_of(guideline, request)
        stopping = [bound for bound in bounds(guideline, chain, request, facts, used) if bound.stops]
        if not stopping:
            return request.at
        freed = [_freed(guideline, bound, request.at, used, oldest) for bound in stopping]
        if None in freed:
            return None
        request = replace(request, at=max(at for at in freed if at is not None))
    return None


def begins(guideline: Guideline, day: date) -> datetime:
    """The first instant of a day in the organisation's timezone."""
    return datetime.combine(day, time(), guideline.zone).astimezone(UTC)


def _freed(
    guideline: Guideline, bound: Bound, at: datetime, used: Callable[[Demand], Used], oldest: Oldest | None
) -> datetime | None:
    """When this bound alone leaves enough; a cap and what holds for ever never do."""
    if bound.demand is None or bound.within is None or bound.asked is None:
        return None
    lacking = bound.asked - bound.left
    amount, count = (lacking, 0) if bound.figure == "amount" else (0, lacking)
    spent = used(bound.demand)
    if spent.amount < amount or spent.count < count:
        return None
    if bound.within.length is None:
        return bound.within.next(at, guideline.zone)
    gathered = None if oldest is None else oldest(bound.demand, amount, count)
    return None if gathered is None else gathered + bound.within.length
