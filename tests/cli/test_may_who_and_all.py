"""`leeway may` for all kinds at once, and for who could: every step, and what was only not named."""

from __future__ import annotations

import json

import pytest

from tests.cli.test_may import NOON, may


def test_every_step_of_a_kind_is_told_and_what_lacks_a_training_is_not_yet() -> None:
    told = may("--person", "henry", "--at", NOON).output
    for line in (
        "goodwill: go: Yours to decide, at most 25.00 EUR.\n",
        "  Also: yours to decide, at most 100.00 EUR, only where case.inconveniences >= 2.\n",
        "  Also: yours to decide, at most 600.00 EUR, with the agreement of somebody of level coach.\n",
        "  Also: yours, at most 150.00 EUR unless ana stops it in time.\n",
        "overdraft: not yet: Not yours yet: it needs the training credit-1. With that: yours, up to 500.00 EUR now ",
    ):
        assert line in told, line
    entries = {each["kind"]: each for each in json.loads(may("--person", "henry", "--at", NOON, "--json").output)}
    assert "Also: yours to decide, at most 100.00 EUR, only where" in entries["goodwill"]["say"]
    assert entries["overdraft"]["say"].startswith("Not yours yet")


@pytest.mark.parametrize(
    ("named", "amount", "told"),
    [
        ((), "300", "Who can decide this cannot be known yet: refund of 300.00 EUR. It needs to know the case; name "),
        ((), "3000", "Nobody here can decide this at once: refund of 3000.00 EUR.\n"),
        (("--case", "k9"), "300", "Refund of 300.00 EUR: ask ana, who"),
    ],
)
def test_what_was_not_named_is_no_nobody(named: tuple[str, ...], amount: str, told: str) -> None:
    asked = may("--person", "henry", "--at", NOON, "--kind", "refund", "--amount", amount, "--who", *named)
    assert asked.output.startswith(told)
