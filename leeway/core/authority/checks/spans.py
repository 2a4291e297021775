"""Which values one fact can have: a range, a set, and whether it is there at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """present: True (it is there), False (it is absent) or None (either).

    low, high: bounds, themselves left out where `low_out`, `high_out`; None: none. only: the values that are possible;
    but: values that are not. whole: values are whole numbers.
    """

    present: bool | None = True
    low: Any = None
    high: Any = None
    low_out: bool = False
    high_out: bool = False
    only: frozenset[Any] | None = None
    but: frozenset[Any] = frozenset()
    whole: bool = False


ABSENT = Span(present=False)
PRESENT = Span()


def meet(left: Span, right: Span) -> Span | None:
    """What both allow; None where they have nothing in common."""
    if left == right:
        return left
    if left.present is not None and right.present is not None and left.present is not right.present:
        return None
    low, low_out = _tighter(left.low, left.low_out, right.low, right.low_out, sign=1)
    high, high_out = _tighter(left.high, left.high_out, right.high, right.high_out, sign=-1)
    only = left.only if right.only is None else right.only if left.only is None else left.only & right.only
    present = right.present if left.present is None else left.present
    whole = left.whole or right.whole
    return _kept(Span(present, low, high, low_out, high_out, only, left.but | right.but, whole))


def _tighter(one: Any, one_out: bool, other: Any, other_out: bool, *, sign: int) -> tuple[Any, bool]:
    if one is None or other is None:
        return (other, other_out) if one is None else (one, one_out)
    if one == other:
        return one, one_out or other_out
    return (one, one_out) if (one > other) == (sign > 0) else (other, other_out)


def _kept(span: Span) -> Span | None:
    """The same without what cannot be; None where nothing is left."""
    if span.only is not None:
        only = frozenset(value for value in span.only - span.but if _within(span, value))
        return replace(span, only=only, but=frozenset()) if only else None
    low, high = span.low, span.high
    while span.whole and low is not None and low in span.but:
        low += 1
    while span.whole and high is not None and high in span.but:
        high -= 1
    if low is None or high is None:
        return replace(span, low=low, high=high)
    if low > high or (low == high and (span.low_out or span.high_out or low in span.but)):
        return None
    return replace(span, low=low, high=high)


def _within(span: Span, value: Any) -> bool:
    if span.low is not None and not (value > span.low or (value == span.low and not span.low_out)):
        return False
    return span.high is None or value < span.high or (value == span.high and not span.high_out)


def compared(operator: str, value: Any, *, whole: bool) -> Span:
    """The values that stand in this relation to `value`. whole: they are whole numbers, so < 5 is <= 4."""
    match operator:
        case "==":
            return Span(only=frozenset([value]))
        case "!=":
            return Span(but=frozenset([value]), whole=whole)
        case "<" | "<=":
            out = operator == "<"
            high = _whole_below(value, out) if whole else value
            return Span(high=high, high_out=out and not whole, whole=whole)
        case _:
            out = operator == ">"
            low = -_whole_below(-value, out) if whole else value
            return Span(low=low, low_out=out and not whole, whole=whole)


def _whole_below(value: Any, out: bool) -> Any:
    """The largest whole number that is at most `value`, or less than it."""
    floor = value // 1
    return floor - 1 if out and floor == value else floor
