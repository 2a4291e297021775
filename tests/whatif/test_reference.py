"""The product's figures against the slow ones, on random logs, and laws that hold whatever the log."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.whatif import reference
from tests.whatif.logs import answered, part, written

ACTIVITIES = [
    "Claim asked",
    "Claim agreed",
    "Claim settled",
    "Claim returned",
    "Claim refused",
    "Letter sent",
    "Claim seen",
]
START = datetime(2026, 3, 27, tzinfo=UTC)

amounts = st.one_of(st.just(""), st.decimals(0, 500, places=2).map(str), st.integers(0, 20).map(str))
zones = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-8))])
times = st.builds(
    lambda minutes, zone: (START + timedelta(minutes=minutes)).astimezone(zone).isoformat(),
    st.one_of(st.integers(0, 20), st.integers(0, 6000)),
    zones,
)
roles = st.sampled_from(["BOSS", "HEAD OF CLAIMS", "DESK", ""])
events = st.tuples(st.sampled_from("abcde"), st.sampled_from(ACTIVITIES), times, roles, amounts)
logs = st.lists(events, min_size=1, max_size=40).map(written)
limits = st.lists(st.decimals(0, 600, places=2), min_size=1, max_size=4, unique=True).map(sorted)


def answer_to(log: bytes, asked: list[Decimal]) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        return answered(Path(folder), log, ",".join(map(str, asked)))


def slow_answer_to(log: bytes, asked: list[Decimal]) -> Any:
    return reference.figures(
        log,
        asked,
        document=lambda activity: activity.startswith("Claim "),
        ask=lambda activity: activity == "Claim asked",
        decide=lambda activity: activity in ("Claim agreed", "Claim settled", "Claim returned", "Claim refused"),
        back=lambda activity: activity in ("Claim returned", "Claim refused"),
        finish=lambda activity: activity == "Claim settled",
        manager=lambda both: both.split("\n")[1].startswith(("BOSS", "HEAD")),
    )


@settings(max_examples=80, deadline=None)
@given(logs, limits)
def test_the_figures_are_those_of_the_slow_evaluator(log: bytes, asked: list[Decimal]) -> None:
    fast, slow = answer_to(log, asked), slow_answer_to(log, asked)
    assert part(fast["as_is"], list(slow["as_is"])) == pytest.approx(slow["as_is"], abs=1e-6)
    assert fast["as_is"]["duration_days"] == pytest.approx(slow["durations"], abs=1e-6)
    for quick, careful in zip(fast["policies"], slow["policies"], strict=True):
        assert part(quick, list(careful)) == pytest.approx(careful, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(logs, limits)
def test_a_larger_limit_never_covers_less(log: bytes, asked: list[Decimal]) -> None:
    policies = answer_to(log, asked)["policies"]
    for key in ("limit", "cases_covered", "amount", "decisions_removed", "wait_removed_days", "sent_back"):
        covered = [policy[key] for policy in policies]
        assert covered == sorted(covered), key


@settings(max_examples=20, deadline=None)
@given(logs, limits)
def test_no_limit_covers_more_than_there_is(log: bytes, asked: list[Decimal]) -> None:
    result = answer_to(log, asked)
    for policy in result["policies"]:
        assert policy["cases_covered"] <= result["as_is"]["finally_approved"] <= result["as_is"]["cases"]
        shares = [value for key, value in policy.items() if key.endswith("_share") and value is not None]
        assert all(0 <= value <= 1 for value in shares)


@settings(max_examples=20, deadline=None)
@given(st.lists(times, min_size=2, max_size=2), st.sampled_from([str, lambda text: text.replace("T", " ")]))
def test_any_zone_gives_the_same_instant(pair: list[str], form: Any) -> None:
    log = written(
        [("a", "Claim asked", form(pair[0]), "DESK", "5"), ("a", "Claim settled", form(pair[1]), "BOSS", "5")]
    )
    wait = max(0, reference.microseconds(pair[1]) - reference.microseconds(pair[0])) / reference.DAY
    assert answer_to(log, [Decimal(5)])["as_is"]["wait_days"] == pytest.approx(wait, abs=1e-6)
