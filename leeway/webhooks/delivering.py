"""Delivers: each webhook in a thread of its own, so that one that is slow or away holds up nobody but itself."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from leeway.ledger.codec import UnreadableFactError
from leeway.ledger.models import Fact, Outbox
from leeway.ledger.outbox import Letter
from leeway.ledger.read import recorded
from leeway.webhooks.models import Webhook, WebhookDelivery
from leeway.webhooks.posting import post, signature

WAITS = (
    timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30),
    timedelta(hours=2), timedelta(hours=6), timedelta(hours=12), timedelta(hours=24),
)  # fmt: skip
"""How long after each try that failed the next one comes; after the last of them it has failed."""
LEASE = timedelta(minutes=2)  # longer than any try takes: who tries it has died then, and another may
AT_ONCE = 1000  # of one webhook in a row, before it is looked at anew
KEPT = timedelta(days=30)
State = WebhookDelivery.State
log = logging.getLogger(__name__)

_busy: set[str] = set()
_lock = threading.Lock()


class WebhookSender:
    """The sender of `webhook`: it only puts a letter among those to be delivered, and so holds up no other topic."""

    def ready(self) -> bool:
        return True

    def send(self, letter_id: str, letter: Letter) -> None:
        if not Webhook.objects.filter(id=letter.data["webhook"], active=True).exists():
            return
        created = Outbox.objects.values_list("created", flat=True).get(id=letter_id)
        WebhookDelivery.objects.get_or_create(
            id=hashlib.sha256(letter_id.encode()).hexdigest()[:32],
            defaults={
                "webhook_id": letter.data["webhook"], "fact": letter.data["fact"], "event": letter.data["event"],
                "created": created, "due": created,
            },
        )  # fmt: skip


def begin_due(now: datetime) -> list[threading.Thread]:
    """Begin to deliver what is due, a thread for each webhook that has any; return them without waiting."""
    due = Exists(_due(OuterRef("id"), now))
    begun = []
    for webhook in Webhook.objects.filter(due, active=True).values_list("id", flat=True):
        with _lock:
            if webhook in _busy:
                continue
            _busy.add(webhook)
        thread = threading.Thread(target=_deliver_beside, args=(webhook,), name=f"webhook-{webhook}", daemon=True)
        thread.start()
        begun.append(thread)
    return begun


def _deliver_beside(webhook: str) -> None:
    try:
        deliver(webhook)
        forget(timezone.now())
    except Exception as error:  # its type alone: an address may hold what opens a door
        log.error("Webhook %s could not be looked after (%s); it is tried again.", webhook, type(error).__name__)
    finally:
        connection.close()
        with _lock:
            _busy.discard(webhook)


def deliver(webhook: str, clock: Callable[[], datetime] = timezone.now) -> int:
    """Deliver what is due of one webhook, until one fails; return how many were taken."""
    taken = 0
    for _ in range(AT_ONCE):
        hook = Webhook.objects.filter(id=webhook, active=True).first()
        delivery = _due(webhook, clock()).order_by("due", "fact").first()
        if hook is None or delivery is None:
            break
        if not _claim(delivery, clock()):
            continue
        status = _try(hook, delivery, clock())
        _settle(delivery, status, clock())
        if not _was_taken(status):
            break
        taken += 1
    return taken


def forget(now: datetime) -> None:
    """Take out of the log what is older than `KEPT`; what waits for a webhook that is told stays."""
    settled = Q(ended_at__isnull=False) | Q(webhook__active=False)
    WebhookDelivery.objects.filter(settled, created__lt=now - KEPT).delete()


def _due(webhook: str | OuterRef, now: datetime) -> QuerySet[WebhookDelivery]:
    """By its end and not by its state: SQLite finds the index of what waits by a NULL alone."""
    return WebhookDelivery.objects.filter(webhook=webhook, ended_at=None, due__lte=now)


def _claim(delivery: WebhookDelivery, now: datetime) -> bool:
    """Whether it is ours to try: of two who want it, the first one moves the time on which both saw it due."""
    mine = WebhookDelivery.objects.filter(id=delivery.id, state=State.WAITING, due=delivery.due)
    delivery.tries += 1
    return bool(mine.update(due=now + LEASE, tries=delivery.tries))


def _try(hook: Webhook, delivery: WebhookDelivery, now: datetime) -> str:
    try:
        body = body_of(delivery.fact)
    except UnreadableFactError:
        return "unreadable_fact"
    time = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Leeway",
        "Leeway-Id": delivery.id,
        "Leeway-Time": time,
        "Leeway-Signature": signature(hook.secret, delivery.id, time, body),
    }
    return post(hook.url, headers, body, private=settings.LEEWAY_WEBHOOK_PRIVATE)


def body_of(fact: str) -> bytes:
    """The fact as `GET /ledger` shows it, what is hidden there hidden here."""
    from leeway.api.ledger import as_shown
    from leeway.desk import in_force

    found = recorded(Fact.objects.get(id=fact))
    return json.dumps(as_shown(found, in_force.guideline()), cls=DjangoJSONEncoder).encode()


def _settle(delivery: WebhookDelivery, status: str, now: datetime) -> None:
    if _was_taken(status):
        changes = {"state": State.SENT, "status": status, "ended_at": now}
    elif delivery.tries <= len(WAITS):
        changes = {"status": status, "due": now + WAITS[delivery.tries - 1]}
    else:
        changes = {"state": State.FAILED, "status": status, "ended_at": now}
        log.warning(
            "Webhook %s was not told of a fact (%s) after %d tries.", delivery.webhook_id, status, delivery.tries
        )
    WebhookDelivery.objects.filter(id=delivery.id, state=State.WAITING).update(**changes)


def _was_taken(status: str) -> bool:
    return len(status) == 3 and status.startswith("2")
