"""Times in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from leeway.core.hours import Hours, Span
from leeway.desk import times

NOW = datetime(2026, 3, 12, 9, 48, tzinfo=UTC)  # a Thursday


@pytest.mark.parametrize(
    ("minutes", "words", "state"),
    [
        (-18, "18 min late", "late"),
        (0, "due now", "late"),
        (12, "12 min left", "soon"),
        (60, "1 h left", "soon"),
        (61, "1 h 1 min left", "ok"),
        (380, "6 h 20 min left", "ok"),
        (24 * 60, "1 day left", "ok"),
        (47 * 60, "1 day left", "ok"),
        (-48 * 60, "2 days late", "late"),
    ],
)
def test_what_is_left(minutes: int, words: str, state: str) -> None:
    due = NOW + timedelta(minutes=minutes)
    assert times.left(due, NOW) == words
    assert times.state_of(due, NOW) == state


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 3, 12, 17, 0, tzinfo=UTC), "today 17:00"),
        (datetime(2026, 3, 13, 0, 0, tzinfo=UTC), "tomorrow 00:00"),
        (datetime(2026, 3, 11, 23, 59, tzinfo=UTC), "yesterday 23:59"),
        (datetime(2026, 3, 16, 9, 0, tzinfo=UTC), "Mon 09:00"),
        (datetime(2026, 3, 19, 9, 0, tzinfo=UTC), "19 March 09:00"),
        (datetime(2025, 12, 1, 9, 5, tzinfo=UTC), "1 December 2025 09:05"),
    ],
)
def test_which_day(at: datetime, words: str) -> None:
    assert times.moment(at, NOW) == words


def test_days_are_those_of_the_timezone_of_the_pages(settings: object) -> None:
    from zoneinfo import ZoneInfo

    from django.utils import timezone

    with timezone.override(ZoneInfo("Europe/Amsterdam")):
        late_evening = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)
        assert times.moment(late_evening, NOW) == "tomorrow 00:30"


def test_the_ring_of_a_promise_runs_from_full_to_empty() -> None:
    opened, due = NOW, NOW + timedelta(hours=10)
    assert [times.share_left(opened, due, NOW + timedelta(hours=h)) for h in (-1, 0, 4, 10, 99)] == [100, 100, 60, 0, 0]
    assert times.share_left(due, due, due) == 0


OFFICE = Hours("UTC", ((Span(540, 720), Span(780, 1020)),) * 5 + ((), ()))
FRIDAY = datetime(2026, 3, 6, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (FRIDAY + timedelta(minutes=30), ""),  # all of it is working time
        (FRIDAY - timedelta(minutes=1), ""),  # late
        (FRIDAY + timedelta(days=1), "60 working minutes left"),
        (FRIDAY + timedelta(days=3), "7 working hours left"),
    ],
)
def test_what_is_left_in_working_time(due: datetime, said: str) -> None:
    assert times.working_left(due, FRIDAY, OFFICE) == said


def test_after_the_last_hour_no_working_time_is_left() -> None:
    saturday = FRIDAY + timedelta(days=1)
    assert times.working_left(saturday + timedelta(hours=5), saturday, OFFICE) == "no working time left"
