"""docs/whatif.md names every key of the answer and of the mapping, and nothing that does not exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

from click.testing import CliRunner

from leeway.cli.whatif import whatif
from leeway.whatif import mapping as mapping_file
from leeway.whatif.mapping import Duplicates, Order, parse_mapping
from leeway.whatif.patterns import HOWS
from tests.whatif.logs import MAPPING, answered, written
from tests.whatif.test_small_log import FOUR

TEXT = (Path(__file__).parents[2] / "docs" / "whatif.md").read_text("utf-8")
WITH_ALL = MAPPING.replace("  finish: Claim settled\n", "  finish: Claim settled\n  begin: Letter sent\n")


def section(title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, f"docs/whatif.md has no section {title!r}"
    return found[1]


def rows(text: str) -> set[str]:
    """The first cells of the tables, where they are code: `key`."""
    return set(re.findall(r"^\| `([^`]+)`", text, re.MULTILINE))


def paths(value: Any, before: str = "") -> set[str]:
    """Every key of the answer as a path: `as_is.steps[].role`."""
    if isinstance(value, dict):
        return {found for key, inner in value.items() for found in paths(inner, f"{before}.{key}".lstrip("."))}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return {found for inner in value for found in paths(inner, f"{before}[]")}
    return {before}


def test_the_keys_of_the_answer_are_those_documented(tmp_path: Path) -> None:
    answer = answered(tmp_path, written(FOUR), "50,200", WITH_ALL)
    assert rows(section("The answer as JSON")) == paths(answer)


def test_the_keys_of_the_mapping_are_those_documented() -> None:
    keys = set(mapping_file.KEYS) - {"columns", "activities", "managers"}
    keys |= {f"columns.{word}" for word in mapping_file.COLUMNS} | {
        f"activities.{word}" for word in mapping_file.ACTIVITIES
    }
    assert rows(section("The mapping file")) == keys | {"managers.by", "managers.match"}
    for word in (*HOWS, *get_args(Order), *get_args(Duplicates)):
        assert f"`{word}`" in section("The mapping file")


def test_the_example_mapping_in_the_text_is_valid() -> None:
    found = re.search(r"```yaml\n(.*?)```", section("The mapping file"), re.DOTALL)
    assert found
    assert parse_mapping(found[1], "docs").managers.by == "role"


def test_the_options_are_those_of_the_command() -> None:
    asked = set(re.findall(r"--[a-z-]+", CliRunner().invoke(whatif, ["--help"]).output)) - {"--help"}
    assert rows(section("The command")) == asked
