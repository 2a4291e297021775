"""What an erased customer leaves behind in mail: that there was one, when, and how it ended."""

from __future__ import annotations

from leeway.mail.models import Attachment, Delivery, Message, RawMessage
from leeway.people.models import Customer


def erase(customer: Customer) -> None:
    """Take every address, word and file of theirs, in the transaction of the caller and before the address goes."""
    mails = Message.objects.filter(customer=customer.id)
    if customer.email:
        mails = mails | Message.objects.filter(customer="", address__iexact=customer.email)
    ids = list(mails.values_list("id", flat=True))
    Attachment.objects.filter(message__in=ids).delete()
    RawMessage.objects.filter(message__in=ids).update(content=b"")
    Message.objects.filter(id__in=ids).update(
        message_id="", address="", name="", subject="", text="", html="", envelope_from="", envelope_to=[]
    )
    Delivery.objects.filter(customer=customer.id).update(address="")
