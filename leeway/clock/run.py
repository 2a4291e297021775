"""The clock that goes on: one tick every few seconds, in a thread beside the pages or in a process of its own."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from django.db import DatabaseError, close_old_connections

from leeway.clock.tick import tick

EVERY_SECONDS = 5.0
log = logging.getLogger(__name__)


def keep_ticking(stop: threading.Event | None = None) -> None:
    """Tick until `stop` is set (for ever without one). A database that is away for a while only makes it late."""
    stop = stop or threading.Event()
    while not stop.is_set():
        close_old_connections()
        try:
            tick(datetime.now(UTC))
        except DatabaseError as error:
            log.warning("The clock could not read what is due (%s); it tries again.", type(error).__name__)
        stop.wait(EVERY_SECONDS)
