"""What a decision costs beside a thousand and a million earlier ones in its windows.

The earlier decisions are written straight into the views, as the door would have left them: a row each, and running
sums of the pool that all draw on and of the one person who decides.
"""

from __future__ import annotations

import os
import platform
import statistics
from pathlib import Path

from django.db import connection

from benchmarks import crowd
from benchmarks.door import together
from tests import stores
from tests.postgres import throw_away_server

SIZES = (1_000, 10_000, 100_000, 1_000_000)
EACH = 100  # decisions at each size, one after another
START = 1_772_000_000_000_000  # microseconds: a few days before the first one that is measured
NUMBERS = {
    "postgresql": "SELECT n FROM generate_series(%s::bigint, %s::bigint) AS n",
    "sqlite": "WITH RECURSIVE r(n) AS (SELECT %s UNION ALL SELECT n + 1 FROM r WHERE n < %s) SELECT n FROM r",
}


def run(folder: Path) -> str:
    """Return the table as Markdown."""
    found = {"SQLite": _measure(f"sqlite:///{folder / 'size.sqlite3'}")}
    with throw_away_server(durable=True) as server:
        server.execute("CREATE DATABASE size")
        found["PostgreSQL"] = _measure(server.url("size"))
    lines = [f"| {size:,} | {' | '.join(f'{each[size] * 1000:.2f} ms' for each in found.values())} |" for size in SIZES]
    return f"""# What a decision costs beside earlier ones in its windows

Decided: {crowd.WHAT}.

One caller, {EACH} decisions at each size, everything in it, waiting for the disk; medians. The earlier decisions lie in
the person's seven days and in the pool's year. `make bench` writes this table.

| earlier decisions | {" | ".join(found)} |
| ---: | {" | ".join("---:" for _ in found)} |
{chr(10).join(lines)}

Python {platform.python_version()}, {os.cpu_count()} processors.
"""


def _measure(url: str) -> dict[int, float]:
    stores.migrate(url)
    took, before = {}, 0
    with stores.default_database(url):
        commands = crowd.open_for(crowd.HOT_POOL, EACH * (len(SIZES) + 1), people=1)
        together(1, [next(commands)])  # builds the sums of the guideline, and warms up
        for size in SIZES:
            _fill(before, size)
            before = size
            took[size] = statistics.median(together(1, [next(commands) for _ in range(EACH)])[1])
    return took


def _fill(before: int, size: int) -> None:
    numbers = NUMBERS[connection.vendor]
    moment = f"({START} + n) / 1000000"
    at = f"to_timestamp({moment})" if connection.vendor == "postgresql" else f"datetime({moment}, 'unixepoch')"
    json = "'[]'::jsonb" if connection.vendor == "postgresql" else "'[]'"
    false = "FALSE" if connection.vendor == "postgresql" else "0"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO projections_spend (decision, at, person, kind, unit, amount, customer, "case", mode,
            reversed, chain, pools, facts)
            SELECT 'old-' || n, {at}, 'p0', 'refund', 'money', 1, 'c0', 'k', 'decide', {false}, {json}, {json}, {json}
            FROM ({numbers}) AS numbers""",
            [before + 1, size],
        )
        for key in ("pool:goodwill/pool/", "grant:rep-refund/person/p0"):
            cursor.execute(
                "UPDATE projections_sum SET money = money + %s, decisions = decisions + %s WHERE key = %s AND at > %s",
                [size - before, size - before, key, START + SIZES[-1]],
            )
            cursor.execute(
                f"""INSERT INTO projections_sum (key, at, money, pieces, decisions)
                SELECT '{key}', {START} + n, n, 0, n FROM ({numbers}) AS numbers""",
                [before + 1, size],
            )
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
