"""What must leave the system: written in the transaction of the facts, sent afterwards, at least once.

Whoever receives tells a letter that comes twice by its id.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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
    """topic: who sends it on ("mail.customer"). data: ids and codes, no words; they are read when it is sent.

    together: what facts of one command say of the same thing goes out as one letter, whose `facts` names them all.
    """

    topic: str
    data: Mapping[str, Any]
    together: str = ""


Writer = Callable[[Recorded], tuple[Letter, ...]]
LETTERS: dict[type[Event], list[Writer]] = {}
"""Type of fact -> what must go out because of it. Who sends enters here when the application is ready."""


def because_of(kinds: Iterable[type[Event]], writer: Writer) -> None:
    """Let `writer` say what must go out because of facts of these types, once however often this is called."""
    for kind in kinds:
        writers = LETTERS.setdefault(kind, [])
        if writer not in writers:
            writers.append(writer)


def put(facts: Sequence[tuple[Recorded, datetime]]) -> None:
    """Write the letters of these facts, each with the time of its command, in the transaction that wrote the facts."""
    waiting: list[Outbox] = []
    joined: dict[tuple[str, str, str], Outbox] = {}
    for each, at in facts:
        letters = [letter for writer in LETTERS.get(type(each.event), ()) for letter in writer(each)]
        for number, letter in enumerate(letters):
            key = (each.id.rpartition(".")[0], letter.topic, letter.together)
            if letter.together and key in joined:
                joined[key].data["facts"].append(each.id)
                continue
            row = Outbox(id=f"{each.id}.{number}", topic=letter.topic, data=dict(letter.data), created=at)
            if letter.together:
                row.data["facts"] = [each.id]
                joined[key] = row
            waiting.append(row)
    if waiting:
        Outbox.objects.bulk_create(waiting)


def send_due(
    send: Callable[[str, Letter], None], *, now: datetime, limit: int = 100, topics: Collection[str] | None = None
) -> int:
    """Hand every letter that waits to `send(id, letter)`, oldest first; return how many were sent.

    topics: only these; letters that nobody sends wait on.

    A letter whose `send` raises, or whose sender dies, is tried again once `PATIENCE` is over. No transaction is open
    while something is sent.
    """
    sent = 0
    for each in _claim(now, limit, topics):
        try:
            send(each.id, Letter(each.topic, each.data))
        except Exception as error:  # one letter that cannot be sent must not hold up the others
            log.warning("Letter %s (%s) was not sent: %s", each.id, each.topic, type(error).__name__)
            continue
        Outbox.objects.filter(id=each.id).update(sent=now)
        sent += 1
    return sent


def _claim(now: datetime, limit: int, topics: Collection[str] | None) -> list[Outbox]:
    """Take letters that nobody else is about to send."""
    free = Q(claimed=None) | Q(claimed__lte=now - PATIENCE)
    with transaction.atomic():
        waiting = Outbox.objects.filter(free, sent=None).order_by("created", "id")
        waiting = waiting if topics is None else waiting.filter(topic__in=topics)
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        mine = list(waiting[:limit])
        Outbox.objects.filter(id__in=[each.id for each in mine]).update(claimed=now)
    return mine
