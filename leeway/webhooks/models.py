"""Who is told of which facts, and how each fared on its way. Ids and codes, nobody's words."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Webhook(models.Model):
    """A program of somebody's that is told. events: names of facts, or "*" alone. made_by: a person, or the shell.

    secret: signs what is sent; kept as it is, since signing needs it.
    """

    id = models.CharField(max_length=16, primary_key=True)
    url = models.CharField(max_length=500)
    secret = models.CharField(max_length=80)
    events = models.JSONField()
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["made_at", "id"]


class WebhookDelivery(models.Model):
    """A fact on its way to a webhook. id: stays the same however often it is tried.

    due: when it is tried next; moved on while somebody tries it, so that nobody else does.
    status: what came of the last try, the receiver's HTTP status or a code of ours; empty before the first.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    id = models.CharField(max_length=32, primary_key=True)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    fact = models.CharField(max_length=220)
    event = models.CharField(max_length=80)
    created = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    status = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhooks_delivery"
        indexes: ClassVar = [
            models.Index(fields=["webhook", "due"], condition=models.Q(ended_at=None), name="webhooks_delivery_waiting")
        ]
