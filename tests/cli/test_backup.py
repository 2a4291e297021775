"""`leeway backup` and `leeway restore`, as a shell calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import begin, leeway, sentence


@pytest.mark.usefixtures("bank")
def test_a_backup_says_what_it_wrote_and_writes_over_nothing(tmp_path: Path) -> None:
    file = tmp_path / "leeway.backup"
    said = json.loads(leeway("backup", str(file), "--json").stdout)
    assert said["file"] == str(file)
    assert said["bytes"] == file.stat().st_size
    assert said["rows"] > 10
    again = leeway("backup", str(file))
    assert again.exit_code == 1
    assert "is there already" in sentence(again)
    nowhere = leeway("backup", str(tmp_path / "no" / "where"))
    assert nowhere.exit_code == 1
    assert "No such file or directory" in sentence(nowhere)
    full = leeway("restore", str(file))
    assert full.exit_code == 1
    assert "not empty" in sentence(full)


@pytest.mark.usefixtures("bank")
def test_it_is_restored_into_a_home_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "leeway.backup"
    assert leeway("backup", str(file)).exit_code == 0
    running = begin("restore", str(file), home=tmp_path / "new")
    said, wrong = running.communicate(timeout=120)
    assert (running.returncode, wrong) == (0, "")
    assert "seals and views checked" in said


@pytest.mark.usefixtures("db")
def test_another_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "other"
    file.write_bytes(b"hello")
    refused = leeway("restore", str(file))
    assert refused.exit_code == 1
    assert "Nothing was changed" in sentence(refused)
