"""Facts that were typed on a command line, as the plain data of a request."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from leeway.core.authority import BadRequest, read_request
from leeway.core.authority.expressions import NUMBER
from leeway.core.authority.requests import fact_from_text

from .desk import NOON, ROOT, guideline


@pytest.mark.parametrize(
    ("name", "text", "plain"),
    [
        ("case.our_fault", "true", True),
        ("case.our_fault", "True", "True"),
        ("case.days", "-12", -12),
        ("case.days", "1.5", "1.5"),
        ("customer.tier", "gold", "gold"),
        ("order.total", "12.50", "12.50"),
        ("order.lines", "shoe, sock", ["shoe", "sock"]),
        ("order.lines", '["shoe", "a,b"]', ["shoe", "a,b"]),
        ("order.lines", "[", "["),
        ("order.lines", "", []),
        ("order.placed", NOON, NOON),
    ],
)
def test_a_typed_fact_becomes_plain_data_of_its_type(name: str, text: str, plain: object) -> None:
    assert fact_from_text(guideline(ROOT), name, text) == plain


def test_a_number_that_was_typed_is_exact() -> None:
    numbered = replace(guideline(ROOT), facts={"rate": NUMBER})
    assert fact_from_text(numbered, "rate", "0.1") == Decimal("0.1")


def test_a_fact_that_is_not_declared_is_refused() -> None:
    with pytest.raises(BadRequest, match=r"did you mean case\.days"):
        fact_from_text(guideline(ROOT), "case.day", "1")
    with pytest.raises(BadRequest, match=r"it knows case\.our_fault"):
        fact_from_text(guideline(ROOT), "zzzz", "1")


def test_a_null_fact_is_missing_and_an_undeclared_one_is_passed_over() -> None:
    data = {
        "id": "r",
        "at": NOON,
        "person": "henry",
        "kind": "callback",
        "facts": {"case.days": None, "weather": "wet"},
    }
    assert dict(read_request(guideline(ROOT), data).facts) == {}


def test_times_are_taken_to_utc() -> None:
    data = {"id": "r", "at": "2026-03-02T12:00:00+01:00", "person": "henry", "kind": "callback"}
    assert read_request(guideline(ROOT), data).at.isoformat() == "2026-03-02T11:00:00+00:00"
