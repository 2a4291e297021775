"""Effort: what the customer had to go through, from facts alone. Replaying the facts gives the same figures.

transfers, points (different places contacted), people, minutes, repeats, waits (minutes from their word to what was
done). The sort key is for one's own list of cases, never for comparing people.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from leeway.core.cases.events import CaseHeard, CaseMoved, ContactRecorded, HandoffAccepted
from leeway.core.message import Event


@dataclass(frozen=True, slots=True)
class Effort:
    transfers: int
    points: int
    people: int
    minutes: int
    repeats: int
    wait_minutes: int

    @property
    def sort_key(self) -> int:
        """transfers + (points - 1) + (people - 1) + repeats + one per begun quarter of an hour of talking."""
        return (
            self.transfers + max(self.points - 1, 0) + max(self.people - 1, 0) + self.repeats + ceil(self.minutes / 15)
        )


def effort(facts: Iterable[Event], now: datetime) -> Effort:
    """The effort of one case from its facts in order; a wait that is not over is counted until `now` (aware UTC)."""
    contacts: list[ContactRecorded] = []
    people: set[str] = set()
    handoffs = wait = 0
    waiting_since: datetime | None = None
    for fact in facts:
        match fact:
            case ContactRecorded():
                contacts.append(fact)
                people.add(fact.who)
            case CaseHeard():
                people.add(fact.by)
                waiting_since = fact.at
            case HandoffAccepted():
                people.add(fact.by)
                handoffs += 1
            case CaseMoved() if fact.to in {"DONE", "REFERRED", "CONFIRMED", "WITHDRAWN"} and waiting_since:
                wait += int((fact.at - waiting_since).total_seconds() // 60)
                waiting_since = None
            case CaseMoved() if fact.act in {"not_yet", "came_back"}:
                waiting_since = fact.at
            case _:
                pass
    if waiting_since:
        wait += max(int((now - waiting_since).total_seconds() // 60), 0)
    return Effort(
        transfers=sum(c.transferred for c in contacts) + handoffs,
        points=len({c.point for c in contacts}) or 1,
        people=len(people),
        minutes=sum(c.minutes for c in contacts),
        repeats=sum(c.repeated for c in contacts),
        wait_minutes=wait,
    )
