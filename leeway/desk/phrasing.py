"""What every sentence needs: several names in a row, and a kind of the guideline as words. Pure Python."""

from __future__ import annotations

from collections.abc import Iterable


def listed(words: Iterable[object], last: str) -> str:
    """Return "Ana, Petra or Ruben" for last="or"; one alone as it is, and nothing for none."""
    found = [str(word) for word in words]
    return f" {last} ".join([*([", ".join(found[:-1])] if found[1:] else []), *found[-1:]])


def spoken(kind: str) -> str:
    """A kind within a sentence: "fee.waive" is "fee waive"."""
    return kind.replace(".", " ").replace("_", " ").replace("-", " ")


def label(kind: str) -> str:
    """A kind, or the id of a pool, at the beginning of a line: "Fee waive"."""
    return spoken(kind).capitalize()
