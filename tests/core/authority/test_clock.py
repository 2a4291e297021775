"""The clock keeps days and periods: whatever it was asked before, it answers as the calendar does.

Beside the usual changes: a midnight that comes twice, a day that comes twice and one that never comes.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from leeway.core.authority.clock import Clock
from leeway.core.authority.windows import EPOCH, PERIODS, Window, microseconds

CHANGES = {  # zone: a day around which its clocks change
    "Europe/Amsterdam": date(2026, 10, 25),
    "America/Sao_Paulo": date(2018, 2, 18),  # back at midnight: 23:00 comes twice
    "America/St_Johns": date(2009, 11, 1),  # back a minute after midnight: the month begins twice
    "America/Phoenix": date(1944, 1, 1),  # the same of a year
    "Antarctica/Casey": date(2010, 3, 5),  # back by three hours at two: the furthest that a begun day ever went back
    "America/Havana": date(2026, 3, 8),  # on at midnight: the day begins at 01:00
    "Australia/Lord_Howe": date(2026, 4, 5),  # half an hour
    "Pacific/Kwajalein": date(1969, 9, 30),  # the day comes twice
    "Pacific/Apia": date(2011, 12, 30),  # the day never comes
}
STEP, AROUND = timedelta(minutes=30), timedelta(days=3)
MOMENT = timedelta(microseconds=1)


def moments(day: date) -> list[int]:
    """Every half hour around that day, and the instants beside it."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    count = int(2 * AROUND / STEP)
    found = [noon - AROUND + number * STEP for number in range(count)]
    return [microseconds(each + beside) for each in found for beside in (-MOMENT, timedelta(), MOMENT)]


@pytest.mark.parametrize("zone", CHANGES)
@pytest.mark.parametrize("period", PERIODS)
def test_a_period_begins_when_the_calendar_says_whatever_was_asked_before(zone: str, period: str) -> None:
    there, window = ZoneInfo(zone), Window(f"calendar {period}", period=period)
    asked = moments(CHANGES[zone])
    right = {at: microseconds(window.since(EPOCH + timedelta(microseconds=at), there)) for at in asked}
    for first in asked[::9]:
        clock = Clock(there)
        clock.since(window, first)
        kept = {at: clock.since(window, at) for at in asked}
        assert kept == right, f"first asked at {EPOCH + timedelta(microseconds=first)}"


@pytest.mark.parametrize("zone", CHANGES)
def test_what_is_surely_within_the_dates_is_within_them_by_the_calendar(zone: str) -> None:
    there = ZoneInfo(zone)
    for days in range(-2, 3):
        day = CHANGES[zone] + timedelta(days=days)
        first, last = Clock(there).surely(day, day)
        for at in moments(CHANGES[zone]):
            local = (EPOCH + timedelta(microseconds=at)).astimezone(there).date()
            assert at < first or local >= day, f"{local} is before {day}"
            assert at >= last or local <= day, f"{local} is after {day}"


def test_surely_is_soon_and_a_year_without_changes_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it is for: beyond about a day from a bound, and within a period, nothing is asked of the calendar."""
    clock, window = Clock(ZoneInfo("Europe/Amsterdam")), Window("calendar year", period="year")
    begins = microseconds(datetime(2026, 3, 1, tzinfo=ZoneInfo("Europe/Amsterdam")))
    first, last = clock.surely(date(2026, 3, 1), date(2026, 3, 1))
    assert 0 < first - begins < microseconds(EPOCH + timedelta(days=2))
    assert 0 < begins - last < microseconds(EPOCH + timedelta(days=2))
    clock.since(window, begins)
    monkeypatch.setattr(Window, "since", None)
    new_year = datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/Amsterdam"))
    for at in (new_year, new_year.replace(year=2027) - MOMENT):
        assert clock.since(window, microseconds(at)) == microseconds(new_year - MOMENT)
    assert clock.surely(date.min, date.max)[1] > begins
