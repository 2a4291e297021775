"""Before a promise falls due, whoever promised is told; then, if nothing is reported, whom they chose to stand in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeway.core import promises
from leeway.core.hours import ALWAYS, Hours, Span
from leeway.core.message import CLOCK, customer
from leeway.core.promises import (
    ActOnPromise,
    Around,
    Cadence,
    CarryOver,
    Clauses,
    MakePromise,
    OpenPromise,
    Promise,
    PromiseTakenOver,
    PromiseWarned,
    WarnPromiser,
)
from leeway.core.promises.warning import LEAST, again_at, warn_at
from tests.core.test_promises import NOW, refused

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OFFICE = Hours("Europe/Amsterdam", ((Span(9 * 60, 12 * 60), Span(13 * 60, 17 * 60)),) * 5 + ((), ()))
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # 9:00 in Amsterdam


@pytest.mark.parametrize(
    ("hours", "due", "warned"),
    [
        (ALWAYS, MONDAY + 8 * HOUR, MONDAY + 6 * HOUR),
        (ALWAYS, MONDAY + 30 * MINUTE, MONDAY + 15 * MINUTE),
        (ALWAYS, MONDAY + 15 * MINUTE, None),
        (ALWAYS, MONDAY + timedelta(days=60), MONDAY + timedelta(days=59)),
        (ALWAYS, MONDAY + timedelta(days=800), MONDAY + timedelta(days=799)),
        (OFFICE, MONDAY + 4 * HOUR, MONDAY + 2 * HOUR + 15 * MINUTE),  # three working hours, up to the break
        (
            OFFICE,
            MONDAY + timedelta(days=28),
            MONDAY + timedelta(days=25, hours=1),
        ),  # Friday, for a Monday in summer time
        (OFFICE, MONDAY - 2 * HOUR, None),
    ],
)
def test_when_to_warn(hours: Hours, due: datetime, warned: datetime | None) -> None:
    assert warn_at(hours, MONDAY if due > MONDAY else due - MINUTE, due) == warned


@given(st.integers(1, 60 * 24 * 80), st.integers(0, 60 * 24 * 7), st.sampled_from([ALWAYS, OFFICE]))
def test_a_warning_comes_after_it_is_agreed_and_a_quarter_before_it_is_due(
    minutes: int, later: int, hours: Hours
) -> None:
    at = MONDAY + later * MINUTE
    due = at + minutes * MINUTE
    warned = warn_at(hours, at, due)
    if warned is None:
        assert due - at <= LEAST
        return
    assert at < warned <= due - LEAST
    left, length = hours.between(warned, due), hours.between(at, due)
    assert left <= max(hours.a_day, timedelta(days=1))
    if length > LEAST:
        assert abs(left - min(max(length / 4, LEAST), hours.a_day)) < timedelta(milliseconds=1)
    again = again_at(hours, warned, due)
    assert again is not None
    assert warned < again < due


class Talk:
    """Henry promises Mia something that is due in four hours; Petra stands in for his promises."""

    def __init__(self, promisee: str = "mia", clauses: Clauses | None = None) -> None:
        self.now, self.state = NOW, dict[str, Promise]()
        self.around = Around(stand_ins={"henry": "petra"})
        about: dict[str, Any] = {"at": NOW, "promise": "p", "case": None, "body": "w", "due": NOW + 4 * HOUR}
        if promisee.startswith("customer:"):
            self.do(MakePromise(**about, by="henry", promisee=promisee, clauses=clauses))
        else:
            opening = OpenPromise(
                **about, by=promisee, promiser="henry", promisee=promisee, act="request", clauses=clauses
            )
            self.do(opening)
            self.act("henry", "promise")

    def do(self, command: Any) -> tuple[Any, ...]:
        events = promises.decide(command, self.state, self.around)
        for event in events:
            self.state = dict(promises.evolve(self.state, event))
        return events

    def act(self, by: str, act: str, **more: Any) -> Promise:
        self.do(ActOnPromise(at=self.now, by=by, promise="p", case=None, act=act, **more))
        return self.state["p"]

    def warned(self, hours: float) -> PromiseWarned:
        """What the clock says so many hours after it began."""
        self.now = NOW + hours * HOUR
        (event,) = self.do(WarnPromiser(at=self.now, by=CLOCK, promise="p", case=None))
        assert isinstance(event, PromiseWarned)
        return event

    @property
    def timer(self) -> tuple[str, datetime] | None:
        return self.state["p"].timer()


def test_who_promised_is_told_first_then_the_stand_in_then_it_is_due() -> None:
    talk = Talk()
    assert talk.timer == ("warn", NOW + 3 * HOUR)
    assert talk.warned(3).to == "henry"
    assert talk.timer == ("warn", NOW + 3.5 * HOUR)
    assert talk.warned(3.5).to == "petra"
    assert talk.timer == ("due_passed", NOW + 4 * HOUR)
    assert (talk.state["p"].state, talk.state["p"].late, talk.state["p"].at_risk) == ("PROMISED", False, False)
    with refused("not_due_yet"):
        talk.warned(3.9)


def test_nobody_is_told_second_where_nobody_stands_in_or_they_wait_for_it_themselves() -> None:
    for talk in (Talk("petra"), Talk("henry"), Talk()):
        if talk.state["p"].promisee == "mia":
            talk.around = Around(stand_ins={"henry": "henry"})
        elif talk.state["p"].promisee == "henry":
            talk.around = Around()
        assert talk.warned(3).to == "henry"
        assert talk.timer == ("due_passed", NOW + 4 * HOUR)


def test_only_the_clock_warns_and_not_before_its_time() -> None:
    talk = Talk()
    for by in ("henry", "mia", "petra"):
        with refused("act_not_yours"):
            talk.do(WarnPromiser(at=NOW + 3 * HOUR, by=by, promise="p", case=None))
    with refused("not_due_yet"):
        talk.warned(2.99)
    with refused("no_such_promise"):
        talk.do(WarnPromiser(at=NOW, by=CLOCK, promise="q", case=None))


def test_what_is_reported_in_time_needs_no_second_warning() -> None:
    talk = Talk()
    talk.warned(3)
    assert talk.act("henry", "report").timer() != ("warn", NOW + 3.5 * HOUR)
    with refused("not_due_yet"):
        talk.warned(3.5)
    talk.now = NOW + 3.2 * HOUR
    talk.act("henry", "retract_report")
    assert talk.warned(3.5).to == "petra"


def test_what_is_agreed_anew_is_warned_of_anew() -> None:
    talk = Talk(customer("c1"))
    talk.warned(3)
    talk.act("henry", "propose_change", due=NOW + 11 * HOUR)
    assert talk.timer == ("warn", NOW + 3.5 * HOUR), "the old time holds until the other agrees"
    talk.act(customer("c1"), "accept_change")
    assert talk.timer == ("warn", NOW + 9 * HOUR)
    assert [talk.warned(9).to, talk.warned(10).to] == ["henry", "petra"]


def test_whoever_takes_it_over_is_told_themselves() -> None:
    talk = Talk()
    talk.warned(3)
    taken = PromiseTakenOver(at=talk.now, by="lotte", promise="p", case=None, was="henry")
    talk.state = dict(promises.evolve(talk.state, taken))
    assert talk.warned(3.1).to == "lotte"
    assert talk.timer == ("due_passed", NOW + 4 * HOUR), "and nobody stands in for her"


def test_an_event_that_makes_it_due_sooner_is_warned_of_and_a_tolerance_is_no_alarm() -> None:
    talk = Talk(clauses=Clauses(awaits="back:petra", within=60))
    talk.now = NOW + HOUR
    talk.do(CarryOver(at=talk.now, by=CLOCK, promise="p", case=None, act="fall_due", since=talk.now))
    assert talk.timer == ("warn", NOW + 1.75 * HOUR)
    often = Talk(clauses=Clauses(cadence=Cadence(7, "days", 3)))
    assert often.timer == ("warn", NOW + 4 * HOUR + timedelta(days=3) - (timedelta(days=3) + 4 * HOUR) / 4)


def test_after_a_long_stop_the_clock_still_tells_who_promised_and_nobody_else() -> None:
    talk = Talk()
    assert talk.warned(9).to == "henry"
    assert talk.timer == ("due_passed", NOW + 4 * HOUR)


def test_what_a_customer_promises_is_their_own_matter() -> None:
    talk = Talk()
    by = customer("c1")
    talk.do(OpenPromise(at=NOW, by="henry", promise="q", case=None, promiser=by, promisee="henry", act="request",
                        body="w", due=NOW + 4 * HOUR))  # fmt: skip
    talk.do(ActOnPromise(at=NOW, by=by, promise="q", case=None, act="promise"))
    assert talk.state["q"].timer() == ("due_passed", NOW + 4 * HOUR)
