"""Harbour Bank: the same every time, in every state of a case, told by the one door alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leeway.core.effort import effort
from leeway.core.machines import CASE
from leeway.demo.make import NotADemoError, make, stories
from leeway.ledger.models import Fact, KeptCommand
from leeway.ledger.read import facts
from leeway.ledger.verify import verify
from leeway.people.models import Customer, Person
from leeway.projections.cases import CaseRow

NOW = datetime(2026, 3, 12, 10, 0, tzinfo=UTC)


@pytest.fixture
def bank(db: None) -> None:
    make(NOW)


def test_the_demo_shows_every_state_and_stands_up_to_verify(bank: None) -> None:
    assert set(CaseRow.objects.values_list("state", flat=True)) == CASE.states()
    assert 35 <= CaseRow.objects.count() <= 45
    assert Person.objects.exclude(role=Person.Role.ADMINISTRATOR).count() == 13
    assert verify().wrong == ()
    assert not KeptCommand.objects.filter(answer="refused").exists()


def test_the_declined_card_took_four_transfers_three_places_and_six_people(bank: None) -> None:
    rows = CaseRow.objects.filter(customer="c-noor").order_by("-number")
    figures = effort(facts(f"case:{rows[0].id}"), NOW)
    assert (figures.transfers, figures.points, figures.people, figures.minutes) == (4, 3, 6, 64)


def test_making_it_again_changes_nothing(bank: None) -> None:
    before = Fact.objects.count()
    assert make(NOW) == 0
    assert Fact.objects.count() == before


def test_a_database_with_something_else_is_left_alone(db: None) -> None:
    Customer.objects.create(id="c-real", name="Somebody real")
    Person.objects.create(id="real", name="Real")
    with pytest.raises(NotADemoError):
        make(NOW)
    assert Fact.objects.count() == 0
    assert Customer.objects.count() == 1


def test_the_stories_are_the_same_every_time() -> None:
    def told() -> list[tuple[str, list[tuple[datetime, str]]]]:
        return [(story.key, [(step.at, step.by) for step in story.steps]) for story in stories(NOW)]

    assert told() == told()


@pytest.mark.parametrize("now", ["2026-03-14T02:00", "2026-03-29T00:30", "2026-01-01T12:00", "2026-10-25T01:30"])
def test_it_can_be_made_at_any_time(db: None, now: str) -> None:
    make(datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert set(CaseRow.objects.values_list("state", flat=True)) == CASE.states()
