"""A guideline file as a plain tree that remembers where each value stands, and what is wrong with it.

The core reads this tree and never a file: whatever parses the file (see `leeway.guidelines`) builds it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from leeway.core.authority.flaws import Flaw

Place = tuple[int, int]
"""Line and column, both from 1."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as it was written: `text` is undecorated ("1e400", ".nan", "true"), never interpreted.

    plain: written without quotes. within: the place of a character of `text`, given its offset; without it, text is
    taken to stand on one line from (line, column).
    """

    line: int
    column: int
    text: str
    plain: bool = True
    within: Callable[[int], Place] | None = field(default=None, compare=False, repr=False)

    @property
    def null(self) -> bool:
        """Nothing was written, or a plain null."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")

    def place(self, offset: int) -> Place:
        return self.within(offset) if self.within else (self.line, self.column + offset)


@dataclass(frozen=True, slots=True)
class Sequence:
    line: int
    column: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Keys with their values, in the order of the file; a key may wrongly stand there twice."""

    line: int
    column: int
    entries: tuple[tuple[Scalar, Node], ...]


Node = Scalar | Sequence | Table


class Severity(StrEnum):
    """ERROR: the file cannot be used. WARNING: allowed, but worth a look.

    CHAIN: a grant says more than its chain carries. Judging closes there, so the file can be tried; not published.
    """

    ERROR = "error"
    CHAIN = "chain"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong at a place, in one sentence or two: what, and what would be right."""

    line: int
    column: int
    message: str
    severity: Severity = Severity.ERROR
    code: Flaw = Flaw.WRONG_VALUE
