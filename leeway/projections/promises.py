"""Promises as they stand: what is owed, by whom, to whom, by when; in a case or without one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, ClassVar

import msgspec
from django.db import models

from leeway.core import promises as core
from leeway.core.promises import Promise, PromiseEvent
from leeway.ledger import sql
from leeway.ledger.recorded import Recorded


class PromiseRow(models.Model):
    """promisee: a person's id or "customer:ID". due, body: the standing terms. folded: the core's `Promise` as JSON.

    awaits: the code of the event that it waits for. depends_on: another promise, while it may put this one at risk.
    """

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
    awaits = models.CharField(max_length=81, blank=True)
    depends_on = models.CharField(max_length=80, blank=True)
    folded = models.TextField()

    class Meta:
        app_label = "projections"
        db_table = "projections_promise"
        indexes: ClassVar = [
            models.Index(fields=["promiser", "ended", "due"]),
            models.Index(fields=["promisee", "ended", "due"]),
            models.Index(fields=["awaits"], name="promise_awaits", condition=~models.Q(awaits="")),
            models.Index(fields=["depends_on"], name="promise_depends_on", condition=~models.Q(depends_on="")),
        ]

    @property
    def promise(self) -> Promise:
        return _DECODER.decode(self.folded)


tables: Sequence[type[models.Model]] = (PromiseRow,)


def load(promise_id: str) -> dict[str, Promise]:
    """The promise by its id, as the core wants it; empty where nothing is known of the id."""
    row = PromiseRow.objects.filter(id=promise_id).first()
    return {promise_id: row.promise} if row else {}


def project(facts: Sequence[Recorded]) -> None:
    found = by_promise(facts)
    if found:
        before = {row.id: row.promise for row in PromiseRow.objects.filter(id__in=found).only("id", "folded")}
        after: Mapping[str, Promise] = before
        for events in found.values():
            after = reduce(core.evolve, events, after)
        write(found, before, after)


def by_promise(facts: Sequence[Recorded]) -> dict[str, list[PromiseEvent]]:
    """The facts of each promise, in order."""
    found: dict[str, list[PromiseEvent]] = {}
    for each in facts:
        if isinstance(each.event, PromiseEvent):
            found.setdefault(each.event.promise, []).append(each.event)
    return found


def write(
    found: Mapping[str, Sequence[PromiseEvent]], before: Mapping[str, Promise], after: Mapping[str, Promise]
) -> None:
    """Write the rows of these promises, given what they were and what their facts made of them."""
    new: list[tuple[Any, ...]] = []
    moved: list[tuple[Any, ...]] = []
    for promise_id, events in found.items():
        if promise_id not in after:
            continue
        now = after[promise_id]
        state = (
            promise_id, now.promiser, now.promisee, now.state, now.terms.due, now.terms.body, now.late, now.ended,
            events[-1].at, now.awaits or "", _depends_on(now), _ENCODER.encode(now).decode(),
        )  # fmt: skip
        if promise_id in before:
            moved.append(state)
        else:
            new.append((*state, now.case or "", now.kind, events[0].at))
    _NEW.insert(new)
    _MOVED.update(moved)


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Promise)
_STATE = {
    "id": "text", "promiser": "text", "promisee": "text", "state": "text", "due": sql.TIME, "body": "text",
    "late": "boolean", "ended": "boolean", "moved_at": sql.TIME, "awaits": "text",
    "depends_on": "text", "folded": "text",
}  # fmt: skip
_MOVED = sql.Rows("projections_promise", _STATE)
_NEW = sql.Rows("projections_promise", {**_STATE, "case": "text", "kind": "text", "opened_at": sql.TIME})


def _depends_on(promise: Promise) -> str:
    """Only while it can still be put at risk by it."""
    waits = promise.runs and promise.risk_from is None
    return (promise.terms.more.depends_on or "") if waits else ""


def snapshot() -> object:
    rows = PromiseRow.objects.order_by("id").values()
    return [{**row, "folded": msgspec.json.decode(row["folded"])} for row in rows]
