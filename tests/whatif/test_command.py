"""`leeway whatif`: what goes out where, and with which exit status."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from leeway.cli.whatif import whatif
from tests.whatif.logs import MAPPING, written
from tests.whatif.test_small_log import FOUR


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "log.csv").write_bytes(written(FOUR))
    (tmp_path / "m.yaml").write_text(MAPPING)
    return tmp_path


def run(folder: Path, *words: str, limits: str = "200,50") -> Result:
    fixed = [str(folder / "log.csv"), "--mapping", str(folder / "m.yaml"), "--on-the-spot", limits]
    return CliRunner().invoke(whatif, [*fixed, *words])


def test_a_table_on_standard_output(folder: Path) -> None:
    result = run(folder)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(
        "To decide on the spot up to 200 EUR would have covered 2 of 3 finally approved cases"
    )
    assert "  up to 50 EUR       1     33.3%      7.7%          1          1       30.8%       0.0%\n" in result.stdout
    assert result.stdout.index("up to 50 EUR ") < result.stdout.index("up to 200 EUR ", 60)


def test_json_on_standard_output_and_in_a_file_is_the_same(folder: Path) -> None:
    printed = run(folder, "--json", "-")
    kept = run(folder, "--json", str(folder / "out.json"))
    assert (printed.exit_code, kept.exit_code, kept.stdout) == (0, 0, "")
    assert printed.stdout == (folder / "out.json").read_text()
    answer = json.loads(printed.stdout)
    assert list(answer) == ["log", "as_is", "policies", "simulated", "caveats"]
    assert [policy["limit"] for policy in answer["policies"]] == [50, 200]
    assert answer["simulated"]["available"] is False
    assert "not simulated yet" in answer["simulated"]["why"]


def test_json_and_page_together(folder: Path) -> None:
    result = run(folder, "--json", "-", "--html", str(folder / "out.html"))
    assert json.loads(result.stdout)["as_is"]["cases"] == 4
    assert (folder / "out.html").read_text().startswith("<!doctype html>")
    assert sorted(path.name for path in folder.iterdir()) == ["log.csv", "m.yaml", "out.html"]


def test_the_same_question_gets_the_same_bytes(folder: Path) -> None:
    answers = {run(folder, "--json", "-").stdout for _ in range(3)}
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--on-the-spot", "-5"], '"-5" is not an amount'),
        (["--on-the-spot", "NaN"], '"NaN" is not an amount'),
        (["--on-the-spot", "1e400"], '"1e400" is not an amount'),
        (["--on-the-spot", ""], '"" is not an amount'),
        (["--on-the-spot", "5,5"], '"5" stands twice'),
        (["--policy", "counter.yaml"], "--policy is not available yet; use --on-the-spot"),
        (["--html", "-"], "--html needs a file"),
        (["--json", "x", "--html", "x"], "name the same file"),
        (["--unknown"], "No such option"),
    ],
)
def test_wrong_usage_is_status_2(folder: Path, words: list[str], sentence: str) -> None:
    result = run(folder, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


def test_limits_have_to_be_named(folder: Path) -> None:
    result = CliRunner().invoke(whatif, [str(folder / "log.csv"), "--mapping", str(folder / "m.yaml")])
    assert (result.exit_code, "Name at least one limit" in result.stderr) == (2, True)


def test_the_log_is_never_overwritten(folder: Path) -> None:
    before = (folder / "log.csv").read_bytes()
    result = run(folder, "--json", str(folder / "." / "log.csv"))
    assert (result.exit_code, (folder / "log.csv").read_bytes()) == (2, before)


def test_an_older_answer_stays_whole_when_the_new_one_is_refused(folder: Path) -> None:
    (folder / "out.json").write_text("older")
    (folder / "log.csv").write_bytes(b"")
    assert run(folder, "--json", str(folder / "out.json")).exit_code == 1
    assert (folder / "out.json").read_text() == "older"


def test_what_cannot_be_written_is_a_sentence_and_nothing_is_left(folder: Path) -> None:
    before = sorted(folder.iterdir())
    result = run(folder, "--json", str(folder / "out.json"), "--html", str(folder / "no" / "out.html"))
    assert result.exit_code == 1
    assert "cannot be written (no such file or directory); name a file in a folder" in result.stderr
    assert sorted(folder.iterdir()) == before


def test_a_device_is_written_to_and_not_replaced(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    reader = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run(folder, "--json", str(folder / "pipe")).exit_code == 0
        assert b'"as_is"' in os.read(reader, 65536)
    finally:
        os.close(reader)
    assert (folder / "pipe").is_fifo()


def test_a_pattern_that_names_nothing_is_warned_of(folder: Path) -> None:
    (folder / "m.yaml").write_text(MAPPING.replace("ask: Claim asked", "ask: Claim \\e[1masked"))
    result = run(folder, "--json", "-")
    assert result.exit_code == 0
    assert 'Warning: no activity matched equals "Claim \\e[1masked" (ask); is the mapping right?\n' in result.stderr
    assert any("no activity matched" in caveat for caveat in json.loads(result.stdout)["caveats"])


def test_a_bar_on_a_terminal_and_nothing_extra_in_a_pipe(folder: Path) -> None:
    code = "from leeway.cli.whatif import whatif; whatif()"
    words = [sys.executable, "-c", code, str(folder / "log.csv"), "--mapping", str(folder / "m.yaml")]
    words += ["--on-the-spot", "50", "--json", str(folder / "out.json")]
    leader, follower = pty.openpty()
    try:
        on_terminal = subprocess.run(words, stdout=subprocess.PIPE, stderr=follower, check=True)
        shown = os.read(leader, 65536).decode()
    finally:
        os.close(leader)
        os.close(follower)
    assert "Reading log.csv" in shown
    assert "100%" in shown
    in_pipe = subprocess.run(words, capture_output=True, check=True)
    assert (on_terminal.stdout, in_pipe.stdout, in_pipe.stderr) == (b"", b"", b"")
