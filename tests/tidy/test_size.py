"""Small files, small functions: what a newcomer can hold in mind."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.tidy.files import name, tracked

FILE_LINES = 400
FUNCTION_LINES = 50
SOURCES = [path for path in tracked("*.py") if "/migrations/" not in path.as_posix()]


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_fits_in_mind(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= FILE_LINES, f"{name(path)} has {lines} lines. Split it by noun; the parts keep the noun's folder."


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= FUNCTION_LINES, (
                f"{name(path)}:{node.lineno} {node.name} has {lines} lines. Name its steps and call them."
            )
