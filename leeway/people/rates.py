"""How often somebody may ask in a minute, counted for all processes together in one small table.

A process takes its share in blocks, so that not every request writes: a block that it does not use up before the minute
ends is lost, never given twice. Above the limit nothing is written any more until the minute is over.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from django.db import connection, transaction

from leeway.people.models import Rate

MINUTE = 60
BLOCK = 10

_UPSERT = """
INSERT INTO people_rate (about, minute, taken) VALUES (%s, %s, %s)
ON CONFLICT (about, minute) DO UPDATE SET taken = people_rate.taken + excluded.taken RETURNING taken
"""


@dataclass(slots=True)
class _Share:
    minute: int
    left: int
    over: bool = False


_lock = threading.Lock()
_shares: dict[str, _Share] = {}


def wait(about: str, most: int, now: float) -> int:
    """0 if it may go on now, else the seconds until it may. most: in a minute. now: seconds since 1970."""
    minute = int(now // MINUTE)
    with _lock:
        share = _shares.get(about)
        if share is None or share.minute != minute:
            _forget_before(minute)
            share = _shares[about] = _Share(minute, 0)
        if share.left == 0 and not share.over:
            share.left = _take(about, minute, min(BLOCK, most), most)
            share.over = share.left == 0
        if share.over:
            return MINUTE - int(now % MINUTE)
        share.left -= 1
        return 0


def forget() -> None:
    """Begin anew in this process, as after a restart; the table keeps what was taken."""
    with _lock:
        _shares.clear()


def _take(about: str, minute: int, wanted: int, most: int) -> int:
    """How many of the wanted ones are left to take."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_UPSERT, [about[:80], minute, wanted])
        taken = int(cursor.fetchone()[0])
    return max(0, min(wanted, most - (taken - wanted)))


def _forget_before(minute: int) -> None:
    old = [about for about, share in _shares.items() if share.minute < minute]
    for about in old:
        del _shares[about]
    if old or not _shares:
        Rate.objects.filter(minute__lt=minute - 1).delete()
