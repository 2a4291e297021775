"""Names and facts that the tests of expressions share: a shop's order, a case, a customer, in euros."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from leeway.core.authority.expressions import (
    BOOL,
    DURATION,
    INT,
    MONEY,
    NUMBER,
    STRING,
    TIME,
    ExpressionError,
    MissingFact,
    Type,
    Undecided,
    Value,
    compile_expression,
    enum_of,
    list_of,
)

EUR = 2
TIERS = ("bronze", "silver", "gold")

NAMES: dict[str, Type] = {
    "at": TIME,
    "case.days": INT,
    "case.fault": BOOL,
    "case.rate": NUMBER,
    "case.wait": DURATION,
    "customer.id": STRING,
    "customer.tier": enum_of(TIERS),
    "customer.tiers": list_of(enum_of(TIERS)),
    "order.lines": list_of(STRING),
    "order.paid": MONEY,
    "order.parts": list_of(MONEY),
    "order.placed": TIME,
    "order.total": MONEY,
    "gone.bool": BOOL,
    "gone.int": INT,
    "vip": BOOL,
}
FACTS: dict[str, Value] = {
    "at": datetime(2026, 3, 2, 10, tzinfo=UTC),
    "case.days": 12,
    "case.fault": True,
    "case.rate": 0.29,
    "case.wait": timedelta(hours=2),
    "customer.id": "c7",
    "customer.tier": "gold",
    "customer.tiers": ("gold", "silver"),
    "order.lines": ("shoe", "lace"),
    "order.paid": Fraction(2_500),
    "order.parts": (Fraction(9_950), Fraction(50)),
    "order.placed": datetime(2026, 3, 1, 12, tzinfo=UTC),
    "order.total": Fraction(10_000),
    "vip": False,
}


def value_of(text: str, wants: Type = BOOL, facts: dict[str, Value] = FACTS) -> Value:
    return compile_expression(text, NAMES, wants, EUR).evaluate(facts)


def failure_of(text: str, facts: dict[str, Value] = FACTS) -> tuple[str, str]:
    """("missing", name) or ("undecided", why)."""
    try:
        value = value_of(text, BOOL, facts)
    except MissingFact as missing:
        return "missing", missing.name
    except Undecided as undecided:
        return "undecided", undecided.why
    raise AssertionError(f"{text} gave {value!r}")


def error_of(text: str, wants: Type = BOOL) -> ExpressionError:
    try:
        compile_expression(text, NAMES, wants, EUR)
    except ExpressionError as error:
        return error
    raise AssertionError(f"{text} was accepted")
