"""The types of the language, and what a value of each is in Python.

| type           | value                                                                |
| -------------- | -------------------------------------------------------------------- |
| bool, int      | `bool`, `int` of 64 bits                                             |
| number         | finite `float`                                                       |
| string, enum   | `str`                                                                |
| money          | `Fraction` of minor units                                            |
| time, duration | aware UTC `datetime`, `timedelta`: both to the microsecond           |
| list           | `tuple`                                                              |

Money is a `Fraction` because it stays exact under every division, and because nothing else is one: an amount is never
taken for a plain number by mistake.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TypeAlias

Value: TypeAlias = "bool | int | float | str | Fraction | datetime | timedelta | tuple[Value, ...]"


@dataclass(frozen=True, slots=True)
class Type:
    """A type; `values` only for enums (in the order of the file), `item` only for lists."""

    name: str
    values: tuple[str, ...] = ()
    item: Type | None = None

    def __str__(self) -> str:
        if self.item is not None:
            return f"list of {self.item}"
        if self.values:
            return "enum of " + quoted(self.values)
        return self.name


BOOL = Type("bool")
INT = Type("int")
NUMBER = Type("number")
STRING = Type("string")
MONEY = Type("money")
TIME = Type("time")
DURATION = Type("duration")
NOTHING = Type("nothing")
"""The item type of `[]`; it fits every other."""


def enum_of(values: Iterable[str]) -> Type:
    """A string that is one of `values`; at least one."""
    distinct = tuple(dict.fromkeys(values))
    if not distinct:
        raise ValueError("An enum needs at least one value.")
    return Type("enum", values=distinct)


def list_of(item: Type) -> Type:
    return Type("list", item=item)


def plain(type_: Type) -> Type:
    """The type that decides which operators fit: an enum is a string."""
    if type_.values:
        return STRING
    if type_.item is not None:
        return list_of(plain(type_.item))
    return type_


def innermost(type_: Type) -> Type:
    """What `type_` is, or is a list of."""
    while type_.item is not None:
        type_ = type_.item
    return type_


def enum_within(type_: Type) -> Type | None:
    """The enum that `type_` is, or is a list of."""
    inner = innermost(type_)
    return inner if inner.values else None


def is_one_type(left: Type, right: Type) -> bool:
    """Whether a place that takes the one may hold the other; unlike in a comparison, an int is no number here."""
    if left.item is not None and right.item is not None:
        return is_one_type(left.item, right.item)
    return NOTHING in (left, right) or plain(left) == plain(right)


def common(left: Type, right: Type) -> Type | None:
    """The type that values of both compare as, or None where they never compare."""
    if NOTHING in (left, right):
        return right if left == NOTHING else left
    if left.item is not None and right.item is not None:
        item = common(left.item, right.item)
        return None if item is None else list_of(item)
    if left == right:
        return left
    if {left, right} == {INT, NUMBER}:
        return NUMBER
    return STRING if plain(left) == plain(right) == STRING else None


def quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
