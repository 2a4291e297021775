"""Effort: what the customer had to go through, from facts alone. Replaying the facts gives the same figures.

transfers, points (different places contacted), people, minutes, repeats, waits (minutes from their word to what was
done). The sort key is for one's own list of cases, never for comparing people.

Beside it the cost of asking: what it took of whom each time that a decision was put to others first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from leeway.core.cases.around import CustomerRetold
from leeway.core.cases.events import CaseHeard, CaseMoved, ContactRecorded, HandoffAccepted
from leeway.core.cases.proposal import (
    AdviceGiven,
    AgreementGiven,
    AgreementRefused,
    ProposalClosed,
    ProposalEvent,
    ProposalMade,
    ProposalSeen,
)
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
    handoffs = wait = retold = 0
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
            case CustomerRetold():
                retold += 1
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
        repeats=sum(c.repeated for c in contacts) + retold,
        wait_minutes=wait,
    )


def went_back(facts: Iterable[Event]) -> bool:
    """Whether somebody got the case again from the one to whom they had just handed it (A, B, A)."""
    owners: list[str] = []
    for fact in facts:
        if isinstance(fact, CaseHeard | HandoffAccepted) and owners[-1:] != [fact.by]:
            owners.append(fact.by)
    return any(first == third for first, third in zip(owners, owners[2:], strict=False))


@dataclass(slots=True)
class Asking:
    """What it cost to put one decision to others, in whole minutes by the times of the facts.

    customer: from asking until it was decided or given up. employee: until the last word that came, for that long the
    one who asked could not go on. asked: of those who were asked, each from having it before them to their word.
    """

    proposal: str
    customer: int = 0
    employee: int = 0
    asked: int = 0
    made: datetime | None = field(default=None, repr=False)
    ended: bool = field(default=False, repr=False)
    seen: dict[str, datetime] = field(default_factory=dict, repr=False)


def askings(facts: Iterable[Event], now: datetime) -> tuple[Asking, ...]:
    """Each asking of a case, in order; what is not over is counted until `now` (aware UTC)."""
    found: dict[str, Asking] = {}
    for fact in facts:
        if isinstance(fact, ProposalMade):
            found[fact.proposal] = Asking(fact.proposal, made=fact.at)
        elif isinstance(fact, ProposalEvent) and (asking := found.get(fact.proposal)) and not asking.ended:
            _add(asking, fact)
    for asking in found.values():
        if not asking.ended and asking.made:
            asking.customer = asking.employee = _minutes(asking.made, now)
    return tuple(found.values())


def _add(asking: Asking, fact: ProposalEvent) -> None:
    assert asking.made is not None
    match fact:
        case ProposalSeen():
            asking.seen.setdefault(fact.by, fact.at)
        case AdviceGiven() | AgreementGiven() | AgreementRefused():
            asking.employee = _minutes(asking.made, fact.at)
            if (since := asking.seen.pop(fact.by, None)) is not None:
                asking.asked += _minutes(since, fact.at)
        case ProposalClosed():
            asking.customer, asking.ended = _minutes(asking.made, fact.at), True
            asking.employee = asking.employee or asking.customer
        case _:
            pass


def _minutes(since: datetime, until: datetime) -> int:
    return max(int((until - since).total_seconds() // 60), 0)
