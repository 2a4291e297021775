"""Working hours against a reference that looks at every minute, around the changes of the clock above all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from leeway.core.hours import AHEAD, ALWAYS, WHOLE_DAY, Hours, Span
from leeway.core.refusal import Refusal

MINUTE = timedelta(minutes=1)
ODD = {  # a zone and a moment near which its clock does something unusual
    "Europe/Amsterdam": (datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)),
    "America/Havana": (datetime(2026, 3, 7, tzinfo=UTC), datetime(2026, 10, 31, tzinfo=UTC)),  # changes at midnight
    "Australia/Lord_Howe": (datetime(2026, 4, 3, tzinfo=UTC), datetime(2026, 10, 2, tzinfo=UTC)),  # by half an hour
    "Antarctica/Troll": (datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)),  # by two hours
    "Pacific/Apia": (datetime(2011, 12, 28, tzinfo=UTC),),  # a whole day was left out
    "Asia/Kathmandu": (datetime(2026, 2, 27, tzinfo=UTC), datetime(2028, 2, 28, tzinfo=UTC)),  # 5:45 from UTC
    "America/St_Johns": (datetime(2026, 12, 30, tzinfo=UTC),),
}


@st.composite
def calendars(draw: st.DrawFn) -> Hours:
    week = tuple(draw(days()) for _ in range(7))
    assume(any(week))
    zone = draw(st.sampled_from(sorted(ODD)))
    around = draw(st.sampled_from(ODD[zone])).date()
    closed = draw(st.frozensets(st.integers(-1, 9).map(lambda n: around + timedelta(days=n)), max_size=4))
    working = draw(st.none() | st.frozensets(st.integers(0, 6), min_size=1))
    assume(working is None or any(week[day] for day in working))
    return Hours(zone, week, closed, working)


@st.composite
def days(draw: st.DrawFn) -> tuple[Span, ...]:
    """None, one or two spans, often those in the hours of the night in which clocks are changed."""
    minutes = st.integers(0, 1440) | st.sampled_from((0, 60, 90, 120, 150, 180, 540, 1020, 1439, 1440))
    ends = sorted(draw(st.sets(minutes, max_size=4)))
    return tuple(Span(opens, closes) for opens, closes in zip(ends[::2], ends[1::2], strict=False))


@st.composite
def moments(draw: st.DrawFn, hours: Hours) -> datetime:
    return draw(st.sampled_from(ODD[hours.zone])) + draw(st.integers(0, 5 * 1440)) * MINUTE


def minutes_from(at: datetime) -> Iterator[datetime]:
    while True:
        yield at
        at += MINUTE


def on_the_wall(hours: Hours, at: datetime) -> tuple[date, bool]:
    """The reference: what day it is and whether somebody is there, by a look at the clock on the wall."""
    wall = at.astimezone(ZoneInfo(hours.zone))
    shown = f"{wall:%H:%M}"
    there = any(
        f"{span.opens // 60:02}:{span.opens % 60:02}" <= shown < f"{span.closes // 60:02}:{span.closes % 60:02}"
        for span in hours.week[wall.weekday()]
    )
    return wall.date(), there and wall.date() not in hours.closed


@settings(max_examples=60, deadline=None)
@given(st.data(), calendars())
def test_each_minute_is_open_or_not_as_the_wall_says(data: st.DataObject, hours: Hours) -> None:
    start = data.draw(moments(hours))
    length = data.draw(st.integers(0, 3000))
    seen = [at for at, _ in zip(minutes_from(start), range(length), strict=False) if on_the_wall(hours, at)[1]]
    assert all(hours.is_open(at) == (at in set(seen)) for at in (start + n * MINUTE for n in range(0, length, 17)))
    assert hours.between(start, start + length * MINUTE) == len(seen) * MINUTE
    assert hours.between(start + length * MINUTE, start) == -len(seen) * MINUTE


@settings(max_examples=60, deadline=None)
@given(st.data(), calendars(), st.integers(1, 1500))
def test_working_time_later_is_as_many_open_minutes_later(data: st.DataObject, hours: Hours, count: int) -> None:
    start, left = data.draw(moments(hours)), count
    for at, _ in zip(minutes_from(start), range(12 * 1440), strict=False):
        if left == 0:
            break
        left -= on_the_wall(hours, at)[1]
    else:
        return  # rarely open: shown by the properties below
    found = hours.after(start, count * MINUTE)
    assert found == at
    assert hours.between(start, found) == count * MINUTE


@settings(max_examples=60, deadline=None)
@given(st.data(), calendars(), st.integers(0, 4))
def test_working_days_later_is_the_end_of_that_day(data: st.DataObject, hours: Hours, count: int) -> None:
    start = data.draw(moments(hours))
    today, last, seen = start.astimezone(ZoneInfo(hours.zone)).date(), start, list[date]()
    for at, _ in zip(minutes_from(start), range(14 * 1440), strict=False):
        day, there = on_the_wall(hours, at)
        works = hours.working is None or day.weekday() in hours.working
        if there and works and day not in (today, *seen):
            seen.append(day)
            if len(seen) > count:
                break
        if there and (seen[-1:] == [day] if count else day == today):
            last = at + MINUTE
    else:
        return
    assert hours.days_after(start, count) == last
    assert hours.days_between(start, last) == count


@settings(max_examples=60, deadline=None)
@given(st.data(), calendars())
def test_it_opens_next_at_the_first_open_minute(data: st.DataObject, hours: Hours) -> None:
    start = data.draw(moments(hours))
    for at, _ in zip(minutes_from(start), range(9 * 1440), strict=False):
        if on_the_wall(hours, at)[1]:
            break
    else:
        return
    assert hours.next_opening(start) == at
    (opens, closes), (again, _) = hours.openings(start, 2)
    assert opens == at
    assert closes < again
    assert not hours.is_open(closes)
    assert hours.between(opens, closes) == closes - opens


@settings(max_examples=200, deadline=None)
@given(st.data(), calendars(), st.timedeltas(timedelta(), timedelta(days=60)), st.timedeltas(timedelta(), AHEAD))
def test_later_and_between_undo_each_other(
    data: st.DataObject, hours: Hours, span: timedelta, length: timedelta
) -> None:
    """To the microsecond, and over months and years."""
    start = data.draw(moments(hours)) + data.draw(st.timedeltas(timedelta(), timedelta(days=400)))
    end = start + length
    assert hours.between(start, end) + hours.between(end, end + MINUTE) == hours.between(start, end + MINUTE)
    if span > hours.between(start, start + AHEAD):
        with pytest.raises(Refusal, match="never_open"):
            hours.after(start, span)
        return
    found = hours.after(start, span)
    assert hours.between(start, found) == span
    assert not span or hours.is_open(found - timedelta(microseconds=1))


NINE_TO_FIVE = (Span(540, 720), Span(780, 1020))
WEEK = (NINE_TO_FIVE,) * 5 + ((), ())
BANK = Hours("Europe/Amsterdam", WEEK, closed=frozenset({date(2026, 4, 3), date(2026, 4, 6), date(2026, 12, 25)}))


def amsterdam(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        ("2026-03-09 11:00", "2 h", "2026-03-09 14:00"),  # over the break
        ("2026-03-09 16:00", "2 h", "2026-03-10 10:00"),  # over the night
        ("2026-03-06 16:00", "2 h", "2026-03-09 10:00"),  # over the weekend
        ("2026-03-27 16:00", "2 h", "2026-03-30 10:00"),  # and the change of the clock
        ("2026-04-02 16:00", "2 h", "2026-04-07 10:00"),  # over Good Friday and Easter Monday
        ("2026-12-31 16:00", "2 h", "2027-01-01 10:00"),  # over the end of the year
        ("2026-03-09 15:00", "2 h", "2026-03-09 17:00"),  # to the end of the day, and not to the next morning
        ("2026-03-07 12:00", "0 h", "2026-03-07 12:00"),
    ],
)
def test_by_hand(start: str, span: str, end: str) -> None:
    hours = timedelta(hours=int(span.split()[0]))
    assert BANK.after(amsterdam(start), hours) == amsterdam(end)


def test_working_days_by_hand() -> None:
    assert BANK.days_after(amsterdam("2026-03-09 10:00"), 5) == amsterdam("2026-03-16 17:00")
    assert BANK.days_after(amsterdam("2026-03-07 10:00"), 1) == amsterdam("2026-03-09 17:00")
    assert BANK.days_after(amsterdam("2026-04-02 10:00"), 2) == amsterdam("2026-04-08 17:00")
    assert ALWAYS.days_after(datetime(2026, 3, 6, 10, tzinfo=UTC), 5) == datetime(2026, 3, 14, tzinfo=UTC)


def test_a_span_that_the_clock_skips_or_shows_twice() -> None:
    night = Hours("Europe/Amsterdam", ((Span(120, 150),),) * 7)  # from 02:00 until 02:30
    skipped, twice = amsterdam("2026-03-29 00:00"), amsterdam("2026-10-25 00:00")
    assert night.between(skipped, skipped + timedelta(hours=20)) == timedelta()
    assert night.between(twice, twice + timedelta(hours=20)) == timedelta(hours=1)
    assert night.days_after(amsterdam("2026-03-28 12:00"), 1) == amsterdam("2026-03-30 02:30")


@pytest.mark.parametrize(
    ("week", "working", "code"),
    [
        (((),) * 7, None, "no_hours"),
        (((Span(0, 60),),) * 6, None, "no_hours"),
        (((Span(0, 60),), *((),) * 6), frozenset({1}), "no_working_days"),
        ((*((),) * 6, (Span(600, 540),)), None, "hours_out_of_order"),
        ((*((),) * 6, (Span(540, 600), Span(590, 700))), None, "hours_out_of_order"),
        ((*((),) * 6, (Span(540, 1441),)), None, "hours_out_of_order"),
    ],
)
def test_hours_that_cannot_be(week: tuple[tuple[Span, ...], ...], working: frozenset[int] | None, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        Hours("Europe/Amsterdam", week, working=working)
    assert refused.value.code == code


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "", "../etc/passwd", "x" * 300, "europe", "\0"])
def test_a_zone_that_is_none(zone: str) -> None:
    with pytest.raises(Refusal) as refused:
        Hours(zone, WEEK)
    assert refused.value.code == "unknown_zone"


@example(at=datetime(2026, 1, 1, tzinfo=UTC))
@given(at=st.integers(-20_000, 20_000).map(lambda days: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days)))
@settings(max_examples=5, deadline=None)
def test_a_calendar_of_holidays_alone_is_refused_and_never_loops(at: datetime) -> None:
    for_ever = frozenset(at.date() + timedelta(days=n) for n in range(-2, AHEAD.days + 3))
    shut = replace(ALWAYS, closed=for_ever)
    for search in (shut.next_opening, lambda at: shut.after(at, MINUTE), lambda at: shut.days_after(at, 1)):
        with pytest.raises(Refusal) as refused:
            search(at)
        assert refused.value.code == "never_open"
    assert shut.openings(at, 3) == ()
    with pytest.raises(Refusal):
        ALWAYS.after(at, AHEAD + MINUTE)


def test_around_the_clock_is_time_as_it_is() -> None:
    at = datetime(2026, 10, 24, 12, 30, 15, tzinfo=UTC)
    assert ALWAYS.after(at, timedelta(hours=37)) == at + timedelta(hours=37)
    assert Hours("Europe/Amsterdam", (WHOLE_DAY,) * 7).between(at, at + timedelta(days=3)) == timedelta(days=3)
