"""Webhooks are made, ended, and known to the door without a question to the database for each fact."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection

from leeway.ledger.event_types import TYPES
from leeway.webhooks.models import Webhook

ALL = "*"
MOST = 20  # each that is slow keeps a thread busy
LONGEST = 500
KNOWN_FOR = 2.0  # seconds: so long may a process not know of what another changed

_known: dict[str, tuple[float, tuple[tuple[str, frozenset[str]], ...]]] = {}  # by database


def add(url: str, events: Sequence[str], *, by: str, now: datetime) -> Webhook:
    """Make a webhook; its secret is in the row. Error: `ValidationError`, with a sentence."""
    _check_url(url)
    wanted = list(dict.fromkeys(events))
    unknown = [each for each in wanted if each != ALL and each not in TYPES]
    if unknown:
        raise ValidationError(f"No fact is named {unknown[0]!r}; docs/events.md has their names, and * is all of them.")
    if not wanted or (ALL in wanted and len(wanted) > 1):
        raise ValidationError("Name the facts that it is told of, or * alone for all of them.")
    if Webhook.objects.filter(active=True).count() >= MOST:
        raise ValidationError(f"There are {MOST} webhooks already, and more there cannot be; remove one first.")
    made = Webhook.objects.create(
        id=secrets.token_hex(6), url=url, secret=f"whsec_{secrets.token_urlsafe(32)}", events=wanted, made_by=by,
        made_at=now,
    )  # fmt: skip
    _known.clear()
    return made


def remove(webhook: Webhook) -> None:
    """End it at once: what waits for it is not sent any more."""
    Webhook.objects.filter(id=webhook.id).update(active=False)
    _known.clear()


def told_of(name: str) -> list[str]:
    """The ids of the webhooks that are told of facts of this name, as known in the last `KNOWN_FOR` seconds."""
    return [id_ for id_, events in _active() if ALL in events or name in events]


def _active() -> tuple[tuple[str, frozenset[str]], ...]:
    database = str(connection.settings_dict["NAME"])
    at, found = _known.get(database, (0.0, ()))
    if time.monotonic() - at > KNOWN_FOR or database not in _known:
        rows = Webhook.objects.filter(active=True).values_list("id", "events")
        found = tuple((id_, frozenset(events)) for id_, events in rows)
        _known[database] = (time.monotonic(), found)
    return found


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        right = bool(parts.hostname) and parts.port != 0
    except ValueError:
        right = False
    schemes = ("https", "http") if settings.LEEWAY_WEBHOOK_PRIVATE else ("https",)
    if not right or parts.scheme not in schemes or len(url) > LONGEST or not url.isascii() or not url.isprintable():
        raise ValidationError(
            f"A webhook has an address that begins with {' or '.join(f'{each}://' for each in schemes)}, "
            f"of up to {LONGEST} plain characters, such as https://shop.example.org/leeway."
        )
    if parts.username is not None or parts.fragment or " " in url:
        raise ValidationError("Leave out names, passwords, spaces and what follows a #: the signature says who it is.")
