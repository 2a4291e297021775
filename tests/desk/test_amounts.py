"""Amounts as they are typed and read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeway.desk.amounts import Currency, typed, written

EURO = Currency("EUR", 2)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("186,40", 18640),
        ("186.40", 18640),
        ("186,4", 18640),
        ("186", 18600),
        ("1.234,50", 123450),
        ("1,234.50", 123450),
        ("1 234,50", 123450),
        ("1.234.567", 123456700),
        ("€ 12", 1200),
        ("12 €", 1200),
        ("EUR 0,05", 5),
    ],
)
def test_typed_as_people_type(text: str, minor: int) -> None:
    assert typed(text, EURO) == minor


@pytest.mark.parametrize(
    "text", ["", "abc", "-5", "1e400", "NaN", "inf", "1.2345", "100.0050", "1.23.45", "0.186", "12,", "١٢", "9" * 40]
)
def test_what_is_no_amount_says_what_would_be(text: str) -> None:
    with pytest.raises(ValueError, match="write"):
        typed(text, EURO)


def test_a_currency_without_decimals() -> None:
    assert typed("1,234", Currency("JPY", 0)) == 1234
    assert written(1234, Currency("JPY", 0)) == "¥1,234"
    with pytest.raises(ValueError, match="two ways"):
        typed("12.5", Currency("JPY", 0))


def test_written_whole_with_the_sign_or_the_code() -> None:
    assert written(123456789, EURO) == "€1,234,567.89"
    assert written(5, EURO) == "€0.05"
    assert written(500, Currency("SEK", 2)) == "SEK\u00a05.00"


@given(st.integers(min_value=0, max_value=10**14), st.sampled_from([EURO, Currency("JPY", 0), Currency("KWD", 3)]))
def test_what_is_written_reads_as_the_same(minor: int, currency: Currency) -> None:
    assert typed(written(minor, currency), currency) == minor
