"""The tree to types and closures in one walk: what it returns has been checked and can be called.

A closure takes the facts and returns a value of the type that was found here, or raises `Unresolved`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, assert_never

from .closures import Run, all_of, any_of, choice, constant, converted, fact, items, negated, present, row
from .errors import ExpressionError, Undecided, near, short
from .operations import ARITHMETIC, COMPARISONS, MIXED_COMPARISONS, Binary, exact, money, negative_int
from .parser import Call, Choice, Has, ListOf, Literal, Name, Node, Row, Step, Unary
from .times import duration_value, time_value
from .types import (
    BOOL,
    DURATION,
    INT,
    MONEY,
    NOTHING,
    NUMBER,
    STRING,
    TIME,
    Type,
    Value,
    common,
    enum_within,
    innermost,
    is_one_type,
    list_of,
    plain,
    quoted,
)

_HINTS = {
    MONEY: "Money goes with money, or with a number written out such as 100 or 99.99.",
    TIME: "A time is written timestamp('2026-03-01T00:00:00Z').",
    DURATION: "A duration is written duration('24h').",
}
_METHODS: dict[str, Binary] = {
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "contains": str.__contains__,
}
_NEGATIVES: dict[Type, Callable[[Any], Value]] = {
    INT: negative_int,
    NUMBER: lambda value: -value,
    MONEY: lambda value: -value,
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A checked part. exact: its value to the last digit, where it is made only of numbers written out."""

    type: Type
    run: Run
    at: int
    exact: Fraction | None = None


class Checker:
    """Checks one expression; `read` are the names that it needs."""

    def __init__(self, names: Mapping[str, Type], minor_units: int) -> None:
        self._names = names
        self._scale = 10**minor_units
        self._checked: dict[int, Typed] = {}
        self.read: set[str] = set()

    def result(self, node: Node, wants: Type) -> Run:
        """The whole expression. Where money is wanted, a number counts as major units, in each branch for itself."""
        if wants == MONEY and isinstance(node, Choice):
            branches = [(self._bool(test), self.result(then, wants)) for test, then in node.branches]
            return choice(branches, self.result(node.otherwise, wants))
        typed = self.check(node)
        if wants == MONEY and typed.type in (INT, NUMBER):
            return self._as_money(typed).run
        if not is_one_type(typed.type, wants):
            raise ExpressionError(f"This gives {typed.type}, and {wants} is wanted here.", typed.at)
        return typed.run

    def check(self, node: Node) -> Typed:
        """Each part once, however often it is asked for: what nests would else cost powers of its depth."""
        if id(node) not in self._checked:
            self._checked[id(node)] = self._check(node)
        return self._checked[id(node)]

    def _check(self, node: Node) -> Typed:
        match node:
            case Literal():
                return _literal(node)
            case Name():
                return Typed(self._declared(node), fact(node.name, self._declared(node)), node.at)
            case Has():
                self._declared(node.name)
                return Typed(BOOL, present(node.name.name), node.at)
            case ListOf():
                return self._list(node, NOTHING)
            case Call():
                return self._call(node)
            case Unary():
                return self._unary(node)
            case Row():
                return self._row(node)
            case Choice():
                return self._choice(node)
            case _:
                assert_never(node)

    def _declared(self, node: Name) -> Type:
        type_ = self._names.get(node.name)
        if type_ is None:
            known = near(node.name, self._names) or f" Known are {_some(self._names)}."
            raise ExpressionError(f"There is no fact '{short(node.name)}'.{known}", node.at)
        self.read.add(node.name)
        return type_

    def _bool(self, node: Node) -> Run:
        typed = self.check(node)
        if typed.type != BOOL:
            raise ExpressionError(f"This is {typed.type}; a condition, true or false, is needed here.", typed.at)
        return typed.run

    def _list(self, node: ListOf, beside: Type) -> Typed:
        """A list written out; `beside` money, its numbers are amounts."""
        entries = [self.check(item) for item in node.items]
        if MONEY in (beside, *(entry.type for entry in entries)):
            entries = [self._amount(part, entry) for part, entry in zip(node.items, entries, strict=True)]
        item = NOTHING
        for entry in entries:
            together = common(item, entry.type)
            if together is None:
                raise ExpressionError(f"A list holds one type: this is {entry.type} among {item}.", entry.at)
            item = together
        run = items([entry.run for entry in entries])
        if all(isinstance(entry, Literal) for entry in node.items):
            run = constant(run({}))
        return Typed(list_of(item), run, node.at)

    def _call(self, node: Call) -> Typed:
        arguments = [self.check(argument) for argument in node.arguments]
        first = arguments[0]
        if node.function in _METHODS:
            for argument in arguments:
                if plain(argument.type) != STRING:
                    raise ExpressionError(f"{node.function} needs string, and this is {argument.type}.", argument.at)
            return Typed(BOOL, row(first.run, [(_METHODS[node.function], arguments[1].run)]), node.at)
        if node.function == "size":
            if plain(first.type) != STRING and first.type.item is None:
                raise ExpressionError(f"size needs string or a list, and this is {first.type}.", first.at)
            return Typed(INT, converted(first.run, len), node.at)
        if plain(first.type) != STRING:
            raise ExpressionError(f"{node.function} needs string, and this is {first.type}.", first.at)
        if node.function == "timestamp":
            return Typed(TIME, _from_text(node, first.run, time_value), node.at)
        return Typed(DURATION, _from_text(node, first.run, duration_value), node.at)

    def _unary(self, node: Unary) -> Typed:
        cancels_out = node.times % 2 == 0
        if node.operator == "!":
            condition = self._bool(node.operand)
            return Typed(BOOL, condition if cancels_out else negated(condition), node.at)
        operand = self.check(node.operand)
        negative = _NEGATIVES.get(operand.type)
        if negative is None:
            raise ExpressionError(f"- needs int, number or money, and this is {operand.type}.", operand.at)
        if cancels_out:
            return operand
        negated_exact = None if operand.exact is None else -operand.exact
        return Typed(operand.type, converted(operand.run, negative), node.at, negated_exact)

    def _choice(self, node: Choice) -> Typed:
        tests = [self._bool(test) for test, _ in node.branches]
        results = [self.check(result) for result in node.results]
        if any(result.type == MONEY for result in results):
            results = [self._amount(part, result) for part, result in zip(node.results, results, strict=True)]
        type_ = results[0].type
        for result in results:
            if not is_one_type(type_, result.type):
                hint = _hint(type_, result.type, "The branches give one type.")
                raise ExpressionError(f"This branch gives {result.type}, and the first {type_}. {hint}", result.at)
            type_ = common(type_, result.type) or type_
        *thens, otherwise = (result.run for result in results)
        return Typed(type_, choice(list(zip(tests, thens, strict=True)), otherwise), node.at)

    def _row(self, node: Row) -> Typed:
        if node.steps[0].operator in ("&&", "||"):
            operands = [self._bool(operand) for operand in (node.first, *(step.operand for step in node.steps))]
            return Typed(BOOL, (all_of if node.steps[0].operator == "&&" else any_of)(operands), node.at)
        left = self.check(node.first)
        left_node: Node | None = node.first
        first, steps = left.run, list[tuple[Binary, Run]]()
        for step in node.steps:
            right = self._right(step, left.type)
            before = left
            left, right = self._amounts(step, left, right, left_node)
            if left is not before:  # numbers written out became an amount or a factor: one constant
                first, steps = left.run, []
            if step.operator in ("+", "-", "*", "/", "%"):
                left, function = _arithmetic(step, left, right)
            else:
                function = _comparison(step, left, right, left_node)
                left = Typed(BOOL, left.run, left.at)
            steps.append((function, right.run))
            left_node = None
        return replace(left, run=row(first, steps))

    def _right(self, step: Step, left: Type) -> Typed:
        if step.operator == "in" and isinstance(step.operand, ListOf):
            return self._list(step.operand, left)
        return self.check(step.operand)

    def _amounts(self, step: Step, left: Typed, right: Typed, left_node: Node | None) -> tuple[Typed, Typed]:
        """Numbers written out, beside money: a factor for `*` and `/`, else an amount."""
        if step.operator in ("*", "/", "%"):
            return (
                _as_factor(left) if right.type == MONEY else left,
                _as_factor(right) if left.type == MONEY else right,
            )
        if (right.type.item if step.operator == "in" else right.type) == MONEY:
            left = self._amount(left_node, left)
        if left.type == MONEY:
            right = self._amount(step.operand, right)
        return left, right

    def _amount(self, node: Node | None, typed: Typed) -> Typed:
        """Money, where `typed` is a number written out, or a choice between such numbers; else `typed` itself."""
        if typed.type not in (INT, NUMBER):
            return typed
        if typed.exact is not None:
            return self._as_money(typed)
        if isinstance(node, Choice):
            results = [self._amount(part, self.check(part)) for part in node.results]
            if all(result.type == MONEY for result in results):
                return replace(typed, type=MONEY, run=self.result(node, MONEY))
        return typed

    def _as_money(self, typed: Typed) -> Typed:
        """A number of major units as an amount; every number that reaches this counts as its decimals say."""
        scale = self._scale
        if typed.type == MONEY:
            return typed
        if typed.exact is None:
            return replace(
                typed, type=MONEY, run=converted(typed.run, lambda value: money(Fraction(exact(value) * scale)))
            )
        try:
            amount = money(typed.exact * scale)
        except Undecided:
            raise ExpressionError("This is too large for an amount of money: write a smaller one.", typed.at) from None
        return replace(typed, type=MONEY, run=constant(amount))


def _literal(node: Literal) -> Typed:
    value, run = node.value, constant(node.value)
    if isinstance(value, bool):
        return Typed(BOOL, run, node.at)
    if isinstance(value, str):
        return Typed(STRING, run, node.at)
    if isinstance(value, int):
        return Typed(INT, run, node.at, Fraction(value))
    return Typed(NUMBER, run, node.at, Fraction(node.text) if value else Fraction())


def _as_factor(typed: Typed) -> Typed:
    return typed if typed.exact is None or typed.type == MONEY else replace(typed, run=constant(typed.exact))


def _from_text(node: Call, argument: Run, parse: Callable[[str], Value]) -> Run:
    """A text that stands in the expression is judged now, one that is a fact when it is known."""
    literal = node.arguments[0]
    if isinstance(literal, Literal):
        try:
            return constant(parse(str(literal.value)))
        except ValueError as error:
            raise ExpressionError(str(error), literal.at) from None

    def convert(text: str) -> Value:
        try:
            return parse(text)
        except ValueError as error:
            raise Undecided(str(error)) from None

    return converted(argument, convert)


def _arithmetic(step: Step, left: Typed, right: Typed) -> tuple[Typed, Binary]:
    found = ARITHMETIC.get((step.operator, plain(left.type), plain(right.type)))
    if found is None:
        raise _no_arithmetic(step, left.type, right.type)
    type_, function = found
    return Typed(type_, left.run, left.at, _exact_result(step.operator, left, right)), function


def _exact_result(operator: str, left: Typed, right: Typed) -> Fraction | None:
    """Arithmetic on numbers written out, to the last digit; none for whole-number division, which rounds."""
    if left.exact is None or right.exact is None or left.type != right.type or left.type not in (INT, NUMBER):
        return None
    match operator:
        case "+":
            return left.exact + right.exact
        case "-":
            return left.exact - right.exact
        case "*":
            return left.exact * right.exact
        case "/" if left.type == NUMBER and right.exact:
            return left.exact / right.exact
    return None


def _no_arithmetic(step: Step, left: Type, right: Type) -> ExpressionError:
    fitting = [
        f"{first} {step.operator} {second}"
        for operator, first, second in ARITHMETIC
        if operator == step.operator and (first == plain(left) or second == plain(right))
    ]
    right_would_be = f"It takes {', '.join(fitting)}." if fitting else "Such values cannot be reckoned with."
    hint = _hint(left, right, right_would_be)
    return ExpressionError(f"{left} {step.operator} {right} does not fit. {hint}", step.at)


def _comparison(step: Step, left: Typed, right: Typed, left_node: Node | None) -> Binary:
    if step.operator == "in":
        if right.type.item is None:
            raise ExpressionError(f"'in' needs a list on its right, such as ['a', 'b'], not {right.type}.", right.at)
        right = replace(right, type=right.type.item)
    together = common(left.type, right.type)
    if together is None:
        hint = _hint(left.type, right.type, "Both sides must be of one type.")
        raise ExpressionError(f"{left.type} {step.operator} {right.type} does not fit. {hint}", step.at)
    if step.operator in ("==", "!=", "in"):
        _check_enum(enum_within(left.type), [step.operand])
        _check_enum(enum_within(right.type), [left_node] if left_node else [])
    else:
        _check_order(step, left.type, right.type)
    may_mix = innermost(together) == NUMBER and (step.operator == "in" or not left.type == right.type == NUMBER)
    return (MIXED_COMPARISONS if may_mix else COMPARISONS)[step.operator]


def _check_order(step: Step, left: Type, right: Type) -> None:
    for type_ in (left, right):
        if type_.values:
            raise ExpressionError(
                f"An enum has no order: name its values, as in x in [{quoted(type_.values)}].", step.at
            )
        if type_.item is not None:
            raise ExpressionError("Lists have no order: compare them with == or !=, or their size().", step.at)


def _check_enum(enum: Type | None, nodes: Iterable[Node]) -> None:
    """A text written out beside an enum is one of its values, also inside lists and branches."""
    if enum is None:
        return
    for node in nodes:
        match node:
            case Literal(value=str(text)) if text not in enum.values:
                hint = near(text, enum.values)
                raise ExpressionError(f"'{short(text)}' is none of the values {quoted(enum.values)}.{hint}", node.at)
            case ListOf():
                _check_enum(enum, node.items)
            case Choice():
                _check_enum(enum, node.results)


def _hint(left: Type, right: Type, otherwise: str) -> str:
    if {left, right} == {INT, NUMBER}:
        return "An int and a number do not mix: write 2.0 instead of 2 for a number."
    return next((hint for type_, hint in _HINTS.items() if type_ in (left, right)), otherwise)


def _some(names: Sequence[str] | Mapping[str, Type]) -> str:
    shown = sorted(names)[:10]
    return quoted(shown) + (" and others" if len(names) > len(shown) else "") if shown else "none"
