"""How a log or a mapping is refused: one sentence that says what, where, and what would be right."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SHOWN = 80


class BadInput(Exception):  # noqa: N818  it is an answer, not a fault
    """Nothing was computed and nothing written; `str()` is the sentence for the person who asked."""


def shown(text: str, most: int = SHOWN) -> str:
    """The text made safe to stand in a sentence: no control or direction characters, cut at `most` characters."""
    kept = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[: most + 1])
    return kept if len(kept) <= most else kept[: most - 1] + "…"


def quoted(text: str) -> str:
    return f'"{shown(text)}"'


def counted(number: int, one: str, many: str = "") -> str:
    """`1 row`, `1,200 rows`; `many` only where it is not `one` with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Up to three known names that look like this one, the likest first; capitals do not count."""
    by_folded = {one.casefold(): one for one in known}
    return [by_folded[near] for near in get_close_matches(name.casefold(), list(by_folded), n=3, cutoff=0.6)]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown name: the near ones, or else the first ten that there are."""
    names = list(known)
    if near := nearest(name, names):
        return f"did you mean {' or '.join(quoted(one) for one in near)}?"
    rest = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return f"there are {', '.join(quoted(one) for one in names[:10])}{rest}."
