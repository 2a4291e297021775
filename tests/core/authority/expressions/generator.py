"""Random well-typed expressions, each in two texts (ours, and the one for CEL), and random facts to evaluate them on.

The two texts differ only where CEL needs to be told: an int beside a double is `dyn(x)`, arithmetic on doubles stands
in `finite(...)`, has() asks a map, and money is an int of minor units (the same sums as long as nothing divides).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

from cel_expr_python import cel

from leeway.core.authority.expressions import (
    BOOL,
    DURATION,
    INT,
    MONEY,
    NUMBER,
    STRING,
    TIME,
    Type,
    Value,
    enum_of,
    list_of,
)

TIER = enum_of(["bronze", "silver", "gold"])
VARIABLES: dict[str, tuple[Type, cel.Type]] = {
    "at": (TIME, cel.Type.TIMESTAMP),
    "case.b": (BOOL, cel.Type.BOOL),
    "case.c": (BOOL, cel.Type.BOOL),
    "case.d": (NUMBER, cel.Type.DOUBLE),
    "case.e": (NUMBER, cel.Type.DOUBLE),
    "case.i": (INT, cel.Type.INT),
    "case.j": (INT, cel.Type.INT),
    "case.s": (STRING, cel.Type.STRING),
    "case.z": (STRING, cel.Type.STRING),
    "case.u": (DURATION, cel.Type.DURATION),
    "case.ints": (list_of(INT), cel.Type.List(cel.Type.INT)),
    "case.numbers": (list_of(NUMBER), cel.Type.List(cel.Type.DOUBLE)),
    "customer.tier": (TIER, cel.Type.STRING),
    "order.lines": (list_of(STRING), cel.Type.List(cel.Type.STRING)),
    "order.placed": (TIME, cel.Type.TIMESTAMP),
    "order.paid": (MONEY, cel.Type.INT),
    "order.total": (MONEY, cel.Type.INT),
}
NAMES = {name: ours for name, (ours, _) in VARIABLES.items()}
ROOTS = (BOOL, INT, NUMBER, STRING, TIME, DURATION)
LISTED = (INT, NUMBER, STRING)

INTS = (0, 1, -1, 2**63 - 1, -(2**63), 2**53 + 1, -(2**53) - 1, 2**62, 10**9)
NUMBERS = (0.0, -0.0, 0.1, 0.5, 1.0, 2.0, 3.0, 2.0**53, 2.0**63, 1e308, -1e308, 5e-324)
TEXTS = ("", "a", "ab", "b", "gold", "it's", '"', "a\\b", "\n", "\uffff", "\U0001f600", "e\u0301")
TIME_TEXTS = (
    "2026-03-01T10:00:00Z",
    "2026-03-01T12:00:00.25+02:00",
    "2016-12-31T23:59:60Z",
    "2026-02-29T00:00:00Z",
    "x",
)
DURATION_TEXTS = ("24h", "1.5h", "-90s", "1h1ms", "+.5m", "1d", "1h-1m", "x", "")
ORDERS = ("==", "!=", "<", "<=", ">", ">=")


class Pair(NamedTuple):
    ours: str
    theirs: str


class Generator:
    """All that is random comes from `random`, so that a seed gives the same again."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def root(self) -> tuple[Type, Pair]:
        """An expression of any type, half of them conditions."""
        wants = BOOL if self._random.random() < 0.5 else self._random.choice(ROOTS)
        return wants, self._compound(wants, self._random.choice((1, 2, 2, 3, 3, 4)))

    def facts(self) -> dict[str, Any]:
        """Facts as CEL takes them; about one in eight is absent, or none at all."""
        share = self._random.choice((0.0, 0.1, 0.1, 0.3))
        return {name: self._value(type_) for name, type_ in NAMES.items() if self._random.random() >= share}

    def _expression(self, type_: Type, depth: int) -> Pair:
        if depth > 0 and self._random.random() < 0.75:
            return self._compound(type_, depth)
        if self._random.random() < 0.6:
            return self._name(type_)
        return self._literal(type_)

    def _compound(self, type_: Type, depth: int) -> Pair:
        if self._random.random() < 0.1:
            test, then, otherwise = (self._expression(t, depth - 1) for t in (BOOL, type_, type_))
            return fill("({} ? {} : {})", test, then, otherwise)
        make: dict[Type, Callable[[int], Pair]] = {
            BOOL: self._bool,
            INT: self._int,
            NUMBER: self._number,
            MONEY: self._money,
            STRING: lambda depth: self._joined(["+"], STRING, STRING, depth),
            TIME: self._time,
            DURATION: self._duration,
        }
        return make[type_](depth - 1)

    def _bool(self, depth: int) -> Pair:
        kind = self._random.choice(
            ["logic"] * 5 + ["not", "has", "method", "order", "order", "mixed", "in", "lists", "enum"]
        )
        if kind == "logic":
            return self._row(["&&", "||"], BOOL, depth)
        if kind == "not":
            return fill("!" * self._random.randint(1, 3) + "{}", self._expression(BOOL, depth))
        if kind == "has":
            name = self._random.choice(sorted(NAMES))
            return Pair(f"has({name})", f"has(present.{name.replace('.', '_')})")
        if kind == "method":
            method = self._random.choice(("startsWith", "endsWith", "contains"))
            target = self._random.choice((self._expression(STRING, depth), Pair("customer.tier", "customer.tier")))
            return fill(f"{{}}.{method}({{}})", target, self._expression(STRING, depth))
        if kind == "order":
            type_ = self._random.choice((INT, NUMBER, STRING, TIME, DURATION, BOOL, MONEY))
            return self._joined(ORDERS, type_, type_, depth)
        if kind == "mixed":
            return self._mixed(depth)
        if kind == "enum":
            return self._enum()
        item = self._random.choice(LISTED)
        if kind == "lists":
            return fill(
                f"({{}} {self._random.choice(ORDERS[:2])} {{}})", self._list(item, depth), self._list(item, depth)
            )
        return fill("({} in {})", self._expression(item, depth), self._list(item, depth))

    def _mixed(self, depth: int) -> Pair:
        """An int beside a number."""
        order, number, whole = (
            self._random.choice(ORDERS),
            self._expression(NUMBER, depth),
            self._expression(INT, depth),
        )
        dynamic = Pair(whole.ours, f"dyn({whole.theirs})")
        left, right = self._random.choice(((dynamic, number), (number, dynamic)))
        if self._random.random() < 0.3:
            return fill("({} in {})", dynamic, self._list(NUMBER, depth))
        return fill(f"({{}} {order} {{}})", left, right)

    def _enum(self) -> Pair:
        tiers = [f"'{tier}'" for tier in TIER.values]
        some = ", ".join(self._random.sample(tiers, self._random.randint(0, 3)))
        return same(
            self._random.choice(
                (f"(customer.tier in [{some}])", f"(customer.tier == {tiers[0]})", f"({tiers[1]} != customer.tier)")
            )
        )

    def _int(self, depth: int) -> Pair:
        kind = self._random.randint(0, 5)
        if kind == 0:
            return fill("-" * self._random.randint(1, 3) + "({})", self._expression(INT, depth))
        if kind == 1:
            sized = self._expression(STRING, depth) if self._random.random() < 0.5 else self._list(INT, depth)
            return fill("size({})", sized)
        return self._row(["+", "-", "*", "/", "%"], INT, depth)

    def _number(self, depth: int) -> Pair:
        if self._random.random() < 0.2:
            return fill("-({})", self._expression(NUMBER, depth))
        pair = self._joined(["+", "-", "*", "/"], NUMBER, NUMBER, depth)
        return Pair(pair.ours, f"finite{pair.theirs}")

    def _money(self, depth: int) -> Pair:
        """With a fact on its left, so that it is money whatever stands beside it."""
        kind = self._random.randint(0, 3)
        if kind == 0:
            return fill("-({})", self._name(MONEY))
        if kind == 1:
            return fill(f"({{}} * {self._random.randint(-9, 9)})", self._name(MONEY))
        return fill(f"({{}} {self._random.choice('+-')} {{}})", self._name(MONEY), self._expression(MONEY, depth))

    def _time(self, depth: int) -> Pair:
        kind = self._random.randint(0, 3)
        if kind == 0:
            return same(f"timestamp(case.{self._random.choice('sz')})")
        if kind == 1:
            return self._joined(["+"], DURATION, TIME, depth)
        return self._joined(["+", "-"], TIME, DURATION, depth)

    def _duration(self, depth: int) -> Pair:
        kind = self._random.randint(0, 3)
        if kind == 0:
            return same(f"duration(case.{self._random.choice('sz')})")
        if kind == 1:
            return self._joined(["-"], TIME, TIME, depth)
        return self._joined(["+", "-"], DURATION, DURATION, depth)

    def _joined(self, operators: Sequence[str], left: Type, right: Type, depth: int) -> Pair:
        operator = self._random.choice(operators)
        return fill(f"({{}} {operator} {{}})", self._expression(left, depth), self._expression(right, depth))

    def _row(self, operators: Sequence[str], type_: Type, depth: int) -> Pair:
        """Operators of several ranks without brackets: both sides must group them the same."""
        template = "{}"
        operands = [self._expression(type_, depth)]
        for _ in range(self._random.choice((1, 1, 2, 3))):
            template += f" {self._random.choice(operators)} {{}}"
            operands.append(self._expression(type_, depth))
        return fill(f"({template})", *operands)

    def _list(self, item: Type, depth: int) -> Pair:
        if self._random.random() < 0.4:
            return self._name(list_of(item))
        items = [self._expression(item, depth) for _ in range(self._random.randint(0, 3))]
        return fill(f"[{', '.join(['{}'] * len(items))}]", *items)

    def _name(self, type_: Type) -> Pair:
        return same(self._random.choice([name for name, named in NAMES.items() if named == type_]))

    def _literal(self, type_: Type) -> Pair:
        value = self._value(type_)
        if type_ == BOOL:
            return same(str(value).lower())
        if type_ == STRING:
            return same(self._quoted(value))
        if type_ == TIME:
            return same(f"timestamp('{value.isoformat()}')")
        if type_ == DURATION:
            return same(f"duration('{value // timedelta(microseconds=1)}us')")
        if type_ == MONEY:
            return Pair(f"{'-' * (value < 0)}{abs(value) // 100}.{abs(value) % 100:02}", str(value))
        return same(repr(value))

    def _value(self, type_: Type) -> Any:
        random = self._random
        if type_.item is not None:
            return [self._value(type_.item) for _ in range(random.randint(0, 3))]
        if type_.values:
            return random.choice(type_.values)
        makers: dict[Type, Callable[[], Any]] = {
            BOOL: lambda: random.random() < 0.5,
            INT: lambda: random.choice(
                (random.randint(-9, 9), random.choice(INTS), random.randint(-(2**63), 2**63 - 1))
            ),
            NUMBER: lambda: random.choice(
                (random.choice(NUMBERS), random.uniform(-9, 9), random.uniform(-1e300, 1e300))
            ),
            STRING: lambda: random.choice(random.choice((TEXTS, TEXTS, TIME_TEXTS, DURATION_TEXTS))),
            TIME: self._instant,
            DURATION: self._span,
            MONEY: lambda: random.choice((random.randint(-300, 30_000), random.randint(-(10**13), 10**13))),
        }
        return makers[type_]()

    def _instant(self) -> datetime:
        if self._random.random() < 0.8:
            return datetime.fromtimestamp(self._random.randint(631_152_000, 2_840_140_800), UTC)
        first = datetime(1, 1, 1, tzinfo=UTC)
        return first + timedelta(microseconds=self._random.randint(0, 315_537_897_599_999_999))

    def _span(self) -> timedelta:
        widest = self._random.choice((10**6, 10**11, 9 * 10**15))
        return timedelta(microseconds=self._random.randint(-widest, widest))

    def _quoted(self, text: str) -> str:
        quote = self._random.choice("'\"")
        return quote + text.replace("\\", "\\\\").replace("\n", "\\n").replace(quote, "\\" + quote) + quote


def same(text: str) -> Pair:
    return Pair(text, text)


def fill(template: str, *parts: Pair) -> Pair:
    """`{}` for each part, in both texts."""
    return Pair(template.format(*(part.ours for part in parts)), template.format(*(part.theirs for part in parts)))


def as_ours(facts: dict[str, Any]) -> dict[str, Value]:
    """The same facts as values of the language."""
    return {name: _as_value(NAMES[name], value) for name, value in facts.items()}


def _as_value(type_: Type, value: Any) -> Value:
    if type_ == MONEY:
        return Fraction(value)
    return tuple(value) if isinstance(value, list) else value
