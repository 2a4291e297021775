"""Days and calendar periods of a guideline's timezone as instants, worked out once for each period.

Where the clocks change near a boundary, a day can begin twice; there nothing is kept and the calendar itself is asked.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from leeway.core.authority.windows import EPOCH, Window, first_day, following, microseconds

ALWAYS = 10**18
_DAY_AND_MORE = timedelta(hours=26)


class Clock:
    """All in whole microseconds since the epoch."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._periods: dict[str, tuple[int, int, int]] = {}

    def since(self, window: Window, at: int) -> int:
        """As `Window.since`."""
        if window.length is not None:
            return at - window.length // timedelta(microseconds=1)
        period = window.period or "day"
        first, last, since = self._periods.get(period, (0, 0, 0))
        if first <= at < last:
            return since
        return self._look_up(window, period, at)

    def surely(self, from_date: date | None, until: date | None) -> tuple[int, int]:
        """(first, last): from `first` on and before `last` a day is within both dates, whatever the clocks do."""
        first = -ALWAYS if from_date is None else self._begin(from_date, _DAY_AND_MORE)
        last = ALWAYS if until is None else self._begin(until, -_DAY_AND_MORE)
        return first, last

    def _begin(self, day: date, later: timedelta) -> int:
        try:
            return microseconds(datetime.combine(day, time(), self._zone)) + later // timedelta(microseconds=1)
        except OverflowError:
            return ALWAYS if later > timedelta() else -ALWAYS

    def _look_up(self, window: Window, period: str, at: int) -> int:
        now = EPOCH + timedelta(microseconds=at)
        since = microseconds(window.since(now, self._zone))
        day = now.astimezone(self._zone).date()
        if first_day(period, day).year > 1 and day.year < 9990:
            first, last = (self._surely_within(each) for each in (first_day(period, day), following(period, day)))
            self._periods[period] = (first[1], last[0], since)
        return since

    def _surely_within(self, day: date) -> tuple[int, int]:
        """(before, after): the first instant of the day, twice; further apart where the clocks change around it."""
        begins = datetime.combine(day, time(), self._zone)
        before, after = (
            (begins.astimezone(EPOCH.tzinfo) + sign * _DAY_AND_MORE).astimezone(self._zone) for sign in (-1, 1)
        )
        if before.utcoffset() == begins.utcoffset() == after.utcoffset():
            return microseconds(begins), microseconds(begins)
        return microseconds(before), microseconds(after)
