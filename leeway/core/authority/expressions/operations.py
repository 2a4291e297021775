"""What the operators do to values, and which types they fit: one table.

Every function either returns a value of the language or raises `Undecided`.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from .errors import Undecided
from .lexer import LARGEST_INT, LONGEST_TEXT
from .times import LONGEST_DIFFERENCE
from .types import DURATION, INT, MONEY, NUMBER, STRING, TIME, Type

Binary = Callable[[Any, Any], Any]


def _is_in(item: Any, items: tuple[Any, ...]) -> bool:
    return item in items


def _mixed_equal(left: Any, right: Any) -> bool:
    """Two ints are compared as ints; an int beside a double as the nearest double, as CEL does."""
    if isinstance(left, tuple):
        return len(left) == len(right) and all(map(_mixed_equal, left, right))
    return bool(left == right if type(left) is type(right) else float(left) == float(right))


COMPARISONS: dict[str, Binary] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": _is_in,
}
SYMBOLS: dict[Binary, str] = {function: symbol for symbol, function in COMPARISONS.items()}
"""Those that Python writes with the same symbol."""
MIXED_COMPARISONS: dict[str, Binary] = {
    "==": _mixed_equal,
    "!=": lambda left, right: not _mixed_equal(left, right),
    "<": lambda left, right: float(left) < float(right),
    "<=": lambda left, right: float(left) <= float(right),
    ">": lambda left, right: float(left) > float(right),
    ">=": lambda left, right: float(left) >= float(right),
    "in": lambda item, items: any(_mixed_equal(item, entry) for entry in items),
}
"""Where an int may stand beside a number."""


def whole(value: int) -> int:
    """An int that fits 64 bits."""
    if -LARGEST_INT - 1 <= value <= LARGEST_INT:
        return value
    raise Undecided("The result is too large for an int of 64 bits.")


def finite(value: float) -> float:
    """Neither infinite nor undefined: either would make comparisons come out by accident."""
    if math.isfinite(value):
        return value
    raise Undecided("The result is too large for a number.")


def money(value: Fraction) -> Fraction:
    """Minor units within 64 bits."""
    if abs(value.numerator) <= LARGEST_INT * value.denominator:
        return value
    raise Undecided("The result is too large for an amount of money.")


def exact(value: float | Fraction) -> int | Fraction:
    """A double as its shortest decimals say: 0.1 is one tenth. An int or a fraction is exact already."""
    return Fraction(repr(value)) if isinstance(value, float) else value


def negative_int(value: int) -> int:
    return whole(-value)


def _add_ints(left: int, right: int) -> int:
    return whole(left + right)


def _subtract_ints(left: int, right: int) -> int:
    return whole(left - right)


def _multiply_ints(left: int, right: int) -> int:
    return whole(left * right)


def _divide_ints(left: int, right: int) -> int:
    """Rounded towards zero."""
    if right == 0:
        raise Undecided("This would divide by zero.")
    quotient = abs(left) // abs(right)
    return whole(quotient if (left < 0) == (right < 0) else -quotient)


def _remainder(left: int, right: int) -> int:
    """With the sign of `left`. The smallest int by -1 is refused, as in CEL, since its quotient does not exist."""
    if right == 0:
        raise Undecided("This would divide by zero.")
    whole(-left if right == -1 else left)
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


def _add_numbers(left: float, right: float) -> float:
    return finite(left + right)


def _subtract_numbers(left: float, right: float) -> float:
    return finite(left - right)


def _multiply_numbers(left: float, right: float) -> float:
    return finite(left * right)


def _divide_numbers(left: float, right: float) -> float:
    if right == 0:
        raise Undecided("This would divide by zero.")
    return finite(left / right)


def _add_strings(left: str, right: str) -> str:
    """A row of sums could fill the memory otherwise."""
    if len(left) + len(right) > LONGEST_TEXT:
        raise Undecided(f"The result is longer than the {LONGEST_TEXT} characters of a string.")
    return left + right


def _add_money(left: Fraction, right: Fraction) -> Fraction:
    return money(left + right)


def _subtract_money(left: Fraction, right: Fraction) -> Fraction:
    return money(left - right)


def _money_times(left: Fraction, right: float | Fraction) -> Fraction:
    return money(left * exact(right))


def _times_money(left: float | Fraction, right: Fraction) -> Fraction:
    return money(exact(left) * right)


def _money_by(left: Fraction, right: float | Fraction) -> Fraction:
    if right == 0:
        raise Undecided("This would divide by zero.")
    return money(left / exact(right))


def _money_ratio(left: Fraction, right: Fraction) -> float:
    """The double nearest to the exact ratio."""
    if right == 0:
        raise Undecided("This would divide by zero.")
    try:
        return float(left / right)
    except OverflowError:
        raise Undecided("The result is too large for a number.") from None


def _add_durations(left: timedelta, right: timedelta) -> timedelta:
    return _duration(left + right)


def _subtract_durations(left: timedelta, right: timedelta) -> timedelta:
    return _duration(left - right)


def _between(left: datetime, right: datetime) -> timedelta:
    return _duration(left - right)


def _later(left: datetime, right: timedelta) -> datetime:
    try:
        return left + right
    except OverflowError:
        raise Undecided("The result is not a time in the years 1 to 9999.") from None


def _later_by(left: timedelta, right: datetime) -> datetime:
    return _later(right, left)


def _earlier(left: datetime, right: timedelta) -> datetime:
    return _later(left, -right)


def _duration(value: timedelta) -> timedelta:
    if -LONGEST_DIFFERENCE <= value <= LONGEST_DIFFERENCE:
        return value
    raise Undecided("The result is longer than the 292 years that a computed duration may have.")


ARITHMETIC: dict[tuple[str, Type, Type], tuple[Type, Binary]] = {
    ("+", INT, INT): (INT, _add_ints),
    ("-", INT, INT): (INT, _subtract_ints),
    ("*", INT, INT): (INT, _multiply_ints),
    ("/", INT, INT): (INT, _divide_ints),
    ("%", INT, INT): (INT, _remainder),
    ("+", NUMBER, NUMBER): (NUMBER, _add_numbers),
    ("-", NUMBER, NUMBER): (NUMBER, _subtract_numbers),
    ("*", NUMBER, NUMBER): (NUMBER, _multiply_numbers),
    ("/", NUMBER, NUMBER): (NUMBER, _divide_numbers),
    ("+", STRING, STRING): (STRING, _add_strings),
    ("+", MONEY, MONEY): (MONEY, _add_money),
    ("-", MONEY, MONEY): (MONEY, _subtract_money),
    ("*", MONEY, INT): (MONEY, _money_times),
    ("*", MONEY, NUMBER): (MONEY, _money_times),
    ("*", INT, MONEY): (MONEY, _times_money),
    ("*", NUMBER, MONEY): (MONEY, _times_money),
    ("/", MONEY, INT): (MONEY, _money_by),
    ("/", MONEY, NUMBER): (MONEY, _money_by),
    ("/", MONEY, MONEY): (NUMBER, _money_ratio),
    ("-", TIME, TIME): (DURATION, _between),
    ("+", TIME, DURATION): (TIME, _later),
    ("-", TIME, DURATION): (TIME, _earlier),
    ("+", DURATION, TIME): (TIME, _later_by),
    ("+", DURATION, DURATION): (DURATION, _add_durations),
    ("-", DURATION, DURATION): (DURATION, _subtract_durations),
}
