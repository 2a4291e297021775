"""Windows over clock changes, month ends and leap days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from leeway.core.authority import Answer, Book
from leeway.core.authority.windows import read_length, read_window

from .desk import ROOT, ask, guideline

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("window", "now", "first"),
    [
        ("calendar day", "2026-03-29T12:00:00+02:00", "2026-03-29T00:00:00+01:00"),  # 23 hours long
        ("calendar day", "2026-03-30T00:00:00+02:00", "2026-03-30T00:00:00+02:00"),
        ("calendar day", "2026-10-25T23:59:59+01:00", "2026-10-25T00:00:00+02:00"),  # 25 hours long
        ("calendar day", "2026-10-25T02:30:00+01:00", "2026-10-25T00:00:00+02:00"),
        ("calendar week", "2026-03-29T23:59:59+02:00", "2026-03-23T00:00:00+01:00"),  # a Sunday
        ("calendar week", "2026-03-30T00:00:00+02:00", "2026-03-30T00:00:00+02:00"),  # a Monday
        ("calendar week", "2027-01-01T12:00:00+01:00", "2026-12-28T00:00:00+01:00"),
        ("calendar month", "2026-03-31T23:30:00+02:00", "2026-03-01T00:00:00+01:00"),
        ("calendar month", "2026-03-31T22:00:00Z", "2026-04-01T00:00:00+02:00"),
        ("calendar month", "2028-02-29T12:00:00+01:00", "2028-02-01T00:00:00+01:00"),
        ("calendar quarter", "2026-03-31T23:59:59+02:00", "2026-01-01T00:00:00+01:00"),
        ("calendar quarter", "2026-06-30T12:00:00+02:00", "2026-04-01T00:00:00+02:00"),
        ("calendar quarter", "2026-12-31T12:00:00+01:00", "2026-10-01T00:00:00+02:00"),
        ("calendar year", "2026-12-31T23:00:00Z", "2027-01-01T00:00:00+01:00"),
        ("calendar year", "2028-02-29T12:00:00+01:00", "2028-01-01T00:00:00+01:00"),
    ],
)
def test_a_calendar_window_begins_with_the_first_instant_of_its_period(window: str, now: str, first: str) -> None:
    found = read_window(window)
    assert found is not None
    assert found.since(at(now), AMSTERDAM) == at(first) - timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("window", "now", "since"),
    [
        ("1 day", "2026-03-29T12:00:00+02:00", "2026-03-28T11:00:00+01:00"),  # 24 hours, not the same hour
        ("1 day", "2026-10-25T12:00:00+01:00", "2026-10-24T13:00:00+02:00"),
        ("24 hours", "2026-03-29T12:00:00+02:00", "2026-03-28T11:00:00+01:00"),
        ("365 days", "2029-02-28T12:00:00+01:00", "2028-02-29T12:00:00+01:00"),
    ],
)
def test_a_rolling_window_is_a_number_of_hours_whatever_the_clocks_do(window: str, now: str, since: str) -> None:
    found = read_window(window)
    assert found is not None
    assert found.since(at(now), AMSTERDAM) == at(since)


def test_midnight_that_does_not_exist_is_the_first_instant_after() -> None:
    found = read_window("calendar day")
    assert found is not None
    noon = at("2026-04-24T12:00:00+03:00")
    assert found.since(noon, ZoneInfo("Africa/Cairo")) == at("2026-04-24T01:00:00+03:00") - timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("window", "first", "second", "counts"),
    [
        ("7 days", "2026-03-22T12:00:00Z", "2026-03-29T12:00:00Z", False),  # exactly seven days old
        ("7 days", "2026-03-22T12:00:00.000001Z", "2026-03-29T12:00:00Z", True),
        ("1 hour", "2026-10-25T00:30:00Z", "2026-10-25T01:29:59Z", True),  # both 02:30 and 02:29 on the clock
        ("calendar day", "2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z", False),
        ("calendar day", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z", True),
        ("calendar day", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", True),
        ("calendar day", "2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", False),
        ("calendar month", "2028-02-29T22:59:59Z", "2028-02-29T23:00:00Z", False),
        ("calendar year", "2026-01-01T00:00:00+01:00", "2026-12-31T23:59:59+01:00", True),
    ],
)
def test_a_limit_counts_what_is_in_its_window(window: str, first: str, second: str, counts: bool) -> None:
    found = guideline(f"{ROOT}, limits: [{{per: person, within: {window}, count: 1}}]")
    book = Book()
    assert ask(found, book, commit=True, id="1", person="ana", at=first).verdict is Answer.GO
    assert (ask(found, book, id="2", person="ana", at=second).verdict is Answer.BEYOND) == counts


def test_a_limit_without_a_window_counts_for_ever() -> None:
    found = guideline(f"{ROOT}, limits: [{{per: person, count: 1}}]")
    book = Book()
    ask(found, book, commit=True, id="1", person="ana", at="1990-01-01T00:00:00Z")
    assert ask(found, book, id="2", person="ana", at="2090-01-01T00:00:00Z").verdict is Answer.BEYOND


@pytest.mark.parametrize(
    ("now", "answer"),
    [
        ("2026-03-28T22:59:59Z", "beyond"),
        ("2026-03-28T23:00:00Z", "go"),
        ("2026-10-25T22:59:59Z", "go"),
        ("2026-10-25T23:00:00Z", "beyond"),
    ],
)
def test_from_and_until_are_whole_days_of_the_organisation_both_included(now: str, answer: str) -> None:
    found = guideline(f"{ROOT}, from_date: 2026-03-29, until: 2026-10-25")
    assert ask(found, person="ana", at=now).verdict == answer


@pytest.mark.parametrize(
    "text",
    [
        *("", "7", "days", "0 days", "-1 days", "7 day s", "1.5 hours", "07 days", "7days"),
        *("calendar", "calendar hour", "calendar days", "1000 years", "40000 days", "9999999 hours"),
    ],
)
def test_other_windows_are_none(text: str) -> None:
    assert read_window(text) is None


def test_lengths() -> None:
    assert read_length("4 hours") == timedelta(hours=4)
    assert read_length("1  day") == timedelta(days=1)
    assert read_length("calendar day") is None
