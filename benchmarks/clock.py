"""One look at what is due with a million open promises, beside a bare select of the same rows in the same run."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection

from leeway.clock.tick import due_rows
from tests import stores
from tests.postgres import throw_away_server

OPEN = 1_000_000
EVERY = timedelta(seconds=2)  # one is due every so often: about 30 in a minute
ROUNDS = 200
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FILL = {
    "postgresql": """INSERT INTO projections_timer (about, "case", act, at, moves)
        SELECT 'promise:p' || n, '', 'due_passed', %s::timestamptz + n * %s * interval '1 second', 1
        FROM generate_series(1, %s) n""",
    "sqlite": """WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < %s)
        INSERT INTO projections_timer (about, "case", act, at, moves)
        SELECT 'promise:p' || n, '', 'due_passed', datetime(%s, '+' || (n * %s) || ' seconds'), 1 FROM counted""",
}
BARE = 'SELECT about, "case", act, at, moves FROM projections_timer WHERE at <= %s ORDER BY at LIMIT 500'


def run(folder: Path) -> str:
    """Return the table as Markdown, with the plans."""
    load = os.getloadavg()[0]
    parts = [_measured(f"sqlite:///{folder / 'clock.sqlite3'}", "SQLite")]
    with throw_away_server() as server:
        server.execute("CREATE DATABASE clock")
        parts.append(_measured(server.url("clock"), "PostgreSQL"))
    lines, plans = zip(*parts, strict=True)
    return f"""# One look of the clock with {OPEN:,} open promises

Timed: reading what is due within the next minute ({int(60 / EVERY.total_seconds())} rows of {OPEN:,}), as the clock
does, and a bare select of the same rows over the same connection, in turns, {ROUNDS} times each; medians. Nothing is
fired: that is the door's own work, see door.md. `make bench ONLY=clock` writes this table.

| database | open | due | the clock's look | p99 | bare select | p99 |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
{chr(10).join(lines)}

{chr(10).join(plans)}
Python {platform.python_version()}, {os.cpu_count()} processors, load average {load:.1f} before.
"""


def _measured(url: str, name: str) -> tuple[str, str]:
    stores.migrate(url)
    with stores.default_database(url), connection.cursor() as cursor:
        seconds = int(EVERY.total_seconds())
        start = NOW if connection.vendor == "postgresql" else f"{NOW:%Y-%m-%d %H:%M:%S}"
        asked = [start, seconds, OPEN] if connection.vendor == "postgresql" else [OPEN, start, seconds]
        cursor.execute(FILL[connection.vendor], asked)
        cursor.execute("ANALYZE")
        soon = NOW + timedelta(minutes=1)

        def bare() -> int:
            cursor.execute(BARE, [soon if connection.vendor == "postgresql" else f"{soon:%Y-%m-%d %H:%M:%S}"])
            return len(cursor.fetchall())

        ours, theirs = [], []
        due = bare()
        for _ in range(ROUNDS):
            ours.append(_timed(lambda: len(list(due_rows(soon))), due))
            theirs.append(_timed(bare, due))
        plan = due_rows(soon).explain()
    columns = " | ".join(f"{_of(each, 0.5)} | {_of(each, 0.99)}" for each in (ours, theirs))
    return f"| {name} | {OPEN:,} | {due} | {columns} |", f"{name}:\n\n```\n{plan}\n```\n"


def _timed(look: Callable[[], int], expected: int) -> float:
    began = time.perf_counter()
    found = look()
    took = time.perf_counter() - began
    assert found == expected
    return took


def _of(took: list[float], share: float) -> str:
    value = statistics.median(took) if share == 0.5 else sorted(took)[int(len(took) * share)]
    return f"{value * 1000:.2f} ms"
