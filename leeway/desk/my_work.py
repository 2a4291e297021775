"""What waits for somebody, put together from the tables in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from leeway.core.cases.events import ActionAsked, DecisionMade, HandoffOffered
from leeway.core.message import Event, is_customer
from leeway.desk import in_force
from leeway.desk.board import STATES
from leeway.desk.phrasing import unsaid
from leeway.desk.timeline import what
from leeway.ledger.read import facts as read_facts
from leeway.people.models import Customer, Person
from leeway.people.words import texts_of
from leeway.projections.cases import CaseParty, CaseRow
from leeway.projections.promises import PromiseRow

OWED = {
    "PROMISED": "Promised",
    "OVERDUE": "Promised",
    "RENEGOTIATING": "Another time asked",
    "CONTESTED": "Not kept well, they say",
    "REQUESTED": "Asked, not answered yet",
    "UNANSWERED": "Asked, not answered in time",
    "COUNTERED_BY_PROMISEE": "Another time asked",
}
TO_ME = OWED | {
    "OFFERED": "Offered: your answer",
    "COUNTERED_BY_PROMISER": "Another time offered",
    "REPORTED": "Done, they say: your word",
    "UNCONFIRMED": "Done, they say: your word",
}
SHOWN = 100  # rows of one list; the list of cases has the rest


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise as a row: what, to or from whom, in which case, by when."""

    text: str
    who: str
    case: CaseRow | None
    due: datetime
    label: str
    promise: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A case as a row. words: the customer's. said: the pack, the question or the reason that came with it.

    unseen: the window of its intent is over, and nobody who could have stopped it had seen it.
    """

    row: CaseRow
    customer: Customer | None
    owner: Person | None
    words: str
    state: str
    said: str = ""
    decided: str = ""
    until: datetime | None = None
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """answered: my cases in which all who were asked about a decision have answered, or their time is over.
    received: words that came in and that nobody has heard yet; whoever hears cases may hear them."""

    owe: list[Owed] = field(default_factory=list)
    owed_to_me: list[Owed] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    offered: list[Case] = field(default_factory=list)
    asked: list[Case] = field(default_factory=list)
    intents: list[Case] = field(default_factory=list)
    received: list[Case] = field(default_factory=list)

    answered: list[Case] = field(default_factory=list)

    @property
    def unseen(self) -> list[Case]:
        return [each for each in self.cases if each.unseen]


def work_for(person: Person, now: datetime) -> Work:
    me = person.id
    owe = list(PromiseRow.objects.filter(promiser=me, state__in=OWED).order_by("due")[:SHOWN])
    to_me = list(PromiseRow.objects.filter(promisee=me, state__in=TO_ME).order_by("due")[:SHOWN])
    own = CaseRow.objects.filter(owner=me).exclude(state__in=["CONFIRMED", "WITHDRAWN"])
    cases = list(own.order_by("heard_at")[:SHOWN])
    offered = list(CaseRow.objects.filter(offered_to=me).order_by("moved_at")[:SHOWN])
    mine_to_take = CaseParty.objects.filter(person=me, part="asked").values("case")
    asked = list(CaseRow.objects.filter(id__in=mine_to_take, state="ACTION_ASKED").order_by("moved_at")[:SHOWN])
    intents = list(CaseRow.objects.filter(state="INTENDED", owner__in=below(me)).order_by("moved_at")[:SHOWN])
    received = list(CaseRow.objects.filter(state="RECEIVED").order_by("moved_at")[:SHOWN])
    around = list(CaseRow.objects.filter(id__in={each.case for each in owe + to_me if each.case}))
    waiting = [*offered, *asked, *intents]
    facts = read_facts(*(f"case:{row.id}" for row in waiting)) if waiting else []
    telling = _Telling.of([*cases, *waiting, *received, *around], facts, owe + to_me)
    return Work(
        owe=[telling.owed(each, each.promisee, OWED) for each in owe],
        owed_to_me=[telling.owed(each, each.promiser, TO_ME) for each in to_me],
        cases=[telling.case(each) for each in cases],
        offered=[telling.case(each) for each in offered],
        asked=[telling.case(each) for each in asked],
        answered=[telling.case(each) for each in cases if _is_answered(each, me, now)],
        intents=[telling.case(each, intent=True) for each in intents],
        received=[telling.case(each) for each in received],
    )


def _is_answered(row: CaseRow, person: str, now: datetime) -> bool:
    mine = [each for each in row.case.open_proposals if each.by == person]
    return any(not each.waits_for(now) and (not each.may_agree or now >= each.until) for each in mine)


def below(person: str) -> set[str]:
    """Everybody who reports to the person, directly or through others."""
    reports: dict[str, list[str]] = {}
    for each, boss in Person.objects.filter(active=True).values_list("id", "reports_to_id"):
        reports.setdefault(boss or "", []).append(each)
    found: set[str] = set()
    rest = list(reports.get(person, ()))
    while rest:
        each = rest.pop()
        if each not in found:
            found.add(each)
            rest += reports.get(each, ())
    return found - {person}


@dataclass(frozen=True, slots=True)
class _Telling:
    cases: Mapping[str, CaseRow]
    customers: Mapping[str, Customer]
    people: Mapping[str, Person]
    words: Mapping[str, str]
    facts: Mapping[str, list[Event]]

    @classmethod
    def of(cls, cases: list[CaseRow], facts: list[Event], promises: list[PromiseRow]) -> _Telling:
        by_case: dict[str, list[Event]] = {}
        for fact in facts:
            by_case.setdefault(getattr(fact, "case", ""), []).append(fact)
        parties = {each.promiser for each in promises} | {each.promisee for each in promises}
        people = {row.owner for row in cases} | {each for each in parties if not is_customer(each)}
        return cls(
            cases={row.id: row for row in cases},
            customers=Customer.objects.in_bulk({row.customer for row in cases}),
            people=Person.objects.in_bulk(people),
            words=texts_of([*(row.words for row in cases), *(each.body for each in promises), *_said(facts)]),
            facts=by_case,
        )

    def owed(self, promise: PromiseRow, other: str, labels: Mapping[str, str]) -> Owed:
        who = self._name(other)
        at_risk = promise.promise.at_risk and promise.state == "PROMISED"
        return Owed(
            text=self.words.get(promise.body) or unsaid(promise.kind, who),
            who=who,
            case=self.cases.get(promise.case),
            due=promise.due,
            label="At risk" if at_risk else labels[promise.state],
            promise=promise.id,
        )

    def case(self, row: CaseRow, *, intent: bool = False) -> Case:
        """intent: told to those who may stop it, whatever else is offered meanwhile."""
        customer, folded = self.customers.get(row.customer), row.case
        fact = _last(self.facts.get(row.id, ()), row.state, "" if intent else row.offered_to)
        decision = folded.decisions.get(folded.intent)
        return Case(
            row=row,
            customer=customer,
            owner=self.people.get(row.owner),
            words=self.words.get(row.words, ""),
            state=STATES[row.state].format(customer=customer.first_name if customer else "the customer"),
            said=self.words.get(next(iter(_said([fact])), None) or "", "") if fact else "",
            decided=what(in_force.guideline(), decision.kind, decision.amount) if decision else "",
            until=folded.asked_until or folded.window_ends,
            unseen=row.state == "INTENDED" and folded.window_ends is None,
        )

    def _name(self, party: str) -> str:
        if is_customer(party):
            customer = self.customers.get(party.removeprefix("customer:"))
            return customer.name if customer else "a customer"
        return self.people[party].called if party in self.people else "somebody"


def _last(facts: Iterable[Event], state: str, offered_to: str) -> Event | None:
    """The fact whose words say what is wanted of me."""
    wanted = {"ACTION_ASKED": ActionAsked, "INTENDED": DecisionMade}.get(state, HandoffOffered)
    kind = HandoffOffered if offered_to else wanted
    return next((fact for fact in reversed(list(facts)) if isinstance(fact, kind)), None)


def _said(facts: Iterable[Event]) -> list[str | None]:
    ids: list[str | None] = []
    for fact in facts:
        match fact:
            case HandoffOffered():
                ids.append(fact.pack)
            case ActionAsked():
                ids.append(fact.words)
            case DecisionMade():
                ids.append(fact.reason)
            case _:
                pass
    return ids
