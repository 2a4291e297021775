"""The one columnar form: rows of texts become events with aware times and amounts; what cannot be used is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from leeway.whatif.bad_input import BadInput, counted, quoted, shown
from leeway.whatif.read.times import utc

if TYPE_CHECKING:
    from leeway.whatif.mapping import LogMapping
    from leeway.whatif.read.table import Table

MOST_AMOUNT = 1e15
NUMBER = r"^[+-]?([0-9]+(POINT[0-9]*)?|POINT[0-9]+)([eE][+-]?[0-9]{1,3})?$"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOut:
    """Rows that no figure counts, by the first reason that holds, in this order."""

    blank: int = 0
    without_case: int = 0
    without_activity: int = 0
    repeated: int = 0
    bad_time: int = 0
    bad_time_first: str = ""

    @property
    def rows(self) -> int:
        return self.blank + self.without_case + self.without_activity + self.repeated + self.bad_time


@dataclass(frozen=True, slots=True)
class EventLog:
    """Events in the order in which they count.

    events: columns case, activity, who, role (texts; the last two null where the mapping names none), time (UTC, no
    zone in its type), amount (float, null where not known), place (0, 1, 2...: the order). rows: all below the header.
    out_of_order: events that are earlier than the one before them in their case, as the file orders them.
    repeated_kept: rows that say the same as an earlier one and count all the same, because the mapping says so.
    """

    file: str
    sha256: str
    rows: int
    events: pl.DataFrame
    kept_out: KeptOut
    out_of_order: int
    repeated_kept: int


def event_log(table: Table, mapping: LogMapping) -> EventLog:
    rows = table.rows.with_columns(repeated=table.repeated)
    rows = rows.with_columns(
        pl.lit(None, pl.String).alias(word) for word in ("who", "role") if word not in rows.columns
    )
    has_case = rows.filter(pl.col("case").str.strip_chars() != "")
    has_activity = has_case.filter(pl.col("activity").str.strip_chars() != "")
    leave_out = mapping.duplicates == "leave_out"
    once = has_activity.filter(~pl.col("repeated")) if leave_out else has_activity
    timed = utc(once, mapping, table.file)
    bad = timed.filter(pl.col("utc").is_null())
    kept_out = KeptOut(
        blank=table.blank,
        without_case=rows.height - has_case.height,
        without_activity=has_case.height - has_activity.height,
        repeated=has_activity.height - once.height,
        bad_time=bad.height,
        bad_time_first=_first_bad_time(bad),
    )
    good = timed.filter(pl.col("utc").is_not_null())
    if good.is_empty():
        raise BadInput(_no_event(table, mapping, bad))
    events = good.select(
        "row", "case", "activity", "who", "role", _amounts(good, mapping, table.file), pl.col("utc").alias("time")
    )
    backwards = events.select((pl.col("time") < pl.col("time").shift(1).over("case")).sum()).item()
    if mapping.order == "time":
        events = events.sort("time", maintain_order=True)
    return EventLog(
        file=table.file,
        sha256=table.sha256,
        rows=rows.height + table.blank,
        events=events.drop("row").with_row_index("place"),
        kept_out=kept_out,
        out_of_order=int(backwards),
        repeated_kept=0 if leave_out else int(once["repeated"].sum()),
    )


def _first_bad_time(bad: pl.DataFrame) -> str:
    if bad.is_empty():
        return ""
    return f"row {bad['row'][0]:,}: {quoted(bad['time'][0] or '')}"


def _no_event(table: Table, mapping: LogMapping, bad: pl.DataFrame) -> str:
    if bad.is_empty():
        return f"{shown(table.file)} has no row with both a case and an activity; check the columns in the mapping."
    form = f"the format {quoted(mapping.time_format)}" if mapping.time_format else "ISO 8601, like 2026-03-01T10:00:00Z"
    return (
        f"{shown(table.file)}, column {quoted(mapping.columns.time)}: not one time can be read as {form} "
        f'({_first_bad_time(bad)}); say how they are written as "time_format" in {shown(mapping.file)}.'
    )


def _amounts(events: pl.DataFrame, mapping: LogMapping, file: str) -> pl.Series:
    """Amounts as floats, null where empty or named in `unknown_amounts`; anything else that is no amount is refused."""
    texts = events["amount"].str.strip_chars().fill_null("")
    known = texts.filter((texts != "") & ~texts.is_in(list(mapping.unknown_amounts))).unique()
    form = NUMBER.replace("POINT", "[.]" if mapping.decimal == "." else ",")
    wrong = set(known.filter(~known.str.contains(form)))
    _refuse(events, texts, wrong, "is not a number", mapping, file)
    numbers = known.str.replace(",", ".", literal=True).cast(pl.Float64)
    _refuse(events, texts, set(known.filter(numbers < 0)), "is negative", mapping, file)
    _refuse(events, texts, set(known.filter(numbers > MOST_AMOUNT)), f"is over {MOST_AMOUNT:,.0f}", mapping, file)
    return texts.replace_strict(known, numbers, default=None, return_dtype=pl.Float64).alias("amount")


def _refuse(events: pl.DataFrame, texts: pl.Series, wrong: set[str], what: str, mapping: LogMapping, file: str) -> None:
    """Raise at the first row whose amount is one of the wrong ones, if there are any."""
    if not wrong:
        return
    found = events.filter(texts.is_in(list(wrong)))
    more = f" ({counted(found.height, 'row')} like it)" if found.height > 1 else ""
    raise BadInput(
        f"{shown(file)}, row {found['row'][0]:,}: amount {quoted(found['amount'][0])} {what}{more}; write it like "
        f'1200{mapping.decimal}50, or name it in "unknown_amounts" in {shown(mapping.file)}.'
    )
