"""Promises as they stand: what is owed, by whom, to whom, by when; in a case or without one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import ClassVar

import msgspec
from django.db import models

from leeway.core import promises as core
from leeway.core.promises import Promise, PromiseEvent
from leeway.ledger.recorded import Recorded


class PromiseRow(models.Model):
    """promisee: a person's id or "customer:ID". due, body: the standing terms. folded: the core's `Promise` as JSON."""

    id = models.CharField(max_length=80, primary_key=True)
    case = models.CharField(max_length=64, blank=True, db_index=True)
    promiser = models.CharField(max_length=64)
    promisee = models.CharField(max_length=80)
    kind = models.CharField(max_length=8)
    state = models.CharField(max_length=24)
    due = models.DateTimeField()
    body = models.CharField(max_length=80, blank=True)
    late = models.BooleanField()
    ended = models.BooleanField()
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    folded = models.JSONField()

    class Meta:
        app_label = "projections"
        db_table = "projections_promise"
        indexes: ClassVar = [
            models.Index(fields=["promiser", "ended", "due"]),
            models.Index(fields=["promisee", "ended", "due"]),
        ]

    @property
    def promise(self) -> Promise:
        return msgspec.convert(self.folded, type=Promise)


tables: Sequence[type[models.Model]] = (PromiseRow,)


def load(promise_id: str) -> dict[str, Promise]:
    """The promise by its id, as the core wants it; empty where nothing is known of the id."""
    row = PromiseRow.objects.filter(id=promise_id).first()
    return {promise_id: row.promise} if row else {}


def project(facts: Sequence[Recorded]) -> None:
    for promise_id, events in by_promise(facts).items():
        _fold(promise_id, events)


def by_promise(facts: Sequence[Recorded]) -> dict[str, list[PromiseEvent]]:
    """The facts of each promise, in order."""
    found: dict[str, list[PromiseEvent]] = {}
    for each in facts:
        if isinstance(each.event, PromiseEvent):
            found.setdefault(each.event.promise, []).append(each.event)
    return found


def _fold(promise_id: str, events: list[PromiseEvent]) -> None:
    row = PromiseRow.objects.filter(id=promise_id).first()
    known: Mapping[str, Promise] = {promise_id: row.promise} if row else {}
    after = reduce(core.evolve, events, known).get(promise_id)
    if after is None:
        return
    if row is None:
        row = PromiseRow(id=after.id, case=after.case or "", kind=after.kind, opened_at=events[0].at)
    row.promiser, row.promisee, row.state = after.promiser, after.promisee, after.state
    row.due, row.body = after.terms.due, after.terms.body
    row.late, row.ended, row.moved_at = after.late, after.ended, events[-1].at
    row.folded = msgspec.to_builtins(after, order="deterministic")
    row.save(force_insert=row._state.adding)


def snapshot() -> object:
    return list(PromiseRow.objects.order_by("id").values())
