"""Decisions kept in memory, for the command line, what-if and tests: the same sums as the database gives."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from leeway.core.authority.demands import Counts, Demand, Used
from leeway.core.authority.model import Per, Unit
from leeway.core.authority.requests import Request
from leeway.core.authority.verdicts import Verdict

_File = tuple[Counts, str, Per, str, str, Unit]


@dataclass(frozen=True, slots=True)
class Spend:
    """A committed decision or an open intent.

    grants: (grant, holder) along the chain, the used grant first. amount: in the smallest unit of `unit`.
    facts: (name, value) of the facts that limits are per.
    """

    id: str
    at: datetime
    person: str
    kind: str
    unit: Unit
    amount: int
    customer: str | None
    case: str | None
    grants: tuple[tuple[str, str], ...]
    pools: tuple[str, ...]
    reversed: bool = False
    facts: tuple[tuple[str, str], ...] = ()


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


class Book:
    """Spends by their id, and sums over them: running sums for everything that may be asked for, in order of time."""

    def __init__(self, spends: Iterable[Spend] = ()) -> None:
        self._spends: dict[str, Spend] = {}
        self._sums: dict[_File, _RunningSum] = defaultdict(_RunningSum)
        for spend in spends:
            self.add(spend)

    def add(self, spend: Spend) -> None:
        self._spends[spend.id] = spend
        if not spend.reversed:
            for file in _files_of(spend):
                self._sums[file].add(spend.at, spend.amount)

    def get(self, spend_id: str) -> Spend | None:
        return self._spends.get(spend_id)

    def reverse(self, spend_id: str) -> None:
        """Take a decision back; from then on it counts nowhere."""
        spend = self._spends[spend_id]
        if not spend.reversed:
            self._spends[spend_id] = replace(spend, reversed=True)
            for file in _files_of(spend):
                self._sums[file].remove(spend.at, spend.amount)

    def used(self, demand: Demand) -> Used:
        amount = count = 0
        for source in demand.kinds if demand.counts is Counts.KINDS else (demand.source,):
            for unit in Unit:
                found = self._sums.get((demand.counts, source, demand.per, demand.fact, demand.whom, unit))
                if found is not None:
                    added, decisions = found.between(demand.since, demand.until)
                    amount += added if unit is demand.unit else 0
                    count += decisions
        return Used(amount, count)

    def oldest(self, demand: Demand, amount: int, count: int) -> datetime | None:
        """When so much was gathered: the time of the decision with which, oldest first among those that the demand
        counts, at least `amount` and at least `count` decisions are there. None: there is not so much.

        By halving, since a sum never falls: about log(n) squared steps over n decisions.
        """

        def gathered(until: datetime) -> bool:
            sums = self.used(replace(demand, until=until))
            return sums.amount >= amount and sums.count >= count

        found: datetime | None = None
        for file in self._files(demand):
            first = 0 if demand.since is None else bisect_right(file.times, demand.since)
            last = bisect_right(file.times, demand.until)
            place = bisect_left(file.times, True, first, last, key=gathered)
            if place < last and (found is None or file.times[place] < found):
                found = file.times[place]
        return found

    def _files(self, demand: Demand) -> Iterator[_RunningSum]:
        for source in demand.kinds if demand.counts is Counts.KINDS else (demand.source,):
            for unit in Unit:
                file = (demand.counts, source, demand.per, demand.fact, demand.whom, unit)
                if (found := self._sums.get(file)) is not None:
                    yield found


class _RunningSum:
    """Amounts in order of time; totals[i] is the sum of the first i."""

    def __init__(self) -> None:
        self.times: list[datetime] = []
        self.totals: list[int] = [0]

    def add(self, at: datetime, amount: int) -> None:
        place = bisect_right(self.times, at)
        self.times.insert(place, at)
        self.totals.insert(place + 1, self.totals[place])
        self._shift(place + 1, amount)

    def remove(self, at: datetime, amount: int) -> None:
        place = bisect_left(self.times, at)
        while self.totals[place + 1] - self.totals[place] != amount:
            place += 1
        del self.times[place], self.totals[place + 1]
        self._shift(place + 1, -amount)

    def between(self, since: datetime | None, until: datetime) -> tuple[int, int]:
        """Sum and number of those after `since` (None: from the beginning) and not after `until`."""
        first = 0 if since is None else bisect_right(self.times, since)
        last = max(bisect_right(self.times, until), first)
        return self.totals[last] - self.totals[first], last - first

    def _shift(self, place: int, amount: int) -> None:
        for each in range(place, len(self.totals)):
            self.totals[each] += amount


def _files_of(spend: Spend) -> Iterator[_File]:
    """(which decisions, of what, per, the fact's name, whom) of every demand that can count this spend."""
    for pool in spend.pools:
        yield Counts.POOL, pool, Per.POOL, "", "", spend.unit
    sources = [(Counts.GRANT, grant, holder) for grant, holder in spend.grants]
    for counts, source, holder in [*sources, (Counts.KINDS, spend.kind, spend.person)]:
        yield counts, source, Per.PERSON, "", holder, spend.unit
        yield counts, source, Per.GRANT, "", "", spend.unit
        if spend.customer is not None:
            yield counts, source, Per.CUSTOMER, "", spend.customer, spend.unit
        if spend.case is not None:
            yield counts, source, Per.CASE, "", spend.case, spend.unit
        for name, value in spend.facts:
            yield counts, source, Per.FACT, name, value, spend.unit
