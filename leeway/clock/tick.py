"""One look at what is due. The row says what and when; the command's id is made from it, so twice is once."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import Error, connection
from django.db.models import QuerySet

from leeway.core.cases import CaseClock
from leeway.core.message import CLOCK
from leeway.core.promises import ActOnPromise, CarryOver, WarnPromiser
from leeway.core.refusal import Refusal
from leeway.ledger.handle import handle
from leeway.ledger.seal import seal
from leeway.people.models import ApiAct
from leeway.projections.timers import Timer

log = logging.getLogger(__name__)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Look:
    """fired: how many due times took effect here. failed: what could not be fired, as "case:ID" or "promise:ID"."""

    fired: int
    failed: tuple[str, ...]


def tick(now: datetime) -> int:
    """Look once; how many took effect here."""
    return look(now).fired


def look(now: datetime) -> Look:
    """Fire everything that is due at `now` (aware UTC), oldest first, then seal; what API acts left goes in time.

    An effect may make the next thing due at once (a promise long overdue is broken): rounds go on until none is left.
    What had no effect, or failed, is left alone until the next tick and keeps nothing else from its turn.
    """
    fired, tried, left, failed = 0, set[str](), set[str](), list[str]()
    while due := list(due_rows(now, left)):
        for timer in due:
            if timer.command_id not in tried and _fire(timer, now, failed):
                fired += 1
            else:
                left.add(timer.about)
            tried.add(timer.command_id)
    seal(now)
    ApiAct.objects.filter(at__lt=now - ApiAct.KEPT_FOR).delete()
    return Look(fired, tuple(failed))


def due_rows(now: datetime, left: Collection[str] = ()) -> QuerySet[Timer]:
    """The next rows that are due, oldest first: by the index of their times, so that what is not due is never read."""
    due = Timer.objects.filter(at__lte=now).order_by("at", "about")
    return (due.exclude(about__in=left) if left else due)[:BATCH]


def _fire(timer: Timer, now: datetime, failed: list[str]) -> bool:
    """Whether it took effect here. Raises only where the database is away, for that is no row's fault."""
    try:
        before = Timer.objects.filter(about=timer.about, moves=timer.moves).exists()
        handle(_command(timer, now), command_id=timer.command_id)
    except Refusal as refusal:  # somebody was faster: it moved on since the row was read
        log.info("The clock found %s already settled (%s)", timer.about, refusal.code)
        return False
    except Exception as error:
        if isinstance(error, Error) and not _database_answers():
            raise
        log.error("The clock failed at %s, %s (%s); it goes on.", timer.about, timer.act, type(error).__name__)
        failed.append(timer.about)
        return False
    return before


def _database_answers() -> bool:
    try:
        connection.close_if_unusable_or_obsolete()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _command(timer: Timer, now: datetime) -> CaseClock | ActOnPromise | CarryOver | WarnPromiser:
    noun, _, about = timer.about.partition(":")
    if noun == "case":
        return CaseClock(at=now, by=CLOCK, case=about, act=timer.act)
    if noun in {"risk", "event"}:
        case = timer.case or None
        return CarryOver(at=now, by=CLOCK, promise=about, case=case, act=timer.act, since=timer.at)
    if timer.act == "warn":
        return WarnPromiser(at=now, by=CLOCK, promise=about, case=timer.case or None)
    return ActOnPromise(at=now, by=CLOCK, promise=about, case=timer.case or None, act=timer.act)
