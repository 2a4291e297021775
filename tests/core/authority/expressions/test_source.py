"""The quick way and the closures give the same answer, and nothing of a guideline's text gets into the source."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from itertools import product

import pytest

from leeway.core.authority.expressions.checker import Checker
from leeway.core.authority.expressions.closures import Run
from leeway.core.authority.expressions.errors import MissingFact, Undecided
from leeway.core.authority.expressions.parser import parse
from leeway.core.authority.expressions.source import Writer
from leeway.core.authority.expressions.types import BOOL, MONEY, Type, Value
from tests.core.authority.expressions.samples import EUR, FACTS, NAMES

TEXTS = (
    "order.total <= 100",
    "100.005 < order.total",
    "order.total == 33.33 || order.total != order.paid",
    "case.days <= 60 && order.total <= 100 && customer.tier != 'bronze'",
    "vip || case.days in [1, 12] && !case.fault",
    "!(vip && gone.bool) || has(order.total)",
    "case.days * 2 > 24 ? vip : customer.id.startsWith('c')",
    "customer.tier in customer.tiers && size(order.lines) == 2 && at - order.placed <= duration('24h')",
    "case.rate < case.days && case.days / (case.days - 12) > 0",
)
STRANGE: dict[str, tuple[Value, ...]] = {
    "order.total": (
        Fraction(10_000),
        Fraction(20_001, 2),
        Fraction(3_333),
        Fraction(2**70),
        Fraction(2**64, 3),
        7,
        True,
    ),
    "case.days": (12, 13, 2**63, -(2**63), True, 1.0),
    "customer.tier": ("bronze", "gold", "lead", 1),
    "vip": (True, False, 1),
    "at": (FACTS["at"], datetime(2026, 3, 5, tzinfo=UTC)),
}


def run_of(text: str, wants: Type = BOOL) -> Run:
    return Checker(NAMES, EUR).result(parse(text), wants)


def answer(way: object, facts: dict[str, Value]) -> tuple[str, object]:
    assert callable(way)
    try:
        value = way(facts)
    except MissingFact as missing:
        return "missing", missing.name
    except Undecided as undecided:
        return "undecided", undecided.why
    return type(value).__name__, value


@pytest.mark.parametrize("text", TEXTS)
def test_the_quick_way_answers_as_the_closures_do(text: str) -> None:
    run = run_of(text)
    read = [name for name in STRANGE if name in text]
    for values in product(*(STRANGE[name] for name in read)):
        facts = FACTS | dict(zip(read, values, strict=True))
        assert answer(run.quick, facts) == answer(run.call, facts)
    for name in read:
        without = {key: value for key, value in FACTS.items() if key != name}
        assert answer(run.quick, without) == answer(run.call, without)


def test_an_amount_is_worked_out_the_same() -> None:
    run = run_of("vip ? order.total * 0.5 : order.paid / 3", MONEY)
    for facts in (FACTS, FACTS | {"vip": True}, FACTS | {"order.paid": 1}):
        assert answer(run.quick, facts) == answer(run.call, facts)


def test_nothing_of_the_text_stands_in_the_source() -> None:
    writer = Writer()
    source = run_of("customer.id == '\"); boom(\"' && case.days < 4711 && order.total < 9.87").write(writer)
    assert not any(word in source for word in ("boom", "4711", "987", "customer", "days", "'", '"'))
    assert {'"); boom("', 4711, 987} <= {value for value in writer.values if isinstance(value, str | int)}


def test_what_is_nested_is_answered_the_same() -> None:
    text = "true && (vip || " * 12 + "vip" + ")" * 12
    assert answer(run_of(text).quick, FACTS) == ("bool", False)
