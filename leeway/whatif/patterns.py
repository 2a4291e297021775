"""How a mapping file names activities and roles: equals, prefix, suffix or regex, over the distinct values of a column.

Regular expressions run in polars' engine (Rust's): time linear in the text whatever the expression, no backtracking,
and an expression that would compile to too much is an error when the mapping is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

How = Literal["equals", "prefix", "suffix", "regex"]
HOWS: tuple[How, ...] = ("equals", "prefix", "suffix", "regex")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to name values. A regex matches anywhere unless it says ^ or $; capitals count in all four."""

    how: How
    text: str

    def matching(self, values: pl.Series) -> set[str]:
        """Those of the given distinct strings that this pattern names.

        Raises polars' ComputeError where the regex cannot be compiled; the mapping's reader tries that first.
        """
        match self.how:
            case "equals":
                hits = values == self.text
            case "prefix":
                hits = values.str.starts_with(self.text)
            case "suffix":
                hits = values.str.ends_with(self.text)
            case "regex":
                hits = values.str.contains(self.text)
        return set(values.filter(hits).to_list())

    def __str__(self) -> str:
        return f'{self.how} "{self.text}"'


def matching(patterns: Sequence[Pattern], values: pl.Series) -> set[str]:
    """What any of the patterns names; no pattern names nothing."""
    named: set[str] = set()
    for pattern in patterns:
        named |= pattern.matching(values)
    return named
