"""Reading a guideline file. Source of the format: docs/guidelines.md."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from leeway.core.authority.flaws import Flaw
from leeway.core.authority.model import Guideline, Person
from leeway.core.authority.reader import read_guideline
from leeway.core.authority.tree import Problem, Severity
from leeway.guidelines.yaml_tree import NotYaml, read_tree

LARGEST_FILE = 2_000_000
Read = tuple[Guideline | None, tuple[Problem, ...]]


class NotReadable(Exception):  # noqa: N818  it is an answer, not a fault
    """There is no such file, or it may not be read; the message is a sentence."""


def load_guideline(path: Path | str, people: Iterable[Person] | None = None) -> Read:
    """Read and check a file; see `leeway.core.authority.reader.read_guideline`. Raises NotReadable."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise NotReadable(f"{path} cannot be read: {error.strerror or error}. Name a guideline file.") from None
    return read_guideline_text(data, people)


def read_guideline_text(data: bytes, people: Iterable[Person] | None = None) -> Read:
    """The same for the bytes of a file."""
    if len(data) > LARGEST_FILE:
        return None, (
            _problem(1, 1, "the file is larger than 2 MB; a guideline is a few pages of text", Flaw.TOO_LARGE),
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return None, (_problem(line, column, "the file is not UTF-8 from here on; save it with the encoding UTF-8"),)
    try:
        return read_guideline(read_tree(text), people)
    except NotYaml as error:
        return None, (_problem(error.line, error.column, error.message),)


def _problem(line: int, column: int, message: str, code: Flaw = Flaw.NOT_READABLE) -> Problem:
    return Problem(line, column, message, Severity.ERROR, code)
