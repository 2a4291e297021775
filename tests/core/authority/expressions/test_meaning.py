"""What expressions mean: tables of text and value, on the facts of `samples`."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from decimal import ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeway.core.authority.expressions import (
    BOOL,
    DURATION,
    INT,
    MONEY,
    NUMBER,
    STRING,
    TIME,
    ExpressionError,
    compile_expression,
    floor_minor,
)

from .samples import FACTS, NAMES, failure_of, value_of

TRUE = [
    "case.days <= 60 && customer.tier != 'bronze'",
    "at - order.placed <= duration('24h')",
    "order.placed + duration('22h') == at",
    "at - case.wait > order.placed",
    "case.wait + duration('30m') == duration('2h30m')",
    "at == timestamp('2026-03-02T11:00:00+01:00')",
    "customer.tier in ['gold', 'silver']",
    "'gold' in customer.tiers",
    "customer.tiers == ['gold', 'silver']",
    "customer.tier.startsWith('go') && customer.tier + 'en' == 'golden'",
    'customer.id == "c7"',
    "'shoe' in order.lines && !('boot' in order.lines)",
    "size(order.lines) == 2 && size('na\\u00efve') == 5 && size('\U0001f600') == 1",
    "'abc'.startsWith('ab') && 'abc'.endsWith('bc') && 'abc'.contains('')",
    "customer.id.contains('7')",
    "has(case.days) && !has(gone.int) && has(vip)",
    "1 + 2 * 3 - 4 / 2 % 3 == 5",
    "-7 / 2 == -3 && -7 % 2 == -1 && 7 % -2 == 1",
    "10 - 4 - 3 == 3 && 2 < 3 == true",
    "1 == 1.0 && 1 < 1.5 && 2 in [1.5, 2.0] && [1, 2] == [1.0, 2.0]",
    "9007199254740993 == 9007199254740992.0 && 9007199254740993 != 9007199254740992",
    "0.1 + 0.2 != 0.3",
    ".5 == 5e-1 && 007 == 7",
    "-9223372036854775808 < 0",
    "- -1 == 1 && --1 == 1 && ---1 == -1 && !!true && !!!false",
    "false ? 1 / 0 == 1 : true ? true : false",
    "false ? false : false ? false : true",
    "'\\x41\\101\\u0041\\U00000041' == 'AAAA' && \"it's\" == 'it\\'s'",
    "'\uffff' < '\U0001f600'",
    "[] == [] && !(1 in []) && size([1, 2,]) == 2",
    "case.fault // the customer is right\n && true",
    "false < true",
    "[[1], []] == [[1], []]",
]


@pytest.mark.parametrize("text", TRUE)
def test_true(text: str) -> None:
    assert value_of(text) is True


@pytest.mark.parametrize("text", TRUE)
def test_its_opposite_is_false(text: str) -> None:
    assert value_of(f"!({text}\n)") is False


@pytest.mark.parametrize(
    ("text", "wants", "value"),
    [
        ("case.days", INT, 12),
        ("2.0 * case.rate", NUMBER, 0.58),
        ("order.paid / order.total", NUMBER, 0.25),
        ("customer.id + '/' + customer.tier", STRING, "c7/gold"),
        ("order.placed", TIME, datetime(2026, 3, 1, 12, tzinfo=UTC)),
        ("at - at", DURATION, timedelta()),
        ("case.fault ? 'a' : 'b'", STRING, "a"),
    ],
)
def test_value(text: str, wants: Any, value: Any) -> None:
    result = value_of(text, wants)
    assert (result, type(result)) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    [
        "order.total == 100 && order.total == 100.00 && 100 == order.total",
        "order.total > 99.99 && order.total <= 100.001 && !(order.total <= 99.999)",
        "order.total - order.paid == 75 && order.total - 25 == 75.0 && 125 - order.paid == order.total",
        "order.total / 3 * 3 == 100",
        "order.total * 0.1 * 0.1 == 1 && 0.1 * 0.1 * order.total == 1",
        "order.total * (1.0 - 0.9) == 10 && order.total * (1.0 / 3.0) * 3 == 100",
        "order.total * 2 == 200 && 2 * order.total == 200 && order.total / 0.5 == 200",
        "order.total * case.rate == 29",
        "order.total * case.days == 1200",
        "order.paid / order.total == 0.25",
        "-order.total < 0 && - -order.total == 100",
        "order.total in [50, 100.00] && 99.5 in order.parts && order.parts == order.parts",
        "(case.fault ? order.total : 50) == 100 && (vip ? order.total : 50) == 50",
        "order.total > (customer.tier == 'gold' ? 99.99 : case.fault ? 500.0 : 1000.0)",
        "1 + 2 + order.total + 3 == 106",
    ],
)
def test_money_is_exact(text: str) -> None:
    assert value_of(text) is True


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("250", 25_000),
        ("99.995", 9_999),
        ("0.1 + 0.2", 30),
        ("1.0 / 3.0", 33),
        ("order.total / 3", 3_333),
        ("-order.total / 3", -3_334),
        ("order.total * 0.5", 5_000),
        ("order.total * case.rate", 2_900),
        ("case.rate", 29),
        ("case.days * 10", 12_000),
        ("case.fault ? order.total * 0.5 : 50", 5_000),
        ("vip ? order.total * 0.5 : 50", 5_000),
        ("vip ? 1 : case.fault ? case.days : 99.5", 1_200),
    ],
)
def test_a_cap_is_rounded_down_to_the_minor_unit(text: str, minor: int) -> None:
    assert floor_minor(value_of(text, MONEY)) == minor


@pytest.mark.parametrize(("minor_units", "minor"), [(0, 7), (2, 750), (3, 7_500)])
def test_amounts_are_written_in_major_units(minor_units: int, minor: int) -> None:
    expression = compile_expression("7.5", {}, MONEY, minor_units)
    assert floor_minor(expression.evaluate({})) == minor


DECIMALS = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=4)


@settings(deadline=None)
@given(minor=st.integers(-(10**12), 10**12), number=DECIMALS, factor=DECIMALS.filter(bool))
def test_money_agrees_with_decimal_arithmetic(minor: int, number: Decimal, factor: Decimal) -> None:
    facts: dict[str, Any] = {"order.total": Fraction(minor)}
    major = Decimal(minor) / 100
    exactly = Context(prec=80)
    assert value_of(f"order.total <= {number:f}", BOOL, facts) is (major <= number)
    assert value_of(f"order.total == {major:f}", BOOL, facts) is True
    assert value_of(f"order.total + {number:f} > {major:f}", BOOL, facts) is (number > 0)
    product = exactly.multiply(Decimal(minor), factor).quantize(Decimal(1), ROUND_FLOOR, exactly)
    if abs(product) < 2**63:
        assert floor_minor(value_of(f"order.total * {factor:f}", MONEY, facts)) == product
    quotient = Fraction(minor) / Fraction(factor)
    if abs(quotient) < 2**63:
        assert floor_minor(value_of(f"order.total / {factor:f}", MONEY, facts)) == math.floor(quotient)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("gone.bool", "gone.bool"),
        ("gone.int == 1", "gone.int"),
        ("1 == gone.int", "gone.int"),
        ("gone.int == 1 && gone.bool", "gone.int"),
        ("gone.bool || gone.int == 1", "gone.bool"),
        ("gone.bool && true", "gone.bool"),
        ("gone.bool || false", "gone.bool"),
        ("gone.bool ? true : true", "gone.bool"),
        ("true ? gone.bool : true", "gone.bool"),
        ("gone.int in [gone.int, 1 / 0]", "gone.int"),
        ("gone.int == 1 / 0", "gone.int"),
        ("gone.int == 1 || 1 / 0 == 1", "gone.int"),
        ("size([case.days, gone.int]) == 2", "gone.int"),
        ("!(gone.int + 1 > 2)", "gone.int"),
        ("order.total > (gone.bool ? 1 : 2)", "gone.bool"),
    ],
)
def test_the_first_missing_fact_is_named(text: str, name: str) -> None:
    assert failure_of(text) == ("missing", name)


@pytest.mark.parametrize(
    "text",
    [
        "gone.bool || true",
        "true || gone.bool",
        "!(gone.bool && false)",
        "!(false && gone.bool)",
        "1 / 0 == 1 || gone.int == 1 || case.fault",
        "false ? gone.bool : true",
        "!has(gone.bool) || gone.bool",
        "!(has(gone.int) && gone.int > 3)",
    ],
)
def test_a_failure_that_decides_nothing_is_passed_over(text: str) -> None:
    assert value_of(text) is True


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1 / 0 == 1", "divide by zero"),
        ("1 % 0 == 1", "divide by zero"),
        ("case.rate / 0.0 > 1.0", "divide by zero"),
        ("order.total / 0 > 1", "divide by zero"),
        ("order.total / (order.total - 100) > 1.0", "divide by zero"),
        ("9223372036854775807 + case.days > 0", "too large for an int"),
        ("-9223372036854775808 - 1 < 0", "too large for an int"),
        ("9223372036854775807 * 2 > 0", "too large for an int"),
        ("-9223372036854775808 / -1 > 0", "too large for an int"),
        ("-9223372036854775808 % -1 == 0", "too large for an int"),
        ("-(-9223372036854775808) > 0", "too large for an int"),
        ("1e308 * 10.0 > 0.0", "too large for a number"),
        ("-1e308 - 1e308 < 0.0", "too large for a number"),
        ("order.total * 1e300 > 1", "too large for an amount"),
        ("order.total + 92233720368547758.07 > 1", "too large for an amount"),
        ("timestamp('9999-12-31T23:59:59Z') + case.wait > at", "years 1 to 9999"),
        ("at - timestamp('0001-01-01T00:00:00Z') > case.wait", "292 years"),
        ("duration('2562047h') + case.wait > case.wait", "292 years"),
        ("timestamp(customer.id) < at", "is not a time with its zone"),
        ("duration(customer.id) < case.wait", "is not a duration"),
        ("1 / 0 == gone.int", "divide by zero"),
        ("1 / 0 == 1 && gone.bool", "divide by zero"),
    ],
)
def test_what_has_no_value_is_undecided(text: str, why: str) -> None:
    kind, said = failure_of(text)
    assert kind == "undecided"
    assert why in said


WRONG_FACTS: list[tuple[str, Any]] = [
    ("case.days", True),
    ("case.days", 12.0),
    ("case.days", "12"),
    ("case.days", 2**63),
    ("case.days", None),
    ("case.fault", 1),
    ("case.rate", 1),
    ("case.rate", math.nan),
    ("case.rate", math.inf),
    ("case.wait", 3),
    ("customer.id", b"c7"),
    ("customer.tier", "platinum"),
    ("customer.tier", ["gold"]),
    ("customer.tiers", ["gold"]),
    ("customer.tiers", ("gold", "platinum")),
    ("order.lines", ("shoe", 1)),
    ("order.total", 100),
    ("order.total", 100.0),
    ("order.total", Decimal(100)),
    ("order.total", Fraction(2**63)),
    ("at", "2026-03-02T10:00:00Z"),
    ("at", datetime(2026, 3, 2, 10)),  # noqa: DTZ001  a time without a zone is the point
    ("at", datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Europe/London"))),
]


@pytest.mark.parametrize(("name", "value"), WRONG_FACTS)
def test_a_fact_of_another_type_is_undecided(name: str, value: Any) -> None:
    kind, why = failure_of(f"{name} == {name}", {**FACTS, name: value})
    assert (kind, why) == ("undecided", f"The fact {name} should be {NAMES[name]}.")
    assert value_of(f"has({name})", BOOL, {**FACTS, name: value}) is True


def test_a_time_in_any_utc_will_do() -> None:
    facts = {**FACTS, "at": datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("UTC"))}
    assert value_of("at == order.placed + duration('22h')", BOOL, facts) is True


def test_names_are_those_that_it_reads() -> None:
    text = "has(case.days) && (order.total > 5 || 'x' == 'case.rate')"
    expression = compile_expression(text, NAMES, BOOL, 2)
    assert expression.names == {"case.days", "order.total"}
    assert expression.text == text


def test_facts_that_no_one_asks_for_do_no_harm() -> None:
    assert value_of("case.fault", BOOL, {**FACTS, "case.days": object(), "zzz": None}) is True  # type: ignore[dict-item]


def test_a_plain_number_is_no_money() -> None:
    with pytest.raises(TypeError, match="takes money, not int"):
        floor_minor(250)


def test_an_expression_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        compile_expression("true", {}, BOOL, 2).text = "false"  # type: ignore[misc]


def test_an_expression_error_carries_its_place() -> None:
    with pytest.raises(ExpressionError, match=r"There is no fact 'case\.dayz'\. Did you mean 'case\.days'\?") as caught:
        compile_expression("true && case.dayz > 3", NAMES, BOOL, 2)
    assert caught.value.offset == 8
