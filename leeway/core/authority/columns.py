"""How a book keeps decisions: a row in columns for each, and sums over rows for what was asked for."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from leeway.core.authority.demands import Counts
from leeway.core.authority.model import Per, Unit
from leeway.core.authority.sums import RunningSum, between
from leeway.core.authority.windows import EPOCH, microseconds

FEW = 16
"""So many rows are added up one by one; of more, a running sum is kept."""


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


class Sort(NamedTuple):
    """What many decisions have in common, kept once for all of them."""

    person: str
    kind: str
    unit: Unit
    grants: tuple[tuple[str, str], ...]
    pools: tuple[str, ...]

    @property
    def counted(self) -> Iterator[tuple[Counts, str, str]]:
        """What each of them counts for: (which decisions, of what, whoever holds it)."""
        yield Counts.KINDS, self.kind, self.person
        for grant, holder in self.grants:
            yield Counts.GRANT, grant, holder
        for pool in self.pools:
            yield Counts.POOL, pool, ""


class Columns:
    """All decisions: the n-th entry of each column belongs to the n-th decision."""

    def __init__(self) -> None:
        self.times, self.amounts, self.reversed = array("q"), array("q"), bytearray()
        self.sorts: list[Sort] = []
        self.customers: list[str | None] = []
        self.cases: list[str | None] = []
        self.facts: dict[int, tuple[tuple[str, str], ...]] = {}
        self._known: dict[str | None, str | None] = {}

    def append(
        self,
        sort: Sort,
        at: datetime,
        amount: int,
        customer: str | None,
        case: str | None,
        facts: tuple[tuple[str, str], ...],
    ) -> int:
        """The row of a decision that counts. sort: the same object for all that have it in common."""
        row = len(self.reversed)
        self.times.append(microseconds(at))
        self.amounts.append(amount)
        self.reversed.append(0)
        self.sorts.append(sort)
        self.customers.append(self._known.setdefault(customer, customer))
        self.cases.append(case)
        if facts:
            self.facts[row] = facts
        return row

    def spend(self, spend_id: str, row: int) -> Spend:
        sort = self.sorts[row]
        return Spend(
            spend_id,
            EPOCH + timedelta(microseconds=self.times[row]),
            sort.person,
            sort.kind,
            sort.unit,
            self.amounts[row],
            self.customers[row],
            self.cases[row],
            sort.grants,
            sort.pools,
            bool(self.reversed[row]),
            self.facts.get(row, ()),
        )


class Source:
    """The decisions that used a grant, drew on a pool or were of a kind, and the sums over them that were asked for."""

    __slots__ = ("_columns", "_key", "_rows", "_sums")

    def __init__(self, columns: Columns, counts: Counts, name: str) -> None:
        self._columns, self._key = columns, (counts, name)
        self._rows = array("I")
        self._sums: dict[tuple[Per, str, Unit], Sums] = {}

    def add(self, row: int, holder: str) -> None:
        self._rows.append(row)
        for sums in self._sums.values():
            sums.add(row, holder)

    def take_back(self, row: int, holder: str) -> None:
        for sums in self._sums.values():
            sums.take_back(row, holder)

    def shelf(self, per: Per, fact: str, unit: Unit) -> Sums:
        found = self._sums.get((per, fact, unit))
        if found is None:
            found = self._sums[per, fact, unit] = Sums(self._columns, per, fact, unit)
            for row in self._rows:
                found.add(row, self._holder(row))
        return found

    def _holder(self, row: int) -> str:
        return next(holder for *key, holder in self._columns.sorts[row].counted if tuple(key) == self._key)


class Sums:
    """Sums apart for each person, customer, case or value; amounts of `unit`, decisions of any unit.

    An entry is a row, or an array of a few rows, or a running sum.
    """

    __slots__ = ("_columns", "_entries", "_fact", "_per", "_unit")

    def __init__(self, columns: Columns, per: Per, fact: str, unit: Unit) -> None:
        self._columns, self._per, self._fact, self._unit = columns, per, fact, unit
        self._entries: dict[str, int | array[int] | RunningSum] = {}

    def add(self, row: int, holder: str) -> None:
        whom = self._whom(row, holder)
        if whom is None:
            return
        entry = self._entries.get(whom)
        if entry is None:
            self._entries[whom] = row
        elif isinstance(entry, int):
            self._entries[whom] = array("I", (entry, row))
        elif isinstance(entry, RunningSum):
            if not self._columns.reversed[row]:
                self._book(entry, row, 1)
        elif len(entry) < FEW:
            entry.append(row)
        else:
            self._entries[whom] = running = RunningSum()
            for each in (*entry, row):
                if not self._columns.reversed[each]:
                    self._book(running, each, 1)

    def take_back(self, row: int, holder: str) -> None:
        whom = self._whom(row, holder)
        entry = None if whom is None else self._entries.get(whom)
        if isinstance(entry, RunningSum):
            self._book(entry, row, -1)

    def between(self, whom: str, since: int | None, until: int) -> tuple[int, int]:
        entry = self._entries.get(whom)
        if entry is None:
            return 0, 0
        if type(entry) is RunningSum:
            return entry.between(since, until) if entry.late else between(entry.main, since, until)
        columns, unit = self._columns, self._unit
        amount = count = 0
        for row in (entry,) if isinstance(entry, int) else cast("array[int]", entry):
            time = columns.times[row]
            if time <= until and (since is None or time > since) and not columns.reversed[row]:
                count += 1
                if columns.sorts[row].unit is unit:
                    amount += columns.amounts[row]
        return amount, count

    def times(self, whom: str) -> list[array[int]]:
        """When what is summed happened, in order of time, in one list or several."""
        entry = self._entries.get(whom)
        if entry is None:
            return []
        if isinstance(entry, RunningSum):
            return [run.times for run in entry.runs]
        rows = (entry,) if isinstance(entry, int) else entry
        return [array("q", sorted(self._columns.times[row] for row in rows))]

    def _book(self, running: RunningSum, row: int, sign: int) -> None:
        columns = self._columns
        amount = columns.amounts[row] if columns.sorts[row].unit is self._unit else 0
        running.add(columns.times[row], sign * amount, sign)

    def _whom(self, row: int, holder: str) -> str | None:
        match self._per:
            case Per.PERSON:
                return holder
            case Per.CUSTOMER:
                return self._columns.customers[row]
            case Per.CASE:
                return self._columns.cases[row]
            case Per.FACT:
                return dict(self._columns.facts.get(row, ())).get(self._fact)
            case _:
                return ""
