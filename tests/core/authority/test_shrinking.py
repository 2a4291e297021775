"""A fault that is put into the engine is found, and shrinks to a file and lines that a person can read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from leeway.core.authority import Book, Guideline

from .differences import Data, compare
from .random_requests import stream
from .shrinking import read, report, shrink, write
from .soak import streams_of


def first_that_differs() -> tuple[Data, list[Data]]:
    for number in range(200):
        file, lines = stream(Random(f"shrinking/{number}"), 50)
        if compare(file, lines) is not None:
            return file, lines
    raise AssertionError("the fault is not found")


def a_cent_forgotten(found: Callable[..., Any]) -> Callable[..., Any]:
    def between(*asked: Any) -> tuple[int, int]:
        amount, count = found(*asked)
        return max(0, amount - 1), count

    return between


def a_day_late(found: Callable[..., Any]) -> Callable[..., Any]:
    return lambda guideline, at: found(guideline, at) + timedelta(days=1)


@pytest.mark.parametrize(
    ("place", "name", "fault", "lines_left", "grants_left"),
    [(Book, "between", a_cent_forgotten, 2, 2), (Guideline, "local_date", a_day_late, 1, 2)],
)
def test_a_planted_fault_shrinks_to_the_few_lines_that_show_it(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    place: Any,
    name: str,
    fault: Any,
    lines_left: int,
    grants_left: int,
) -> None:
    monkeypatch.setattr(place, name, fault(getattr(place, name)))
    file, lines = first_that_differs()
    smaller, fewer = shrink(file, lines)
    assert len(fewer) <= lines_left
    assert len(smaller["grants"]) <= grants_left
    assert not smaller.get("guardrails")
    write(smaller, fewer, tmp_path)
    assert read(tmp_path) == (smaller, fewer)
    assert compare(*read(tmp_path)) is not None
    monkeypatch.undo()
    assert compare(smaller, fewer) is None


def test_a_failure_says_how_to_run_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Guideline, "local_date", a_day_late(Guideline.local_date))
    said = report(*first_that_differs())
    assert "they differ in " in said
    assert "leeway: 1\n" in said
    folder = Path(said.rsplit("--replay ", 1)[1])
    assert compare(*read(folder)) is not None


def test_a_soak_names_the_stream_that_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    streams, reached, failed = streams_of("names", range(3))
    assert (streams, failed) == (3, None)
    assert sum(reached.values()) > 180
    monkeypatch.setattr(Guideline, "local_date", a_day_late(Guideline.local_date))
    assert streams_of("names", range(100))[2] is not None
