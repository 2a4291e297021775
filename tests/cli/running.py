"""Commands as a shell would call them: a process of its own, a home folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner, Result

from leeway.cli.main import main

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-c", "from leeway.cli.main import main; main(prog_name='leeway')")
PATIENCE = 60.0


def leeway(*arguments: str, say: str = "") -> Result:
    """Run a command in this process, on the test's database."""
    return CliRunner().invoke(main, arguments, input=say, prog_name="leeway")


def sentence(result: Result) -> str:
    """What a command that did nothing says: on standard error, without a traceback, the last paragraph."""
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert isinstance(result.exception, SystemExit), repr(result.exception)
    return result.stderr.rpartition("Error: ")[2].strip()


def environment(home: Path, **settings: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LEEWAY_", "DJANGO_"))}
    return {**clean, "LEEWAY_HOME": str(home), **settings}


def begin(*arguments: str, home: Path, **settings: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env=environment(home, **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, error = process.communicate(timeout=PATIENCE)
    return process.returncode, out, error


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def serving(home: Path, *arguments: str, **settings: str) -> Iterator[int]:
    """`leeway serve` on a free port, from when it answers until the block ends."""
    port = free_port()
    process = begin("serve", "--port", str(port), *arguments, home=home, **settings)
    try:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None, ended(process)
                assert time.monotonic() < until
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)
