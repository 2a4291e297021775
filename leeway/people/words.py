"""New texts for a command: made before it is handled, saved with its facts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from leeway.people.models import Words

LONGEST = 20_000


def derived(command_id: str, noun: str) -> str:
    """An opaque id that a command sent twice makes twice: the same form gives the same ids."""
    return hashlib.blake2b(f"{noun}:{command_id}".encode(), digest_size=10).hexdigest()


class Texts:
    """Collects what a form says, so that the command can name it by id.

    `put` gives the id of the text, or None for an empty one; `rows` is what `handle` saves with the facts.
    """

    def __init__(self, command_id: str, *, case: str, customer: str, author: str, at: datetime) -> None:
        self._command_id = command_id
        self._row = {"case": case, "customer": customer, "author": author, "at": at}
        self.rows: list[Words] = []

    def put(self, noun: str, text: str | None) -> str | None:
        text = (text or "").strip()[:LONGEST]
        if not text:
            return None
        words = Words(id=derived(self._command_id, f"words-{noun}"), text=text, **self._row)
        self.rows.append(words)
        return words.id


def texts_of(ids: Iterable[str | None]) -> dict[str, str]:
    """The texts by id, in one query."""
    return dict(Words.objects.filter(id__in=[i for i in ids if i]).values_list("id", "text"))
