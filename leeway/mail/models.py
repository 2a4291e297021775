"""Mails as they came in and went out. Ordinary tables: what tells who it was and what was said goes at an erasure."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Message(models.Model):
    """A mail that came in. id: of what it says, so that the same mail twice is one.

    handled_at: when it was found out what it is (became); until then it is tried again. case, customer: whose it is.
    from_nobody: its envelope named no sender, as that of a machine does.
    text: all that it says, as text; html: the same made safe. answerable: nothing automatic answers it otherwise.
    cut: it was larger than is taken in, and only its head is here. read_at: when the owner has read it.
    """

    class Became(models.TextChoices):
        WAITING = ""
        CASE = "case"
        NEW = "new"
        BOUNCE = "bounce"
        AUTOMATIC = "automatic"
        ASIDE = "aside"

    id = models.CharField(max_length=40, primary_key=True)
    message_id = models.CharField(max_length=300, blank=True, db_index=True)
    received_at = models.DateTimeField(db_index=True)
    envelope_from = models.CharField(max_length=320, blank=True)
    from_nobody = models.BooleanField(default=False)
    envelope_to = models.JSONField(default=list)
    size = models.BigIntegerField()
    cut = models.BooleanField(default=False)
    handled_at = models.DateTimeField(null=True)
    became = models.CharField(max_length=10, blank=True, choices=Became.choices, default=Became.WAITING)
    case = models.CharField(max_length=64, blank=True, db_index=True)
    customer = models.CharField(max_length=64, blank=True, db_index=True)
    address = models.CharField(max_length=320, blank=True, db_index=True)
    name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    answerable = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["received_at"], condition=models.Q(handled_at=None), name="mail_message_waiting")
        ]


class RawMessage(models.Model):
    """The mail byte by byte, apart, since nothing but reading it anew needs it."""

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="raw")
    content = models.BinaryField()


class Attachment(models.Model):
    """A file in a mail; its bytes are read out of the raw mail. place: which part it is. cid: of an inline image."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    place = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    cid = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "place"], name="mail_attachment_once")]


class Delivery(models.Model):
    """A letter on its way to a customer. id: of its row in the outbox. status: the other server's code, if any."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        BOUNCED = "bounced"
        FAILED = "failed"
        NO_ADDRESS = "no_address"
        HELD = "held"

    id = models.CharField(max_length=240, primary_key=True)
    message_id = models.CharField(max_length=300, unique=True)
    case = models.CharField(max_length=64, db_index=True)
    customer = models.CharField(max_length=64, db_index=True)
    address = models.CharField(max_length=320, blank=True, db_index=True)
    facts = models.JSONField(default=list)
    automatic = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    status = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
