"""Reads the ledger, every fact as its type is today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leeway.core.message import Event
from leeway.ledger.codec import decode
from leeway.ledger.models import Fact, FactTag
from leeway.ledger.recorded import Recorded

CHUNK = 2000


def facts(*tags: str) -> list[Event]:
    """Return the facts that carry any of the tags, oldest first."""
    return [each.event for each in history(*tags)]


def history(*tags: str) -> list[Recorded]:
    """Return the facts that carry any of the tags with their ids and positions, oldest first."""
    about = FactTag.objects.filter(tag__in=tags).values("fact_id")
    return [recorded(each) for each in Fact.objects.filter(position__in=about).order_by("position")]


def facts_at(positions: Iterable[int]) -> tuple[Event, ...]:
    """Return the facts at these positions, oldest first."""
    return tuple(recorded(each).event for each in Fact.objects.filter(position__in=positions).order_by("position"))


def facts_since(position: int) -> Iterator[Recorded]:
    """Yield all facts above a position. Only under `lock_ledger`: else facts that commit late are missed."""
    while chunk := list(Fact.objects.filter(position__gt=position).order_by("position")[:CHUNK]):
        yield from map(recorded, chunk)
        position = chunk[-1].position


def recorded(fact: Fact) -> Recorded:
    return Recorded(fact.position, fact.id, decode(fact.name, fact.version, fact.at, fact.by, fact.data))
