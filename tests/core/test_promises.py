"""Promises told: negotiated, timed, and called kept only by whom they were made to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from leeway.core import promises
from leeway.core.machines import PROMISE
from leeway.core.message import CLOCK
from leeway.core.promises import (
    ANSWER_WITHIN,
    FARTHEST,
    LIMIT_AFTER_DUE,
    UNCONFIRMED_AFTER,
    ActOnPromise,
    OpenPromise,
    Promise,
    Terms,
)
from leeway.core.refusal import Refusal

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DUE = NOW + timedelta(hours=4)


class Talk:
    """Henry promises Mia something, without a case."""

    def __init__(self, act: str = "offer") -> None:
        self.now = NOW
        self.state: Any = {}
        by = "henry" if act == "offer" else "mia"
        self.do(
            OpenPromise(
                at=NOW, by=by, promise="p", case=None, promiser="henry", promisee="mia", act=act, body="w1", due=DUE
            )
        )

    def do(self, command: Any) -> None:
        for event in promises.decide(command, self.state):
            self.state = promises.evolve(self.state, event)

    def act(self, by: str, act: str, **more: Any) -> Promise:
        self.do(ActOnPromise(at=self.now, by=by, promise="p", case=None, act=act, **more))
        return self.promise

    @property
    def promise(self) -> Promise:
        promise: Promise = self.state["p"]
        return promise


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


def test_an_offer_is_no_promise_until_it_is_accepted() -> None:
    talk = Talk()
    assert not talk.promise.live
    assert talk.act("mia", "accept").state == "PROMISED"


def test_a_counter_puts_new_terms_on_the_table_and_accepting_agrees_to_those() -> None:
    talk, later = Talk(), NOW + timedelta(hours=9)
    talk.act("mia", "counter", due=later, body="w2")
    assert talk.promise.terms.due == DUE
    agreed = talk.act("henry", "promise")
    assert (agreed.terms.due, agreed.terms.body, agreed.version) == (later, "w2", 1)


def test_only_the_promisee_calls_it_kept() -> None:
    talk = Talk("request")
    talk.act("henry", "promise")
    talk.act("henry", "report")
    with refused("act_not_yours"):
        talk.act("henry", "declare_satisfied")
    with refused("not_your_promise"):
        talk.act("petra", "declare_satisfied")
    assert talk.act("mia", "declare_satisfied").state == "CONFIRMED"


def test_contesting_needs_a_reason_and_leads_to_rework_with_a_new_time() -> None:
    talk = Talk("request")
    talk.act("henry", "promise")
    talk.act("henry", "report")
    with refused("reason_missing"):
        talk.act("mia", "declare_not_satisfied")
    talk.act("mia", "declare_not_satisfied", reason="w3")
    with refused("due_missing"):
        talk.act("henry", "rework")
    assert talk.act("henry", "rework", due=NOW + timedelta(days=1)).state == "PROMISED"


def test_the_clock_makes_it_overdue_at_the_due_and_not_a_second_before() -> None:
    talk = Talk("request")
    talk.act("henry", "promise")
    talk.now = DUE - timedelta(seconds=1)
    with refused("not_due_yet"):
        talk.act(CLOCK, "due_passed")
    talk.now = DUE
    late = talk.act(CLOCK, "due_passed")
    assert (late.state, late.late) == ("OVERDUE", True)
    with refused("act_not_now"):
        talk.act(CLOCK, "due_passed")


def test_overdue_for_a_week_is_broken() -> None:
    talk = Talk("request")
    talk.act("henry", "promise")
    talk.now = DUE
    talk.act(CLOCK, "due_passed")
    talk.now = DUE + LIMIT_AFTER_DUE
    assert talk.act(CLOCK, "limit").state == "BROKEN"


def test_renegotiating_before_due_is_neutral_and_the_old_terms_stand_meanwhile() -> None:
    talk, later = Talk("request"), DUE + timedelta(hours=3)
    talk.act("henry", "promise")
    changing = talk.act("henry", "propose_change", due=later)
    assert (changing.terms.due, changing.time_over()) == (DUE, ("due_passed", DUE))
    with refused("act_not_yours"):
        talk.act("henry", "accept_change")
    agreed = talk.act("mia", "accept_change")
    assert (agreed.terms.due, agreed.late) == (later, False)


def test_keeping_the_old_terms_keeps_the_old_time() -> None:
    talk = Talk("request")
    talk.act("henry", "promise")
    talk.act("mia", "propose_change", due=DUE + timedelta(hours=1))
    assert talk.act("henry", "keep_old_terms").terms.due == DUE


def test_a_time_in_the_past_is_refused() -> None:
    talk = Talk()
    with refused("due_in_past"):
        talk.act("mia", "counter", due=NOW)


def test_an_offer_whose_time_has_gone_by_cannot_be_accepted() -> None:
    talk = Talk()
    talk.now = DUE
    with refused("due_in_past"):
        talk.act("mia", "accept")


def test_a_promise_to_oneself_plays_both_parts() -> None:
    command = OpenPromise(
        at=NOW, by="mia", promise="p", case=None, promiser="mia", promisee="mia", act="request", body="w1", due=DUE
    )
    (opened,) = promises.decide(command, {})
    assert promises.evolve({}, opened)["p"].actors("mia") == {"PROMISER", "PROMISEE", "OTHER"}


def test_every_state_that_time_can_move_has_its_time() -> None:
    """Whatever the table lets the clock do, a timer leads to; and nothing else."""
    for state, act in {(state, act) for (state, act), actors in PROMISE.steps.items() if "CLOCK" in actors}:
        promise = Promise(
            id="p", case=None, promiser="henry", promisee="mia", state=state, terms=Terms(DUE, "w"), answer_by=DUE,
            moved_at=NOW,
        )  # fmt: skip
        timer = promise.time_over()
        assert timer is not None, state
        assert timer[0] == act


def test_a_late_promise_that_is_renegotiated_falls_due_again_when_nobody_answers() -> None:
    talk = Talk("request")
    talk.act("henry", "promise")
    talk.now = DUE
    talk.act(CLOCK, "due_passed")
    changing = talk.act("henry", "propose_change", due=DUE + timedelta(days=300))
    assert changing.time_over() == ("due_passed", DUE + ANSWER_WITHIN)
    talk.now = DUE + ANSWER_WITHIN
    assert talk.act(CLOCK, "due_passed").state == "OVERDUE"
    talk.now = DUE + LIMIT_AFTER_DUE
    assert talk.act(CLOCK, "limit").state == "BROKEN"


def test_a_change_of_what_was_contested_can_still_be_agreed() -> None:
    talk = Talk("request")
    talk.act("henry", "promise")
    talk.now = DUE
    talk.act(CLOCK, "due_passed")
    talk.act("henry", "report")
    talk.act("mia", "declare_not_satisfied", reason="w2")
    changing = talk.act("henry", "propose_change", due=DUE + timedelta(days=1))
    timer = changing.time_over()
    assert timer is not None
    assert timer[1] > talk.now
    assert talk.act("mia", "accept_change").state == "PROMISED"


def test_a_report_that_nobody_answers_is_unconfirmed_and_never_kept() -> None:
    talk = Talk("request")
    talk.act("henry", "promise")
    talk.act("henry", "report")
    talk.now = NOW + UNCONFIRMED_AFTER
    assert talk.act(CLOCK, "attempts_used_up").state == "UNCONFIRMED"
    assert talk.act("mia", "declare_satisfied").state == "CONFIRMED"


def test_nothing_is_promised_for_years_ahead() -> None:
    with refused("due_too_far"):
        Talk().act("mia", "counter", due=NOW + FARTHEST + timedelta(seconds=1))
