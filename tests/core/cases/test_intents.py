"""Silence is consent only where the intent was seen: told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leeway.core import cases
from leeway.core.cases.decisions import Deciding
from leeway.core.cases.events import DecisionMade, IntentNoticed, IntentStopped, IntentUnseen
from leeway.core.message import CLOCK
from tests.core.cases.desk import Desk
from tests.core.cases.test_stories import refused

FOUR_HOURS = timedelta(hours=4)


@pytest.fixture
def intended() -> Desk:
    desk = Desk()
    desk.hear()
    deciding = Deciding("d1", "fee.waive", 8_000, {}, "w2")
    desk.do(cases.StateIntent(at=desk.now, by="henry", case="k1", deciding=deciding))
    return desk


def see(desk: Desk, by: str = "ana") -> IntentNoticed:
    (seen,) = desk.do(cases.NoticeIntent(at=desk.now, by=by, case="k1"))
    assert isinstance(seen, IntentNoticed)
    return seen


def ring(desk: Desk) -> tuple[str, ...]:
    timer = desk.case().timer()
    assert timer is not None
    desk.now = max(desk.now, timer[1])
    return tuple(each.NAME for each in desk.do(cases.CaseClock(at=desk.now, by=CLOCK, case="k1", act=timer[0])))


def test_seen_in_time_it_goes_at_the_stated_time(intended: Desk) -> None:
    ends = intended.case().window_ends
    intended.later(hours=3)
    assert see(intended).until == ends
    assert ring(intended) == ("case.moved",)
    assert (intended.case().state, intended.now) == ("ACTING", ends)


def test_seen_by_nobody_it_does_not_go_and_waits_without_a_time(intended: Desk) -> None:
    assert ring(intended) == ("intent.unseen",)
    assert (intended.case().state, intended.case().intent, intended.case().window_ends) == ("INTENDED", "d1", None)
    assert intended.case().timer() is None
    assert intended.book().get("d1") is not None, "what was reserved stays reserved"


def test_seen_too_late_it_goes_a_full_window_after_that(intended: Desk) -> None:
    ring(intended)
    intended.later(hours=30)
    assert see(intended, "petra").until == intended.now + FOUR_HOURS
    assert see(intended, "ana").until == intended.now + FOUR_HOURS, "who sees it later makes it no later"
    seen_at = intended.now
    assert ring(intended) == ("case.moved",)
    assert (intended.case().state, intended.now) == ("ACTING", seen_at + FOUR_HOURS)


def test_seen_after_the_window_while_the_clock_stood_still_counts_as_too_late(intended: Desk) -> None:
    intended.later(hours=4)
    assert see(intended).until == intended.now + FOUR_HOURS
    with refused("not_due_yet"):
        intended.do(cases.CaseClock(at=intended.now, by=CLOCK, case="k1", act="window_over"))


@pytest.mark.parametrize("by", ["henry", "mia", "customer:c1", CLOCK])
def test_only_who_may_stop_it_can_have_seen_it(intended: Desk, by: str) -> None:
    with refused("act_not_yours"):
        see(intended, by)


def test_it_is_seen_once_by_each(intended: Desk) -> None:
    see(intended)
    with refused("already_noticed"):
        see(intended)
    see(intended, "petra")


def test_there_is_nothing_to_see_where_nothing_is_intended() -> None:
    desk = Desk()
    desk.hear()
    with refused("act_not_now"):
        see(desk)


def test_a_stop_keeps_the_reason_and_the_alternative(intended: Desk) -> None:
    stop = cases.AnswerIntent(
        at=intended.now, by="ana", case="k1", act="stop_with_reason", reason="w3", alternative="w4"
    )
    stopped = next(each for each in intended.do(stop) if isinstance(each, IntentStopped))
    assert (stopped.decision, stopped.by, stopped.reason, stopped.alternative) == ("d1", "ana", "w3", "w4")
    assert intended.case().noticed == ("ana",), "who stops it has seen it"


def test_an_unseen_intent_can_still_be_stopped_or_waved_through(intended: Desk) -> None:
    ring(intended)
    intended.do(cases.AnswerIntent(at=intended.now, by="petra", case="k1", act="very_well"))
    assert intended.case().state == "ACTING"
    assert [each for each in intended.facts if isinstance(each, IntentUnseen | IntentNoticed)]


def test_nobody_intends_whom_nobody_could_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("tests.core.cases.desk", fromlist=["LINE"]).LINE, "henry", set())
    desk = Desk()
    desk.hear()
    with refused("nobody_to_stop"):
        deciding = Deciding("d1", "fee.waive", 8_000, {}, "w2")
        desk.do(cases.StateIntent(at=desk.now, by="henry", case="k1", deciding=deciding))
    assert not [each for each in desk.facts if isinstance(each, DecisionMade)]
