"""What time alone will move, and when: one row for each case or promise that the clock has to come back to.

The row carries the number of facts so far, so that each due time has one command id for ever: however often and from
however many clocks it fires, it happens once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import models

from leeway.core.cases.events import CaseEvent
from leeway.core.promises import PromiseEvent
from leeway.ledger.recorded import Recorded
from leeway.projections.cases import CaseRow
from leeway.projections.promises import PromiseRow


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


def project(recorded: Recorded) -> None:
    event = recorded.event
    if isinstance(event, PromiseEvent):
        promise = PromiseRow.objects.get(id=event.promise).promise
        _keep(f"promise:{promise.id}", promise.case or "", promise.timer(), promise.moves)
    elif isinstance(event, CaseEvent):
        row = CaseRow.objects.filter(id=event.case).first()
        if row:
            _keep(f"case:{row.id}", row.id, row.case.timer(), row.case.moves)


def _keep(about: str, case: str, timer: tuple[str, datetime] | None, moves: int) -> None:
    if timer is None:
        Timer.objects.filter(about=about).delete()
        return
    Timer.objects.update_or_create(
        about=about, defaults={"case": case, "act": timer[0], "at": timer[1], "moves": moves}
    )


def snapshot() -> object:
    return list(Timer.objects.order_by("about").values())
