"""What every command does first: settings, Django, migrations."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import Server

ROOT = Path(__file__).parents[2]
VERIFY = (sys.executable, "-W", "error", "-c", "from leeway.cli.ledger import verify; verify()")


def begin(home: Path, **settings: str) -> subprocess.Popen[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LEEWAY_", "DJANGO_"))}
    return subprocess.Popen(
        VERIFY,
        cwd=ROOT,
        env={**clean, "LEEWAY_HOME": str(home), **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, error = process.communicate(timeout=120)
    return process.returncode, out, error


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"LEEWAY_DEMO": "maybe"}, "LEEWAY_DEMO is 'maybe'; it must be yes or no."),
        (
            {"LEEWAY_DATABASE_URL": "postgresql://u:hush-hush@127.0.0.1:1/none"},
            "in LEEWAY_DATABASE_URL does not answer",
        ),
        ({"LEEWAY_DATABASE_URL": "sqlite:////none/here.sqlite3"}, "in LEEWAY_DATABASE_URL does not answer"),
    ],
)
def test_what_cannot_start_says_one_sentence(tmp_path: Path, given: dict[str, str], sentence: str) -> None:
    status, out, error = ended(begin(tmp_path, **given))
    assert (status, out) == (2, "")
    assert sentence in error
    assert "Traceback" not in error
    assert "hush-hush" not in error


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_two_that_start_at_once_on_an_empty_database_both_work(
    tmp_path: Path, vendor: str, request: pytest.FixtureRequest
) -> None:
    given = {}
    if vendor == "postgresql":
        server: Server = request.getfixturevalue("postgresql_server")
        server.execute("CREATE DATABASE starting")
        given = {"LEEWAY_DATABASE_URL": server.url("starting")}
    together = [begin(tmp_path, **given) for _ in range(2)]
    for status, out, error in [ended(process) for process in together]:
        assert (status, error) == (0, "")
        assert out.startswith("All is well: 0 facts, 0 of them in 0 seals, 0 commands; views equal the facts.")
