"""Expectations as they stand, a row each: who expects what of whom, and whether it has ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec
from django.db import models

from leeway.core import expectations as core
from leeway.core.expectations import Expectation, ExpectationEvent
from leeway.ledger.recorded import Recorded


class ExpectationRow(models.Model):
    """holder: who expects. other: of whom. folded: the core's `Expectation` as JSON."""

    id = models.CharField(max_length=80, primary_key=True)
    holder = models.CharField(max_length=80)
    other = models.CharField(max_length=80)
    case = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=8)
    ending = models.CharField(max_length=8, blank=True)
    at = models.DateTimeField()
    folded = models.TextField()

    class Meta:
        app_label = "projections"
        db_table = "projections_expectation"
        indexes: ClassVar = [
            models.Index(fields=["holder", "ending"], name="expectation_holder"),
            models.Index(fields=["other", "ending"], name="expectation_other"),
        ]

    @property
    def expectation(self) -> Expectation:
        return _DECODER.decode(self.folded)


tables: Sequence[type[models.Model]] = (ExpectationRow,)


def load(expectation: str) -> dict[str, Expectation]:
    row = ExpectationRow.objects.filter(id=expectation).first()
    return {expectation: row.expectation} if row else {}


def project(facts: Sequence[Recorded]) -> None:
    for each in facts:
        if isinstance(each.event, ExpectationEvent):
            now = core.evolve(load(each.event.expectation), each.event).get(each.event.expectation)
            if now is not None:
                _write(now)


def _write(now: Expectation) -> None:
    said = {"holder": now.holder, "other": now.other, "case": now.case or "", "kind": now.kind, "at": now.at}
    folded = _ENCODER.encode(now).decode()
    ExpectationRow.objects.update_or_create(id=now.id, defaults={**said, "ending": now.ending or "", "folded": folded})


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Expectation)


def snapshot() -> object:
    rows = ExpectationRow.objects.order_by("id").values()
    return [{**row, "folded": msgspec.json.decode(row["folded"])} for row in rows]
