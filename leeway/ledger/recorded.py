"""A fact with its place in the ledger: what projections and the outbox are handed."""

from __future__ import annotations

from dataclasses import dataclass

from leeway.core.message import Event


@dataclass(frozen=True, slots=True)
class Recorded:
    """id: the same for ever, also in an export. position: grows within whatever shares a tag, with gaps."""

    position: int
    id: str
    event: Event
