"""When a condition is true and when it is false, as alternatives, each a range for every fact that it names.

What is found impossible is impossible: parts that are not understood (two facts compared, texts searched) count as
either way, and a condition with more than MOST alternatives is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from leeway.core.authority.checks.spans import ABSENT, PRESENT, Span, compared, meet
from leeway.core.authority.expressions import BOOL, INT, MONEY, NUMBER, ExpressionError, Type, Undecided
from leeway.core.authority.expressions.checker import Checker
from leeway.core.authority.expressions.errors import Unresolved
from leeway.core.authority.expressions.parser import Call, Choice, Has, ListOf, Literal, Name, Node, Row, Unary, parse

MOST = 64
STEPS = 3_000_000
"""Comparisons of two alternatives in all; what is not found out by then is taken as possible."""
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}

Case = Mapping[str, Span]
"""One alternative: what each fact has to be."""
Cases = tuple[Case, ...]
"""True where one of them is; none: never."""
ANYTHING: Cases = ({},)


class TooMany(Exception):  # noqa: N818  it is an answer, not a fault
    """More alternatives, or more work, than is looked at."""


class Reader:
    """Reads the expressions of one guideline. always: facts that no request lacks."""

    def __init__(self, names: Mapping[str, Type], minor_units: int, always: frozenset[str]) -> None:
        self._names, self._minor_units, self._always = names, minor_units, always
        self._scale = 10**minor_units
        self._found: dict[tuple[str, bool], Cases | None] = {}
        self._last: tuple[str, Node] = "", Literal(0, True)
        self.steps = 0

    def cases(self, text: str, *, true: bool) -> Cases | None:
        """When the condition is true (or false); None where there are too many alternatives to say."""
        key = (text, true)
        if key not in self._found:
            try:
                self._found[key] = self._when(self._tree(text), true)
            except (TooMany, ExpressionError):
                self._found[key] = None
        return self._found[key]

    def _tree(self, text: str) -> Node:
        """The text parsed; the last one is kept, since true and false are asked for in turn."""
        if self._last[0] != text:
            self._last = text, parse(text)
        return self._last[1]

    def both(self, left: Cases | None, right: Cases | None) -> Cases | None:
        """When both are; None where that is not known. What is not known is taken as anything."""
        if left is None or right is None:
            return right if left is None else left
        try:
            return self._product([left, right])
        except TooMany:
            return None

    def _when(self, node: Node, true: bool) -> Cases:
        match node:
            case Literal():
                return ANYTHING if node.value is true else ()
            case Has():
                if node.name.name in self._always:
                    return ANYTHING if true else ()
                return ({node.name.name: PRESENT if true else ABSENT},)
            case Unary(operator="!"):
                return self._when(node.operand, true is (node.times % 2 == 0))
            case Choice():
                return self._choice(node, true)
            case Row() if node.steps[0].operator in ("&&", "||"):
                parts = [self._when(part, true) for part in (node.first, *(step.operand for step in node.steps))]
                return self._product(parts) if (node.steps[0].operator == "&&") is true else self._sum(parts)
            case Row() if len(node.steps) == 1:
                return self._comparison(node, true)
            case _:
                return self._opaque(node, true)

    def _choice(self, node: Choice, true: bool) -> Cases:
        found, before = [], ANYTHING
        for test, then in node.branches:
            found.append(self._product([before, self._when(test, True), self._when(then, true)]))
            before = self._product([before, self._when(test, False)])
        found.append(self._product([before, self._when(node.otherwise, true)]))
        return self._sum(found)

    def _comparison(self, row: Row, true: bool) -> Cases:
        step = row.steps[0]
        left, right, operator = row.first, step.operand, step.operator
        if not _names(left) and not _names(right):
            return self._constant(row, true)
        if operator == "in":
            return self._member(row, left, right, true)
        if not _names(left):
            left, right, operator = right, left, _MIRRORED[operator]
        if not true:
            operator = _OPPOSITE[operator]
        if not _names(right):
            type_ = self._type(left)
            value = self._value(right, type_)
            if value is not None:
                return self._held(left, self._among(compared(operator, value, whole=type_ == INT), type_))
        if operator in ("!=", ">", ">="):
            return self._atom(_OPPOSITE[operator], left, right, False)
        return self._atom(operator, left, right, True)

    def _member(self, row: Row, item: Node, listed: Node, true: bool) -> Cases:
        if _names(item) and isinstance(listed, ListOf):
            type_ = self._type(item)
            values = [None if _names(entry) else self._value(entry, type_) for entry in listed.items]
            if all(value is not None for value in values):
                among = frozenset(values)
                return self._held(item, self._among(Span(only=among) if true else Span(but=among), type_))
        return self._opaque(row, true)

    def _among(self, span: Span, type_: Type) -> Span | None:
        """The span where only some values exist at all."""
        possible: Iterable[Any] = type_.values or ((True, False) if type_ == BOOL else ())
        return meet(span, Span(only=frozenset(possible))) if possible else meet(span, PRESENT)

    def _held(self, node: Node, span: Span | None) -> Cases:
        if span is None:
            return ()
        if isinstance(node, Name):
            return ({node.name: span},)
        return self._with_needed({text(node): span}, node)

    def _with_needed(self, case: dict[str, Span], *nodes: Node) -> Cases:
        for node in nodes:
            for name in _needed(node):
                case.setdefault(name, PRESENT)
        return (case,)

    def _atom(self, operator: str, left: Node, right: Node, true: bool) -> Cases:
        one, other = text(left), text(right)
        if operator == "==":
            one, other = sorted((one, other))
        elif operator == "<=" and other < one:
            return self._with_needed({f"{other} < {one}": Span(only=frozenset([not true]))}, left, right)
        if one == other and operator in ("==", "<=", "<"):
            return self._with_needed({}, left, right) if true is (operator != "<") else ()
        return self._with_needed({f"{one} {operator} {other}": Span(only=frozenset([true]))}, left, right)

    def _opaque(self, node: Node, true: bool) -> Cases:
        """A part that gives a bool, by its text: true in one place and false in another is found."""
        if not _names(node):
            return self._constant(node, true)
        if isinstance(node, Name):
            return ({node.name: Span(only=frozenset([true]))},)
        return self._with_needed({text(node): Span(only=frozenset([true]))}, node)

    def _constant(self, node: Node, true: bool) -> Cases:
        try:
            return ANYTHING if Checker(self._names, self._minor_units).check(node).run({}) is true else ()
        except Unresolved:
            return ()

    def _type(self, node: Node) -> Type:
        if isinstance(node, Name):
            return self._names[node.name]
        return Checker(self._names, self._minor_units).check(node).type

    def _value(self, node: Node, beside: Type) -> Any:
        """What a constant is beside a type; None where it is not understood."""
        if beside in (MONEY, NUMBER, INT):
            if not isinstance(node, Literal) or isinstance(node.value, bool | str):
                return None
            exact = Fraction(node.text) if beside == MONEY else Fraction(node.value)
            return exact * self._scale if beside == MONEY else exact
        if beside.item is not None:
            return None
        try:
            return Checker(self._names, self._minor_units).check(node).run({})
        except Undecided:
            return None

    def _sum(self, parts: list[Cases]) -> Cases:
        found: list[Case] = []
        for part in parts:
            found.extend(case for case in part if case not in found)
            if len(found) > MOST:
                raise TooMany
        return tuple(found)

    def _product(self, parts: list[Cases]) -> Cases:
        found: list[Case] = [{}]
        for part in parts:
            together: list[Case] = []
            for one in found:
                for other in part:
                    self.steps += 1
                    if self.steps > STEPS:
                        raise TooMany
                    case = merged(one, other)
                    if case is not None and case not in together:
                        together.append(case)
            if len(together) > MOST:
                raise TooMany
            found = together
        return tuple(found)


def merged(one: Case, other: Case) -> Case | None:
    if not one or not other:
        return one or other
    found = dict(one)
    for name, span in other.items():
        met = meet(found[name], span) if name in found else span
        if met is None:
            return None
        found[name] = met
    return found


def text(node: Node) -> str:
    """A part written one way, wherever it stands."""
    match node:
        case Literal():
            return repr(node.value) if isinstance(node.value, str | bool) else node.text
        case Name():
            return node.name
        case Has():
            return f"has({node.name.name})"
        case ListOf():
            return f"[{', '.join(map(text, node.items))}]"
        case Call():
            return f"{node.function}({', '.join(map(text, node.arguments))})"
        case Unary():
            return f"{node.operator * node.times}({text(node.operand)})"
        case Row():
            return f"({text(node.first)} {' '.join(f'{step.operator} {text(step.operand)}' for step in node.steps)})"
        case Choice():
            branches = " : ".join(f"{text(test)} ? {text(then)}" for test, then in node.branches)
            return f"({branches} : {text(node.otherwise)})"


def _children(node: Node) -> tuple[Node, ...]:
    match node:
        case ListOf():
            return node.items
        case Call():
            return node.arguments
        case Unary():
            return (node.operand,)
        case Row():
            return (node.first, *(step.operand for step in node.steps))
        case Choice():
            return (*(part for branch in node.branches for part in branch), node.otherwise)
        case Has():
            return (node.name,)
        case _:
            return ()


def _names(node: Node) -> bool:
    """Whether it reads any fact."""
    return isinstance(node, Name | Has) or any(_names(child) for child in _children(node))


def _needed(node: Node) -> set[str]:
    """Facts without which it has no value."""
    match node:
        case Name():
            return {node.name}
        case Has():
            return set()
        case Choice():
            return _needed(node.branches[0][0])
        case Row() if node.steps[0].operator in ("&&", "||"):
            return set()
        case _:
            return set().union(*(_needed(child) for child in _children(node)))
