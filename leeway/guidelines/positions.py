"""Where a character of a YAML value stands in the file, for values that are quoted, folded or blocks too."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from leeway.core.authority.tree import Place

_BLANKS = re.compile(r"\s+")
_ESCAPE = re.compile(r"\\(?:x..|u.{4}|U.{8}|.)", re.DOTALL)
_CONTINUED = re.compile(r"\\[ \t]*\r?\n\s*")
_HEADER = re.compile(r"[|>][^\n]*\n")


class Source:
    """A text that knows its lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text))]

    def place(self, index: int) -> Place:
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def finder(self, value: str, start: int, style: str | None) -> Callable[[int], Place]:
        """The place of a character of `value`, which is written at `start` in a YAML style (None: plain)."""

        def place(offset: int) -> Place:
            indexes = _aligned(self.text, value, start, style)
            return self.place(indexes[min(max(offset, 0), len(value))])

        return place


def _aligned(text: str, value: str, start: int, style: str | None) -> list[int]:
    """For each character of `value`, and for its end, the index in `text` of what stands for it.

    What is not blank stands in the file as in the value, escapes apart; blanks around a line break were folded or cut.
    """
    at = _first(text, start, style)
    indexes: list[int] = []
    while len(indexes) < len(value):
        rest = value[len(indexes)]
        if style == '"' and (joined := _CONTINUED.match(text, at)):
            at = joined.end()
            continue
        if style == '"' and (escape := _ESCAPE.match(text, at)):
            indexes.append(at)
            at = escape.end()
            continue
        blanks = _BLANKS.match(text, at)
        if blanks and "\n" in blanks[0]:
            folded = _BLANKS.match(value, len(indexes))
            width = len(folded[0]) if folded else 0
            width = min(width, max(1, blanks[0].count("\n") - 1)) if style == '"' else width
            indexes.extend([at] * width)
            at = blanks.end()
            continue
        if blanks and not rest.isspace():
            at = blanks.end()
            continue
        indexes.append(min(at, len(text)))
        at += 2 if style == "'" and text.startswith("''", at) else 1
    return [*indexes, min(at, len(text))]


def _first(text: str, start: int, style: str | None) -> int:
    if style in ("'", '"'):
        return start + 1
    if style in ("|", ">"):
        header = _HEADER.match(text, start)
        return header.end() if header else start
    return start
