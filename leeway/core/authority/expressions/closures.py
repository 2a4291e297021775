"""Checked parts to one callable: each function here returns a closure from the facts to a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from .errors import MissingFact, Undecided, Unresolved
from .operations import Binary
from .types import BOOL, STRING, Type, Value
from .values import fits

Facts: TypeAlias = Mapping[str, Value]
Run: TypeAlias = Callable[[Facts], Any]


class Constant:
    """The same value whatever the facts; whoever sees one may take its value at once."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    def __call__(self, facts: Facts) -> Value:
        return self.value


def constant(value: Value) -> Run:
    return Constant(value)


def fact(name: str, type_: Type) -> Run:
    """The fact itself; whatever came in without being a value of its type gives no answer."""
    is_right, plain = fits(type_), {BOOL: bool, STRING: str}.get(type_)

    def run(facts: Facts) -> Value:
        try:
            value = facts[name]
        except KeyError:
            raise MissingFact(name) from None
        if type(value) is plain or is_right(value):
            return value
        raise Undecided(f"The fact {name} should be {type_}.")

    return run


def present(name: str) -> Run:
    return lambda facts: name in facts


def negated(operand: Run) -> Run:
    return lambda facts: not operand(facts)


def converted(operand: Run, convert: Callable[[Any], Value]) -> Run:
    return lambda facts: convert(operand(facts))


def items(parts: Sequence[Run]) -> Run:
    return lambda facts: tuple([part(facts) for part in parts])


def row(first: Run, steps: Sequence[tuple[Binary, Run]]) -> Run:
    """Operators from left to right, in a loop: a row of any length costs one frame."""
    if len(steps) == 1:
        [(function, second)] = steps
        if isinstance(second, Constant):
            value = second.value
            return lambda facts: function(first(facts), value)
        return lambda facts: function(first(facts), second(facts))

    def run(facts: Facts) -> Any:
        value = first(facts)
        for function, operand in steps:
            value = function(value, operand(facts))
        return value

    return run


def choice(branches: Sequence[tuple[Run, Run]], otherwise: Run) -> Run:
    def run(facts: Facts) -> Any:
        for test, then in branches:
            if test(facts):
                return then(facts)
        return otherwise(facts)

    return run


def all_of(operands: Sequence[Run]) -> Run:
    """`&&`: one false decides, wherever it stands; else the first failure comes out; else true."""
    return _deciding(operands, decides=False)


def any_of(operands: Sequence[Run]) -> Run:
    """`||`: one true decides, wherever it stands; else the first failure comes out; else false."""
    return _deciding(operands, decides=True)


def _deciding(operands: Sequence[Run], *, decides: bool) -> Run:
    def run(facts: Facts) -> Any:
        failure: Unresolved | None = None
        for operand in operands:
            try:
                if operand(facts) is decides:
                    return decides
            except Unresolved as unresolved:
                failure = failure or unresolved
        if failure is not None:
            raise failure
        return not decides

    return run
