"""What time alone will move, and when: one row for each case or promise that the clock has to come back to.

The row carries the number of facts so far, so that each due time has one command id for ever: however often and from
however many clocks it fires, it happens once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import models

from leeway.ledger.recorded import Recorded
from leeway.projections.cases import CaseRow, by_case
from leeway.projections.promises import PromiseRow, by_promise


class Timer(models.Model):
    """about: "case:ID" or "promise:ID". case: the case that a promise belongs to, or the case itself."""

    about = models.CharField(max_length=90, primary_key=True)
    case = models.CharField(max_length=64, blank=True)
    act = models.CharField(max_length=24)
    at = models.DateTimeField(db_index=True)
    moves = models.PositiveIntegerField()

    class Meta:
        app_label = "projections"
        db_table = "projections_timer"

    @property
    def command_id(self) -> str:
        return f"clock:{self.about}:{self.act}:{self.moves}"


tables: Sequence[type[models.Model]] = (Timer,)


def project(facts: Sequence[Recorded]) -> None:
    """The rows of cases and promises are written before; what they fold to says when the clock comes back."""
    wanted: dict[str, tuple[str, tuple[str, datetime] | None, int]] = {}
    for row in PromiseRow.objects.filter(id__in=by_promise(facts)):
        wanted[f"promise:{row.id}"] = (row.case, row.promise.timer(), row.promise.moves)
    for row in CaseRow.objects.filter(id__in=by_case(facts)):
        wanted[f"case:{row.id}"] = (row.id, row.case.timer(), row.case.moves)
    gone = [about for about, (_, timer, _) in wanted.items() if timer is None]
    kept = [
        Timer(about=about, case=case, act=timer[0], at=timer[1], moves=moves)
        for about, (case, timer, moves) in wanted.items()
        if timer is not None
    ]
    if gone:
        Timer.objects.filter(about__in=gone).delete()
    if kept:
        Timer.objects.bulk_create(
            kept, update_conflicts=True, unique_fields=["about"], update_fields=["case", "act", "at", "moves"]
        )


def snapshot() -> object:
    return list(Timer.objects.order_by("about").values())
