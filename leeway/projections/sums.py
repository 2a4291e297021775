"""Running sums of what was spent, so that a window is summed by looking at its two ends, however much lies between.

Under each key that a limit or pool of the guideline in force asks for ("grant:rep-refund/customer/c7"), `SumRow` holds
what was spent up to a moment, in order of time. What comes out of that order stands apart in `SumChange`: a decision
whose clock was behind, and what was taken back, which counts against the moment it was made at. There it is added up
in buckets of rising size, so that a change touches one row of each size and a window a few.
"""

# ruff: noqa: S608  statements are built from constants of this file

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import msgspec
from django.db import connection, models

from leeway.core.authority import Counts, Demand, Guideline, Per, Unit
from leeway.core.authority.demands import Shelf
from leeway.ledger import sql

BITS = 8  # a bucket holds 256 of the next smaller ones
SHIFTS = (0, 8, 16, 24, 32, 40)  # microseconds: single moments, then 0.3 ms, 65 ms, 17 s, 72 minutes, 13 days
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

Figures = tuple[int, int, int]
"""Money in minor units, pieces, number of decisions."""
NOTHING: Figures = (0, 0, 0)
MOST_SUM = 2**61
"""No running sum goes further: a quarter of what 64 bits hold, so that a sum of changes stays within them as well."""
EVER = -(1 << 55)
"""The moment after which everything comes: where a limit has no window."""


class SumRow(models.Model):
    """All that was spent under a key up to and at `at` (microseconds since 1970, UTC), but for its changes."""

    pk = models.CompositePrimaryKey("key", "at")
    key = models.CharField(max_length=300)
    at = models.BigIntegerField()
    money = models.BigIntegerField()
    pieces = models.BigIntegerField()
    decisions = models.BigIntegerField()

    class Meta:
        app_label = "projections"
        db_table = "projections_sum"


class SumChange(models.Model):
    """What is to be added to the sums of a key from a moment on: `bucket` is its time, shifted by `SHIFTS[level]`."""

    pk = models.CompositePrimaryKey("key", "level", "bucket")
    key = models.CharField(max_length=300)
    level = models.SmallIntegerField()
    bucket = models.BigIntegerField()
    money = models.BigIntegerField()
    pieces = models.BigIntegerField()
    decisions = models.BigIntegerField()

    class Meta:
        app_label = "projections"
        db_table = "projections_sum_change"


class SumsFor(models.Model):
    """For which guideline, by its text's hash, the sums are complete: one row, or none while they are not built."""

    id = models.SmallIntegerField(primary_key=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        app_label = "projections"
        db_table = "projections_sums_for"


_FIGURES = {"money": "bigint", "pieces": "bigint", "decisions": "bigint"}
_ROWS = sql.Rows("projections_sum", {"key": "text", "at": "bigint", **_FIGURES}, 2)
_CHANGES = sql.Rows("projections_sum_change", {"key": "text", "level": "smallint", "bucket": "bigint", **_FIGURES}, 3)


def micros(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def moment(at: int) -> datetime:
    return EPOCH + at * MICROSECOND


@dataclass(frozen=True, slots=True)
class Spent:
    """What a decision spends, as far as sums go. at: microseconds. facts: name -> value as it is summed by."""

    decision: str
    at: int
    person: str
    kind: str
    unit: str
    amount: int | None
    customer: str
    case: str
    chain: tuple[tuple[str, str], ...]
    pools: tuple[str, ...]
    facts: Mapping[str, str]

    @property
    def figures(self) -> Figures:
        amount = self.amount or 0
        return (amount if self.unit == "money" else 0, amount if self.unit == "count" else 0, 1)


# Keys


@dataclass(frozen=True, slots=True)
class Shapes:
    """What a guideline's limits and pools sum by. Each shape is the beginning of its keys; whom it is for follows."""

    grants: Mapping[str, tuple[tuple[str, Per, str], ...]]
    kinds: Mapping[str, tuple[tuple[str, Per, str], ...]]
    pools: Mapping[str, str]
    names: frozenset[str]

    def keys(self, spent: Spent) -> list[str]:
        """Every key that this decision counts under, sorted."""
        found = {self.pools[pool] for pool in spent.pools if pool in self.pools}
        for grant, holder in spent.chain:
            for name, per, fact in self.grants.get(grant, ()):
                if (whom := _whom(spent, per, holder, fact)) is not None:
                    found.add(name + whom)
        for name, per, fact in self.kinds.get(spent.kind, ()):
            if (whom := _whom(spent, per, spent.person, fact)) is not None:
                found.add(name + whom)
        return sorted(found)


def key_of(demand: Demand) -> str:
    """The key of the sum that is asked for."""
    return _prefix(demand) + demand.whom


@lru_cache(maxsize=4096)
def prefix(shelf: Shelf) -> str:
    """What the keys of its sums begin with; whom it is for follows."""
    return _prefix(shelf)


def _prefix(asked: Demand | Shelf) -> str:
    source = _digest(asked.kinds) if asked.counts is Counts.KINDS else asked.source
    return _shape(asked.counts, source, asked.per, asked.fact)


def shapes_of(guideline: Guideline) -> Shapes:
    """What the guideline sums by."""
    grants: dict[str, dict[tuple[str, Per, str], None]] = {}
    kinds: dict[str, dict[tuple[str, Per, str], None]] = {}
    for grant in guideline.grants:
        covered = frozenset(kind for kind in guideline.kinds if grant.covers_kind(kind))
        for limit in grant.limits:
            fact = limit.fact
            if limit.every_grant:
                shape = (_shape(Counts.KINDS, _digest(covered), limit.per, fact), limit.per, fact)
                for kind in covered:
                    kinds.setdefault(kind, {})[shape] = None
            else:
                shape = (_shape(Counts.GRANT, grant.id, limit.per, fact), limit.per, fact)
                grants.setdefault(grant.id, {})[shape] = None
    pools = {pool: _shape(Counts.POOL, pool, Per.POOL, "") for pool in guideline.pools}
    names = {shape[0] for each in (*grants.values(), *kinds.values()) for shape in each} | set(pools.values())
    return Shapes(
        {grant: tuple(each) for grant, each in grants.items()},
        {kind: tuple(each) for kind, each in kinds.items()},
        pools,
        frozenset(names),
    )


def _shape(counts: Counts, source: str, per: Per, fact: str) -> str:
    return f"{counts}:{source}/{f'fact-{fact}' if fact else per}/"


def shape_in(key: str) -> str:
    """The shape that a key begins with; whom it is for may hold slashes, what stands before it does not."""
    return key[: key.index("/", key.index("/") + 1) + 1]


@lru_cache(maxsize=1024)
def _digest(kinds: frozenset[str]) -> str:
    return hashlib.sha256(",".join(sorted(kinds)).encode()).hexdigest()[:20]


def _whom(spent: Spent, per: Per, holder: str, fact: str) -> str | None:
    if fact:
        return spent.facts.get(fact)
    match per:
        case Per.PERSON:
            return holder
        case Per.CUSTOMER:
            return spent.customer
        case Per.CASE:
            return spent.case
        case _:
            return ""


# Reading


@dataclass(frozen=True, slots=True)
class Standing:
    """last: the moment of a key's last row, `EVER` where it has none. total: what that row says. since: what was spent
    after the moment asked for, changes and all."""

    last: int
    total: Figures
    since: Figures


LAST = "SELECT at, money, pieces, decisions FROM projections_sum s WHERE s.key = q.key {} ORDER BY at DESC LIMIT 1"
_POSTGRESQL = f"""
SELECT q.key, q.since, l.at, l.money, l.pieces, l.decisions, b.money, b.pieces, b.decisions
FROM json_to_recordset(%s::json) AS q(key text, since bigint)
LEFT JOIN LATERAL ({LAST.format("")}) l ON TRUE LEFT JOIN LATERAL ({LAST.format("AND s.at <= q.since")}) b ON TRUE
"""
_SQLITE_ASKED = """(
SELECT json_extract(value, '$.key') AS key, json_extract(value, '$.since') AS since FROM json_each(%s)) AS q"""
_SQLITE = f"""
SELECT q.key, q.since, l.at, l.money, l.pieces, l.decisions, b.money, b.pieces, b.decisions FROM {_SQLITE_ASKED}
LEFT JOIN projections_sum l ON l.key = q.key
AND l.at = (SELECT MAX(at) FROM projections_sum s WHERE s.key = q.key)
LEFT JOIN projections_sum b ON b.key = q.key
AND b.at = (SELECT MAX(at) FROM projections_sum s WHERE s.key = q.key AND s.at <= q.since)
"""
_IN_BUCKETS = f"""
SELECT SUM(c.money) AS money, SUM(c.pieces) AS pieces, SUM(c.decisions) AS decisions FROM ({{levels}}) AS v
JOIN projections_sum_change c ON c.key = {{key}} AND c.level = v.level AND c.bucket > ({{since}} >> v.shift)
AND (v.level = {len(SHIFTS) - 1} OR c.bucket < ((({{since}} >> (v.shift + {BITS})) + 1) << {BITS}))
"""
_LEVELS = " UNION ALL ".join(f"SELECT {level} AS level, {shift} AS shift" for level, shift in enumerate(SHIFTS))
_CHANGES_ASKED = {
    "postgresql": f"""SELECT q.key, q.since, c.* FROM json_to_recordset(%s::json) AS q(key text, since bigint)
        CROSS JOIN LATERAL ({_IN_BUCKETS.format(levels=_LEVELS, key="q.key", since="q.since")}) c
        WHERE c.decisions IS NOT NULL""",
    "sqlite": f"SELECT q.key, q.since, SUM(c.money), SUM(c.pieces), SUM(c.decisions) FROM {_SQLITE_ASKED} CROSS JOIN "
    + _IN_BUCKETS.format(levels=_LEVELS, key="q.key", since="q.since").partition("FROM ")[2]
    + " GROUP BY q.key, q.since",
}


def standing_statements(asked: Iterable[tuple[str, int]]) -> tuple[tuple[str, list[str]], tuple[str, list[str]]]:
    """Two statements whose rows `standings` reads. asked: keys, each with the moment after which is summed.

    Both look up the ends of the window in the index for each key, whatever the planner thinks of how many there are.
    """
    given = [msgspec.json.encode([{"key": key, "since": since} for key, since in asked]).decode()]
    ends = _POSTGRESQL if sql.on_postgresql() else _SQLITE
    return (ends, given), (_CHANGES_ASKED[connection.vendor], given)


def standings(ends: Sequence[sql.Row], changes: Sequence[sql.Row]) -> dict[tuple[str, int], Standing]:
    """What the two statements answered, by key and moment."""
    moved = {(key, since): (int(m), int(p), int(d)) for key, since, m, p, d in changes}
    found = {}
    for key, since, last, *figures in ends:
        total = tuple(figure or 0 for figure in figures[:3])
        before = [figure or 0 for figure in figures[3:]]
        more = moved.get((key, since), NOTHING)
        inside = tuple(total[n] - before[n] + more[n] for n in range(3))
        found[key, since] = Standing(EVER if last is None else last, total, inside)  # type: ignore[arg-type]
    return found


def read(asked: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Standing]:
    return standings(*sql.ask(*standing_statements(asked)))


def figure(figures: Figures, unit: Unit) -> int:
    return figures[0] if unit is Unit.MONEY else figures[1] if unit is Unit.COUNT else 0


# Writing


def write(
    booked: Sequence[tuple[Spent, Sequence[str]]],
    returned: Sequence[tuple[Spent, Sequence[str]]],
    known: Mapping[str, tuple[int, Figures]],
) -> None:
    """Add what was booked and take away what was taken back, each with its keys.

    known: the last row of every key that is booked under; its moment and what it says, as `Standing` has them.
    """
    last, rows, changes = dict(known), dict[tuple[str, int], Figures](), dict[tuple[str, int], Figures]()
    for spent, keys in booked:
        for key in keys:
            at, total = last[key]
            if spent.at >= at:
                total = add(total, spent.figures)
                rows[key, spent.at] = total
                last[key] = (spent.at, total)
            else:
                changes[key, spent.at] = add(changes.get((key, spent.at), NOTHING), spent.figures)
    for spent, keys in returned:
        for key in keys:
            changes[key, spent.at] = add(changes.get((key, spent.at), NOTHING), spent.figures, -1)
    _ROWS.upsert([(key, at, *figures) for (key, at), figures in sorted(rows.items())])
    _change(changes)


def add(one: Figures, other: Figures, times: int = 1) -> Figures:
    return (one[0] + times * other[0], one[1] + times * other[1], one[2] + times * other[2])


def _change(changes: Mapping[tuple[str, int], Figures]) -> None:
    buckets: dict[tuple[str, int, int], Figures] = {}
    for (key, at), figures in changes.items():
        for level, shift in enumerate(SHIFTS):
            bucket = (key, level, at >> shift)
            buckets[bucket] = add(buckets.get(bucket, NOTHING), figures)
    names = ("money", "pieces", "decisions")
    more = ", ".join(f"{name} = projections_sum_change.{name} + excluded.{name}" for name in names)
    _CHANGES.insert(
        [(*bucket, *figures) for bucket, figures in sorted(buckets.items())],
        conflict=f"ON CONFLICT (key, level, bucket) DO UPDATE SET {more}",
    )


# Building


def complete_for() -> str | None:
    """The hash of the guideline for which the sums are complete; None where they are not built."""
    found = sql.ask(("SELECT sha256 FROM projections_sums_for", ()))[0]  # asked with each sum, so without the ORM
    return str(found[0][0]) if found else None


def build(spends: Iterable[Spent], shapes: Shapes, sha256: str, known: frozenset[str]) -> None:
    """Write the sums that the guideline asks for and nobody asked for before; drop those that it no longer asks for.

    spends: all that count, in order of time. known: the shapes that are complete.
    """
    for name in known - shapes.names:
        for table in (_ROWS.table, _CHANGES.table):
            sql.tell(f'DELETE FROM "{table}" WHERE substr(key, 1, %s) = %s', [len(name), name])
    new = shapes.names - known
    if new:
        last: dict[str, tuple[int, Figures]] = {}
        rows: dict[tuple[str, int], Figures] = {}
        for spent in spends:
            for key in shapes.keys(spent):
                if shape_in(key) in new:
                    total = add(last.get(key, (EVER, NOTHING))[1], spent.figures)
                    last[key] = (spent.at, total)
                    rows[key, spent.at] = total
            if len(rows) > 5000:
                _ROWS.upsert([(*place, *figures) for place, figures in rows.items()])
                rows.clear()
        _ROWS.upsert([(*place, *figures) for place, figures in rows.items()])
    SumsFor.objects.update_or_create(id=1, defaults={"sha256": sha256})
