"""Decisions kept in memory, for the command line, what-if and tests: the same sums as the database gives.

A decision is a row of a few columns. What is summed is worked out when it is first asked for, from the rows of the
grant, pool or kind it is about, and kept up from then on; so a million decisions cost about 250 bytes each.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta

from leeway.core.authority.columns import Columns, Sort, Source, Spend, Sums
from leeway.core.authority.demands import Counts, Demand, Shelf, Used
from leeway.core.authority.requests import Request
from leeway.core.authority.verdicts import Verdict
from leeway.core.authority.windows import EPOCH, microseconds

__all__ = ["Book", "Spend", "spend_of"]


def spend_of(request: Request, verdict: Verdict, spend_id: str) -> Spend:
    """What an allowed request spends."""
    return Spend(
        spend_id,
        request.at,
        request.person,
        request.kind,
        verdict.unit,
        request.amount or 0,
        request.customer,
        request.case,
        verdict.chain,
        verdict.pools,
        facts=verdict.facts,
    )


MOST_KEPT = 200_000
"""So many shelves are remembered; then it begins anew."""


class Book:
    """Spends by their id, and sums over them."""

    def __init__(self, spends: Iterable[Spend] = ()) -> None:
        self._rows: dict[str, int] = {}
        self._columns = Columns()
        self._sources: dict[tuple[Counts, str], Source] = {}
        self._routes: dict[Sort, tuple[Sort, tuple[tuple[Source, str], ...]]] = {}
        self._shelves: dict[Shelf, tuple[Sums, ...]] = {}
        for spend in spends:
            self.add(spend)

    def add(self, spend: Spend) -> None:
        sort, sources = self._route(Sort(spend.person, spend.kind, spend.unit, spend.grants, spend.pools))
        row = self._columns.append(sort, spend.at, spend.amount, spend.customer, spend.case, spend.facts)
        self._columns.reversed[row] = spend.reversed
        self._rows[spend.id] = row
        for source, holder in sources:
            source.add(row, holder)

    def commit(self, request: Request, verdict: Verdict, spend_id: str) -> None:
        """As `add` of what `spend_of` makes of them, without making it."""
        sort, sources = self._route(Sort(request.person, request.kind, verdict.unit, verdict.chain, verdict.pools))
        row = self._columns.append(sort, request.at, request.amount or 0, request.customer, request.case, verdict.facts)
        self._rows[spend_id] = row
        for source, holder in sources:
            source.add(row, holder)

    def __contains__(self, spend_id: str) -> bool:
        return spend_id in self._rows

    def get(self, spend_id: str) -> Spend | None:
        row = self._rows.get(spend_id)
        return None if row is None else self._columns.spend(spend_id, row)

    def reverse(self, spend_id: str) -> None:
        """Take a decision back; from then on it counts nowhere."""
        row = self._rows[spend_id]
        columns = self._columns
        if not columns.reversed[row]:
            columns.reversed[row] = 1
            for source, holder in self._route(columns.sorts[row])[1]:
                source.take_back(row, holder)

    def used(self, demand: Demand) -> Used:
        since = None if demand.since is None else microseconds(demand.since)
        return Used(*_between(self._sums(Shelf.of(demand)), demand.whom, since, microseconds(demand.until)))

    def between(self, shelf: Shelf, whom: str, since: int | None, until: int) -> tuple[int, int]:
        """As `used`, in plain numbers: (amount, decisions) after `since` and not after `until`, in microseconds."""
        found = self._shelves.get(shelf)
        if found is None:
            if len(self._shelves) >= MOST_KEPT:
                self._shelves.clear()
            found = self._shelves[shelf] = self._sums(shelf)
        return found[0].between(whom, since, until) if len(found) == 1 else _between(found, whom, since, until)

    def oldest(self, demand: Demand, amount: int, count: int) -> datetime | None:
        """When so much was gathered: the time of the decision with which, oldest first among those that the demand
        counts, at least `amount` and at least `count` decisions are there. None: there is not so much.

        By halving, since a sum never falls: about log(n) squared steps over n decisions.
        """
        kept, until = self._sums(Shelf.of(demand)), microseconds(demand.until)
        since = None if demand.since is None else microseconds(demand.since)

        def gathered(until: int) -> bool:
            added, decisions = _between(kept, demand.whom, since, until)
            return added >= amount and decisions >= count

        found: list[int] = []
        for sums in kept:
            for times in sums.times(demand.whom):
                first = 0 if since is None else bisect_right(times, since)
                last = bisect_right(times, until)
                place = bisect_left(times, True, first, last, key=gathered)
                found += times[place : min(place + 1, last)]
        return EPOCH + timedelta(microseconds=min(found)) if found else None

    def _route(self, sort: Sort) -> tuple[Sort, tuple[tuple[Source, str], ...]]:
        """The one that is kept of all equal sorts, and where decisions of it count, with whoever holds each."""
        found = self._routes.get(sort)
        if found is None:
            sources = tuple((self._source(counts, name), holder) for counts, name, holder in sort.counted)
            found = self._routes[sort] = sort, sources
        return found

    def _sums(self, shelf: Shelf) -> tuple[Sums, ...]:
        """The sums that a shelf adds up: one for each of its kinds, or that of its one source."""
        names = sorted(shelf.kinds) if shelf.counts is Counts.KINDS else (shelf.source,)
        sources = [self._source(shelf.counts, name) for name in names]
        return tuple(source.shelf(shelf.per, shelf.fact, shelf.unit) for source in sources)

    def _source(self, counts: Counts, name: str) -> Source:
        found = self._sources.get((counts, name))
        if found is None:
            found = self._sources[counts, name] = Source(self._columns, counts, name)
        return found


def _between(kept: tuple[Sums, ...], whom: str, since: int | None, until: int) -> tuple[int, int]:
    amount = count = 0
    for sums in kept:
        added, decisions = sums.between(whom, since, until)
        amount += added
        count += decisions
    return amount, count
