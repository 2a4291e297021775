"""The long comparison can be stopped and goes on where it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import soak
from .soak import LINES, Told, streams_of, told_before


def test_it_goes_on_where_it_was_and_compares_no_stream_twice_or_never(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(soak, "BATCH", 2)
    keep = tmp_path / "soak.json"
    assert soak.soak(told_before(keep, "goes-on"), 2 * LINES, 1, 1, keep) == 0
    halfway = told_before(keep, None)
    assert (halfway.seed, halfway.streams) == ("goes-on", 2)
    assert soak.soak(halfway, 5 * LINES, 1, 1, keep) == 0
    _, reached, _ = streams_of("goes-on", range(5))
    assert told_before(keep, "goes-on") == Told("goes-on", 5, reached)
    assert f"{5 * LINES} lines were answered alike" in capsys.readouterr().out


def test_another_seed_begins_anew(tmp_path: Path) -> None:
    keep = tmp_path / "soak.json"
    Told("one", 3, streams_of("one", range(1))[1]).write(keep)
    assert told_before(keep, "two").streams == 0
    assert told_before(None, "one").streams == 0
