"""`--on-the-spot`: amounts in any order, each once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from leeway.whatif.bad_input import BadInput
from leeway.whatif.limits import parse_limits, written


def test_limits_come_back_ascending() -> None:
    assert parse_limits("1000, 100,250.50,0") == (Decimal(0), Decimal(100), Decimal("250.50"), Decimal(1000))


@pytest.mark.parametrize(
    "text",
    ["", " ", "100,", ",100", "-1", "+1", "NaN", "inf", "1e400", "1e3", "1_000", "ten", "100;250", "1.", "٣", "9" * 16],
)
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is not an amount; write amounts of 0 or more"):
        parse_limits(text)


def test_the_same_amount_twice_is_refused_however_it_is_written() -> None:
    with pytest.raises(BadInput, match=r'"250\.00" stands twice'):
        parse_limits("250,100,250.00")


def test_too_many_are_refused() -> None:
    with pytest.raises(BadInput, match="51 amounts; name at most 50"):
        parse_limits(",".join(map(str, range(51))))


def test_amounts_are_written_as_people_write_them() -> None:
    assert [written(Decimal(text)) for text in ("1000", "250.5", "0", "1000.0", "0.125")] == [
        "1,000",
        "250.50",
        "0",
        "1,000",
        "0.125",
    ]
