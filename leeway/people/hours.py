"""When we are there: the hours of each team and of the organisation, with the public holidays of a place.

A person has the hours of their team, else the organisation's; where neither was entered, time is taken as it is.
Public holidays come from the `holidays` library; what was promised keeps its moment when a calendar is changed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

import holidays
from django.db import models

from leeway.core.hours import ALWAYS, Hours, Span
from leeway.core.refusal import Refusal

if TYPE_CHECKING:
    from leeway.people.models import Person

YEARS = 5  # around this one, for which public holidays are looked up
SPAN = re.compile(r"(\d{1,2})(?::?(\d{2}))?\s*[-\u2013]\s*(\d{1,2})(?::?(\d{2}))?")
log = logging.getLogger(__name__)


class WorkingHours(models.Model):
    """team: as the guideline calls it; empty for the organisation. week: a text for each day from Monday on, such as
    "08:30-12:00, 13:00-17:30" or "". closed: own closed days (ISO dates). working: days that count as working days,
    Monday is 0; None for all that have hours. country, region: by the codes of the holidays library ("NL", "")."""

    team = models.CharField(max_length=64, primary_key=True, blank=True)
    zone = models.CharField(max_length=64)
    week = models.JSONField()
    country = models.CharField(max_length=8, blank=True, default="")
    region = models.CharField(max_length=16, blank=True, default="")
    closed = models.JSONField(default=list, blank=True)
    working = models.JSONField(null=True, blank=True)

    class Meta:
        db_table = "people_hours"
        ordering: ClassVar = ["team"]

    def __str__(self) -> str:
        return self.team or "The whole organisation"

    @property
    def hours(self) -> Hours:
        """The calendar; raises `Refusal` where it is none."""
        return _hours(
            self.zone, tuple(self.week), self.country, self.region, tuple(self.closed),
            None if self.working is None else frozenset(self.working), datetime.now(UTC).year,
        )  # fmt: skip


def hours_now() -> dict[str, Hours]:
    """The calendar of each team that has one, and of the organisation (""): as time is where it has none.

    One that cannot be read any more is left out, and said in the log: nobody's work waits for that.
    """
    found = {"": ALWAYS}
    for row in WorkingHours.objects.all():
        try:
            found[row.team] = row.hours
        except Refusal as refusal:
            log.error("The hours of %s cannot be used (%s).", row.team or "the organisation", refusal.code)
    return found


def hours_of(person: Person | None) -> Hours:
    known = hours_now()
    return known.get(person.team if person else "", known[""])


def spans(text: str) -> tuple[Span, ...]:
    """ "08:30-12:00, 13:00-17:30" as spans; "24:00" is midnight at the end. Raises ValueError."""
    found = []
    for part in filter(None, (each.strip() for each in text.split(","))):
        match = SPAN.fullmatch(part)
        if match is None:
            raise ValueError(part)
        opens, closes = _minute(match[1], match[2]), _minute(match[3], match[4])
        found.append(Span(opens, closes))
    return tuple(found)


def text_of(day: Iterable[Span]) -> str:
    return ", ".join(f"{_clock(span.opens)}-{_clock(span.closes)}" for span in day)


def _minute(hours: str, minutes: str | None) -> int:
    if int(minutes or 0) > 59 or int(hours) > 24:
        raise ValueError(f"{hours}:{minutes}")
    return int(hours) * 60 + int(minutes or 0)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def countries() -> dict[str, list[str]]:
    """The countries that the library knows, each with its regions."""
    return holidays.list_supported_countries()


@lru_cache(maxsize=64)
def public_holidays(country: str, region: str, year: int) -> dict[date, str]:
    """Day and name, some years around `year`. Raises `Refusal` for a place that the library does not know."""
    try:
        found = holidays.country_holidays(
            country, subdiv=region or None, years=range(year - YEARS, year + YEARS + 1), expand=False
        )
    except NotImplementedError:
        raise Refusal("unknown_place", country=country, region=region) from None
    return dict(sorted(found.items()))


@lru_cache(maxsize=64)
def _hours(
    zone: str, week: tuple[str, ...], country: str, region: str, closed: tuple[str, ...],
    working: frozenset[int] | None, year: int,
) -> Hours:  # fmt: skip
    days = set(map(date.fromisoformat, closed))
    if country:
        days.update(public_holidays(country, region, year))
    return Hours(zone, tuple(map(spans, week)), frozenset(days), working)
