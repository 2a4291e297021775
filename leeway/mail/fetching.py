"""Takes mail out of a mailbox (IMAP). It is kept first and marked as seen afterwards."""

from __future__ import annotations

import logging
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from imapclient import IMAPClient

from leeway.mail.keeping import keep
from leeway.mail.taking import take_waiting

POLL_SECONDS = 30.0
IDLE_SECONDS = 300.0  # servers end an IDLE after half an hour
PATIENCE = 60  # seconds that the server may take to answer
BATCH = 20
log = logging.getLogger(__name__)


@contextmanager
def mailbox() -> Iterator[Any]:
    """Signed in, with the folder open. Error: `OSError`, `imapclient.exceptions.IMAPClientError`."""
    server = settings.LEEWAY_MAIL.imap
    context = ssl.create_default_context()
    client = IMAPClient(server.host, server.port, ssl=server.tls == "tls", ssl_context=context, timeout=PATIENCE)
    try:
        if server.tls == "starttls":
            client.starttls(context)
        client.login(server.user, server.password)
        client.select_folder(settings.LEEWAY_MAIL.folder)
        yield client
    finally:
        try:
            client.logout()
        except Exception:  # the connection is gone, or was never signed in
            client.shutdown()


def fetch(client: Any) -> int:
    """Keep whatever is not marked as seen yet, then mark it; return how much was new."""
    new = 0
    unseen = client.search(["UNSEEN"])
    for start in range(0, len(unseen), BATCH):
        sizes = client.fetch(unseen[start : start + BATCH], ["RFC822.SIZE"])
        for uid, found in sizes.items():
            new += _fetch_one(client, uid, int(found[b"RFC822.SIZE"]))
    return new


def _fetch_one(client: Any, uid: int, size: int) -> bool:
    too_large = size > settings.LEEWAY_MAIL.largest
    part = "BODY.PEEK[HEADER]" if too_large else "BODY.PEEK[]"
    raw = client.fetch([uid], [part]).get(uid, {}).get(part.replace(".PEEK", "").encode())
    if raw is None:  # somebody deleted it meanwhile
        return False
    _, new = keep(raw, datetime.now(UTC), size=size if too_large else 0)
    client.add_flags([uid], [rb"\Seen"])
    return new


def keep_fetching(stop: threading.Event) -> None:
    """Fetch until `stop` is set: at once when the server says so, else every half minute.

    Whatever goes wrong only makes it late.
    """
    while not stop.is_set():
        try:
            close_old_connections()
            with mailbox() as client:
                _stay(client, stop)
        except Exception as error:  # its type alone: what an error says may quote a person's words
            log.error("The mailbox could not be read (%s); it is tried again.", type(error).__name__)
        stop.wait(POLL_SECONDS)


def _stay(client: Any, stop: threading.Event) -> None:
    can_idle = client.has_capability("IDLE")
    while not stop.is_set():
        close_old_connections()
        fetch(client)
        take_waiting(datetime.now(UTC))
        if not can_idle:
            if not stop.wait(POLL_SECONDS):
                client.noop()
            continue
        client.idle()
        try:
            _wait_for_news(client, stop)
        finally:
            client.idle_done()


def _wait_for_news(client: Any, stop: threading.Event) -> None:
    waited = 0.0
    while waited < IDLE_SECONDS and not stop.is_set():
        if client.idle_check(timeout=1.0):
            return
        waited += 1.0
