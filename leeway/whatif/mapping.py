"""The mapping file: what the columns and activities of a log mean. Nothing about any log is known elsewhere."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast, get_args

import polars as pl

from leeway.whatif.bad_input import quoted, shown
from leeway.whatif.patterns import HOWS, Pattern
from leeway.whatif.yaml_file import Value, compose, read_text

if TYPE_CHECKING:
    from pathlib import Path

Patterns = tuple[Pattern, ...]
By = Literal["activity", "role", "who"]
Order = Literal["file", "time"]
Duplicates = Literal["leave_out", "keep"]

KEYS = (
    "mapping",
    "name",
    "currency",
    "columns",
    "activities",
    "managers",
    "timezone",
    "time_format",
    "separator",
    "decimal",
    "unknown_amounts",
    "order",
    "duplicates",
)
COLUMNS = ("case", "activity", "time", "who", "role", "amount")
MOST_CURRENCY = 12
ACTIVITIES = ("document", "ask", "decide", "send_back", "finish", "begin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The log's own column names."""

    case: str
    activity: str
    time: str
    amount: str
    who: str | None = None
    role: str | None = None

    def named(self) -> dict[str, str]:
        """Our word -> the log's column, only those that the mapping names."""
        pairs = ((word, getattr(self, word)) for word in COLUMNS)
        return {word: column for word, column in pairs if column is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Activities:
    """Which activities are what. An empty `document` means every activity; `begin` is optional."""

    ask: Patterns
    decide: Patterns
    send_back: Patterns
    finish: Patterns
    document: Patterns = ()
    begin: Patterns = ()


@dataclass(frozen=True, slots=True)
class Managers:
    """Whose steps count as a manager's: the column to look at, and the values in it."""

    by: By
    match: Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class LogMapping:
    """A mapping file, checked. `timezone` is for times without one; None refuses them."""

    file: str
    text: str
    name: str
    currency: str
    columns: Columns
    activities: Activities
    managers: Managers
    timezone: str | None = None
    time_format: str | None = None
    separator: str = ","
    decimal: str = "."
    unknown_amounts: tuple[str, ...] = ()
    order: Order = "file"
    duplicates: Duplicates = "leave_out"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def read_mapping(path: Path) -> LogMapping:
    """Read and check a mapping file; raises BadInput with line and column."""
    return parse_mapping(read_text(path, "mapping file"), path.name)


def parse_mapping(text: str, file: str) -> LogMapping:
    top = compose(text, file).entries(KEYS, ("mapping", "columns", "activities", "managers"))
    top["mapping"].word(("1",))
    columns = _columns(top["columns"])
    return LogMapping(
        file=file,
        text=text,
        name=_text(top, "name") or file,
        currency=top["currency"].text(MOST_CURRENCY) if "currency" in top else "",
        columns=columns,
        activities=_activities(top["activities"]),
        managers=_managers(top["managers"], columns),
        timezone=_timezone(top.get("timezone")),
        time_format=_time_format(top.get("time_format")),
        separator=_separator(top.get("separator")),
        decimal=top["decimal"].word((".", ",")) if "decimal" in top else ".",
        unknown_amounts=_texts(top.get("unknown_amounts")),
        order=cast("Order", _word(top, "order", get_args(Order))),
        duplicates=cast("Duplicates", _word(top, "duplicates", get_args(Duplicates))),
    )


def _text(top: dict[str, Value], key: str) -> str | None:
    return top[key].text() if key in top else None


def _texts(value: Value | None) -> tuple[str, ...]:
    return tuple(item.text() for item in value.items()) if value else ()


def _word(top: dict[str, Value], key: str, allowed: tuple[str, ...]) -> str:
    """The word given, or the first of the allowed ones."""
    return top[key].word(allowed) if key in top else allowed[0]


def _columns(value: Value) -> Columns:
    names = {word: name.text() for word, name in value.entries(COLUMNS, ("case", "activity", "time", "amount")).items()}
    return Columns(**names)


def _activities(value: Value) -> Activities:
    named = value.entries(ACTIVITIES, ("ask", "decide", "send_back", "finish"))
    return Activities(**{word: _patterns(patterns) for word, patterns in named.items()})


def _managers(value: Value, columns: Columns) -> Managers:
    named = value.entries(("by", "match"), ("by", "match"))
    by = cast("By", named["by"].word(get_args(By)))
    if by not in columns.named():
        named["by"].wrong(f"columns does not name the column of {quoted(by)}; name it there, or choose another `by`.")
    return Managers(by, _patterns(named["match"]))


def _patterns(value: Value) -> Patterns:
    return tuple(_pattern(item) for item in value.items())


def _pattern(value: Value) -> Pattern:
    """A plain text means `equals`; otherwise exactly one of the four ways."""
    if value.is_text():
        return Pattern("equals", value.text())
    ways = value.entries(HOWS)
    if len(ways) != 1:
        value.wrong(f"a pattern has exactly one of {', '.join(HOWS)}; write two patterns instead.")
    ((how, text),) = ways.items()
    pattern = Pattern(cast("Literal['equals', 'prefix', 'suffix', 'regex']", how), text.text())
    try:
        pattern.matching(pl.Series(["probe"]))
    except pl.exceptions.ComputeError as error:
        lines = str(error).splitlines()
        reason = next((line for line in lines if line.startswith("error: ")), lines[0]).removeprefix("error: ")
        text.wrong(f"{quoted(pattern.text)} is not a regular expression that can be used here: {shown(reason)}.")
    return pattern


def _timezone(value: Value | None) -> str | None:
    if value is None:
        return None
    name = value.text()
    try:
        pl.Series([0]).cast(pl.Datetime("us")).dt.replace_time_zone(name)
    except pl.exceptions.PolarsError:
        value.wrong(f'{quoted(name)} is not a timezone; write its IANA name, like "Europe/Amsterdam" or "UTC".')
    return name


def _time_format(value: Value | None) -> str | None:
    if value is None:
        return None
    form = value.text()
    if "%" not in form:
        value.wrong(f'{quoted(form)} is not a time format; write it like "%d/%m/%Y %H:%M:%S".')
    return form


def _separator(value: Value | None) -> str:
    if value is None:
        return ","
    letter = str(value.node.value) if value.is_text() else ""
    if letter not in (",", ";", "\t", "|"):
        value.wrong('separator has to be one of "," ";" "|" or "\\t".')
    return letter
