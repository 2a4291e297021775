"""Decisions per second through `handle()`, beside the same row writes in bare SQL.

What `handle()` writes is recorded while it runs, and replayed on an equal database through the bare driver, one
transaction for each decision, in turns with it. What is left of the difference is the price of locking, deciding,
encoding and the ORM. Both wait for the disk at every commit.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from benchmarks import decision
from leeway.core.message import Command
from leeway.ledger.handle import handle
from tests import stores
from tests.postgres import throw_away_server

ROUNDS, EACH = 8, 50
COUNT = (ROUNDS + 1) * EACH  # the first round warms up
WRITES = ("INSERT", "UPDATE", "DELETE")

Write = tuple[str, Any]
Replay = Callable[[list[list[Write]]], None]


def run(folder: Path) -> str:
    """Return the table as Markdown."""
    rows = [_sqlite(folder)]
    with throw_away_server(durable=True) as server:
        for name in ("through_handle", "bare"):
            server.execute(f"CREATE DATABASE {name}")
        rows.append(_postgresql(server.url("through_handle"), server.url("bare")))
    return f"""# Decisions per second through `handle()`

Decided: {decision.WHAT}.

One client, one decision after another; {ROUNDS} rounds of {EACH} decisions, in turns with the same row writes in bare
SQL, one transaction each, on an equal database; both wait for the disk. Medians of the rounds; the ratio with its
lowest and highest round. `make bench` writes this table.

| database | through `handle()` | bare SQL | ratio | statements | of them writes |
| --- | ---: | ---: | ---: | ---: | ---: |
{chr(10).join(rows)}

Python {platform.python_version()}, {os.cpu_count()} processors.
"""


def _sqlite(folder: Path) -> str:
    files = [folder / "through_handle.sqlite3", folder / "bare.sqlite3"]
    through, bare = (f"sqlite:///{file}" for file in files)
    _prepare(bare)
    raw = sqlite3.connect(files[1], isolation_level=None)
    raw.execute("PRAGMA synchronous = FULL")

    def replay(decisions: list[list[Write]]) -> None:
        for writes in decisions:
            raw.execute("BEGIN IMMEDIATE")
            for statement, values in writes:
                raw.execute(statement, values).fetchall()
            raw.execute("COMMIT")

    row = _measure(through, replay, lambda statement: statement.replace("%s", "?"))
    raw.close()
    return f"| SQLite {sqlite3.sqlite_version} {row}"


def _postgresql(through: str, bare: str) -> str:
    _prepare(bare)
    with psycopg.connect(bare, cursor_factory=psycopg.ClientCursor) as raw:
        cursor = raw.cursor()

        def replay(decisions: list[list[Write]]) -> None:
            for writes in decisions:
                for statement, values in writes:  # the first one begins the transaction
                    cursor.execute(statement, values)
                raw.commit()

        row = _measure(through, replay, lambda statement: statement)
        version = raw.info.server_version // 10000
    return f"| PostgreSQL {version} {row}"


def _prepare(url: str) -> None:
    stores.migrate(url)
    with stores.default_database(url):
        decision.prepare(COUNT)


def _measure(url: str, replay: Replay, dialect: Callable[[str], str]) -> str:
    commands = decision.commands(COUNT)
    handled, bare = [], []
    _prepare(url)
    with stores.default_database(url):
        for number in range(ROUNDS + 1):
            asked = [next(commands) for _ in range(EACH)]
            took, statements, decisions = _through_handle(asked, dialect)
            began = time.perf_counter()
            replay(decisions)
            if number:
                handled.append(EACH / took)
                bare.append(EACH / (time.perf_counter() - began))
    ratios = [one / other for one, other in zip(handled, bare, strict=True)]
    return (
        f"| {statistics.median(handled):,.0f} | {statistics.median(bare):,.0f} "
        f"| {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) "
        f"| {statements / EACH:.1f} | {sum(map(len, decisions)) / EACH:.1f} |"
    )


def _through_handle(
    asked: list[tuple[Command, str]], dialect: Callable[[str], str]
) -> tuple[float, int, list[list[Write]]]:
    """Return the seconds that it took, the number of statements, and what each decision wrote."""
    decisions: list[list[Write]] = []
    count = 0

    def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        if sql.startswith(WRITES):
            decisions[-1].append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        began = time.perf_counter()
        for command, command_id in asked:
            decisions.append([])
            handle(command, command_id=command_id)
        took = time.perf_counter() - began
    return took, count, [[(dialect(sql), params) for sql, params in writes] for writes in decisions]
