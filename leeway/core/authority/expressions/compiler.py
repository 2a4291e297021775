"""From text to something that can be called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .checker import Checker
from .closures import Run
from .parser import parse
from .types import Type, Value


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression; `names` are the facts that it reads or asks for with has()."""

    text: str
    names: frozenset[str]
    type: Type
    _run: Run = field(repr=False, compare=False)

    def evaluate(self, values: Mapping[str, Value]) -> Value:
        """The value for these facts.

        Raises `MissingFact` where a needed fact is absent, `Undecided` where there is no value, and nothing else; of
        several failures the first in the order of the text comes out.
        """
        value: Value = self._run(values)
        return value

    @property
    def evaluating(self) -> Callable[[Mapping[str, Value]], Any]:
        """`evaluate` as a function, compiled."""
        return self._run.quick


def compile_expression(text: str, names: Mapping[str, Type], wants: Type, minor_units: int) -> Expression:
    """Check `text` against the declared `names` and make it callable; `ExpressionError` says where it is wrong.

    wants: the type of the result; for MONEY an int or a number is taken as major units. minor_units: decimals of the
    currency (EUR 2, JPY 0), in which money is held; amounts in the text stand in major units.
    """
    checker = Checker(names, minor_units)
    run = checker.result(parse(text), wants)
    return Expression(text, frozenset(checker.read), wants, run)
