"""Finds out what a kept mail is, and puts it where it belongs. It may be done twice; it happens once."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from leeway.core.cases import Receive, TakeMessage
from leeway.core.message import customer as as_party
from leeway.core.refusal import Refusal
from leeway.ledger import locks
from leeway.ledger.handle import handle
from leeway.ledger.models import Fact, KeptCommand
from leeway.mail import sorts
from leeway.mail.addresses import case_number
from leeway.mail.models import Attachment, Delivery, Message
from leeway.mail.reading import Read, read
from leeway.people.models import Customer
from leeway.people.words import Texts, derived
from leeway.projections.cases import CaseRow

Became = Message.Became
log = logging.getLogger(__name__)
NO_WORDS = "(This mail has no text; see what is attached.)"
CUT = "(This mail has {size} MB, more than is taken in here. Only its head was kept; all of it is in the mailbox.)"


def take_waiting(now: datetime, limit: int = 100) -> int:
    """Take every mail that was kept and waits, oldest first; return how many. One that fails waits on."""
    taken = 0
    for id_ in list(
        Message.objects.filter(handled_at=None).order_by("received_at", "id").values_list("id", flat=True)[:limit]
    ):
        try:
            take(id_, now)
            taken += 1
        except Exception as error:  # its type alone: what an error says may quote a person's words
            log.error("Mail %s could not be taken in (%s); it is tried again.", id_, type(error).__name__)
    return taken


def take(id_: str, now: datetime) -> None:
    message = Message.objects.select_related("raw").get(id=id_)
    if message.handled_at:
        return
    mail = read(bytes(message.raw.content))
    if message.cut:
        mail.words = mail.text = CUT.format(size=message.size // (1024 * 1024))
        mail.files = []
    _describe(message, mail)
    if not _was_put(message):
        _put(message, mail)
    message.handled_at = now
    with transaction.atomic():
        message.save()
        files = [
            Attachment(
                message=message,
                place=each.place,
                name=each.name,
                content_type=each.content_type,
                size=each.size,
                cid=each.cid,
            )
            for each in mail.files
        ]
        Attachment.objects.bulk_create(files, ignore_conflicts=True)


def _describe(message: Message, mail: Read) -> None:
    message.message_id, message.address, message.name = mail.message_id[:300], mail.address, mail.name
    message.subject, message.text, message.html = mail.subject, mail.text, mail.html
    message.answerable = sorts.answerable(mail)


def _was_put(message: Message) -> bool:
    """Whether an earlier try had come as far as the ledger; what it made of it then stays."""
    known = KeptCommand.objects.filter(id=_command_id(message), answer=KeptCommand.Answer.DONE).first()
    if known is None:
        return False
    fact = Fact.objects.get(position=known.positions[0])
    message.case = fact.data["case"]
    message.became = Became.NEW if fact.name == "case.received" else Became.CASE
    message.customer = fact.by.partition(":")[2]
    return True


def _put(message: Message, mail: Read) -> None:
    row = _case_of(message, mail)
    report = sorts.bounce(mail)
    if report:
        _bounced(message, report, row)
    elif sorts.automatic(mail, message.from_nobody):
        message.became = Became.AUTOMATIC
        if row:
            message.case, message.customer = row.id, row.customer
    elif not mail.address:
        message.became = Became.ASIDE
    elif row and _is_from(row.customer, mail.address):
        _put_to_case(message, mail, row)
    else:
        _put_as_new(message, mail)


def _case_of(message: Message, mail: Read) -> CaseRow | None:
    """The case that it is about: by the signed address, else by what it answers. Whose words it is, is not said yet."""
    for address in (*message.envelope_to, *mail.recipients):
        number = case_number(address)
        if number is not None and (row := CaseRow.objects.filter(number=number).first()):
            return row
    known = dict(Delivery.objects.filter(message_id__in=mail.references).values_list("message_id", "case"))
    case = next((known[each] for each in mail.references if each in known), None)
    return CaseRow.objects.filter(id=case).first() if case else None


def _is_from(customer: str, address: str) -> bool:
    return Customer.objects.filter(id=customer, email__iexact=address, erased_at=None).exists()


def _bounced(message: Message, report: sorts.Bounce, row: CaseRow | None) -> None:
    message.became = Became.BOUNCE
    about = Delivery.objects.filter(message_id__in=report.about).first()
    if about is None and row:
        message.case, message.customer = row.id, row.customer
    if about is None:
        return
    message.case, message.customer = about.case, about.customer
    if report.failed:
        Delivery.objects.filter(id=about.id).exclude(state=Delivery.State.BOUNCED).update(
            state=Delivery.State.BOUNCED, status=report.status, failed_at=message.received_at
        )


def _put_to_case(message: Message, mail: Read, row: CaseRow) -> None:
    texts = _texts(message, row.id, row.customer)
    command = TakeMessage(
        at=message.received_at, by=as_party(row.customer), case=row.id,
        words=texts.put("words", mail.words or NO_WORDS), channel="mail", message=message.id,
    )  # fmt: skip
    message.became, message.case, message.customer = Became.CASE, row.id, row.customer
    _handle(message, command, texts)


def _put_as_new(message: Message, mail: Read) -> None:
    """Words for a new case, for whoever hears it first; of a customer that is known by the address, or of a new one."""
    customer, case = _customer(message, mail), derived(_command_id(message), "case")
    texts = _texts(message, case, customer)
    said = "\n\n".join(each for each in (mail.subject, mail.words or NO_WORDS) if each)
    command = Receive(
        at=message.received_at, by=as_party(customer), case=case, customer=customer, words=texts.put("words", said),
        channel="mail",
    )  # fmt: skip
    message.became, message.case, message.customer = Became.NEW, case, customer
    _handle(message, command, texts)


def _handle(message: Message, command: TakeMessage | Receive, texts: Texts) -> None:
    try:
        handle(command, command_id=_command_id(message), words=texts.rows)
    except Refusal as refusal:
        if refusal.code != "command_id_reused" or not _was_put(message):  # another took it at the same time
            raise


def _customer(message: Message, mail: Read) -> str:
    """Who writes, by their address; where several share it, the one of that name. Two mails at once make one."""
    with transaction.atomic():
        locks.lock([f"mail:{mail.address}"])
        known = list(Customer.objects.filter(email__iexact=mail.address, erased_at=None).order_by("id")[:50])
        named = known if len(known) == 1 else [each for each in known if each.name == mail.name]
        if named:
            return named[0].id
        name = mail.name or mail.address.partition("@")[0] or "Somebody"
        made, _ = Customer.objects.get_or_create(
            id=derived(_command_id(message), "customer"), defaults={"name": name, "email": mail.address[:254]}
        )
        return made.id


def _texts(message: Message, case: str, customer: str) -> Texts:
    return Texts(_command_id(message), case=case, customer=customer, author=as_party(customer), at=message.received_at)


def _command_id(message: Message) -> str:
    return f"mail:{message.id}"
