"""What goes in and what comes out: a command asks, an event is a fact. Both carry their time and who acts.

Ids and times come in with the command, so that the same command gives the same facts. Neither may hold a person's
name, address or words: those live in ordinary tables and are named here by their id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

CLOCK = "clock"


def customer(customer_id: str) -> str:
    """How a customer stands in `by`, `promiser` and `promisee`: "customer:c7". People stand there by their plain id."""
    return f"customer:{customer_id}"


def is_customer(party: str) -> bool:
    return party.startswith("customer:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something that somebody wants to happen.

    at: aware UTC, when it is asked. by: a person's id, or `customer(id)`, or `CLOCK`.
    NAME is short and stable ("case.hear"): it is kept with every refused command.
    """

    NAME: ClassVar[str] = ""
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, for ever.

    at: aware UTC, when it happened. by: a person's id, or `customer(id)`, or `CLOCK`.
    NAME and VERSION stand in the ledger; the class may move, they may not.
    """

    NAME: ClassVar[str] = ""
    VERSION: ClassVar[int] = 1
    at: datetime
    by: str

    def tags(self) -> frozenset[str]:
        """What this fact is about, as "noun:id"; whoever decides on it later reads it by these."""
        raise NotImplementedError
