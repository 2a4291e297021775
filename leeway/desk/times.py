"""Times in words: "18 min late", "6 h 20 min left", "today 17:00", "Fri 10:30"."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils.timezone import get_current_timezone, get_default_timezone, localtime

from leeway.core.hours import Hours

SOON = timedelta(hours=1)


def zone_of(name: str) -> tzinfo:
    """The timezone by its name; ours where it is empty."""
    return ZoneInfo(name) if name else get_default_timezone()


def zone_in_words(zone: tzinfo | None = None) -> str:
    """Return "Havana time" for America/Havana, "UTC" for UTC; without one, the zone that times are shown in now."""
    name = str(zone or get_current_timezone())
    place = name.rpartition("/")[2].replace("_", " ")
    return f"{place} time" if "/" in name else name


def state_of(due: datetime, now: datetime) -> str:
    """Return "late", "soon" or "ok": the `data-due` of the style sheet."""
    if due <= now:
        return "late"
    return "soon" if due - now <= SOON else "ok"


def left(due: datetime, now: datetime) -> str:
    """Return "6 h 20 min left", "due now" or "18 min late"."""
    if abs(due - now) < timedelta(minutes=1):
        return "due now"
    return f"{length(abs(due - now))} {'late' if due <= now else 'left'}"


def length(span: timedelta) -> str:
    """Return "12 min", "1 h 42 min", "2 days": whole minutes below a day, then whole days, rounded down."""
    minutes = int(span.total_seconds()) // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days = hours // 24
    return "1 day" if days == 1 else f"{days} days"


def working_left(due: datetime, now: datetime, hours: Hours) -> str:
    """Return "2 working hours left", "40 working minutes left" or "no working time left"; whole hours from two on.

    Empty where it is late, or where working time is all the time that is left.
    """
    left = hours.between(now, due)
    if due <= now or left == due - now:
        return ""
    minutes = int(left.total_seconds()) // 60
    if not minutes:
        return "no working time left"
    number, what = (minutes // 60, "hour") if minutes >= 120 else (minutes, "minute")
    return f"{number} working {what}{'' if number == 1 else 's'} left"


def day(at: datetime, now: datetime) -> str:
    """Return "today", "yesterday", "tomorrow", "Fri" within six days, "12 March" or "12 March 2025"."""
    local, today = localtime(at), localtime(now).date()
    apart = (local.date() - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if apart in near:
        return near[apart]
    if -7 < apart < 7:
        return f"{local:%a}"
    return f"{local.day} {local:%B}" + ("" if local.year == today.year else f" {local.year}")


def moment(at: datetime, now: datetime) -> str:
    """Return "today 17:00", "Fri 10:30", "12 March 10:30"."""
    return f"{day(at, now)} {localtime(at):%H:%M}"


def share_left(opened: datetime, due: datetime, now: datetime) -> int:
    """Return how much of the time is left, in whole percent, for the ring of a promise."""
    whole = (due - opened).total_seconds()
    if whole <= 0:
        return 0
    return max(0, min(100, round((due - now).total_seconds() / whole * 100)))
