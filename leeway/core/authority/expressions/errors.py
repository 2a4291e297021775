"""What can go wrong: in the text (when it is checked), or with the facts (when it is evaluated)."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class ExpressionError(Exception):
    """The text is not a valid expression.

    message: what is wrong and what would be right. offset: where, in characters from the start of the text.
    """

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class Unresolved(Exception):  # noqa: N818  it is an answer, not a fault
    """No value came out; `&&` and `||` may still know their answer."""


class MissingFact(Unresolved):
    """Evaluation needed the fact `name`, and it is absent."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Undecided(Unresolved):
    """The facts are there and still give no value; `why` is a sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def short(text: str) -> str:
    """For a message: the beginning of what may be long."""
    return text if len(text) <= 60 else text[:60] + "..."


def near(word: str, known: Iterable[str]) -> str:
    """' Did you mean 'x'?', or nothing where no known word is near."""
    found = get_close_matches(word, sorted(known), n=1, cutoff=0.7)
    return f" Did you mean '{found[0]}'?" if found else ""
