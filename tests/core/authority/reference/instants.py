"""The instants at which something that was spent drops out of a window, or a grant begins, found by stepping there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from .amounts import Past, period, seconds
from .chains import Data, Link, day

STEP = timedelta(minutes=15)
"""No zone begins a day between two of these."""


def turning_points(
    guideline: Data, chains: list[list[Link]], history: list[Past], at: datetime, zone: ZoneInfo
) -> list[datetime]:
    """Every instant after `at` at which these chains could give more, nothing else happening; in order of time."""
    found: set[datetime] = set()
    for link in (link for chain in chains for link in chain):
        for window in windows(guideline, link):
            number, _, noun = window.partition(" ")
            if number == "calendar":
                found.add(next_period(zone, noun, period(at.astimezone(zone), noun), at.astimezone(zone).date()))
            else:
                found |= {past.when + timedelta(seconds=seconds(window)) for past in history}
        if "from_date" in link.grant:
            found.add(first_instant(zone, day(link.grant["from_date"])))
    return sorted(instant for instant in found if instant > at)


def windows(guideline: Data, link: Link) -> Iterator[str]:
    pools = [pool for pool in guideline.get("pools", []) if pool["id"] == link.grant.get("pool")]
    for bound in (*link.grant.get("limits", []), *pools):
        if "within" in bound:
            yield bound["within"]


@lru_cache(maxsize=10_000)
def next_period(zone: ZoneInfo, noun: str, now: tuple[int, ...], today: date) -> datetime:
    """The first instant whose period has another name; today is a day of the period that is now."""
    while period(datetime(today.year, today.month, today.day), noun) == now:  # noqa: DTZ001  a day has no zone
        today += timedelta(days=1)
    return first_instant(zone, today)


@lru_cache(maxsize=10_000)
def first_instant(zone: ZoneInfo, today: date) -> datetime:
    """The first at which it is this day, or a later one where the clocks leave it out."""
    instant = datetime(today.year, today.month, today.day, tzinfo=UTC) - timedelta(days=2)
    while instant.astimezone(zone).date() < today:
        instant += STEP
    return instant
