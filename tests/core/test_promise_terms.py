"""Promises that fall due with an event or in a rhythm, with conditions, beliefs and other promises beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeway.core import promises
from leeway.core.message import CLOCK
from leeway.core.promises import (
    ActOnPromise,
    AssessPromise,
    Cadence,
    CarryOver,
    Clauses,
    Condition,
    Judged,
    MakePromise,
    OpenPromise,
    Promise,
    PromiseAnswer,
    StateBelief,
    Stated,
    brier,
    gap,
    level_of,
)
from leeway.core.promises.happenings import RecordHappening
from leeway.core.promises.happenings import decide as decide_happening
from leeway.core.promises.judging import beliefs_seen_by
from leeway.core.refusal import Refusal
from tests.core.test_promises import DUE, NOW, refused

FAST = Condition("minutes", "w-fast", "30", "10")
HALF_YEAR = Clauses(cadence=Cadence(6, "months", 28))


class Talk:
    """Mia asks Henry for something, without a case, and he promises it."""

    def __init__(self, clauses: Clauses | None = None, due: datetime = DUE, *, promised: bool = True) -> None:
        self.now, self.state = NOW, dict[str, Promise]()
        self.do(
            OpenPromise(
                at=NOW, by="mia", promise="p", case=None, promiser="henry", promisee="mia", act="request", body="w1",
                due=due, clauses=clauses,
            )
        )  # fmt: skip
        if promised:
            self.act("henry", "promise")

    def do(self, command: Any) -> tuple[Any, ...]:
        events = promises.decide(command, self.state)
        for event in events:
            self.state = dict(promises.evolve(self.state, event))
        return events

    def act(self, by: str, act: str, promise: str = "p", **more: Any) -> Promise:
        self.do(ActOnPromise(at=self.now, by=by, promise=promise, case=None, act=act, **more))
        return self.state[promise]

    def carry(self, act: str, since: datetime) -> Promise:
        self.do(CarryOver(at=self.now, by=CLOCK, promise="p", case=None, act=act, since=since))
        return self.state["p"]


def test_no_promise_without_a_due() -> None:
    talk = Talk(promised=False)
    for command in (
        OpenPromise(at=NOW, by="mia", promise="q", case=None, promiser="henry", promisee="mia", act="request", body="w",
                    due=None, clauses=Clauses(awaits="back:petra")),
        MakePromise(at=NOW, by="mia", promise="q", case=None, promisee="mia", body="w", due=None),
        ActOnPromise(at=NOW, by="henry", promise="p", case=None, act="counter", due=None),
    ):  # fmt: skip
        with refused("due_missing"):
            talk.do(command)


def test_an_event_makes_it_due_and_without_it_the_latest_time_makes_it_late() -> None:
    talk = Talk(Clauses(awaits="back:petra", within=30), NOW + timedelta(days=3))
    back = NOW + timedelta(hours=5)
    talk.now = back + timedelta(minutes=1)
    due = talk.carry("fall_due", back)
    assert due.time_over() == ("due_passed", back + timedelta(minutes=30))
    with refused("not_due_yet"):
        talk.carry("fall_due", talk.now)
    never = Talk(Clauses(awaits="back:petra"), NOW + timedelta(days=3))
    never.now = NOW + timedelta(days=3)
    assert never.act(CLOCK, "due_passed").state == "OVERDUE"


def test_an_event_after_the_latest_time_moves_nothing_back() -> None:
    talk = Talk(Clauses(awaits="back:petra", within=600), DUE)
    talk.now = DUE - timedelta(minutes=1)
    assert talk.carry("fall_due", talk.now).terms.due == DUE


def test_only_the_clock_brings_what_happened_elsewhere() -> None:
    talk = Talk(Clauses(awaits="back:petra"))
    with refused("act_not_yours"):
        talk.do(CarryOver(at=NOW, by="mia", promise="p", case=None, act="fall_due", since=NOW))


def test_a_happening_is_said_by_one_of_ours_under_a_code() -> None:
    (recorded,) = decide_happening(RecordHappening(at=NOW, by="petra", event="back:petra"))
    assert recorded.tags() == {"event:back:petra"}
    with refused("event_code_bad"):
        decide_happening(RecordHappening(at=NOW, by="petra", event="Petra came back"))


def test_the_friend_of_every_six_months() -> None:
    """Inside the tolerance no alarm; each round is reported and the next follows; a change agreed before is neutral."""
    first = datetime(2026, 8, 31, 12, 0, tzinfo=UTC)
    talk = Talk(HALF_YEAR, first)
    assert talk.state["p"].time_over() == ("due_passed", first + timedelta(days=28))
    talk.now = first + timedelta(days=20)
    seen = talk.act("henry", "report")
    assert (seen.state, seen.late, seen.follows) == ("REPORTED", False, "p~2")
    following = talk.state["p~2"]
    assert (following.state, following.terms.due) == ("PROMISED", datetime(2027, 2, 28, 12, 0, tzinfo=UTC))
    talk.act("henry", "propose_change", "p~2", due=datetime(2027, 4, 1, tzinfo=UTC))
    moved = talk.act("mia", "accept_change", "p~2")
    assert (moved.state, moved.late, moved.terms.more.cadence) == ("PROMISED", False, HALF_YEAR.cadence)
    talk.now = datetime(2027, 4, 2, tzinfo=UTC)
    assert talk.act("henry", "report", "p~2").follows == "p~3"


def test_a_round_that_is_reported_again_has_one_next_round() -> None:
    talk = Talk(HALF_YEAR, NOW + timedelta(days=100))
    talk.act("henry", "report")
    talk.act("henry", "retract_report")
    talk.act("henry", "report")
    assert sorted(talk.state) == ["p", "p~2"]


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.builds(Cadence, st.integers(1, 12), st.just("months"))
    | st.builds(Cadence, st.integers(1, 366), st.just("days")),
    st.timedeltas(timedelta(0), timedelta(days=900)),
)
def test_the_next_round_is_the_first_of_the_rhythm_to_come(due: datetime, cadence: Cadence, late: timedelta) -> None:
    at = due + late
    found = cadence.after(due, at)
    assert found > at
    longest = cadence.every * (1 if cadence.unit == "days" else 31)
    assert found - at <= timedelta(days=longest)
    assert (found.hour, found.minute) == (due.hour, due.minute)
    if cadence.unit == "months":
        assert found.day == due.day or (found + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("clauses", "code"),
    [
        (Clauses(cadence=Cadence(13, "months")), "cadence_bad"),
        (Clauses(cadence=Cadence(1, "weeks")), "cadence_bad"),
        (Clauses(cadence=Cadence(7, "days", 7)), "tolerance_bad"),
        (Clauses(awaits="Back: Petra"), "event_code_bad"),
        (Clauses(awaits="back:petra", within=-1), "within_bad"),
        (Clauses(awaits="back:petra", cadence=Cadence(7, "days")), "event_and_cadence"),
        (Clauses(depends_on="p"), "depends_on_itself"),
        (Clauses(conditions=(FAST, FAST)), "condition_bad"),
        (Clauses(conditions=(Condition("a", "w", "1", None),)), "condition_bad"),
        (Clauses(conditions=(Condition("a", "w", "soon", "sooner"),)), "condition_bad"),
        (Clauses(conditions=(Condition("a", "w", judge="henry"),)), "judge_is_promiser"),
        (Clauses(conditions=tuple(Condition(str(n), "w") for n in range(11))), "conditions_too_many"),
    ],
)
def test_what_could_not_be_kept_or_judged_is_refused(clauses: Clauses, code: str) -> None:
    with refused(code):
        Talk(clauses)


def test_conditions_are_stated_by_the_one_and_judged_by_the_other() -> None:
    talk = Talk(Clauses(conditions=(FAST, Condition("kind", "w-kind", judge="ana"))))
    with refused("value_missing"):
        talk.act("henry", "report")
    assert talk.act("henry", "report", values=(Stated("minutes", "25"),)).values == (Stated("minutes", "25"),)
    with refused("condition_missing"):
        talk.act("mia", "declare_not_satisfied", reason="w", judged=(Judged("minutes", "within"),))
    with refused("condition_unknown"):
        talk.act("mia", "declare_satisfied", judged=(Judged("colour", "within"),))
    contested = talk.act("mia", "declare_not_satisfied", reason="w", judged=(Judged("minutes", "below"),))
    assert contested.state == "CONTESTED"
    with refused("not_yours_to_judge"):
        talk.do(AssessPromise(at=NOW, by="ana", promise="p", case=None, judged=(Judged("minutes", "above"),)))
    with refused("not_yours_to_judge"):
        talk.do(AssessPromise(at=NOW, by="henry", promise="p", case=None, judged=(Judged("kind", "above"),)))
    talk.do(AssessPromise(at=NOW, by="ana", promise="p", case=None, judged=(Judged("kind", "above"),), how="told"))
    found = {each.by: (each.judged[0].level, each.how) for each in talk.state["p"].assessments}
    assert found == {"mia": ("below", "answer"), "ana": ("above", "told")}


def test_between_adequate_and_desired_is_met_and_not_exceeded() -> None:
    more, less = Condition("a", "w", "3", "5"), Condition("b", "w", "30", "10")
    assert [level_of(more, each) for each in ("2.9", "3", "4", "5", "5.1")] == ["below", *["within"] * 3, "above"]
    assert [level_of(less, each) for each in ("31", "30", "10", "9")] == ["below", "within", "within", "above"]
    assert level_of(Condition("c", "w"), "done") is None


@given(st.integers(-999, 999), st.integers(-999, 999), st.integers(-999, 999), st.integers(-999, 999))
def test_a_better_figure_is_never_judged_worse(adequate: int, desired: int, one: int, other: int) -> None:
    condition = Condition("a", "w", str(adequate), str(desired))
    order = sorted((one, other), reverse=desired < adequate)
    levels = [promises.LEVELS.index(level_of(condition, str(each)) or "") for each in order]
    assert levels == sorted(levels)


def test_the_gap_of_beliefs_asks_for_a_talk_and_nobody_sees_the_other_first() -> None:
    talk = Talk()
    talk.do(StateBelief(at=NOW, by="henry", promise="p", case=None, percent=90))
    assert gap(talk.state["p"]) is None
    assert beliefs_seen_by(talk.state["p"], "mia") == {}
    assert beliefs_seen_by(talk.state["p"], "henry") == {"henry": 90}
    talk.do(StateBelief(at=NOW, by="mia", promise="p", case=None, percent=40))
    assert gap(talk.state["p"]) == 50 >= promises.TALK_FROM
    assert beliefs_seen_by(talk.state["p"], "mia") == {"henry": 90, "mia": 40}
    assert beliefs_seen_by(talk.state["p"], "ana") == {}
    with refused("not_your_promise"):
        talk.do(StateBelief(at=NOW, by="ana", promise="p", case=None, percent=40))


def test_brier_of_nine_tenths_and_kept_is_a_hundredth() -> None:
    talk = Talk()
    talk.do(StateBelief(at=NOW, by="henry", promise="p", case=None, percent=90))
    talk.act("henry", "report")
    with refused("act_not_now"):
        talk.do(StateBelief(at=NOW, by="henry", promise="p", case=None, percent=100))
    assert brier(talk.state["p"], "henry") is None
    talk.act("mia", "declare_satisfied")
    assert brier(talk.state["p"], "henry") == 0.01
    assert brier(talk.state["p"], "mia") is None


@given(st.integers(0, 100), st.sampled_from(sorted(promises.state.PROMISE.ends | {"PROMISED", "UNCONFIRMED"})))
def test_brier_is_the_squared_distance_where_there_is_an_outcome(percent: int, state: str) -> None:
    promise = replace(Talk().state["p"], state=state, beliefs={"henry": percent})
    exact = {"CONFIRMED": (Decimal(percent) / 100 - 1) ** 2, "BROKEN": (Decimal(percent) / 100) ** 2}
    exact["REVOKED"] = exact["BROKEN"]
    found = brier(promise, "henry")
    assert found == (float(exact[state]) if state in exact else None)


@pytest.mark.parametrize("ends", ["revoke", "due_passed"])
def test_what_depends_on_a_promise_that_fails_is_at_risk_and_not_broken(ends: str) -> None:
    talk = Talk()
    talk.do(
        OpenPromise(at=NOW, by="mia", promise="q", case=None, promiser="mia", promisee="ana", act="offer", body="w",
                    due=NOW + timedelta(days=5), clauses=Clauses(depends_on="p"))
    )  # fmt: skip
    talk.act("ana", "accept", "q")
    talk.now = DUE
    by = {"revoke": "henry", "due_passed": CLOCK}[ends]
    talk.act(by, ends, reason="w")
    assert (talk.state["q"].state, talk.state["q"].at_risk, talk.state["q"].risk_from) == ("PROMISED", True, "p")
    talk.act("mia", "propose_change", "q", due=NOW + timedelta(days=9))
    assert not talk.act("ana", "accept_change", "q").at_risk


def test_seen_and_a_full_answer_by_makes_a_promise_that_the_answer_keeps() -> None:
    talk, by = Talk(promised=False), NOW + timedelta(hours=20)
    talk.do(PromiseAnswer(at=NOW, by="henry", promise="p", case=None, answer="a", body="w2", due=by))
    assert (talk.state["p"].state, talk.state["p"].answer_by) == ("REQUESTED", by)
    answer = talk.state["a"]
    assert (answer.state, answer.promiser, answer.promisee, answer.terms.due) == ("PROMISED", "henry", "mia", by)
    with refused("answer_promised"):
        talk.do(PromiseAnswer(at=NOW, by="henry", promise="p", case=None, answer="b", body="w2", due=by))
    talk.act("henry", "promise")
    assert talk.state["a"].state == "REPORTED"


def test_nobody_takes_another_colleagues_asking_for_granted() -> None:
    with pytest.raises(Refusal, match="not_asked_for"):
        promises.decide(MakePromise(at=NOW, by="henry", promise="p", case=None, promisee="mia", body="w", due=DUE), {})


def test_to_oneself_it_is_promised_kept_and_changed_alone() -> None:
    talk = Talk()
    talk.do(MakePromise(at=NOW, by="mia", promise="m", case=None, promisee="mia", body="w", due=DUE))
    talk.act("mia", "propose_change", "m", due=DUE + timedelta(days=1))
    assert talk.act("mia", "accept_change", "m").state == "PROMISED"
    talk.act("mia", "report", "m")
    assert talk.act("mia", "declare_satisfied", "m").state == "CONFIRMED"
    assert gap(talk.state["m"]) is None
