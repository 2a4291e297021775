"""Writes the projections anew from the facts, while nobody writes new ones."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from leeway.ledger.locks import lock_ledger
from leeway.ledger.read import facts_since
from leeway.ledger.recorded import Recorded
from leeway.projections.registry import PROJECTIONS, Projection


class ProjectionFailedError(Exception):
    """A projection could not take a fact: which, and why."""


def rebuild(each: Callable[[Recorded], None] = lambda _: None) -> int:
    """Empty and rebuild every projection; return the number of facts. `each` is told of every fact, for a progress bar.

    All in one transaction: readers see the old views until the new ones are complete.
    """
    with transaction.atomic(durable=True):
        lock_ledger()
        return _project_all(each)


def differences() -> list[str]:
    """Return a sentence for each projection that differs from what the facts say. Nothing stays changed."""
    try:
        with transaction.atomic():
            lock_ledger()
            live = [projection.snapshot() for projection in PROJECTIONS]
            _project_all(lambda _: None)
            rebuilt = [projection.snapshot() for projection in PROJECTIONS]
            transaction.set_rollback(True)
    except ProjectionFailedError as error:
        return [str(error)]
    return [
        f"The view {name_of(projection)} differs from what the facts say{_where(was, now)}."
        for projection, was, now in zip(PROJECTIONS, live, rebuilt, strict=True)
        if was != now
    ]


def name_of(projection: Projection) -> str:
    return str(getattr(projection, "__name__", type(projection).__name__)).rpartition(".")[2]


def _project_all(each: Callable[[Recorded], None]) -> int:
    for projection in PROJECTIONS:
        for table in projection.tables:
            table._default_manager.all()._raw_delete(table._default_manager.db)
    count = 0
    for recorded in facts_since(0):
        for projection in PROJECTIONS:
            _project(projection, recorded)
        each(recorded)
        count += 1
    return count


def _project(projection: Projection, recorded: Recorded) -> None:
    try:
        projection.project([recorded])
    except Exception as error:
        raise ProjectionFailedError(
            f"The view {name_of(projection)} cannot take fact {recorded.position} ({recorded.event.NAME}): {error!r}."
        ) from error


def _where(live: object, rebuilt: object) -> str:
    """Say where two snapshots part, where they are lists of lists of rows as `registry.rows` makes them."""
    if not (isinstance(live, list) and isinstance(rebuilt, list) and len(live) == len(rebuilt)):
        return ""
    for was, now in zip(live, rebuilt, strict=True):
        if was != now and isinstance(was, list) and isinstance(now, list):
            first = next((n for n, pair in enumerate(zip(was, now, strict=False)) if pair[0] != pair[1]), None)
            if first is None:
                return f": {len(was)} rows live, {len(now)} rebuilt"
            return f": row {first + 1} is {was[first]!r} live, {now[first]!r} rebuilt"
    return ""
