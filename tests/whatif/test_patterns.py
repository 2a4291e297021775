"""Equals, prefix, suffix and regex, each by what it names and what it just does not."""

from __future__ import annotations

import polars as pl
import pytest

from leeway.whatif.patterns import How, Pattern, matching

VALUES = pl.Series(
    ["Claim settled", "Claim settle", "Claims settled", "claim settled", "a Claim settled", "C.aim", "Claim"]
)


@pytest.mark.parametrize(
    ("how", "text", "named"),
    [
        ("equals", "Claim settled", {"Claim settled"}),
        ("equals", "Claim", {"Claim"}),
        ("prefix", "Claim ", {"Claim settled", "Claim settle"}),
        ("suffix", " settled", {"Claim settled", "Claims settled", "claim settled", "a Claim settled"}),
        ("prefix", "C.", {"C.aim"}),
        ("regex", "^C.aim$", {"C.aim", "Claim"}),
        ("regex", "im s", {"Claim settled", "Claim settle", "claim settled", "a Claim settled"}),
        ("equals", "Claim settled ", set()),
    ],
)
def test_what_a_pattern_names(how: How, text: str, named: set[str]) -> None:
    assert Pattern(how, text).matching(VALUES) == named


def test_several_patterns_name_what_any_of_them_names() -> None:
    both = (Pattern("equals", "Claim"), Pattern("prefix", "a "))
    assert matching(both, VALUES) == {"Claim", "a Claim settled"}
    assert matching((), VALUES) == set()


def test_a_regex_that_would_backtrack_for_ever_takes_no_time() -> None:
    assert Pattern("regex", "^(a+)+$").matching(pl.Series(["a" * 100_000 + "b"])) == set()
