"""Conditions in plain words; what says more than that stays as it is written."""

from __future__ import annotations

import pytest

from leeway.desk.conditions import condition_words, is_plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("case.inconveniences >= 2", "we have put them out at least twice"),
        ("case.inconveniences >= 4", "we have put them out at least 4 times"),
        ("customer.tenure_months >= 12", "the customer's tenure months are at least 12"),
        ("case.days <= 60 && customer.tier != 'bronze'", "days are at most 60 and the customer's tier is not bronze"),
        ("customer.tier in ['gold', 'silver']", "the customer's tier is gold or silver"),
        ("case.our_fault", "it was our fault"),
        ("case.our_fault == false", "not our fault"),
        ("!account.closed", "not account closed"),
        ("has(account.closed)", "account closed is known"),
        ("has(account.closed) && account.closed", "account closed"),
        (
            "has(customer.tier) && customer.tiers > 2",
            "the customer's tier is known and the customer's tiers are more than 2",
        ),
        ("has(customer.tier) && customer.tier != 'bronze'", "the customer's tier is not bronze"),
        ("a.b || c.d", "a b or c d"),
        ("a.b && (c.d || e.f)", "a b and either c d or e f"),
        ("(a.b || c.d)", "a b or c d"),
        ("'wine' in order.lines", "wine is among order lines"),
        ("!(customer.tier in order.marks)", "the customer's tier is not among order marks"),
        ("size(order.lines) > 3", "the number of order lines is more than 3"),
        ("person.team != 'accounts'", "the team of whoever decides is not accounts"),
        (
            "has(customer.id) && (customer.id == person.id || customer.id in person.own || "
            "customer.id in person.relatives)",
            "the customer is the one who decides, it is their own account or it is somebody near to them",
        ),
        ("order.total > 1.5", "order total is more than 1.5"),
    ],
)
def test_a_plain_comparison_has_words(text: str, words: str) -> None:
    assert condition_words(text) == words
    assert is_plain(text)


@pytest.mark.parametrize(
    "text",
    [
        "a.b > c.d",
        "at - order.placed <= duration('24h')",
        "a.b == 'x\\' && y'",
        "a.b && c.d || e.f",
        "(a.b || c.d",
        "!(a.b || c.d)",
        "(a.b) || (c.d && e.f)",
        "!'x' in a.b",
        "size(a.b) > c.d",
    ],
)
def test_what_says_more_stays_as_it_is_written(text: str) -> None:
    assert condition_words(text) == text
    assert not is_plain(text)
