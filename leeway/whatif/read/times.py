"""Times as people export them, made UTC: ISO 8601 by default, any other format where the mapping names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from leeway.whatif.bad_input import BadInput, counted, quoted, shown

if TYPE_CHECKING:
    from leeway.whatif.mapping import LogMapping

ISO = (
    r"^(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ](?P<minute>[0-9]{2}:[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?)?"
    r" ?(?:(?P<utc>[Zz])|(?P<sign>[+-])(?P<hours>[01][0-9]|2[0-3])(?::?(?P<minutes>[0-5][0-9]))?)?$"
)


def utc(rows: pl.DataFrame, mapping: LogMapping, file: str) -> pl.DataFrame:
    """The rows with a column `utc`, null where the time cannot be read.

    A time without a zone is read in the mapping's timezone, or refuses the log where the mapping names none. Where the
    clock was set back, the earlier of the two instants is meant; an hour that the clock skipped cannot be read.
    """
    text = pl.col("time").str.strip_chars()
    local, zoned = _by_format(text, mapping.time_format) if mapping.time_format else _by_iso(text)
    parts = rows.with_columns(local.alias("local"), zoned.alias("zoned"))
    naive = parts.filter(pl.col("local").is_not_null() & pl.col("zoned").is_null())
    if mapping.timezone is None and not naive.is_empty():
        raise BadInput(
            f"{shown(file)}, row {naive['row'][0]:,}: time {quoted(naive['time'][0])} has no zone "
            f'({counted(naive.height, "row")} like it); name one as "timezone" in {shown(mapping.file)}.'
        )
    in_zone = (
        pl.col("local")
        .dt.replace_time_zone(mapping.timezone or "UTC", ambiguous="earliest", non_existent="null")
        .dt.convert_time_zone("UTC")
        .dt.replace_time_zone(None)
    )
    return parts.with_columns(utc=pl.coalesce("zoned", in_zone)).drop("local", "zoned")


def _by_format(text: pl.Expr, form: str) -> tuple[pl.Expr, pl.Expr]:
    """(local time without zone, UTC): one of them is null, by whether the format holds a zone."""
    none = pl.lit(None, pl.Datetime("us"))
    if "%z" in form or "%:z" in form or "%#z" in form:
        return none, text.str.to_datetime(form, strict=False, time_unit="us", time_zone="UTC").dt.replace_time_zone(
            None
        )
    if "%H" not in form and "%T" not in form and "%s" not in form and "%I" not in form:
        return text.str.to_date(form, strict=False).cast(pl.Datetime("us")), none
    return text.str.to_datetime(form, strict=False, time_unit="us"), none


def _by_iso(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """(local time, the same in UTC where the text holds a zone). A day alone is its midnight."""
    part = text.str.extract_groups(ISO).struct.field
    clock = pl.concat_str(
        part("day"), pl.lit("T"), part("minute").fill_null("00:00"), pl.lit(":"), part("second").fill_null("00")
    )
    fraction = part("fraction").fill_null("0").str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64, strict=False)
    local = clock.str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False, time_unit="us") + pl.duration(
        microseconds=fraction
    )
    minutes = part("hours").cast(pl.Int64) * 60 + part("minutes").fill_null("0").cast(pl.Int64)
    signed = pl.when(part("sign") == "-").then(-minutes).otherwise(minutes)
    ahead = pl.when(part("utc").is_not_null()).then(0).otherwise(signed)
    return local, local - pl.duration(minutes=ahead)
