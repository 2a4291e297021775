"""One look at what is due. The row says what and when; the command's id is made from it, so twice is once."""

from __future__ import annotations

import logging
from datetime import datetime

from leeway.core.cases import CaseClock
from leeway.core.message import CLOCK
from leeway.core.promises import ActOnPromise
from leeway.core.refusal import Refusal
from leeway.ledger.handle import handle
from leeway.ledger.seal import seal
from leeway.projections.timers import Timer

log = logging.getLogger(__name__)
BATCH = 500


def tick(now: datetime) -> int:
    """Fire everything that is due at `now` (aware UTC), oldest first, then seal; how many took effect here.

    An effect may make the next thing due at once (a promise long overdue is broken): rounds go on until none is left.
    """
    fired = 0
    while due := list(Timer.objects.filter(at__lte=now).order_by("at", "about")[:BATCH]):
        effects = sum(_fire(timer, now) for timer in due)
        fired += effects
        if not effects:
            break
    seal(now)
    return fired


def _fire(timer: Timer, now: datetime) -> bool:
    command = _command(timer, now)
    before = Timer.objects.filter(about=timer.about, moves=timer.moves).exists()
    try:
        handle(command, command_id=timer.command_id)
    except Refusal as refusal:  # somebody was faster: it moved on since the row was read
        log.info("The clock found %s already settled (%s)", timer.about, refusal.code)
        return False
    return before


def _command(timer: Timer, now: datetime) -> CaseClock | ActOnPromise:
    noun, _, about = timer.about.partition(":")
    if noun == "case":
        return CaseClock(at=now, by=CLOCK, case=about, act=timer.act)
    return ActOnPromise(at=now, by=CLOCK, promise=about, case=timer.case or None, act=timer.act)
