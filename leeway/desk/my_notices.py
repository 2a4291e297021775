"""What I only have to know: lines on my day with nothing to do, from facts that are tagged with me."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from leeway.core.cases.around import (
    ActionNudged,
    ActionReleased,
    ColleagueReached,
    PersonOffered,
)
from leeway.core.cases.events import CaseHeard
from leeway.core.message import Event
from leeway.desk.acting import ActForm
from leeway.desk.around_forms import DisputeForm
from leeway.ledger.models import Fact
from leeway.ledger.read import recorded
from leeway.people.models import Customer, Person
from leeway.projections.cases import CaseRow

SHOWN_FOR = timedelta(days=14)
SHOWN = 20
NAMES = [each.NAME for each in (ActionNudged, ActionReleased, ColleagueReached, PersonOffered, CaseHeard)]


@dataclass(frozen=True, slots=True)
class Notice:
    at: datetime
    row: CaseRow
    text: str
    dispute: ActForm | None = None


def notices_for(person: Person, now: datetime) -> list[Notice]:
    """The newest first; a contact that names them can be disputed.

    Facts of an older time, and what somebody did themselves, are none.
    """
    found = Fact.objects.filter(name__in=NAMES, at__gte=now - SHOWN_FOR, fact_tags__tag=f"person:{person.id}")
    events = [recorded(each).event for each in found.exclude(by=person.id).order_by("-position")[:SHOWN]]
    rows = {row.id: row for row in CaseRow.objects.filter(id__in={each.case for each in events})}  # type: ignore[attr-defined]
    people = Person.objects.in_bulk({each.by for each in events})
    customers = Customer.objects.in_bulk({row.customer for row in rows.values()})
    lines = []
    for each in events:
        row = rows.get(each.case)  # type: ignore[attr-defined]
        by = people[each.by].first_name if each.by in people else ""
        if row is not None:
            dispute = _dispute(each, row)
            lines.append(Notice(each.at, row, _text(each, by, customers[row.customer].first_name), dispute))
    return lines


def _dispute(fact: Event, row: CaseRow) -> ActForm | None:
    """The form that says that it was not so; none once that was said."""
    known = row.case.reached.get(fact.contact) if isinstance(fact, ColleagueReached) else None
    return DisputeForm(contact=fact.contact) if known and not known.disputed else None  # type: ignore[attr-defined]


def _text(fact: Event, by: str, customer: str) -> str:
    match fact:
        case ActionReleased():
            return f"Thanks, {by} has it. Nothing for you to do."
        case ActionNudged():
            return f"Taken, but {customer} was not called or the work not begun in time. Ask how it stands."
        case ColleagueReached():
            return f"{by} wrote down that they reached you about it. If it was not so, say so."
        case PersonOffered(answer="yes please"):
            return f"{customer} would like a word with you, says {by}."
        case PersonOffered():
            return f"{by} offered {customer} a word with you: not needed."
        case _:
            return f"{customer} asked for you; {by} heard it and looks after it. Nothing for you to do."
