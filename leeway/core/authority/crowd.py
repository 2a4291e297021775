"""Everybody who holds a grant that gives a kind at once, found without looking at each of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from leeway.core.authority.holdings import holdings_of
from leeway.core.authority.model import Guideline
from leeway.core.authority.plans import Plan, plans_of

MOST_FEW = 64


class _Opening(NamedTuple):
    """A grant with the places of those whom it names, in the order of the file."""

    first: int
    plan: Plan
    places: Sequence[int]


class Crowd:
    """For one guideline and one kind; grants that never hold, or hold more narrowly than `tell`, are left out."""

    def __init__(self, guideline: Guideline, kind: str) -> None:
        plans = plans_of(guideline)
        held = [grant for grant in guideline.grants if grant.covers_kind(kind)]
        giving = holdings_of(guideline).giving(kind)
        for substitute in (each for several in giving.substitutes.values() for each in several):
            if (replaced := guideline.person(substitute.grantor)) is not None:
                held += map(substitute.link, giving.to(replaced))
        openings = []
        for plan in (plans.plan(grant, kind) for grant in held):
            places = guideline.places_of(plan.grant.to)
            if plan.at_once and not plan.never and places:
                openings.append(_Opening(places[0], plan, places))
        self._openings = sorted(openings, key=lambda each: each.first)
        self._reaches = sorted({each.plan.reach for each in openings if each.plan.reach is not None})
        self._reaching: dict[int, list[_Opening]] = {}
        self.few = self._few()

    def _few(self) -> tuple[int, ...] | None:
        """The places of all of them, where they are few."""
        found: set[int] = set()
        for each in self._openings:
            found.update(each.places[: MOST_FEW + 1])
            if len(found) > MOST_FEW:
                return None
        return tuple(sorted(found))

    def places(self, asked: int | None, is_open: Callable[[Plan], bool]) -> Iterator[int]:
        """Places of people, rising, who hold a grant that reaches so far and is open; one for each such grant.

        is_open is asked for a grant when the first whom it names would come.
        """
        openings = self._openings if asked is None else self._that_reach(asked)
        turn = 0
        waiting: list[tuple[int, int, Iterator[int]]] = []
        while turn < len(openings) or waiting:
            if turn < len(openings) and (not waiting or openings[turn].first <= waiting[0][0]):
                opening = openings[turn]
                if is_open(opening.plan):
                    places = iter(opening.places)
                    heappush(waiting, (next(places), turn, places))
                turn += 1
                continue
            place, number, places = heappop(waiting)
            yield place
            if (following := next(places, None)) is not None:
                heappush(waiting, (following, number, places))

    def _that_reach(self, asked: int) -> list[_Opening]:
        """Those with a cap of at least so much, or none; looked up once between two caps."""
        rank = bisect_left(self._reaches, asked)
        found = self._reaching.get(rank)
        if found is None:
            found = [each for each in self._openings if each.plan.reach is None or each.plan.reach >= asked]
            self._reaching[rank] = found
        return found


def crowd_of(guideline: Guideline, kind: str) -> Crowd:
    """Kept with the guideline, which never changes."""
    kept: dict[str, Crowd] = guideline.__dict__.setdefault("_crowds", {})
    found = kept.get(kind)
    if found is None:
        found = kept[kind] = Crowd(guideline, kind)
    return found
