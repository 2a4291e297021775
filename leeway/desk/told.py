"""What was decided by others, and somebody is told of: they gave the authority under "decide, and tell me"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from leeway.core.authority import Guideline
from leeway.desk.timeline import what
from leeway.desk.visible import cases_for
from leeway.people.access import Viewer
from leeway.people.models import Person
from leeway.projections.cases import CaseRow
from leeway.projections.spends import SpendRow

SHOWN_FOR = timedelta(days=14)
SHOWN = 100  # rows; the ledger has the rest


@dataclass(frozen=True, slots=True)
class Told:
    """case: None where it is not theirs to see; then they are told of the decision and of nothing else."""

    at: datetime
    what: str
    who: str
    case: CaseRow | None
    taken_back: bool


def told_to(viewer: Viewer, guideline: Guideline | None, now: datetime) -> list[Told]:
    """The decisions of the last 14 days that this person is told of, newest first."""
    told = SpendRow.objects.filter(links__sort="told", links__source=viewer.person, at__gt=now - SHOWN_FOR)
    rows = list(told.order_by("-at", "decision")[:SHOWN])
    cases = {row.id: row for row in cases_for(viewer).filter(id__in={each.case for each in rows})}
    people = Person.objects.in_bulk({each.person for each in rows})
    return [
        Told(
            at=each.at,
            what=what(guideline, each.kind, each.amount),
            who=people[each.person].name if each.person in people else "somebody",
            case=cases.get(each.case),
            taken_back=each.reversed,
        )
        for each in rows
    ]
