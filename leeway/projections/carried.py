"""What happened elsewhere and has to be brought to a promise: rows for the clock, each fired once.

A promise may wait for an event, or depend on a promise of another case. Whoever records the event or breaks the other
promise does not lock the promises that wait, so the clock brings it to each by a command of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import models

from leeway.core.promises import BAD, PromiseAtRisk, PromiseFellDue, PromiseMoved
from leeway.core.promises.happenings import HappeningRecorded
from leeway.ledger.recorded import Recorded
from leeway.projections.promises import PromiseRow
from leeway.projections.timers import Timer

RISK, EVENT = "risk:", "event:"

tables: Sequence[type[models.Model]] = ()  # its rows are timers


def project(facts: Sequence[Recorded]) -> None:
    events = [each.event for each in facts]
    waits = {each.promise for each in events if isinstance(each, PromiseMoved) and each.clauses}
    brought = {each.promise for each in events if isinstance(each, PromiseAtRisk | PromiseFellDue)}
    failed = {each.promise for each in events if isinstance(each, PromiseMoved) and each.to in BAD}
    if waits or brought:
        _begin_anew(waits | brought)
    if failed:
        _put_at_risk(PromiseRow.objects.filter(depends_on__in=failed).only("id", "depends_on", "case"))
    for event in events:
        if isinstance(event, HappeningRecorded):
            _fall_due(event)


def _begin_anew(promises: set[str]) -> None:
    """What was agreed anew waits anew, and what was brought is there. A promise that merely moved on may keep its row:
    what the clock brings to it then changes nothing."""
    Timer.objects.filter(about__in=[prefix + each for each in promises for prefix in (RISK, EVENT)]).delete()
    _put_at_risk(PromiseRow.objects.filter(id__in=promises).exclude(depends_on="").only("id", "depends_on", "case"))


def _put_at_risk(rows: Iterable[PromiseRow]) -> None:
    on = {row.id: row for row in rows}
    if not on:
        return
    failed = PromiseRow.objects.filter(id__in={row.depends_on for row in on.values()}, state__in=BAD)
    since = dict(failed.values_list("id", "moved_at"))
    _write(
        Timer(about=RISK + row.id, case=row.case, act="put_at_risk", at=since[row.depends_on], moves=0)
        for row in on.values()
        if row.depends_on in since
    )


def _fall_due(event: HappeningRecorded) -> None:
    """moves: the agreement that it falls due under, so that each agreement does so once."""
    _write(
        Timer(about=EVENT + row.id, case=row.case, act="fall_due", at=event.at, moves=row.promise.version)
        for row in PromiseRow.objects.filter(awaits=event.event).only("id", "case", "folded")
    )


def _write(timers: Iterable[Timer]) -> None:
    """What stands there already stays: the first time counts."""
    Timer.objects.bulk_create(list(timers), ignore_conflicts=True)


def snapshot() -> object:
    return []
