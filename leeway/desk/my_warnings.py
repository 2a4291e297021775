"""What is soon due and not reported, on the day of whoever promised it, or of whom they chose to stand in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from leeway.core.message import is_customer
from leeway.core.promises import Promise, PromiseWarned
from leeway.desk import times
from leeway.desk.visible import may_see
from leeway.ledger.models import Fact
from leeway.people.access import Viewer
from leeway.people.models import Customer, Person
from leeway.people.words import texts_of
from leeway.projections.cases import CaseRow
from leeway.projections.promises import PromiseRow

LOOKED_BACK = timedelta(days=62)  # a warning comes a working day ahead, and a house may be closed for weeks
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Warned:
    """promise: its id, where I may open it. what: its words, where I may read them. ask: whom I could ask."""

    due: datetime
    title: str
    what: str
    promise: str
    case: CaseRow | None
    ask: Person | None


def warnings_for(viewer: Viewer, person: Person, now: datetime) -> list[Warned]:
    """The next one due first; none any more once it is reported, settled anew or late (what is tolerated is not)."""
    told = Fact.objects.filter(
        name=PromiseWarned.NAME, at__gte=now - LOOKED_BACK, fact_tags__tag=f"person:{person.id}"
    ).order_by("-position")
    ids = {each["promise"] for each in told.values_list("data", flat=True)[: SHOWN * 5]}
    near = PromiseRow.objects.filter(id__in=ids, state__in=["PROMISED", "RENEGOTIATING"], late=False)
    rows = [row for row in near.order_by("due") if _is_for(row.promise, person.id, now)][:SHOWN]
    words = texts_of(row.body for row in rows)
    cases = {row.id: row for row in CaseRow.objects.filter(id__in={row.case for row in rows} - {""})}
    people = Person.objects.in_bulk({row.promiser for row in rows} | {row.promisee for row in rows})
    customers = Customer.objects.in_bulk({row.promisee.removeprefix("customer:") for row in rows})
    found = []
    for row in rows:
        case, to = cases.get(row.case), customers.get(row.promisee.removeprefix("customer:"))
        who = (to.name if to else "a customer") if is_customer(row.promisee) else people[row.promisee].called
        mine, open_to_me = row.promiser == person.id, may_see(viewer, row, case)
        what = words.get(row.body) or f"The next word to {who}"
        by = people[row.promiser]
        due = row.promise.terms.late_at
        in_time = f"due in {times.length(due - now)}"
        found.append(
            Warned(
                due=due,
                title=f"This is {in_time}" if mine else f"{by.first_name} may not manage something {in_time}",
                what=what if open_to_me else "",
                promise=row.id if open_to_me else "",
                case=case if open_to_me else None,
                ask=None if mine else by,
            )
        )
    return found


def _is_for(promise: Promise, me: str, now: datetime) -> bool:
    """Whoever promised it, or was told second; nobody to whom it was said before it passed on to somebody else."""
    return (
        promise.terms.late_at > now
        and me in promise.warned
        and me == (promise.promiser if me == promise.warned[0] else promise.warned[-1])
    )
