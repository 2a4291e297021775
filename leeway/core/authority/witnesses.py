"""Values that a missing fact could turn out to have, so that "find it out" is only told where it can lead to a yes.

An expression changes its answer at the values that stand in it: each of those is tried, and its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import islice, product

from leeway.core.authority.expressions import (
    BOOL,
    INT,
    MONEY,
    NUMBER,
    STRING,
    TIME,
    Expression,
    MissingFact,
    Type,
    Undecided,
    Value,
)
from leeway.core.authority.model import Guideline
from leeway.core.authority.requests import Request

MOST_TRIED = 2_000
"""How many combinations of values are tried for one grant."""

NOBODY = "(somebody who was not named)"
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_QUOTED = re.compile(r"'([^'\\]*)'|\"([^\"\\]*)\"")
_LENGTH = re.compile(r"([0-9]+)([hms])")
_SECONDS = {"h": 3600, "m": 60, "s": 1}
_MANY = 10**9
_LONG_LIST = 1_000
_LONGEST = timedelta(days=100_000)


def witnesses(
    guideline: Guideline,
    request: Request,
    names: Sequence[str],
    conditions: Sequence[Expression],
    facts: Mapping[str, Value],
    holds: Callable[[Mapping[str, Value]], bool],
) -> Iterator[dict[str, Value]]:
    """Values for `names` with which it holds, taken from what the conditions speak of; at most MOST_TRIED are tried.

    Large ones come first, so that a cap that hangs on a fact is as large as it can be.
    """
    each = max(2, int(MOST_TRIED ** (1 / max(1, len(names)))))
    choices = []
    for name in names:
        texts = [condition.text for condition in conditions if name in condition.names]
        choices.append(_values(guideline, request, name, texts, facts)[:each])
    for values in islice(product(*choices), MOST_TRIED):
        found = dict(zip(names, values, strict=True))
        if holds({**facts, **found}):
            yield found


def answers(expression: Expression, facts: Mapping[str, Value], wanted: bool) -> bool:
    """Whether it can be worked out, and comes out as wanted."""
    try:
        return expression.evaluate(facts) is wanted
    except (MissingFact, Undecided):
        return False


def _values(
    guideline: Guideline, request: Request, name: str, texts: list[str], facts: Mapping[str, Value]
) -> list[Value]:
    type_ = guideline.facts.get(name, STRING)
    known: list[Value] = [value for value in facts.values() if not isinstance(value, tuple)]
    if type_.item is not None:
        items = _scalars(type_.item, texts, known, guideline, request)
        return [(), tuple(items[:20]), tuple(items[:1]) * _LONG_LIST, *((item,) for item in items)]
    return _scalars(type_, texts, known, guideline, request)


def _scalars(type_: Type, texts: list[str], known: list[Value], guideline: Guideline, request: Request) -> list[Value]:
    if type_.values:
        return list(type_.values)
    numbers = [Fraction(found) for text in texts for found in _NUMBER.findall(text)]
    numbers = sorted({*numbers, Fraction(0), Fraction(_MANY)}, reverse=True)
    if type_ == BOOL:
        return [True, False]
    if type_ == INT:
        near = {int(number) + step for number in numbers for step in (-1, 0, 1)}
        near |= {value + step for value in known if isinstance(value, int) for step in (-1, 0, 1)}
        return sorted(near, reverse=True)
    if type_ == NUMBER:
        return sorted({float(number) + step for number in numbers for step in (-0.5, 0.0, 0.5)}, reverse=True)
    if type_ == MONEY:
        minor = {number * 10**guideline.minor_units for number in numbers}
        minor |= {value for value in known if isinstance(value, Fraction)}
        return sorted({each + step for each in minor for step in (-1, 0, 1)}, reverse=True)
    if type_ == TIME:
        return _times(texts, known, request)
    quoted = [one or other for text in texts for one, other in _QUOTED.findall(text)]
    return list(dict.fromkeys([*quoted, NOBODY, *(value for value in known if isinstance(value, str))]))


def _times(texts: list[str], known: list[Value], request: Request) -> list[Value]:
    lengths = {timedelta(), timedelta(days=1)}
    for text in texts:
        for number, unit in _LENGTH.findall(text):
            lengths.add(timedelta(seconds=int(number[:9]) * _SECONDS[unit]))
    moment = timedelta(microseconds=1)
    times: list[Value] = []
    for length in sorted(length for length in lengths if length <= _LONGEST):
        for step in (timedelta(), moment, -moment):
            times += [request.at - length + step, request.at + length + step]
    return list(dict.fromkeys(times))
