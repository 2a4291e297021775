"""Hands on what must leave the system, by topic; in a thread of its own, for the clock waits for no other machine."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from django.db import close_old_connections

from leeway.ledger.outbox import Letter, send_due

EVERY_SECONDS = 2.0
log = logging.getLogger(__name__)


class Sender(Protocol):
    """Sends the letters of one topic. ready: whether the settings name where to; until then they wait."""

    def ready(self) -> bool: ...

    def send(self, letter_id: str, letter: Letter) -> None:
        """Send it, or raise: then it is tried again later. It may come twice, always with the same id."""
        ...


SENDERS: dict[str, Callable[[], Sender]] = {}
"""Topic -> what makes its sender. Who sends enters here when the application is ready."""

AFTERWARDS: list[Callable[[datetime], object]] = []
"""What else is begun at each look, without being waited for."""


def send_waiting(now: datetime) -> int:
    """Send what waits, every topic that has a sender which is ready; return how many letters were sent."""
    senders = {topic: make() for topic, make in SENDERS.items()}
    ready = {topic: sender for topic, sender in senders.items() if sender.ready()}
    if not ready:
        return 0
    return send_due(lambda id_, letter: ready[letter.topic].send(id_, letter), now=now, topics=tuple(ready))


def keep_sending(stop: threading.Event) -> None:
    """Send what waits until `stop` is set. Whatever goes wrong only makes it late."""
    while not stop.is_set():
        try:
            close_old_connections()
            while send_waiting(datetime.now(UTC)):
                pass
            for begin in AFTERWARDS:
                begin(datetime.now(UTC))
        except Exception as error:  # its type alone: what an error says may quote a person's words
            log.error("Sending failed (%s); it is tried again.", type(error).__name__)
        stop.wait(EVERY_SECONDS)
