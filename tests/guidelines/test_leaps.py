"""More than one step of the ladder at once, by a file."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leeway.core.authority import Guideline
from leeway.core.authority.ladder import Rung
from leeway.guidelines.leaps import Leap, leaps
from tests.core.authority.desk import ROOT, guideline

AT = datetime(2026, 3, 2, tzinfo=UTC)
WHO = ("petra", "ana", "henry", "mia")


def with_rep(mode: str = "", more: str = "") -> Guideline:
    if not mode:
        return guideline(ROOT)
    window = ", window: 4 hours" if mode == "intend" else ""
    return guideline(ROOT, f"id: rep, from: ana, under: top, to: level:rep, may: refund, mode: {mode}{window}{more}")


@pytest.mark.parametrize(
    ("was", "now", "steps"),
    [
        ("", "advise", 0), ("", "intend", 2), ("", "decide", 4), ("advise", "intend", 0), ("advise", "tell", 2),
        ("tell", "decide", 0), ("decide", "advise", 0), ("decide", "decide", 0),
    ],
)  # fmt: skip
def test_only_what_skips_a_step_is_a_leap(was: str, now: str, steps: int) -> None:
    found = leaps(with_rep(was), with_rep(now), WHO, AT)
    assert [(each.kind, each.steps, each.people) for each in found] == [("refund", steps, ("henry", "mia"))][
        : steps > 0
    ]


def test_passing_on_is_a_step_of_its_own() -> None:
    found = leaps(with_rep("tell"), with_rep("decide", ", redelegate: 1"), WHO, AT)
    assert found == (Leap("refund", Rung.DECIDE_AND_TELL, Rung.COACH, ("henry", "mia")),)


def test_before_the_first_version_nobody_stood_anywhere() -> None:
    assert leaps(None, with_rep("decide"), WHO, AT) == ()


def test_whom_one_version_does_not_know_is_left_out() -> None:
    assert leaps(with_rep(), with_rep("decide"), ("nobody", "mia"), AT) == (
        Leap("refund", Rung.OBSERVE, Rung.DECIDE, ("mia",)),
    )


def test_what_has_not_begun_yet_is_no_step() -> None:
    assert leaps(with_rep(), with_rep("decide", ", from_date: 2026-04-01"), WHO, AT) == ()
