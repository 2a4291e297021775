"""Facts of a request become values, or one sentence says what would be right."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

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
    Type,
    as_value,
    compile_expression,
    enum_of,
    list_of,
)

TIER = enum_of(["bronze", "silver", "gold"])
TYPES = [BOOL, INT, NUMBER, STRING, MONEY, TIME, DURATION, TIER, list_of(INT), list_of(MONEY), list_of(list_of(TIER))]

RIGHT: list[tuple[Any, Type, Any]] = [
    (True, BOOL, True),
    (12, INT, 12),
    (-(2**63), INT, -(2**63)),
    (12, NUMBER, 12.0),
    (Decimal("1.5"), NUMBER, 1.5),
    ("", STRING, ""),
    ("na\u00efve \U0001f600", STRING, "na\u00efve \U0001f600"),
    ("gold", TIER, "gold"),
    ("120.00", MONEY, Fraction(12_000)),
    ("120.5", MONEY, Fraction(12_050)),
    ("-0.01", MONEY, Fraction(-1)),
    (120, MONEY, Fraction(12_000)),
    (120.1, MONEY, Fraction(12_010)),
    (Decimal("1E+3"), MONEY, Fraction(100_000)),
    ("92233720368547758.07", MONEY, Fraction(2**63 - 1)),
    ("2026-03-01T10:00:00Z", TIME, datetime(2026, 3, 1, 10, tzinfo=UTC)),
    ("2026-03-01t12:00:00.25+02:00", TIME, datetime(2026, 3, 1, 10, 0, 0, 250_000, tzinfo=UTC)),
    ("2016-12-31T23:59:60Z", TIME, datetime(2017, 1, 1, tzinfo=UTC)),
    ("2026-03-01T10:00:00.1234560Z", TIME, datetime(2026, 3, 1, 10, 0, 0, 123_456, tzinfo=UTC)),
    (datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2))), TIME, datetime(2026, 3, 1, 10, tzinfo=UTC)),
    ("1h30m", DURATION, timedelta(minutes=90)),
    ("-1.5h", DURATION, timedelta(minutes=-90)),
    (".5m1us", DURATION, timedelta(seconds=30, microseconds=1)),
    ("0", DURATION, timedelta()),
    ("315576000000s", DURATION, timedelta(days=3_652_500)),
    (timedelta(hours=1), DURATION, timedelta(hours=1)),
    ([1, 2], list_of(INT), (1, 2)),
    ((), list_of(INT), ()),
    (["1.5", 2], list_of(MONEY), (Fraction(150), Fraction(200))),
    ([["gold"], []], list_of(list_of(TIER)), (("gold",), ())),
]


@pytest.mark.parametrize(("raw", "type_", "value"), RIGHT)
def test_value(raw: Any, type_: Type, value: Any) -> None:
    result = as_value(raw, type_, 2)
    assert (result, type(result)) == (value, type(value))


@pytest.mark.parametrize(("raw", "type_", "value"), RIGHT)
def test_every_value_is_taken_by_expressions(raw: Any, type_: Type, value: Any) -> None:
    expression = compile_expression("case.x == case.x", {"case.x": type_}, BOOL, 2)
    assert expression.evaluate({"case.x": as_value(raw, type_, 2)}) is True


@pytest.mark.parametrize(
    ("raw", "type_", "message"),
    [
        (1, BOOL, "1 is not a bool: write true or false."),
        ("true", BOOL, "'true' is not a bool"),
        (None, BOOL, "None is not a bool"),
        (True, INT, "True is not an int: write a whole number such as 12"),
        (12.0, INT, "12.0 is not an int"),
        ("12", INT, "'12' is not an int"),
        (2**63, INT, "9223372036854775808 is not an int"),
        pytest.param(10**5_000, INT, "This int is not an int", id="int of 5,001 digits"),
        (True, NUMBER, "True is not a number"),
        ("1.5", NUMBER, "'1.5' is not a number"),
        (math.nan, NUMBER, "nan is not a number"),
        (math.inf, NUMBER, "inf is not a number"),
        (Decimal("1e999999999"), NUMBER, "1E+999999999 is not a number"),
        (Decimal("sNaN"), NUMBER, "sNaN is not a number"),
        (10**400, NUMBER, "1000000000"),
        (12, STRING, "12 is not a string: write it in quotes."),
        ("a\0b", STRING, "holds a NUL"),
        ("\ud800", STRING, "half a character"),
        ("x" * 10_001, STRING, "has 10001 characters: give at most 10000"),
        ("sliver", TIER, "'sliver' is none of 'bronze', 'silver', 'gold'. Did you mean 'silver'?"),
        (1, TIER, "1 is none of 'bronze', 'silver', 'gold'."),
        (["gold"], TIER, "A list is none of"),
        ("120.005", MONEY, "'120.005' has more decimals than its currency, which has 2: write one such as 120.00."),
        ("120.000", MONEY, "has more decimals"),
        (120.005, MONEY, "120.005 has more decimals"),
        (Decimal("120.000"), MONEY, "has more decimals"),
        ("1e3", MONEY, "'1e3' is not an amount"),
        ("1,000.00", MONEY, "'1,000.00' is not an amount"),
        ("1_000", MONEY, "is not an amount"),
        ("\u0661", MONEY, "is not an amount"),
        (" 1", MONEY, "is not an amount"),
        ("+1", MONEY, "is not an amount"),
        ("", MONEY, "'' is not an amount"),
        (True, MONEY, "True is not an amount"),
        (math.nan, MONEY, "nan is not an amount"),
        (Decimal("NaN"), MONEY, "NaN is not an amount"),
        (Decimal("-Infinity"), MONEY, "-Infinity is not an amount"),
        (Decimal("1e999999999"), MONEY, "1E+999999999 is too large for an amount."),
        (Decimal("1e-999999999"), MONEY, "has more decimals"),
        (1e300, MONEY, "1e+300 is too large"),
        ("92233720368547758.08", MONEY, "too large"),
        ("9" * 9_000, MONEY, "too large"),
        ("2026-03-01T10:00:00", TIME, "is not a time with its zone: write one such as 2026-03-01T10:00:00Z."),
        ("2026-03-01", TIME, "is not a time with its zone"),
        ("2026-02-29T10:00:00Z", TIME, "is not in the calendar"),
        ("0000-01-01T10:00:00Z", TIME, "is not in the calendar"),
        ("0001-01-01T00:00:00+01:00", TIME, "is not in the calendar"),
        ("9999-12-31T23:59:60Z", TIME, "is not in the calendar"),
        ("2026-03-01T24:00:00Z", TIME, "is not in the calendar"),
        ("2026-03-01T10:00:61Z", TIME, "is not a time"),
        ("2026-03-01T10:00:00.0000001Z", TIME, "is finer than a microsecond"),
        (datetime(2026, 3, 1), TIME, "2026-03-01 00:00:00 is not a time with its zone"),  # noqa: DTZ001  the point
        (datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))), TIME, "is not a time with its zone"),
        (date(2026, 3, 1), TIME, "2026-03-01 is not a time with its zone"),
        (1_772_359_200, TIME, "is not a time with its zone"),
        ("1d", DURATION, "'1d' is not a duration: write one such as 24h, 1h30m or 90s"),
        ("", DURATION, "is not a duration"),
        ("1h ", DURATION, "is not a duration"),
        ("1h-1m", DURATION, "is not a duration"),
        ("1ns", DURATION, "is finer than a microsecond"),
        ("315576000001s", DURATION, "is too long: a duration is at most 87660000h."),
        ("9" * 99 + "h", DURATION, "is too long"),
        (24, DURATION, "24 is not a duration"),
        (timedelta.max, DURATION, "is not a duration"),
        ("gold", list_of(TIER), "'gold' is not a list: write [...] around it."),
        ([1, "x"], list_of(INT), "Item 2: 'x' is not an int"),
        ([[1]], list_of(INT), "Item 1: A list is not an int"),
        ([1] * 1_001, list_of(INT), "A list of 1001 items is too long: give at most 1000."),
    ],
)
def test_sentence(raw: Any, type_: Type, message: str) -> None:
    with pytest.raises(ValueError, match=r"\.$|\?$") as caught:
        as_value(raw, type_, 2)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("raw", "minor_units", "minor"), [("120", 0, 120), (120.0, 0, 120), ("0.123", 3, 123), (Decimal("120"), 0, 120)]
)
def test_money_in_other_currencies(raw: Any, minor_units: int, minor: int) -> None:
    assert as_value(raw, MONEY, minor_units) == minor


def test_a_currency_without_decimals_takes_none() -> None:
    with pytest.raises(
        ValueError, match=r"'120\.0' has more decimals than its currency, which has 0: write one such as 120\."
    ):
        as_value("120.0", MONEY, 0)


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.decimals(),
        st.text(),
        st.sampled_from(["12.50", "gold", "24h", "2026-03-01T10:00:00Z"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=2)),
    max_leaves=4,
)


@settings(deadline=None)
@given(raw=JSON, type_=st.sampled_from(TYPES))
def test_anything_gives_a_value_or_a_sentence(raw: Any, type_: Type) -> None:
    try:
        value = as_value(raw, type_, 2)
    except ValueError as error:
        sentence = str(error)
    else:
        sentence = "A value."
        expression = compile_expression("case.x == case.x", {"case.x": type_}, BOOL, 2)
        assert expression.evaluate({"case.x": value}) is True
    assert sentence.endswith((".", "?"))


@settings(deadline=None)
@given(minor=st.integers(-(2**63) + 1, 2**63 - 1))
def test_money_as_text_comes_back_to_the_minor_unit(minor: int) -> None:
    text = f"{'-' * (minor < 0)}{abs(minor) // 100}.{abs(minor) % 100:02}"
    assert as_value(text, MONEY, 2) == minor
    assert as_value(Decimal(text), MONEY, 2) == minor


def test_types_say_what_they_are() -> None:
    assert str(list_of(enum_of(["a", "b", "a"]))) == "list of enum of 'a', 'b'"
    assert {list_of(INT): 1}[list_of(INT)] == 1
    with pytest.raises(ValueError, match="An enum needs at least one value"):
        enum_of([])
