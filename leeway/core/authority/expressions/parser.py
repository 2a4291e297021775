"""Tokens to a tree, by the grammar of CEL.

A row of operators of one rank is one node with many operands, so a long row costs no depth; what nests (brackets,
calls, lists, branches) is counted and bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from .errors import ExpressionError, near, short
from .lexer import Token, float_value, int_value, string_value, tokens

DEEPEST = 32
FUNCTIONS = ("has", "size", "timestamp", "duration")
METHODS = ("startsWith", "endsWith", "contains")

_RANKS = (("*", "/", "%"), ("+", "-"), ("==", "!=", "<", "<=", ">", ">=", "in"), ("&&",), ("||",))
_BINARY = frozenset(operator for rank in _RANKS for operator in rank)
_KEYWORDS = frozenset({"in", "true", "false", "null"})
_RESERVED = frozenset(
    {"as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package"}
    | {"namespace", "return", "var", "void", "while"}
)
_WORDS = {"and": "&&", "or": "||", "not": "!", "is": "=="}


@dataclass(frozen=True, slots=True)
class Literal:
    """value: bool, int, float or str. text: a number as it is written, with its sign."""

    at: int
    value: bool | int | float | str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    at: int
    name: str


@dataclass(frozen=True, slots=True)
class Has:
    at: int
    name: Name


@dataclass(frozen=True, slots=True)
class ListOf:
    at: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function, or a method with its target as the first argument."""

    at: int
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """`!` or `-`, `times` in a row; an even number of them cancels out, as in CEL."""

    at: int
    operator: str
    times: int
    operand: Node


@dataclass(frozen=True, slots=True)
class Step:
    """One operator of a row with its right operand; `at` is the operator's place."""

    at: int
    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Row:
    """Operators of one rank, from left to right."""

    first: Node
    steps: tuple[Step, ...]

    @property
    def at(self) -> int:
        return self.first.at


@dataclass(frozen=True, slots=True)
class Choice:
    """`a ? b : c ? d : e` as the branches (a, b), (c, d) and otherwise e."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node

    @property
    def at(self) -> int:
        return self.branches[0][0].at

    @property
    def results(self) -> tuple[Node, ...]:
        return (*(then for _, then in self.branches), self.otherwise)


Node: TypeAlias = Literal | Name | Has | ListOf | Call | Unary | Row | Choice


def parse(text: str) -> Node:
    """The tree of `text`, or `ExpressionError`."""
    parser = _Parser(tokens(text))
    if parser.next.kind == "end":
        raise ExpressionError("The expression is empty: write a condition such as case.days <= 60.", 0)
    tree = parser.expression()
    if parser.next.kind != "end":
        raise parser.unexpected("an operator or the end")
    return tree


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._position = 0
        self._depth = 0

    @property
    def next(self) -> Token:
        return self._tokens[self._position]

    def expression(self) -> Node:
        branches: list[tuple[Node, Node]] = []
        node = self._operators()
        while self.next.is_operator("?"):
            with self._deeper(self._take().at):
                then = self._operators()
            self._expect(":", "':' and the other branch")
            branches.append((node, then))
            node = self._operators()
        return Choice(tuple(branches), node) if branches else node

    def unexpected(self, wanted: str) -> ExpressionError:
        token = self.next
        if token.kind == "end":
            return ExpressionError(f"The expression ends too early: {wanted} should follow.", token.at)
        hint = f" Write {_WORDS[token.text]} instead." if token.text in _WORDS else ""
        return ExpressionError(f"{_shown(token)} cannot stand here: {wanted} should.{hint}", token.at)

    def _operators(self) -> Node:
        """Operands and operators in a flat row first, then grouped rank by rank, the tightest first."""
        operands = [self._unary()]
        operators: list[Token] = []
        while self.next.kind in ("operator", "name") and self.next.text in _BINARY:
            operators.append(self._take())
            operands.append(self._unary())
        for rank in _RANKS:
            operands, operators = _grouped(operands, operators, rank)
        return operands[0]

    def _unary(self) -> Node:
        token = self.next
        times = 0
        while token.is_operator("!", "-") and self.next.is_operator(token.text):
            self._take()
            times += 1
        if times == 0:
            return self._postfix(self._primary())
        if times == 1 and token.text == "-" and self.next.kind in ("int", "number"):
            return self._postfix(self._number("-", token.at))
        return Unary(token.at, token.text, times, self._postfix(self._primary()))

    def _postfix(self, node: Node) -> Node:
        links = 0
        while self.next.is_operator("."):
            dot = self._take()
            links += 1
            if links > DEEPEST:
                raise _too_deep(dot.at)
            method = self.next
            if method.kind != "name":
                raise self.unexpected("a name")
            self._take()
            if method.text not in METHODS:
                raise _no_such_call(method, METHODS)
            if not self.next.is_operator("("):
                raise self.unexpected("'('")
            node = Call(method.at, method.text, (node, *self._arguments(method, 1)))
        return node

    def _primary(self) -> Node:
        token = self.next
        if token.kind in ("int", "number"):
            return self._number("", token.at)
        if token.kind == "string":
            return Literal(token.at, string_value(self._take()))
        if token.kind == "name":
            return self._word()
        if token.is_operator("("):
            with self._deeper(self._take().at):
                node = self.expression()
            self._expect(")", "')'")
            return node
        if token.is_operator("["):
            return ListOf(token.at, self._items("]"))
        raise self.unexpected("a value")

    def _number(self, sign: str, at: int) -> Literal:
        token = self._take()
        if token.kind == "int":
            return Literal(at, int_value(token.text, sign, at), sign + token.text)
        return Literal(at, float_value(sign + token.text, at), sign + token.text)

    def _word(self) -> Node:
        token = self.next
        if token.text in ("true", "false"):
            return Literal(self._take().at, token.text == "true")
        if token.text in _KEYWORDS:
            hint = " Ask has(case.x) whether a fact is there." if token.text == "null" else ""
            raise ExpressionError(f"'{token.text}' cannot stand here: a value should.{hint}", token.at)
        if token.text in _RESERVED:
            raise ExpressionError(f"'{token.text}' is a reserved word of CEL: use another name.", token.at)
        if token.text == "not":
            raise ExpressionError("'not' cannot stand here: write ! instead.", token.at)
        if self._ahead(1).is_operator("("):
            return self._call()
        return self._name()

    def _call(self) -> Node:
        token = self._take()
        if token.text not in FUNCTIONS:
            raise _no_such_call(token, FUNCTIONS)
        if token.text != "has":
            return Call(token.at, token.text, self._arguments(token, 1))
        self._take()
        if self.next.kind != "name":
            raise self.unexpected("a fact such as case.x")
        name = self._name()
        self._expect(")", "')' after one fact")
        return Has(token.at, name)

    def _name(self) -> Name:
        """Dotted as far as it goes; a last part with '(' behind it is a method and stays for `_postfix`."""
        token = self._take()
        parts = [token.text]
        while self.next.is_operator("."):
            part, behind = self._ahead(1), self._ahead(2)
            if part.kind != "name" or part.text in _KEYWORDS or behind.is_operator("("):
                break
            self._position += 2
            parts.append(part.text)
        return Name(token.at, ".".join(parts))

    def _arguments(self, function: Token, count: int) -> tuple[Node, ...]:
        opening = self.next
        arguments = self._items(")")
        if len(arguments) != count:
            raise ExpressionError(
                f"{function.text} takes {count} value in its brackets, not {len(arguments)}.", opening.at
            )
        return arguments

    def _items(self, closing: str) -> tuple[Node, ...]:
        items: list[Node] = []
        with self._deeper(self._take().at):
            while not self.next.is_operator(closing):
                items.append(self.expression())
                if self.next.is_operator(closing):
                    break
                self._expect(",", f"',' or '{closing}'")
                if closing == ")" and self.next.is_operator(")"):
                    raise self.unexpected("a value")
        self._expect(closing, f"'{closing}'")
        return tuple(items)

    def _ahead(self, count: int) -> Token:
        return self._tokens[min(self._position + count, len(self._tokens) - 1)]

    def _take(self) -> Token:
        token = self.next
        self._position += 1
        return token

    def _expect(self, text: str, wanted: str) -> None:
        if not self.next.is_operator(text):
            raise self.unexpected(wanted)
        self._take()

    @contextmanager
    def _deeper(self, at: int) -> Iterator[None]:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _too_deep(at)
        yield
        self._depth -= 1


def _grouped(operands: list[Node], operators: list[Token], rank: tuple[str, ...]) -> tuple[list[Node], list[Token]]:
    """Operands joined where an operator of `rank` stands between them, and the operators that are left."""
    rows: list[tuple[Node, list[Step]]] = [(operands[0], [])]
    left: list[Token] = []
    for operator, operand in zip(operators, operands[1:], strict=True):
        if operator.text in rank:
            rows[-1][1].append(Step(operator.at, operator.text, operand))
        else:
            rows.append((operand, []))
            left.append(operator)
    return [Row(first, tuple(steps)) if steps else first for first, steps in rows], left


def _no_such_call(token: Token, known: tuple[str, ...]) -> ExpressionError:
    everything = (*FUNCTIONS, *METHODS)
    if token.text in everything:
        right = "x.{}('...')" if token.text in METHODS else "{}(...)"
        return ExpressionError(f"'{token.text}' is written {right.format(token.text)}.", token.at)
    listed = ", ".join((*(f"{name}()" for name in FUNCTIONS), *(f".{name}()" for name in METHODS)))
    return ExpressionError(
        f"There is no '{short(token.text)}' to call; there are {listed}.{near(token.text, known)}", token.at
    )


def _too_deep(at: int) -> ExpressionError:
    return ExpressionError(f"This nests deeper than {DEEPEST} levels: split the expression over several grants.", at)


def _shown(token: Token) -> str:
    return short(token.text) if token.kind == "string" else f"'{short(token.text)}'"
