"""Expectations that are no promises: nothing about them is broken, timed or counted; a gap has three endings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeway.core import expectations
from leeway.core.expectations import (
    EndExpectation,
    Expectation,
    ExpectationEnded,
    FeelCost,
    GiveView,
    OfferForAgreement,
    RecordExpectation,
    WriteLine,
    standing,
)
from leeway.core.promises import PromiseOpened
from leeway.core.refusal import Refusal
from tests.core.test_promises import DUE, NOW, refused


class Between:
    """What Ada expects of Mia."""

    def __init__(self, kind: str = "implicit") -> None:
        self.state: dict[str, Expectation] = {}
        self.do(RecordExpectation(at=NOW, by="ada", expectation="e", kind=kind, other="mia", words="w1"))

    def do(self, command: Any) -> tuple[Any, ...]:
        events = expectations.decide(command, self.state)
        for event in events:
            if not isinstance(event, PromiseOpened):
                self.state = dict(expectations.evolve(self.state, event))
        return events

    def end(self, by: str, ending: str, **more: Any) -> tuple[Any, ...]:
        return self.do(EndExpectation(at=NOW, by=by, expectation="e", ending=ending, **more))

    @property
    def known(self) -> Expectation:
        return self.state["e"]


def test_a_gap_ends_in_three_ways_and_no_other() -> None:
    for ending in ("adjust", "part"):
        between = Between()
        between.end("mia", ending, words="w2")
        assert (between.known.ending, between.known.open) == (ending, False)
    with refused("ending_bad"):
        Between().end("mia", "broken")
    with refused("expectation_not_now"):
        Between().end("ada", "withdraw")


@pytest.mark.parametrize(("by", "act"), [("ada", "request"), ("mia", "offer")])
def test_to_agree_is_to_ask_or_to_offer_and_never_to_promise_for_another(by: str, act: str) -> None:
    ended, opened = Between().end(by, "agree", promise="p", body="w3", due=DUE)
    assert isinstance(ended, ExpectationEnded)
    assert (opened.act, opened.by, opened.promiser, opened.promisee) == (act, by, "mia", "ada")
    with refused("due_missing"):
        Between().end(by, "agree", promise="p", body="w3")


def test_what_is_declared_can_be_offered_and_withdrawn_and_nothing_else() -> None:
    between = Between("declared")
    assert between.known.acts("ada") == ("offer", "withdraw")
    assert between.known.acts("mia") == ()
    _, opened = between.do(OfferForAgreement(at=NOW, by="ada", expectation="e", promise="p", body="w", due=DUE))
    assert (opened.act, opened.promiser) == ("request", "mia")
    with refused("expectation_not_now"):
        between.end("mia", "part")
    between.end("ada", "withdraw")


def test_none_is_a_record_and_not_the_same_as_nothing() -> None:
    none = Between("none")
    assert standing(none.state, "ada", "mia") == "none"
    assert standing({}, "ada", "mia") == "nothing"
    assert standing(none.state, "mia", "ada") == "nothing"
    assert not hasattr(none.known, "timer")


def test_the_unaware_side_says_how_it_sees_it_and_after_parting_both_may_write_a_line() -> None:
    between = Between()
    between.do(GiveView(at=NOW, by="mia", expectation="e", words="w2"))
    assert between.known.views == {"ada": "w1", "mia": "w2"}
    between.do(FeelCost(at=NOW, by="ada", expectation="e", cost=4))
    with refused("cost_bad"):
        between.do(FeelCost(at=NOW, by="ada", expectation="e", cost=6))
    with refused("expectation_not_now"):
        between.do(WriteLine(at=NOW, by="mia", expectation="e", words="w"))
    between.end("ada", "part", words="w3")
    between.do(WriteLine(at=NOW, by="mia", expectation="e", words="w4"))
    assert between.known.lines == {"ada": "w3", "mia": "w4"}


def recorded(expectation: str = "f", kind: str = "implicit", other: str = "mia", words: str | None = "w") -> Any:
    return RecordExpectation(at=NOW, by="ada", expectation=expectation, kind=kind, other=other, words=words)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (recorded("e"), "expectation_exists"),
        (recorded(kind="wish"), "expectation_kind_bad"),
        (recorded(other="ada"), "expectation_of_oneself"),
        (recorded(words=None), "view_missing"),
        (GiveView(at=NOW, by="henry", expectation="e", words="w"), "no_such_expectation"),
    ],
)
def test_what_is_refused(command: Any, code: str) -> None:
    with refused(code):
        Between().do(command)


@given(st.lists(st.tuples(st.sampled_from(["ada", "mia", "henry", "clock"]), st.integers(0, 9)), max_size=25))
def test_whatever_they_do_nobody_breaks_anything_and_an_end_stays(steps: list[tuple[str, int]]) -> None:
    between = Between()
    for by, n in steps:
        at, before = NOW + timedelta(hours=n), between.known
        acts: list[Any] = [
            *(EndExpectation(at=at, by=by, expectation="e", ending=each) for each in ("part", "adjust", "withdraw")),
            EndExpectation(at=at, by=by, expectation="e", ending="agree", promise="p", body="w", due=at + timedelta(1)),
            GiveView(at=at, by=by, expectation="e", words="w"),
            FeelCost(at=at, by=by, expectation="e", cost=n),
            WriteLine(at=at, by=by, expectation="e", words="w"),
        ]
        try:
            events = between.do(acts[n % len(acts)])
        except Refusal:
            assert between.known == before
            continue
        assert by in before.sides
        assert all(event.by == by for event in events)
        assert between.known.ending in {None, "agree", "adjust", "part"}
        assert before.open or between.known.ending == before.ending
