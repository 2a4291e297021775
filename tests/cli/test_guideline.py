"""`leeway guideline check`, as somebody calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from leeway.cli.main import COMMANDS, main

EXAMPLES = Path(__file__).parents[2] / "examples"
BAD = "leeway: 1\norganisation: X\ncurrency: EUR\ntimezone: UTC\nkinds: {refund: {unit: mony}}\ngrant: []\n"


def test_a_valid_file_is_said_to_be_valid() -> None:
    found = CliRunner().invoke(main, ["guideline", "check", str(EXAMPLES / "harbour-bank.guideline.yaml")])
    assert found.exit_code == 0
    assert found.output.endswith("harbour-bank.guideline.yaml is valid: 6 kinds, 16 grants, 2 guardrails.\n")


def test_every_error_stands_on_a_line_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(BAD)
    found = CliRunner().invoke(main, ["guideline", "check", str(file)])
    assert found.exit_code == 1
    lines = found.output.splitlines()
    assert f'{file}:5:24: error: kind refund: unit must be one of money, count, none, not "mony"' in lines
    assert f'{file}:6:1: error: a guideline has no key "grant"; did you mean grants?' in lines
    assert lines[-1] == f"{file} is not valid: 2 errors."


def test_json_says_the_same(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(BAD)
    found = CliRunner().invoke(main, ["guideline", "check", str(file), "--json"])
    assert found.exit_code == 1
    answer = json.loads(found.output)
    assert answer["valid"] is False
    assert [(p["line"], p["column"]) for p in answer["problems"] if p["severity"] == "error"] == [(5, 24), (6, 1)]
    good = CliRunner().invoke(main, ["guideline", "check", str(EXAMPLES / "harbour-bank.guideline.yaml"), "--json"])
    assert (good.exit_code, json.loads(good.output)["valid"]) == (0, True)


def test_a_grant_wider_than_its_parent_is_an_error_here(tmp_path: Path) -> None:
    text = (EXAMPLES / "harbour-bank.guideline.yaml").read_text().replace("up_to: 250\n", "up_to: 9999\n")
    file = tmp_path / "wide.yaml"
    file.write_text(text)
    found = CliRunner().invoke(main, ["guideline", "check", str(file)])
    assert found.exit_code == 1
    assert "error: grant rep-refund has a cap wider than coach-refund" in found.output


@pytest.mark.parametrize(
    "arguments", [["check"], ["check", "none.yaml"], ["check", "."], ["chek", "none.yaml"], ["check", "a", "b"]]
)
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    found = CliRunner().invoke(main, ["guideline", *arguments])
    assert found.exit_code == 2
    assert found.output.startswith("Usage:")


@pytest.mark.parametrize("command", [[], ["guideline"], ["may"], ["guideline", "check"]])
def test_every_command_has_help(command: list[str]) -> None:
    found = CliRunner().invoke(main, [*command, "--help"])
    assert found.exit_code == 0
    assert found.output.startswith("Usage:")


def test_help_names_every_command_with_its_line() -> None:
    output = CliRunner().invoke(main, ["--help"]).output
    assert all(name in output and line in output for name, (_, line) in COMMANDS.items())


def test_the_warnings_of_a_valid_file_do_not_make_it_invalid(tmp_path: Path) -> None:
    file = tmp_path / "warned.yaml"
    file.write_text("leeway: 1\norganisation: X\ncurrency: EUR\ntimezone: UTC\nkinds: {refund: {unit: money}}\n")
    found = CliRunner().invoke(main, ["guideline", "check", str(file)])
    assert found.exit_code == 0
    assert "5:8: warning: nobody may ever decide on refund; no grant gives it to anybody" in found.output
