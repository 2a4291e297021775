"""The counting: events become one row per case, cases become the figures. Whole numbers stay whole until the last step.

Waits are summed in microseconds, so that no figure depends on the order of adding. Definitions: docs/whatif.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from leeway.whatif.patterns import matching

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from leeway.whatif.mapping import LogMapping
    from leeway.whatif.patterns import Pattern
    from leeway.whatif.read import EventLog

CURVE_STEPS = 160


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 90th percentile of n durations in days, linearly interpolated; None where n is 0."""

    n: int
    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """Waits before the approving decisions of one role, every case counted."""

    role: str
    waits: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over some finally approved cases; the wait is that for managers' decisions."""

    cases: int
    amount: float
    decisions: int
    wait_us: int
    sent_back: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AsIs:
    """What the log says happened. `approved` sums the finally approved cases, `stopped` counts among all cases."""

    cases: int
    approved: Totals
    stopped: int
    amount_unknown: int
    amount_zero: int
    amount_varies: int
    without_previous: int
    duration: Spread
    steps: tuple[Step, ...]
    begun: Spread | None
    begun_before_approval: int


@dataclass(frozen=True, slots=True)
class CurvePoint:
    limit: float
    cases: int
    wait_us: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything counted. covered: one per limit, ascending. unmatched: patterns that named nothing, in words."""

    as_is: AsIs
    covered: tuple[tuple[Decimal, Totals], ...]
    curve: tuple[CurvePoint, ...]
    unmatched: tuple[str, ...]


def figures(log: EventLog, mapping: LogMapping, limits: Sequence[Decimal]) -> Figures:
    """Count the log as it is and what each limit covers. `limits` ascend."""
    document = _document(log, mapping)
    cases = _cases(log, mapping, document)
    approved = cases.filter("approved")
    covered = tuple((limit, _totals(approved.filter(pl.col("amount") <= float(limit)))) for limit in limits)
    return Figures(
        _as_is(cases, approved, document), covered, _curve(approved, limits), tuple(_unmatched(log, mapping))
    )


def _named(patterns: Sequence[Pattern], values: pl.Series, column: str) -> pl.Expr:
    return pl.col(column).is_in(list(matching(patterns, values)))


def _document(log: EventLog, mapping: LogMapping) -> pl.DataFrame:
    """The events of the document whose waiting is counted, marked, with the wait since the previous one of the case.

    Columns added: ask, decide, send_back, finish, by_manager (never null), wait_us (null for the first of a case; 0
    where the log runs backwards).
    """
    activities = mapping.activities
    names = log.events["activity"].unique()
    events = log.events.lazy()
    if activities.document:
        events = events.filter(_named(activities.document, names, "activity"))
    by = mapping.managers.by
    wait = (pl.col("time") - pl.col("time").shift(1).over("case")).dt.total_microseconds().clip(lower_bound=0)
    return events.with_columns(
        _named(activities.ask, names, "activity").alias("ask"),
        _named(activities.decide, names, "activity").alias("decide"),
        _named(activities.send_back, names, "activity").alias("send_back"),
        _named(activities.finish, names, "activity").alias("finish"),
        _named(mapping.managers.match, log.events[by].drop_nulls().unique(), by).fill_null(False).alias("by_manager"),
        wait.alias("wait_us"),
    ).collect()


def _cases(log: EventLog, mapping: LogMapping, document: pl.DataFrame) -> pl.DataFrame:
    """One row per case of the log, in order of first appearance."""
    whole = log.events.lazy()
    begins = _named(mapping.activities.begin, log.events["activity"].unique(), "activity")
    about = whole.group_by("case", maintain_order=True).agg(
        pl.col("amount").drop_nulls().last(),
        (pl.col("amount").drop_nulls().n_unique() > 1).alias("amount_varies"),
        pl.col("time").filter(begins).min().alias("begun"),
    )
    decides = pl.col("decide") & pl.col("by_manager")
    sends_back = pl.col("send_back") & pl.col("by_manager")
    steps = (
        document.lazy()
        .group_by("case")
        .agg(
            pl.col("finish").any().alias("approved"),
            decides.sum().alias("decisions"),
            (decides & pl.col("wait_us").is_null()).sum().alias("without_previous"),
            pl.col("wait_us").filter(decides).sum(),
            sends_back.any().alias("sent_back"),
            pl.col("place").filter(sends_back).max().alias("last_sent_back"),
            pl.col("place").filter("finish").max().alias("last_finish"),
            pl.col("time").filter("ask").min().alias("asked"),
            pl.col("time").filter("finish").max().alias("finished"),
        )
    )
    return (
        about.join(steps, on="case", how="left", maintain_order="left")
        .with_columns(
            pl.col("approved", "sent_back").fill_null(False),
            pl.col("decisions", "without_previous", "wait_us").fill_null(0),
        )
        .with_columns(
            stopped=pl.col("sent_back")
            & (pl.col("last_finish").is_null() | (pl.col("last_finish") < pl.col("last_sent_back")))
        )
        .collect()
    )


def _totals(cases: pl.DataFrame) -> Totals:
    return Totals(
        cases=cases.height,
        amount=float(cases["amount"].sum()),
        decisions=int(cases["decisions"].sum()),
        wait_us=int(cases["wait_us"].sum()),
        sent_back=int(cases["sent_back"].sum()),
    )


def _as_is(cases: pl.DataFrame, approved: pl.DataFrame, document: pl.DataFrame) -> AsIs:
    begun = approved.filter(pl.col("begun").is_not_null())
    after = begun.filter(pl.col("finished") > pl.col("begun"))
    return AsIs(
        cases=cases.height,
        approved=_totals(approved),
        stopped=int(cases["stopped"].sum()),
        amount_unknown=approved["amount"].null_count(),
        amount_zero=int((approved["amount"] == 0).sum()),
        amount_varies=int(approved["amount_varies"].sum()),
        without_previous=int(approved["without_previous"].sum()),
        duration=_spread((approved["finished"] - approved["asked"]).dt.total_microseconds()),
        steps=tuple(_steps(document)),
        begun=Spread(begun.height, None, None) if begun.height else None,
        begun_before_approval=after.height,
    )


def _steps(document: pl.DataFrame) -> Iterator[Step]:
    """Roles by how many approving decisions they made, the most first."""
    approving = document.filter(pl.col("decide") & ~pl.col("send_back") & pl.col("role").is_not_null())
    waits = approving.filter(pl.col("wait_us").is_not_null()).partition_by("role", as_dict=True)
    for (role,), events in sorted(waits.items(), key=lambda pair: (-pair[1].height, pair[0])):
        yield Step(str(role), _spread(events["wait_us"]))


def _spread(microseconds: pl.Series) -> Spread:
    known = microseconds.drop_nulls() / 86_400_000_000
    if known.is_empty():
        return Spread(0, None, None)
    return Spread(len(known), known.quantile(0.5, "linear"), known.quantile(0.9, "linear"))


def _curve(approved: pl.DataFrame, limits: Sequence[Decimal]) -> tuple[CurvePoint, ...]:
    """What any limit from 0 to the largest asked for would cover, at even steps: the line between the asked ones."""
    known = approved.filter(pl.col("amount").is_not_null()).sort("amount")
    sums = [0, *known["wait_us"].cum_sum().to_list()]
    even = {float(limits[-1]) * step / CURVE_STEPS for step in range(CURVE_STEPS + 1)}
    grid = sorted(even | {float(limit) for limit in limits})
    counts = known["amount"].search_sorted(pl.Series(grid), side="right").to_list()
    return tuple(CurvePoint(limit, count, sums[count]) for limit, count in zip(grid, counts, strict=True))


def _unmatched(log: EventLog, mapping: LogMapping) -> Iterator[str]:
    """Patterns that name nothing in this log: mostly a slip of the pen."""
    names = log.events["activity"].unique()
    for word in ("document", "ask", "decide", "send_back", "finish", "begin"):
        for pattern in getattr(mapping.activities, word):
            if not pattern.matching(names):
                yield f"no activity matched {pattern} ({word})"
    by = mapping.managers.by
    values = log.events[by].drop_nulls().unique()
    for pattern in mapping.managers.match:
        if not pattern.matching(values):
            yield f"no {by} matched {pattern} (managers)"
