"""The clock that goes on: one tick every few seconds, in a thread beside the pages or in a process of its own."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from django.db import Error, close_old_connections

from leeway.clock.sending import keep_sending
from leeway.clock.tick import tick

EVERY_SECONDS = 5.0
log = logging.getLogger(__name__)


def keep_ticking(stop: threading.Event | None = None) -> None:
    """Tick until `stop` is set (for ever without one), and send beside it. Whatever goes wrong only makes it late."""
    stop = stop or threading.Event()
    threading.Thread(target=keep_sending, args=(stop,), name="sending", daemon=True).start()
    while not stop.is_set():
        try:
            close_old_connections()
            tick(datetime.now(UTC))
        except Exception as error:
            # Its type alone: what an error says may quote a person's words.
            sort = "its database" if isinstance(error, Error) else "one look"
            log.error("The clock failed at %s (%s); it tries again.", sort, type(error).__name__)
        stop.wait(EVERY_SECONDS)
