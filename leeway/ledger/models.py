"""The tables of the ledger. Triggers keep all but the outbox from ever being changed (migration 0002)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Fact(models.Model):
    """Something that happened, as it was written down then.

    Positions are unique and grow within whatever shares a tag. On PostgreSQL they commit out of order between others:
    nobody may follow the ledger by "everything above N".
    """

    position = models.BigAutoField(primary_key=True)
    id = models.CharField(max_length=220)
    name = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    command_id = models.CharField(max_length=200)
    data = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["id"], name="ledger_fact_id_once")]


class FactTag(models.Model):
    """That a fact is about something, as "noun:id"."""

    pk = models.CompositePrimaryKey("tag", "fact_id")
    tag = models.CharField(max_length=240)
    fact = models.ForeignKey(
        Fact,
        on_delete=models.PROTECT,
        db_column="position",
        db_index=False,
        db_constraint=False,
        related_name="fact_tags",
    )

    class Meta:
        db_table = "ledger_fact_tag"


class KeptCommand(models.Model):
    """A command that was answered, with its answer, so that the same id gets the same answer again.

    content: hash of all that was asked but its time. positions: of the facts that it led to; empty when refused.
    """

    class Answer(models.TextChoices):
        DONE = "done"
        REFUSED = "refused"

    id = models.CharField(max_length=200, primary_key=True)
    name = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    content = models.CharField(max_length=64)
    data = models.JSONField()
    answer = models.CharField(max_length=8, choices=Answer.choices)
    refusal_code = models.CharField(max_length=80)
    refusal_details = models.JSONField()
    positions = models.JSONField()

    class Meta:
        db_table = "ledger_command"


class Seal(models.Model):
    """One link of the chain: hash = SHA-256 of the previous link's hash and of the hashes of the facts it seals."""

    number = models.BigIntegerField(primary_key=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    at = models.DateTimeField()


class Sealed(models.Model):
    """That a fact is sealed, in which seal, with the hash that it had then. Row by row, for positions have gaps."""

    position = models.BigIntegerField(primary_key=True)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="facts")
    hash = models.CharField(max_length=64)


class Outbox(models.Model):
    """What must leave the system because of a fact; sent afterwards, at least once, always with the same id.

    claimed: when somebody last began to send it; another may try again after `outbox.PATIENCE`.
    """

    id = models.CharField(max_length=240, primary_key=True)
    topic = models.CharField(max_length=80)
    data = models.JSONField()
    created = models.DateTimeField()
    claimed = models.DateTimeField(null=True)
    sent = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["created"], condition=Q(sent__isnull=True), name="ledger_outbox_waiting")]
