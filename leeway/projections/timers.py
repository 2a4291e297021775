"""What time alone will move, and when: one row for each case or promise that the clock has to come back to.

The row carries the number of facts so far, so that each due time has one command id for ever: however often and from
however many clocks it fires, it happens once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import models

from leeway.core.cases.state import Case
from leeway.core.promises import Promise
from leeway.ledger import sql
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
    promises, cases = by_promise(facts), by_case(facts)
    if promises:
        write_promises(row.promise for row in PromiseRow.objects.filter(id__in=promises).only("id", "folded"))
    if cases:
        write_cases(row.case for row in CaseRow.objects.filter(id__in=cases).only("id", "folded"))


def write_promises(promises: Iterable[Promise], before: Mapping[str, Promise] | None = None) -> None:
    """before: as they were, where that is known: those without a timer then have no row to be taken away."""
    _write(
        (f"promise:{each.id}", each.case or "", each.timer(), each.moves, before is None or _had(before.get(each.id)))
        for each in promises
    )


def write_cases(cases: Iterable[Case], before: Mapping[str, Case] | None = None) -> None:
    """before: as above."""
    _write(
        (f"case:{each.id}", each.id, each.timer(), each.moves, before is None or _had(before.get(each.id)))
        for each in cases
        if each.number
    )


def _had(before: Case | Promise | None) -> bool:
    return before is not None and before.timer() is not None


def _write(wanted: Iterable[tuple[str, str, tuple[str, datetime] | None, int, bool]]) -> None:
    gone, kept = [], []
    for about, case, timer, moves, had in wanted:
        if timer is not None:
            kept.append((about, case, *timer, moves))
        elif had:
            gone.append((about,))
    _TIMERS.delete(gone)
    _TIMERS.upsert(kept)


_TIMERS = sql.Rows(
    "projections_timer", {"about": "text", "case": "text", "act": "text", "at": sql.TIME, "moves": "integer"}
)


def snapshot() -> object:
    return list(Timer.objects.order_by("about").values())
