"""The calendar of a team at the door: what is due by it stands in the facts, and is not asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from leeway.clock.tick import tick
from leeway.core.cases import AskForAction, Hear, OfferHandoff
from leeway.core.cases.events import ActionAsked
from leeway.core.promises import PromiseOpened
from leeway.ledger.rebuild import differences
from leeway.people.hours import WorkingHours
from leeway.people.models import Person
from leeway.projections.cases import CaseRow
from leeway.projections.promises import PromiseRow
from tests.desk.harbour import do, open_bank
from tests.stores import Store

OFFICE = ["09:00-12:00, 13:00-17:00"] * 5 + ["", ""]
THURSDAY = datetime(2026, 4, 2, 14, 0, tzinfo=UTC)  # 16:00 in Amsterdam, the day before Good Friday


def heard(case: str, at: datetime, distress: int = 0) -> datetime:
    """Hear a case; the moment by which the owner's next word is due."""
    facts = do(
        Hear(
            at=at, by="henry", case=case, customer="c-noor", words="w1", playback=True, distress=distress,
            promise=f"p-{case}",
        )
    )  # fmt: skip
    return next(fact.due for fact in facts if isinstance(fact, PromiseOpened))


def office(team: str = "", **more: Any) -> WorkingHours:
    values = {"zone": "Europe/Amsterdam", "week": OFFICE, "country": "NL"} | more
    return WorkingHours.objects.update_or_create(team=team, defaults=values)[0]


def test_the_next_word_is_due_in_working_time_of_the_owners_team(store: Store) -> None:
    open_bank()
    assert heard("k0", THURSDAY) == THURSDAY + timedelta(days=1)
    office()
    assert heard("k1", THURSDAY) == datetime(2026, 4, 7, 14, 0, tzinfo=UTC), "over Easter"
    office(country="", closed=["2026-04-06"])
    assert heard("k2", THURSDAY) == datetime(2026, 4, 3, 14, 0, tzinfo=UTC)
    office(closed=["2026-04-07"])
    assert heard("k3", THURSDAY, distress=2) == datetime(2026, 4, 8, 8, 0, tzinfo=UTC)
    Person.objects.filter(id="henry").update(team="night")
    office("night", week=["00:00-24:00"] * 7, country="")
    assert heard("k4", THURSDAY, distress=2) == THURSDAY + timedelta(hours=2)
    WorkingHours.objects.all().delete()
    before = CaseRow.objects.get(id="k2").folded
    assert not differences()
    assert CaseRow.objects.get(id="k2").folded == before


def test_an_action_is_asked_for_in_working_time(store: Store) -> None:
    open_bank()
    office()
    heard("k1", THURSDAY)
    asked = do(AskForAction(at=THURSDAY, by="henry", case="k1", people=("mia",)))
    until = next(fact.until for fact in asked if isinstance(fact, ActionAsked))
    assert until == datetime(2026, 4, 7, 10, 0, tzinfo=UTC), "one hour on Thursday, three after Easter"


def test_no_time_is_stopped_because_we_wait_for_one_of_ours(store: Store) -> None:
    """I12: asked, offered or put before somebody, what the customer was promised stays due when it was."""
    open_bank()
    office()
    due = heard("k1", THURSDAY)
    do(AskForAction(at=THURSDAY + timedelta(minutes=1), by="henry", case="k1", people=("mia",)))
    do(OfferHandoff(at=THURSDAY + timedelta(minutes=2), by="henry", case="k1", to="mia", pack="w2"))
    assert PromiseRow.objects.get(case="k1").promise.time_over() == ("due_passed", due)
    tick(due)
    assert PromiseRow.objects.get(case="k1").state == "OVERDUE"


def test_a_calendar_that_cannot_be_read_any_more_keeps_nobody_from_work(store: Store, caplog: Any) -> None:
    open_bank()
    office(country="XX")
    assert heard("k1", THURSDAY) == THURSDAY + timedelta(days=1)
    assert "unknown_place" in caplog.text
    with pytest.raises(Exception, match="unknown_place"):
        WorkingHours.objects.get(team="").hours.is_open(THURSDAY)
