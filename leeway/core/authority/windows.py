"""Windows: the stretch of time over which a limit sums. Source: docs/guidelines.md#windows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ROLLING = re.compile(r"([1-9][0-9]{0,6}) (hour|day)s?\Z")
PERIODS = ("day", "week", "month", "quarter", "year")
LONGEST = timedelta(days=36_600)


@dataclass(frozen=True, slots=True)
class Window:
    """Either a length that rolls, or a calendar period; `text` as the guideline wrote it ("90 days")."""

    text: str
    length: timedelta | None = None
    period: str | None = None

    def since(self, at: datetime, zone: tzinfo) -> datetime:
        """The instant after which decisions count, itself excluded (aware UTC); up to and including `at`.

        A rolling window is (at - length, at]; a day is 24 hours there, whatever the clocks do. A calendar period counts
        from its first instant in `zone`, so the instant before it is returned.
        """
        if self.length is not None:
            return at - self.length
        first = first_day(self.period or "day", at.astimezone(zone).date())
        return datetime.combine(first, time(), zone).astimezone(UTC) - timedelta(microseconds=1)

    def next(self, at: datetime, zone: tzinfo) -> datetime:
        """The first instant of the calendar period after that of `at` (aware UTC): what was before counts no more."""
        first = following(self.period or "day", at.astimezone(zone).date())
        return datetime.combine(first, time(), zone).astimezone(UTC)


def read_window(text: str) -> Window | None:
    """`N hours`, `N days` or `calendar day|week|month|quarter|year`; None for anything else."""
    words = " ".join(text.split())
    if words.startswith("calendar ") and words.removeprefix("calendar ") in PERIODS:
        return Window(words, period=words.removeprefix("calendar "))
    length = read_length(words)
    return None if length is None else Window(words, length=length)


def read_length(text: str) -> timedelta | None:
    """`N hours` or `N days`, from one hour to about a hundred years; None for anything else."""
    found = _ROLLING.match(" ".join(text.split()))
    if found is None:
        return None
    number = int(found[1])
    length = timedelta(hours=number) if found[2] == "hour" else timedelta(days=number)
    return length if length <= LONGEST else None


def write_length(length: timedelta) -> str:
    """Whole days as days, else hours: "2 days", "1 hour"; as `read_length` reads it."""
    hours = int(length.total_seconds() // 3600)
    number, noun = (hours // 24, "day") if hours and hours % 24 == 0 else (hours, "hour")
    return f"{number} {noun}{'' if number == 1 else 's'}"


def following(period: str, day: date) -> date:
    """The first day of the calendar period after the one that `day` is in."""
    first = first_day(period, day)
    match period:
        case "day":
            return first + timedelta(days=1)
        case "week":
            return first + timedelta(days=7)
        case _:
            longest = {"month": 31, "quarter": 92}.get(period, 366)
            return first_day(period, first + timedelta(days=longest))


def microseconds(at: datetime) -> int:
    """Whole microseconds since the epoch, exact."""
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def first_day(period: str, day: date) -> date:
    """The first day of the calendar period that `day` is in; weeks begin on Monday."""
    match period:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=day.month - (day.month - 1) % 3, day=1)
        case "year":
            return day.replace(month=1, day=1)
        case _:
            return day
