"""However many promises are open, one look at what is due reads what is due: by the index, on both databases."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from leeway.clock.tick import due_rows
from leeway.projections.timers import Timer
from tests.stores import Store

MANY = 20_000


def test_one_look_does_not_read_what_is_not_due(store: Store) -> None:
    now = timezone.now()
    Timer.objects.bulk_create(
        Timer(about=f"promise:p{n}", case="", act="due_passed", at=now + timedelta(seconds=n * 60), moves=1)
        for n in range(MANY)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    due = due_rows(now + timedelta(minutes=3))
    assert [row.about for row in due] == [f"promise:p{n}" for n in range(4)]
    plan = due.explain()
    index = next(name for name, columns in _indexes().items() if columns == ["at"])
    assert index in plan
    assert "SCAN projections_timer" not in plan
    assert "Seq Scan" not in plan


def _indexes() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "projections_timer")
    return {name: each["columns"] for name, each in found.items() if each["index"]}
