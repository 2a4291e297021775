"""Checked parts to something that can be called: each function here returns a `Run`, from the facts to a value.

A run has two ways to the same answer. `call` is a closure that says everything: the value, or the first failure in the
order of the text. `write` writes the same as straight-line Python (see `source`), which is quicker and only ever says
a value: where anything fails it gives up, and `call` says what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from .errors import MissingFact, Undecided, Unresolved
from .operations import SYMBOLS, Binary
from .source import Writer, compiled
from .types import BOOL, MONEY, STRING, Type, Value
from .values import fits, test_of

Facts: TypeAlias = Mapping[str, Value]


class Run:
    """write: the value as a Python expression, by default a call. ratio: an amount of money as one over another."""

    __slots__ = ("_quick", "call", "ratio", "write")

    def __init__(
        self,
        call: Callable[[Facts], Any],
        write: Callable[[Writer], str] | None = None,
        ratio: Callable[[Writer], tuple[str, str]] | None = None,
    ) -> None:
        self.call, self.ratio = call, ratio
        self.write = write or (lambda writer: f"{writer.bind(call)}(facts)")
        self._quick: Callable[[Facts], Any] | None = None

    def __call__(self, facts: Facts) -> Any:
        return (self._quick or self.quick)(facts)

    @property
    def quick(self) -> Callable[[Facts], Any]:
        """As `call`, compiled when it is first wanted."""
        if self._quick is None:
            self._quick = compiled(self.write, self.call)
        return self._quick


class Constant(Run):
    """The same value whatever the facts; whoever sees one may take its value at once."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        ratio = None
        if isinstance(value, Fraction):
            over, under = value.numerator, value.denominator
            ratio = lambda writer: (writer.bind(over), writer.bind(under))  # noqa: E731  two lines for a pair
        super().__init__(lambda _: value, lambda writer: writer.bind(value), ratio)
        self.value = value


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

    def read(writer: Writer, value: str) -> str:
        found = writer.new()
        test = test_of(type_, f"({found} := facts[{writer.bind(name)}])", found, writer.bind)
        return f"({value.format(found)} if {test} else {writer.bind(_give_up)}())"

    def ratio(writer: Writer) -> tuple[str, str]:
        return read(writer, "{}._numerator"), f"{writer.last}._denominator"

    return Run(run, lambda writer: read(writer, "{}"), ratio if type_ == MONEY else None)


def _give_up() -> Value:
    raise Undecided("")


def present(name: str) -> Run:
    return Run(lambda facts: name in facts, lambda writer: f"({writer.bind(name)} in facts)")


def negated(operand: Run) -> Run:
    call = operand.call
    return Run(lambda facts: not call(facts), lambda writer: f"(not {operand.write(writer)})")


def converted(operand: Run, convert: Callable[[Any], Value]) -> Run:
    call = operand.call
    return Run(lambda facts: convert(call(facts)), lambda writer: f"{writer.bind(convert)}({operand.write(writer)})")


def items(parts: Sequence[Run]) -> Run:
    calls = [part.call for part in parts]
    return Run(lambda facts: tuple([call(facts) for call in calls]))


def row(first: Run, steps: Sequence[tuple[Binary, Run]]) -> Run:
    """Operators from left to right, in a loop: a row of any length costs one frame."""
    start, calls = first.call, [(function, operand.call) for function, operand in steps]

    def run(facts: Facts) -> Any:
        value = start(facts)
        for function, call in calls:
            value = function(value, call(facts))
        return value

    return Run(run, (lambda writer: _one_step(writer, first, *steps[0])) if len(steps) == 1 else None)


def _one_step(writer: Writer, left: Run, function: Binary, right: Run) -> str:
    """Amounts of money are compared crosswise: a fraction's own comparison takes longer than all the rest."""
    symbol = SYMBOLS.get(function)
    if symbol is None:
        return f"{writer.bind(function)}({left.write(writer)}, {right.write(writer)})"
    if left.ratio and right.ratio and symbol != "in" and isinstance(right, Constant):
        (over, under), (other_over, other_under) = left.ratio(writer), right.ratio(writer)
        return f"({over} * {other_under} {symbol} {other_over} * {under})"
    return f"({left.write(writer)} {symbol} {right.write(writer)})"


def choice(branches: Sequence[tuple[Run, Run]], otherwise: Run) -> Run:
    calls, last = [(test.call, then.call) for test, then in branches], otherwise.call

    def run(facts: Facts) -> Any:
        for test, then in calls:
            if test(facts):
                return then(facts)
        return last(facts)

    def write(writer: Writer) -> str:
        parts = [f"{then.write(writer)} if {test.write(writer)} else" for test, then in branches]
        return f"({' '.join(parts)} {otherwise.write(writer)})"

    return Run(run, write)


def all_of(operands: Sequence[Run]) -> Run:
    """`&&`: one false decides, wherever it stands; else the first failure comes out; else true."""
    return _deciding(operands, decides=False)


def any_of(operands: Sequence[Run]) -> Run:
    """`||`: one true decides, wherever it stands; else the first failure comes out; else false."""
    return _deciding(operands, decides=True)


def _deciding(operands: Sequence[Run], *, decides: bool) -> Run:
    calls = [operand.call for operand in operands]

    def run(facts: Facts) -> Any:
        failure: Unresolved | None = None
        for call in calls:
            try:
                if call(facts) is decides:
                    return decides
            except Unresolved as unresolved:
                failure = failure or unresolved
        if failure is not None:
            raise failure
        return not decides

    word = " or " if decides else " and "
    return Run(run, lambda writer: f"({word.join([operand.write(writer) for operand in operands])})")
