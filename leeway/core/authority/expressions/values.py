"""Facts from a request to values of the language, and results back to minor units."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from .errors import near
from .lexer import LARGEST_INT, LONGEST_TEXT
from .times import LONGEST_DURATION, duration_value, time_value
from .types import BOOL, DURATION, INT, MONEY, NUMBER, STRING, TIME, Type, Value, quoted

LONGEST_LIST = 1_000

_AMOUNT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def as_value(raw: object, type_: Type, minor_units: int) -> Value:
    """`raw`, as JSON or YAML gave it, as a value of `type_`; `ValueError` with a sentence.

    Money is judged on its decimals as written: "100.005" and "100.000" are refused where a currency has two. A number
    may come as int, float or Decimal; nothing but a bool is a bool, and no text is an int.
    """
    if type_.item is not None:
        return _list(raw, type_.item, minor_units)
    if type_.values:
        return _enum(raw, type_)
    if type_.name == MONEY.name:
        return _money(raw, minor_units)
    return _READERS[type_.name](raw)


def floor_minor(value: Value) -> int:
    """Money rounded down (towards minus infinity) to whole minor units; `TypeError` for anything but money."""
    if not isinstance(value, Fraction):
        raise TypeError(f"floor_minor takes money, not {type(value).__name__}")
    return math.floor(value)


def fits(type_: Type) -> Callable[[object], bool]:
    """A test whether a Python value is one of `type_`; it never raises."""
    if type_.item is not None:
        item_fits = fits(type_.item)
        return lambda value: type(value) is tuple and all(map(item_fits, value))
    if type_.values:
        allowed = frozenset(type_.values)
        return lambda value: type(value) is str and value in allowed
    return _TESTS[type_]


def test_of(type_: Type, value: str, same: str, bind: Callable[[object], str]) -> str:
    """As `fits`, as a Python expression. value: the expression that gives the value, `same` once it is there."""
    if type_.values:
        return f"type({value}) is str and {same} in {bind(frozenset(type_.values))}"
    match type_.name if type_.item is None else "":
        case "bool":
            return f"type({value}) is bool"
        case "string":
            return f"type({value}) is str"
        case "int":
            return f"type({value}) is int and {-LARGEST_INT - 1} <= {same} <= {LARGEST_INT}"
        case "money":
            quickly = f"{-LARGEST_INT} <= {same}._numerator <= {LARGEST_INT}"
            return f"type({value}) is {bind(Fraction)} and ({quickly} or {bind(_is_money)}({same}))"
        case _:
            return f"{bind(fits(type_))}({value})"


def _is_int(value: object) -> bool:
    return type(value) is int and -LARGEST_INT - 1 <= value <= LARGEST_INT


def _is_number(value: object) -> bool:
    return type(value) is float and math.isfinite(value)


def _is_money(value: object) -> bool:
    return type(value) is Fraction and -LARGEST_INT <= value <= LARGEST_INT


def _is_time(value: object) -> bool:
    return type(value) is datetime and (value.tzinfo is UTC or value.tzname() == "UTC")


def _is_duration(value: object) -> bool:
    return type(value) is timedelta and abs(value) < LONGEST_DURATION + timedelta(seconds=1)


_TESTS: dict[Type, Callable[[object], bool]] = {
    BOOL: lambda value: type(value) is bool,
    INT: _is_int,
    NUMBER: _is_number,
    STRING: lambda value: type(value) is str,
    MONEY: _is_money,
    TIME: _is_time,
    DURATION: _is_duration,
}


def _bool(raw: object) -> Value:
    if isinstance(raw, bool):
        return raw
    raise ValueError(f"{_shown(raw)} is not a bool: write true or false.")


def _int(raw: object) -> Value:
    if isinstance(raw, int) and _is_int(int(raw)) and not isinstance(raw, bool):
        return int(raw)
    raise ValueError(f"{_shown(raw)} is not an int: write a whole number such as 12, at most {LARGEST_INT}.")


def _number(raw: object) -> Value:
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        try:
            value = float(raw)
        except (OverflowError, ValueError):
            value = math.inf
        if math.isfinite(value):
            return value
    raise ValueError(f"{_shown(raw)} is not a number: write one such as 1.5, between -1e308 and 1e308.")


def _string(raw: object) -> Value:
    if not isinstance(raw, str):
        raise ValueError(f"{_shown(raw)} is not a string: write it in quotes.")
    if len(raw) > LONGEST_TEXT:
        raise ValueError(f"{_shown(raw)} has {len(raw)} characters: give at most {LONGEST_TEXT}.")
    if re.search("[\0\ud800-\udfff]", raw):
        raise ValueError(f"{_shown(raw)} holds a NUL or half a character (a lone surrogate): remove it.")
    return raw


def _enum(raw: object, type_: Type) -> Value:
    if isinstance(raw, str) and raw in type_.values:
        return raw
    hint = near(raw[:100], type_.values) if isinstance(raw, str) else ""
    raise ValueError(f"{_shown(raw)} is none of {quoted(type_.values)}.{hint}")


def _money(raw: object, minor_units: int) -> Value:
    example = f"{120:.{minor_units}f}"
    amount = _amount(raw)
    if amount is None:
        raise ValueError(f"{_shown(raw)} is not an amount: write one such as {example}.")
    # Compared before anything is computed: 1e999999999 must not become a number of a billion digits.
    if amount and amount.adjusted() + minor_units >= 19:
        raise ValueError(f"{_shown(raw)} is too large for an amount.")
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > minor_units:
        raise ValueError(
            f"{_shown(raw)} has more decimals than its currency, which has {minor_units}: write one such as {example}."
        )
    value = Fraction(amount) * Fraction(10) ** minor_units
    if not _is_money(value):
        raise ValueError(f"{_shown(raw)} is too large for an amount.")
    return value


def _amount(raw: object) -> Decimal | None:
    """A float has no text of its own: its shortest one counts, without a last `.0`."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, str):
        return Decimal(raw) if len(raw) <= LONGEST_TEXT and _AMOUNT.fullmatch(raw) else None
    if isinstance(raw, int):
        return Decimal(raw) if _is_int(int(raw)) else None
    if isinstance(raw, float):
        raw = Decimal(repr(raw).removesuffix(".0"))
    return raw if isinstance(raw, Decimal) and raw.is_finite() else None


def _time(raw: object) -> Value:
    if isinstance(raw, str):
        return time_value(raw)
    if isinstance(raw, datetime) and raw.tzinfo is not None:
        try:
            return raw.astimezone(UTC)
        except OverflowError:
            pass
    raise ValueError(f"{_shown(raw)} is not a time with its zone: write one such as 2026-03-01T10:00:00Z.")


def _duration(raw: object) -> Value:
    if isinstance(raw, str):
        return duration_value(raw)
    if isinstance(raw, timedelta) and _is_duration(raw):
        return raw
    raise ValueError(f"{_shown(raw)} is not a duration: write one such as 24h, 1h30m or 90s.")


def _list(raw: object, item: Type, minor_units: int) -> Value:
    if not isinstance(raw, list | tuple):
        raise ValueError(f"{_shown(raw)} is not a list: write [...] around it.")
    if len(raw) > LONGEST_LIST:
        raise ValueError(f"A list of {len(raw)} items is too long: give at most {LONGEST_LIST}.")
    values: list[Value] = []
    for number, entry in enumerate(raw, start=1):
        try:
            values.append(as_value(entry, item, minor_units))
        except ValueError as error:
            raise ValueError(f"Item {number}: {error}") from None
    return tuple(values)


_READERS: dict[str, Callable[[object], Value]] = {
    BOOL.name: _bool,
    INT.name: _int,
    NUMBER.name: _number,
    STRING.name: _string,
    TIME.name: _time,
    DURATION.name: _duration,
}


def _shown(raw: object) -> str:
    """Short, and safe for what has no short text."""
    if isinstance(raw, list | tuple | dict):
        return f"A {type(raw).__name__}"
    try:
        text = repr(raw) if isinstance(raw, str) else str(raw)
    except ValueError:
        return f"This {type(raw).__name__}"
    return text if len(text) <= 60 else text[:60] + "..."
