"""Working hours: when somebody is there, and how much working time lies between two moments.

Hours are written by the clock on the wall of one zone, and a moment counts if that clock then shows an open minute: a
span that a change of the clock skips is no working time, one that the clock shows twice counts twice. All moments are
aware, and all answers aware UTC. Nothing here waits for anybody: working time runs on whoever is asked (I12).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from leeway.core.refusal import Refusal

AHEAD = timedelta(days=731)  # two years: nobody is told of a moment farther away, and no search goes on longer
MINUTES_A_DAY = 24 * 60
DAY = timedelta(days=1)
NONE = timedelta()


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one minute of the day until before another: 0 is midnight, 1440 the next one. Breaks lie between spans."""

    opens: int
    closes: int


@dataclass(frozen=True)  # no slots, for what is worked out once
class Hours:
    """A calendar. week: the spans of Monday to Sunday, in order. closed: days of `zone` on which nobody is there.

    working: the days of the week (Monday is 0) that count as working days, if not all that have hours: a house that
    never closes may still count Monday to Friday.
    Error: `Refusal` where nobody could ever be there, or the spans of a day are out of order.
    """

    zone: str
    week: tuple[tuple[Span, ...], ...]
    closed: frozenset[date] = frozenset()
    working: frozenset[int] | None = None

    def __post_init__(self) -> None:
        known_zone(self.zone)
        if len(self.week) != 7 or not any(self.week):
            raise Refusal("no_hours")
        for day, spans in enumerate(self.week):
            _must_be_in_order(day, spans)
        if not any(spans for day, spans in enumerate(self.week) if self.working is None or day in self.working):
            raise Refusal("no_working_days")

    @cached_property
    def a_day(self) -> timedelta:
        """The working time of the longest day of the week."""
        return timedelta(minutes=max(sum(span.closes - span.opens for span in day) for day in self.week))

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there: from the first moment of a span until before its last."""
        wall = at.astimezone(self._zone)
        minute = wall.hour * 60 + wall.minute
        return any(span.opens <= minute < span.closes for span in self._spans(wall.date()))

    def next_opening(self, at: datetime) -> datetime:
        """The first moment from `at` on when somebody is there: `at` itself where they are.

        Error: `Refusal("never_open")` where nobody is within two years.
        """
        at = at.astimezone(UTC)
        for opens, _ in self._open(at, at + AHEAD):
            return opens
        raise Refusal("never_open", days=AHEAD.days)

    def openings(self, at: datetime, count: int) -> tuple[tuple[datetime, datetime], ...]:
        """The next `count` times from `at` on, each from when until when somebody is there without a break."""
        found: list[tuple[datetime, datetime]] = []
        at = at.astimezone(UTC)
        for opens, closes in self._open(at, at + AHEAD):
            if found and found[-1][1] == opens:
                found[-1] = (found[-1][0], closes)
            elif len(found) == count:
                break
            else:
                found.append((opens, closes))
        return tuple(found)

    def after(self, at: datetime, span: timedelta) -> datetime:
        """The first moment by which so much working time has gone by since `at`; `at` where that is none.

        Error: `Refusal("never_open")` where two years hold less.
        """
        at, left = at.astimezone(UTC), span
        if left <= NONE:
            return at
        for opens, closes in self._open(at, at + AHEAD):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        raise Refusal("never_open", days=AHEAD.days)

    def within(self, at: datetime, span: timedelta) -> datetime:
        """By when something comes that takes `span`: hours as working time, each whole day to the same time of the next
        day that has hours. Where nobody is there at that time: the end of the hours before it, or else of the next.

        What comes in while nobody is there counts from the next opening.
        Error: `Refusal("never_open")` where two years hold less.
        """
        at = self.next_opening(at)
        for _ in range(span // DAY):
            at = self._a_day_later(at)
        return self.after(at, span % DAY)

    def _a_day_later(self, at: datetime) -> datetime:
        wall, next_day, found = at.astimezone(self._zone), None, at
        for opens, closes in self._open(at, at + AHEAD):
            day = opens.astimezone(self._zone).date()
            if day == wall.date():
                continue
            same = datetime.combine(day, wall.time(), self._zone).astimezone(UTC)
            if next_day is None:
                next_day, found = day, same if opens <= same <= closes else closes
            elif day != next_day:
                return found
            elif opens <= same:
                found = min(same, closes)
        raise Refusal("never_open", days=AHEAD.days)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; below zero where `end` is the earlier one."""
        if end < start:
            return -self.between(end, start)
        spans = self._open(start.astimezone(UTC), end.astimezone(UTC))
        return sum((closes - opens for opens, closes in spans), NONE)

    def days_after(self, at: datetime, days: int) -> datetime:
        """The end of the `days`-th working day after the day of `at`, when the last of its hours is over.

        The day of `at` itself never counts, so that nobody gets less than so many whole working days.
        Error: `Refusal("never_open")` where two years hold fewer.
        """
        at = at.astimezone(UTC)
        last, ends, left = at.astimezone(self._zone).date(), at, days
        for opens, closes in self._open(at, at + AHEAD):
            day = opens.astimezone(self._zone).date()
            if day != last:
                if left == 0:
                    return ends
                last, left = day, left - self._is_working(day)
            if left == 0:
                ends = closes
        raise Refusal("never_open", days=AHEAD.days)

    def days_between(self, start: datetime, end: datetime) -> int:
        """How many working days begin after the day of `start`, that of `end` included."""
        first, days = start.astimezone(self._zone).date(), set[date]()
        for opens, _ in self._open(start.astimezone(UTC), end.astimezone(UTC)):
            days.add(opens.astimezone(self._zone).date())
        return sum(map(self._is_working, days - {first}))

    def _is_working(self, day: date) -> bool:
        return self.working is None or day.weekday() in self.working

    def _spans(self, day: date) -> tuple[Span, ...]:
        return () if day in self.closed else self.week[day.weekday()]

    def _open(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """When somebody is there between the two, in order; a stretch never goes beyond a day of the wall's clock."""
        for since, until, shift in self._even(start, end):
            wall, wall_end = since.replace(tzinfo=None) + shift, until.replace(tzinfo=None) + shift
            midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
            while midnight < wall_end:
                for span in self._spans(midnight.date()):
                    opens = max(wall, midnight + timedelta(minutes=span.opens))
                    closes = min(wall_end, midnight + timedelta(minutes=span.closes))
                    if opens < closes:
                        yield (opens - shift).replace(tzinfo=UTC), (closes - shift).replace(tzinfo=UTC)
                midnight += DAY

    def _even(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
        """Stretches of at most a day in which the wall's clock runs on without a change, and how far it is from UTC."""
        while start < end:
            until, shift = min(start + DAY, end), self._shift(start)
            if self._shift(until) != shift:
                until = self._change(start, until, shift)
            yield start, until, shift
            start = until

    def _change(self, before: datetime, after: datetime, shift: timedelta) -> datetime:
        """The moment between the two, to the second, from which the wall's clock is no longer `shift` from UTC."""
        low, high = int(before.timestamp()), -int(-after.timestamp() // 1)
        while high - low > 1:
            middle = (low + high) // 2
            if self._shift(datetime.fromtimestamp(middle, UTC)) == shift:
                low = middle
            else:
                high = middle
        return min(datetime.fromtimestamp(high, UTC), after)

    def _shift(self, at: datetime) -> timedelta:
        return at.astimezone(self._zone).utcoffset() or NONE


def known_zone(name: str) -> str:
    """The name, if it is one of the IANA's zones; else a `Refusal`."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refusal("unknown_zone", zone=name[:60]) from None
    return name


def _must_be_in_order(day: int, spans: Sequence[Span]) -> None:
    last = 0
    for span in spans:
        if not last <= span.opens < span.closes <= MINUTES_A_DAY:
            raise Refusal("hours_out_of_order", day=day)
        last = span.closes


WHOLE_DAY = (Span(0, MINUTES_A_DAY),)
ALWAYS = Hours("UTC", (WHOLE_DAY,) * 7, working=frozenset(range(5)))
"""Where nobody has said when they are there: time as it is, and working days from Monday to Friday."""

WhoseHours = Callable[[str], Hours]
"""The hours of whoever is asked to act: a person's id (their team's, else the organisation's). A customer has none."""


def always(party: str) -> Hours:
    return ALWAYS
