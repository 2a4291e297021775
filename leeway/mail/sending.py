"""Sends letters: at least once, always with the same Message-ID, so that a mailbox can tell one that comes twice."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from leeway.core.cases.events import CaseReceived
from leeway.core.message import Event
from leeway.ledger.models import Fact, Outbox
from leeway.ledger.outbox import Letter
from leeway.ledger.read import recorded
from leeway.mail.addresses import message_id, reply_address
from leeway.mail.models import Delivery, Message
from leeway.mail.smtp import connected
from leeway.mail.writing import Written, message, written
from leeway.projections.cases import CaseRow

TRIED_FOR = timedelta(days=3)
AUTOMATIC_PER_HOUR = 3  # to one address: two machines that answer each other stop here
THREAD = 10  # Message-IDs that a letter refers to
State = Delivery.State


class MailSender:
    """The sender of `mail.customer`."""

    def ready(self) -> bool:
        return bool(settings.LEEWAY_MAIL.sends)

    def send(self, letter_id: str, letter: Letter) -> None:
        """Send it. Error: what the connection raises; the letter waits then, and is given up after `TRIED_FOR`."""
        delivery = Delivery.objects.filter(id=letter_id).first()
        if delivery and delivery.state != State.WAITING:
            return
        now = timezone.now()
        row = CaseRow.objects.get(id=letter.data["case"])
        facts = [recorded(each).event for each in Fact.objects.filter(id__in=letter.data["facts"]).order_by("position")]
        found = written(row, facts, now)
        if found is None:
            return
        delivery = delivery or _begun(letter_id, letter, row, found)
        state = _not_to_be_sent(delivery, found, facts, now)
        if state:
            Delivery.objects.filter(id=letter_id).update(state=state)
            return
        _send(delivery, found, now)


def _begun(letter_id: str, letter: Letter, row: CaseRow, found: Written) -> Delivery:
    created = Outbox.objects.values_list("created", flat=True).get(id=letter_id)
    delivery, _ = Delivery.objects.get_or_create(
        id=letter_id,
        defaults={
            "message_id": message_id(letter_id), "case": row.id, "customer": row.customer, "at": created,
            "address": found.customer.email, "facts": letter.data["facts"], "automatic": found.automatic,
        },
    )  # fmt: skip
    return delivery


def _not_to_be_sent(delivery: Delivery, found: Written, facts: list[Event], now: datetime) -> str:
    """Why it is not sent, if so: nowhere to, or an automatic answer that must not be."""
    if not found.customer.email:
        return State.NO_ADDRESS
    if not found.automatic:
        return ""
    mails = Message.objects.filter(case=delivery.case, became=Message.Became.NEW)
    if any(isinstance(each, CaseReceived) for each in facts) and mails.filter(answerable=False).exists():
        return State.HELD
    recent = Delivery.objects.filter(
        address=found.customer.email, automatic=True, state=State.SENT, sent_at__gt=now - timedelta(hours=1)
    )
    return State.HELD if recent.count() >= AUTOMATIC_PER_HOUR else ""


def _send(delivery: Delivery, found: Written, now: datetime) -> None:
    mail = message(found, delivery.message_id, _thread(delivery), delivery.at)
    envelope = "" if found.automatic else reply_address(found.row.number)  # a bounce comes back to the case
    try:
        with connected(settings.LEEWAY_MAIL.smtp) as client:
            client.send_message(mail, envelope, [found.customer.email])
    except smtplib.SMTPRecipientsRefused as refused:
        code = max((code for code, _ in refused.recipients.values()), default=0)
        _fail(delivery, now, State.BOUNCED if code >= 500 else "", code)
        if code < 500:
            raise
        return
    except smtplib.SMTPDataError as refused:
        _fail(delivery, now, State.FAILED if refused.smtp_code >= 500 else "", refused.smtp_code)
        if refused.smtp_code < 500:
            raise
        return
    except (OSError, smtplib.SMTPException):
        if _fail(delivery, now, "", 0):
            return
        raise
    Delivery.objects.filter(id=delivery.id).update(state=State.SENT, sent_at=now, address=found.customer.email)
    Message.objects.filter(case=delivery.case, read_at=None, received_at__lte=delivery.at).update(read_at=now)


def _fail(delivery: Delivery, now: datetime, state: str, code: int) -> bool:
    """Mark it, where it is settled that it was not sent; whether it is."""
    state = state or (State.FAILED if now - delivery.at > TRIED_FOR else "")
    if state:
        Delivery.objects.filter(id=delivery.id).update(state=state, status=str(code or ""), failed_at=now)
    return bool(state)


def _thread(delivery: Delivery) -> list[str]:
    """What was written in this case before, both ways, oldest first; the first one always."""
    ours = Delivery.objects.filter(case=delivery.case, at__lt=delivery.at, state=State.SENT)
    theirs = Message.objects.filter(case=delivery.case, received_at__lt=delivery.at).exclude(message_id="")
    found = sorted([*ours.values_list("at", "message_id"), *theirs.values_list("received_at", "message_id")])
    ids = [each for _, each in found]
    return ids if len(ids) <= THREAD else [ids[0], *ids[1 - THREAD :]]
