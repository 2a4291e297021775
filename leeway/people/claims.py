"""Finds what a text to a customer says about colleagues; whether it is so, `core.cases.truth` decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from leeway.core.cases.truth import Claim, to_customer
from leeway.core.message import Command
from leeway.people.models import Person, Words
from leeway.people.phrases import PHRASES

MAY_CLAIM = re.compile("|".join(pattern.replace("NAME", r".{1,80}") for _, pattern in PHRASES), re.IGNORECASE)
CURLY = "\u2019"  # an apostrophe, as many keyboards write it


def claims_in(command: Command, words: Sequence[Any]) -> tuple[Claim, ...]:
    """The claims in what the customer will read of this command; most texts hold none, and then nothing is asked."""
    wanted = set(to_customer(command)) if words else set()
    texts = [row.text for row in words if isinstance(row, Words) and row.id in wanted]
    texts = [" ".join(text.replace(CURLY, "'").split()) for text in texts]
    if not any(MAY_CLAIM.search(text) for text in texts):
        return ()
    people = list(Person.objects.filter(active=True))
    found = {each for text in texts for each in _claims(text, people)}
    return tuple(sorted(found, key=lambda each: (each.colleague, each.what)))


def _claims(text: str, people: Iterable[Person]) -> Iterable[Claim]:
    for person in people:
        name = f"(?:{re.escape(person.name)}|{re.escape(person.name.split(' ', 1)[0])})(?!\\w)"
        for what, pattern in PHRASES:
            if re.search(pattern.replace("NAME", name), text, re.IGNORECASE):
                yield Claim(person.id, what)
