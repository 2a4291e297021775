"""Whose advice or agreement is asked for, on their day; and what became of the advice that they gave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from leeway.core.authority import Guideline
from leeway.core.cases.events import IntentNoticed, IntentStopped
from leeway.core.cases.proposal import Heeded, ProposalClosed
from leeway.desk.acting import ActForm
from leeway.desk.case_forms import AdviceForm, AgreeForm, DisagreeForm
from leeway.desk.put import named
from leeway.desk.timeline import what
from leeway.ledger.codec import decode
from leeway.ledger.models import Fact, FactTag
from leeway.people.models import Customer, Person
from leeway.people.words import texts_of
from leeway.projections.cases import CaseParty, CaseRow

SHOWN = 100
TOLD_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class WordAsked:
    """One proposal that waits for this person's word. advice, agree, disagree: a form for each that is asked for."""

    proposal: str
    row: CaseRow
    customer: Customer | None
    by: Person | None
    what: str
    reason: str
    until: datetime
    advice: ActForm | None
    agree: ActForm | None
    disagree: ActForm | None


@dataclass(frozen=True, slots=True)
class Became:
    """What became of an advice."""

    at: datetime
    what: str
    by: str
    used: bool
    because: str


@dataclass(frozen=True, slots=True)
class Stops:
    """How many of the intents that somebody has seen they stopped."""

    stopped: int
    seen: int


def words_asked(person: Person, guideline: Guideline | None, now: datetime) -> list[WordAsked]:
    """Those that wait for this person's word, the one that ends first before the others; a fixed number of queries."""
    mine = CaseParty.objects.filter(person=person.id, part__in=("adviser", "agreer")).values("case")
    rows = list(CaseRow.objects.filter(id__in=mine).order_by("moved_at")[:SHOWN])
    waiting = [
        (row, each)
        for row in rows
        for each in row.case.open_proposals
        if person.id in each.may_advise or (person.id in each.may_agree and now < each.until)
    ]
    customers = Customer.objects.in_bulk({row.customer for row in rows})
    people = Person.objects.in_bulk({each.by for _, each in waiting})
    texts = texts_of(each.reason for _, each in waiting)
    found = []
    for row, each in waiting:
        agrees = person.id in each.may_agree and now < each.until
        found.append(WordAsked(
            proposal=each.id, row=row, customer=customers.get(row.customer), by=people.get(each.by),
            what=what(guideline, each.kind, each.amount), reason=texts.get(each.reason or "", ""), until=each.until,
            advice=named(AdviceForm, each.id) if person.id in each.may_advise else None,
            agree=named(AgreeForm, each.id) if agrees else None,
            disagree=named(DisagreeForm, each.id) if agrees else None,
        ))  # fmt: skip
    return sorted(found, key=lambda each: each.until)


def what_became(person: Person, guideline: Guideline | None, now: datetime) -> list[Became]:
    """What became of this person's advice in the last 14 days, newest first; they are told of that and nothing else."""
    tagged = FactTag.objects.filter(tag=f"adviser:{person.id}").values("fact_id")
    rows = list(Fact.objects.filter(position__in=tagged, at__gt=now - TOLD_FOR).order_by("-at")[:SHOWN])
    closed = [each for row in rows if isinstance(each := _event(row), ProposalClosed)]
    marks = {each.proposal: mark for each in closed if (mark := _mark(each, person.id))}
    cases = CaseRow.objects.in_bulk({each.case for each in closed})
    people = Person.objects.in_bulk({each.by for each in closed})
    texts = texts_of(mark.because for mark in marks.values())
    found = []
    for each in closed:
        mark, known = marks.get(each.proposal), cases[each.case].case.proposals.get(each.proposal)
        if mark and known:
            by = people[each.by].first_name if each.by in people else "somebody"
            decided = what(guideline, known.kind, known.amount)
            found.append(Became(each.at, decided, by, mark.used, texts.get(mark.because or "", "")))
    return found


def stops_of(person: Person) -> Stops:
    """Shown to this person alone, with n: a count of all, so it has no error."""
    tagged = FactTag.objects.filter(tag=f"may_stop:{person.id}").values("fact_id")
    names = list(Fact.objects.filter(position__in=tagged).values_list("name", flat=True))
    return Stops(names.count(IntentStopped.NAME), names.count(IntentNoticed.NAME))


def _event(row: Fact) -> object:
    return decode(row.name, row.version, row.at, row.by, row.data)


def _mark(closed: ProposalClosed, person: str) -> Heeded | None:
    return next((each for each in closed.advice if each.person == person), None)
