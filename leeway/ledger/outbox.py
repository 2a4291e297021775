"""What must leave the system: written in the transaction of the facts, sent afterwards, at least once.

Whoever receives tells a letter that comes twice by its id.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from leeway.core.message import Event
from leeway.ledger.models import Outbox
from leeway.ledger.recorded import Recorded

PATIENCE = timedelta(minutes=5)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """topic: who sends it on ("mail.customer"). data: ids and codes, no words; they are read when it is sent."""

    topic: str
    data: Mapping[str, Any]


LETTERS: dict[type[Event], Callable[[Recorded], tuple[Letter, ...]]] = {}
"""Type of fact -> what must go out because of it."""


def put(facts: Sequence[Recorded], at: datetime) -> None:
    """Write the letters of these facts, in the transaction that wrote the facts."""
    waiting = [
        Outbox(id=f"{each.id}.{number}", topic=letter.topic, data=dict(letter.data), created=at)
        for each in facts
        if type(each.event) in LETTERS
        for number, letter in enumerate(LETTERS[type(each.event)](each))
    ]
    if waiting:
        Outbox.objects.bulk_create(waiting)


def send_due(send: Callable[[str, Letter], None], *, now: datetime, limit: int = 100) -> int:
    """Hand every letter that waits to `send(id, letter)`, oldest first; return how many were sent.

    A letter whose `send` raises, or whose sender dies, is tried again once `PATIENCE` is over. No transaction is open
    while something is sent.
    """
    sent = 0
    for each in _claim(now, limit):
        try:
            send(each.id, Letter(each.topic, each.data))
        except Exception as error:  # one letter that cannot be sent must not hold up the others
            log.warning("Letter %s (%s) was not sent: %s", each.id, each.topic, type(error).__name__)
            continue
        Outbox.objects.filter(id=each.id).update(sent=now)
        sent += 1
    return sent


def _claim(now: datetime, limit: int) -> list[Outbox]:
    """Take letters that nobody else is about to send."""
    free = Q(claimed=None) | Q(claimed__lte=now - PATIENCE)
    with transaction.atomic():
        waiting = Outbox.objects.filter(free, sent=None).order_by("created", "id")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        mine = list(waiting[:limit])
        Outbox.objects.filter(id__in=[each.id for each in mine]).update(claimed=now)
    return mine
