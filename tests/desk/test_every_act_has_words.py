"""Whatever the machines let happen, the page of a case can say: no act, state or fact is without its words."""

from __future__ import annotations

from typing import get_args

from leeway.core.cases.events import CaseEvent, CaseMoved
from leeway.core.cases.results import CHANNELS
from leeway.core.machines import CASE, PROMISE
from leeway.core.promises import PromiseEvent
from leeway.desk import board, promise_lines, timeline, timeline_around, timeline_promises, timeline_proposals

TOLD_BY_ANOTHER_FACT = {
    "hear",
    "decide_within_authority",
    "state_intent",
    "ask_for_action",
    "confirm_contact_and_work",
    "report_done",
    "ask_customer",
    "satisfied",
    "not_yet",
}


def test_every_state_of_a_case_has_a_word() -> None:
    assert set(board.STATES) == CASE.states()


def test_every_act_on_a_case_is_told_once() -> None:
    acts = {act for _, act in CASE.steps}
    assert set(timeline.MOVES) == acts - TOLD_BY_ANOTHER_FACT
    assert acts >= TOLD_BY_ANOTHER_FACT


def test_every_act_on_a_promise_is_told() -> None:
    opening = {act for state, act in PROMISE.steps if state == PROMISE.start}
    assert set(timeline_promises.PROMISES) == {act for _, act in PROMISE.steps} - opening


def test_every_act_that_a_person_may_do_on_a_promise_has_a_button() -> None:
    by_people = {act for (state, act), to in PROMISE.steps.items() if state != PROMISE.start and to.keys() - {"CLOCK"}}
    assert set(promise_lines.ACTS) == by_people


def test_every_state_of_a_promise_has_words_or_a_time_that_speaks() -> None:
    runs = {"DRAFT", "PROMISED", "OVERDUE", "RENEGOTIATING"}
    assert set(promise_lines.WAITING) | set(promise_lines.ENDED) | runs == PROMISE.states()
    assert set(promise_lines.ENDED) == PROMISE.ends


def test_every_channel_has_words() -> None:
    assert set(timeline.CHANNELS) == set(CHANNELS)


def test_every_type_of_fact_is_looked_at() -> None:
    looked_at = timeline.__dict__ | timeline_proposals.__dict__ | timeline_promises.__dict__
    looked_at |= timeline_around.__dict__
    told = {name for name in looked_at if isinstance(looked_at[name], type)}
    assert {each.__name__ for each in (*get_args(CaseEvent), *get_args(PromiseEvent))} | {CaseMoved.__name__} <= told
