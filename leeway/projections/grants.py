"""What was offered, given and taken back in the product: a row per grant, and per grant of the file acted upon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import ClassVar, get_args

from django.db import models

from leeway.core.granting import Given, GrantAccepted, GrantEvent, GrantOffered, Sort, evolve
from leeway.ledger.recorded import Recorded

EVENTS = get_args(GrantEvent)


class GrantRow(models.Model):
    """sort: "grant", "stand_in", or "file" for one of the file that was narrowed or taken back in the product.

    text: hash of its terms as they are now; empty for one of the file as it is written there. moved_at, moved_by: of
    the last act on it. words: id of what was said with that act.
    """

    id = models.CharField(max_length=64, primary_key=True)
    sort = models.CharField(max_length=8)
    state = models.CharField(max_length=9, db_index=True)
    giver = models.CharField(max_length=64, db_index=True)
    to = models.CharField(max_length=64, db_index=True)
    text = models.CharField(max_length=64)
    offered_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=64)
    words = models.CharField(max_length=80)

    class Meta:
        app_label = "projections"
        db_table = "projections_grant"
        ordering: ClassVar = ["offered_at", "id"]


tables: Sequence[type[models.Model]] = (GrantRow,)


def load(grant: str) -> Given | None:
    row = GrantRow.objects.filter(id=grant).first()
    return given(row) if row else None


def given(row: GrantRow) -> Given:
    return Given(Sort(row.sort), row.giver, row.to, row.text, row.state)


def in_state(*states: str) -> dict[str, Given]:
    """Those in a state, in the order in which they were offered."""
    return {row.id: given(row) for row in GrantRow.objects.filter(state__in=states)}


def project(facts: Sequence[Recorded]) -> None:
    for event in _events(facts):
        row = GrantRow.objects.filter(id=event.grant).first() or GrantRow(id=event.grant)
        known = given(row) if row.state else None
        for name, value in asdict(evolve(known, event)).items():
            setattr(row, name, str(value))
        if isinstance(event, GrantOffered):
            row.offered_at = event.at
        if isinstance(event, GrantAccepted):
            row.accepted_at = event.at
        row.moved_at, row.moved_by, row.words = event.at, event.by, getattr(event, "words", None) or ""
        row.save()


def _events(facts: Sequence[Recorded]) -> Iterable[GrantEvent]:
    return (each.event for each in facts if isinstance(each.event, EVENTS))


def snapshot() -> object:
    return list(GrantRow.objects.order_by("id").values())
