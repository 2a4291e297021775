"""RFC 3339 times and CEL durations, to the microsecond.

What is finer than a microsecond is refused, not rounded: a boundary would move unseen.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

LONGEST_DURATION = timedelta(seconds=315_576_000_000)
LONGEST_DIFFERENCE = timedelta(microseconds=(2**63 - 1) // 1000)
"""What arithmetic may give: 64 bits of nanoseconds, about 292 years, as in CEL."""

_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):([0-5]\d|60)(?:\.(\d+))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))", re.ASCII
)
_DURATION = re.compile(r"([+-]?)(0|(?:(?:\d+\.?\d*|\.\d+)(?:h|ms|us|ns|m|s))+)", re.ASCII)
_PART = re.compile(r"(\d+\.?\d*|\.\d+)(h|ms|us|ns|m|s)", re.ASCII)
_MICROSECONDS = {
    "h": Fraction(3_600_000_000),
    "m": Fraction(60_000_000),
    "s": Fraction(1_000_000),
    "ms": Fraction(1_000),
    "us": Fraction(1),
    "ns": Fraction(1, 1_000),
}
_LONGEST_TEXT = 100


def time_value(text: str) -> datetime:
    """Aware UTC. `ValueError` with a sentence."""
    match = _TIME.fullmatch(text) if len(text) <= _LONGEST_TEXT else None
    if match is None:
        raise ValueError(f"{_shown(text)} is not a time with its zone: write one such as 2026-03-01T10:00:00Z.")
    year, month, day, hour, minute, second = (int(match[group]) for group in range(1, 7))
    fraction = (match[7] or "").rstrip("0")
    if len(fraction) > 6:
        raise ValueError(f"{_shown(text)} is finer than a microsecond: give at most six decimals.")
    offset = timedelta(hours=int(match[9] or 0), minutes=int(match[10] or 0)) * (-1 if match[8] == "-" else 1)
    try:
        instant = datetime(
            year, month, day, hour, minute, min(second, 59), int(fraction.ljust(6, "0")), timezone(offset)
        ).astimezone(UTC)
        return instant + timedelta(seconds=1) if second == 60 else instant
    except (ValueError, OverflowError):
        raise ValueError(f"{_shown(text)} is not in the calendar of the years 1 to 9999.") from None


def duration_value(text: str) -> timedelta:
    """`ValueError` with a sentence."""
    match = _DURATION.fullmatch(text) if len(text) <= _LONGEST_TEXT else None
    if match is None:
        raise ValueError(
            f"{_shown(text)} is not a duration: write one such as 24h, 1h30m or 90s (units h m s ms us ns)."
        )
    total = sum(
        (Fraction(number.rstrip(".")) * _MICROSECONDS[unit] for number, unit in _PART.findall(text)), Fraction()
    )
    if total >= Fraction(LONGEST_DURATION.total_seconds() + 1) * 1_000_000:
        raise ValueError(f"{_shown(text)} is too long: a duration is at most 87660000h.")
    if total.denominator != 1:
        raise ValueError(f"{_shown(text)} is finer than a microsecond: round it.")
    return timedelta(microseconds=int(total)) * (-1 if match[1] == "-" else 1)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "...")
