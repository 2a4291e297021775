"""Decisions per second through the door at 1, 8 and 64 callers, in turns with pgbench on the same server.

Both wait for the disk. pgbench runs its own TPC-B-like transaction: three updates, one select, one insert.
"""

from __future__ import annotations

import gc
import os
import platform
import resource
import sqlite3
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connections

from benchmarks import crowd
from leeway.core.message import Command
from leeway.ledger import sql
from leeway.ledger.handle import handle
from tests import stores
from tests.postgres import Server, as_user_of, programs_of, throw_away_server

ROUNDS = 3
EACH = {1: 150, 8: 1200, 64: 3000}  # decisions in a round, by the number of callers
SECONDS = 3  # that pgbench runs in a round
SCALE = 64  # of pgbench: as many branches as clients, so that its own hot rows do not flatter us
SCENES = {"hot pool": crowd.HOT_POOL, "separate allowances": crowd.SEPARATE}


@dataclass
class Result:
    """Of all rounds: decisions a second; seconds that each decision took, sorted; statements for each.

    own, servers: seconds of processor time for each decision, of this process, and of the server.
    """

    rates: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    servers: list[float] = field(default_factory=list)
    statements: float = 0.0


def run(folder: Path) -> str:
    """Return the tables as Markdown."""
    lines = []
    load = [os.getloadavg()[0]]
    with throw_away_server(durable=True) as server:
        beside = _Pgbench(server)
        peers: dict[int, list[float]] = {callers: [] for callers in EACH}
        found = _measure(_postgresql(server), beside, peers)
        for (scene, callers), result in found.items():
            lines.append(_line("PostgreSQL", scene, callers, result, peers[callers]))
    for (scene, callers), result in _measure(_sqlite(folder), None, {}).items():
        lines.append(_line(f"SQLite {sqlite3.sqlite_version}", scene, callers, result, []))
    load.append(os.getloadavg()[0])
    cost = (
        beside.note or f"one of pgbench's transactions took {_micros(beside.cost)}, its own and the server's together."
    )
    return f"""# Decisions per second through the door

Decided: {crowd.WHAT}. Everything is in it: checking, facts, tags, the kept command, all views, the commit.

{ROUNDS} rounds of {", ".join(f"{count} at {callers}" for callers, count in EACH.items())} callers (threads of one
process), in turns with {SECONDS} seconds of pgbench's TPC-B-like transaction (scale {SCALE}) on the same server, which
waits for the disk (`fsync` and `synchronous_commit` on); SQLite with `synchronous = FULL`. Medians of the rounds; the
ratio with its lowest and highest round. Python and server: processor time for one decision, which hangs less on what
else the machine does; {cost} `make bench` writes this table.

| database | scene | callers | decisions/s | pgbench/s | ratio | p50 | p99 | statements | Python | server |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
{chr(10).join(lines)}

Python {platform.python_version()}, {os.cpu_count()} processors. Load average of the machine before
and after: {load[0]:.1f} and {load[1]:.1f}; the measurement itself makes about two of it.
"""


def _line(database: str, scene: str, callers: int, result: Result, peer: list[float]) -> str:
    ratios = [one / other for one, other in zip(result.rates, peer, strict=False)]
    beside = f"{statistics.median(peer):,.0f}" if peer else ""
    ratio = f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})" if ratios else ""
    took = sorted(result.took)
    p50, p99 = (took[int(len(took) * share)] * 1000 for share in (0.5, 0.99))
    return (
        f"| {database} | {scene} | {callers} | {statistics.median(result.rates):,.0f} | {beside} | {ratio} "
        f"| {p50:.1f} ms | {p99:.1f} ms | {result.statements:.1f} "
        f"| {_micros(result.own)} | {_micros(result.servers) if peer else ''} |"
    )


def _micros(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1e6:,.0f} us"


class _Pgbench:
    """pgbench on a database of its own; `note` says where the program is missing.

    cost: seconds of processor time for each transaction of each run, its own and the server's.
    """

    def __init__(self, server: Server) -> None:
        self.server, self.note = server, ""
        self.cost: list[float] = []
        self.program = next((each / "pgbench" for each in programs_of(server) if (each / "pgbench").exists()), None)
        if self.program is None:
            self.note = "pgbench was not found on this machine, so nothing stands beside. "
            return
        server.execute("CREATE DATABASE pgbench")
        self._run("-i", "-q", "-s", str(SCALE))

    def rate(self, callers: int) -> float | None:
        if self.program is None:
            return None
        servers, own = _server_time(self.server), _children_time()
        said = self._run("-n", "-c", str(callers), "-j", str(min(callers, 2)), "-T", str(SECONDS))
        (line,) = [line for line in said.splitlines() if line.startswith("tps = ")]
        rate = float(line.split()[2])
        self.cost.append((_server_time(self.server) - servers + _children_time() - own) / (rate * SECONDS))
        return rate

    def _run(self, *arguments: str) -> str:
        assert self.program is not None
        command = [self.program, "-h", str(self.server.folder), "-U", "postgres", *arguments, "pgbench"]
        how = {"env": {"PATH": os.defpath, "LC_ALL": "C"}, **as_user_of(self.server)}
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=self.server.folder, **how).stdout


def _postgresql(server: Server) -> dict[str, str]:
    urls = {}
    for number, scene in enumerate(SCENES):
        server.execute(f"CREATE DATABASE door_{number}")
        urls[scene] = server.url(f"door_{number}")
    return urls


def _sqlite(folder: Path) -> dict[str, str]:
    return {scene: f"sqlite:///{folder / f'door-{number}.sqlite3'}" for number, scene in enumerate(SCENES)}


def _measure(
    urls: dict[str, str], beside: _Pgbench | None, peers: dict[int, list[float]]
) -> dict[tuple[str, int], Result]:
    found = {(scene, callers): Result() for scene in urls for callers in EACH}
    commands: dict[str, Iterator[tuple[Command, str]]] = {}
    for scene, url in urls.items():
        stores.migrate(url)
        with stores.default_database(url):
            commands[scene] = crowd.open_for(SCENES[scene], sum(EACH.values()) * ROUNDS)
    for _ in range(ROUNDS):
        for callers, count in EACH.items():
            if beside is not None and (rate := beside.rate(callers)) is not None:
                peers[callers].append(rate)
            for scene, url in urls.items():
                with stores.default_database(url):
                    asked = [next(commands[scene]) for _ in range(count)]
                    _round(found[scene, callers], callers, asked, beside.server if beside else None)
    return found


def _round(result: Result, callers: int, asked: list[tuple[Command, str]], server: Server | None) -> None:
    own, servers = time.process_time(), _server_time(server)
    with counted() as count:
        seconds, took = together(callers, asked)
    result.rates.append(len(asked) / seconds)
    result.took += took
    result.own.append((time.process_time() - own) / len(asked))
    result.servers.append((_server_time(server) - servers) / len(asked))
    result.statements = count[0] / len(asked)


def _server_time(server: Server | None) -> float:
    """Seconds of processor time that the server's processes have had, those that have ended among them."""
    if server is None:
        return 0.0
    leader = (server.folder / "data" / "postmaster.pid").read_text().split()[0]
    total = sum(_times(leader)) / os.sysconf("SC_CLK_TCK")
    for each in Path("/proc").glob("[0-9]*"):
        try:
            if (each / "stat").read_text().rpartition(")")[2].split()[1] == leader:
                total += int((each / "schedstat").read_text().split()[0]) / 1e9
        except OSError:
            continue  # it has just ended
    return total


def _children_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _times(process: str) -> tuple[int, int]:
    """User and system time, in ticks, of a process's children that have ended."""
    parts = Path("/proc", process, "stat").read_text().rpartition(")")[2].split()
    return int(parts[13]), int(parts[14])


def together(callers: int, asked: list[tuple[Command, str]]) -> tuple[float, list[float]]:
    """Handle the commands by so many threads; return the seconds that all took, and each."""
    took: list[float] = []
    failed: list[Exception] = []
    todo = iter(asked)
    turn = threading.Lock()

    def call() -> None:
        try:
            while True:
                with turn:
                    command, command_id = next(todo, (None, ""))
                if command is None:
                    return
                began = time.perf_counter()
                handle(command, command_id=command_id)
                took.append(time.perf_counter() - began)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    gc.collect()
    gc.freeze()  # as `leeway serve` does once all is imported
    threads = [threading.Thread(target=call) for _ in range(callers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if failed:
        raise failed[0]
    return seconds, took


class counted:  # noqa: N801  reads as a word
    """Counts the statements that the door sends in the block."""

    def __enter__(self) -> list[int]:
        self.count = [0]
        self.patches = [
            patch.object(sql, name, self._counting(getattr(sql, name))) for name in ("ask", "tell", "tell_many")
        ]
        for each in self.patches:
            each.start()
        return self.count

    def _counting(self, send: Any) -> Any:
        def counting(*arguments: Any) -> Any:
            self.count[0] += len(arguments) if send.__name__ == "ask" else 1
            return send(*arguments)

        return counting

    def __exit__(self, *_: object) -> None:
        for each in self.patches:
            each.stop()
