"""A large file is answered by two processes, word for word as by one."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import BinaryIO

import click
import pytest

from leeway.cli import in_two as halves
from leeway.cli.batch import Batch
from leeway.cli.in_two import can_be_halved, in_two
from leeway.cli.json_lines import LONGEST_LINE, write
from leeway.core.authority import Guideline
from leeway.guidelines import load_guideline

GUIDELINE = Path(__file__).parents[2] / "examples" / "harbour-bank.guideline.yaml"


@pytest.fixture(scope="module")
def guideline() -> Guideline:
    found, _ = load_guideline(GUIDELINE)
    assert found is not None
    return found


def some_lines(seed: int, count: int) -> Iterator[bytes]:
    """Requests that fill windows, beside reversals, blank lines, and all sorts of what is wrong."""
    random = Random(seed)
    first = {"id": "first", "at": "2026-03-01T07:00:00Z", "person": "ana", "kind": "callback", "commit": True}
    yield json.dumps(first).encode()
    yield json.dumps({"reverse": "first", "at": "2026-03-01T07:00:00Z"}).encode()
    for number in range(count):
        at = f"2026-03-{1 + number * 20 // count:02}T{8 + number % 3:02}:00:00Z"
        chance = random.random()
        if chance < 0.1:
            yield json.dumps({"reverse": f"r{max(number - random.randrange(1, 9), 0)}", "at": at}).encode()
        elif chance < 0.2:
            yield random.choice(
                [b"", b"   ", b"no json", b'{"id": 1}', b"\xff\xfe", b"x" * (LONGEST_LINE + 1), b'{"reverse": 7}']
            )
        else:
            line = {
                "id": f"r{random.choice([number, number, number, 3])}", "at": at, "kind": "refund",
                "person": random.choice(["henry", "mia", "ana", "nobody"]),
                "amount": random.choice(["120", "-1", "90"]),
                "customer": f"c{random.randrange(5)}", "case": f"k{number}", "commit": random.random() < 0.8,
            }  # fmt: skip
            yield json.dumps(line).encode()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("block", [1, 7, 1000])
def test_two_say_word_for_word_what_one_says(
    guideline: Guideline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, block: int
) -> None:
    file = tmp_path / "requests.jsonl"
    file.write_bytes(b"\n".join(some_lines(seed, 300)) + b"\n" * (seed % 2))
    monkeypatch.setattr(halves, "BLOCK", block)
    with file.open("rb") as one, file.open("rb") as two:
        said = list(Batch(guideline).answers(one))
        parts = list(in_two(guideline, two))
    assert b"".join(part.written for part in parts) == b"".join(map(write, said))
    assert sum(part.answers for part in parts) == len(said)
    assert sum(part.unread for part in parts) == sum(answer.get("code") == "bad_json" for answer in said)
    assert any(answer.get("committed") for answer in said)
    assert any(answer.get("reversed") for answer in said)


def test_only_a_large_file_is_halved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "requests.jsonl"
    file.write_bytes(b"{}\n" * 10)
    monkeypatch.setattr(halves, "_processors", lambda: {0, 1})
    with file.open("rb") as small:
        assert not can_be_halved(small)
    monkeypatch.setattr(halves, "LARGE", 10)
    with file.open("rb") as large:
        assert can_be_halved(large)
        large.read()
        assert not can_be_halved(large), "nothing of it is left"
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as pipe:
        os.close(writing)
        assert not can_be_halved(pipe)


def test_when_the_second_process_is_killed_it_says_what_to_do(
    guideline: Guideline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "requests.jsonl"
    file.write_bytes(b"\n".join(some_lines(1, 200)))
    monkeypatch.setattr(halves, "BLOCK", 10)
    monkeypatch.setattr(halves, "_answer_for", _die)
    with file.open("rb") as requests, pytest.raises(click.ClickException, match="standard input"):
        list(in_two(guideline, requests))


def _die(_guideline: Guideline, _file: BinaryIO, *_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
