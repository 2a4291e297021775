"""Mail that goes on: the mailbox, the listener, and what they kept; beside the pages or in a process of its own."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from django.conf import settings
from django.db import close_old_connections

from leeway.mail.fetching import keep_fetching
from leeway.mail.listening import Listener
from leeway.mail.taking import take_waiting

EVERY_SECONDS = 2.0
log = logging.getLogger(__name__)


def keep_running(stop: threading.Event) -> None:
    """Fetch, listen and take in until `stop` is set. Error: `OSError` where the listener's port cannot be used."""
    mail = settings.LEEWAY_MAIL
    listener = Listener(*mail.listen) if mail.listen else None
    if listener:
        listener.start()
    if mail.imap.host:
        threading.Thread(target=keep_fetching, args=(stop,), name="mailbox", daemon=True).start()
    while not stop.is_set():
        try:
            close_old_connections()
            while take_waiting(datetime.now(UTC)) and not stop.is_set():
                pass
        except Exception as error:
            log.error("Mail could not be taken in (%s); it is tried again.", type(error).__name__)
        stop.wait(EVERY_SECONDS)
    if listener:
        listener.stop()


def comes_in() -> bool:
    return bool(settings.LEEWAY_MAIL.imap.host or settings.LEEWAY_MAIL.listen)
