"""What the customer's page shows, put together from the facts of one case and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leeway.core.cases.around import CustomerExpected, FaultAcknowledged
from leeway.core.cases.events import (
    CaseHeard,
    CaseMoved,
    CaseReceived,
    ContactRecorded,
    DecisionMade,
    NoteWritten,
    OutcomeStated,
    ResultGiven,
)
from leeway.core.cases.state import Case
from leeway.core.effort import Effort, effort
from leeway.core.machines import CASE, PROMISE
from leeway.core.message import Event
from leeway.core.message import customer as as_party
from leeway.core.promises import Promise, PromiseMoved
from leeway.desk.customers_forms import ACTS
from leeway.ledger.read import facts as read_facts
from leeway.people.models import Customer, Person
from leeway.people.words import texts_of
from leeway.projections.cases import CaseRow

NOT_FOR_A_TOUCH = frozenset({"release", "declare_broken"})  # the owner's next word follows anyway
HAD = frozenset({"REPORTED", "UNCONFIRMED", "CONFIRMED"})  # of an owner's next word: it was given
ENDED = frozenset({"CONFIRMED", "WITHDRAWN"})
NOT_AGREED = frozenset({"COUNTERED_BY_PROMISER", "COUNTERED_BY_PROMISEE"})
UNSPOKEN = frozenset({"DECLINED", "EXPIRED", "WITHDRAWN", "RELEASED"})  # nothing was owed, or no more


@dataclass(frozen=True, slots=True)
class Line:
    """A promise to the customer. state: of the promise machine. due: the standing terms, or those on the table where
    nothing is agreed yet. proposed: the time on the table; theirs: the customer proposed it.
    """

    id: str
    text: str
    by: Person | None
    due: datetime
    proposed: datetime | None
    theirs: bool
    state: str
    late: bool
    at_risk: bool
    touch: bool
    why: str
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done, or written to the customer. decision: where authority was spent for it."""

    at: datetime
    by: Person | None
    text: str
    decision: DecisionMade | None = None
    taken_back: bool = False
    note: bool = False


@dataclass(frozen=True, slots=True)
class CustomersView:
    """acts: what the customer may say now. given: their last answer, if any."""

    number: int
    state: str
    customer: Customer
    owner: Person | None
    action_owner: Person | None
    told: Sequence[str]
    our_fault: bool
    effort: Effort | None
    promises: Sequence[Line]
    done: Sequence[Done]
    acts: frozenset[str]
    given: ResultGiven | None

    @property
    def asks(self) -> bool:
        return "satisfied" in self.acts

    @property
    def back(self) -> bool:
        """They said that it is not right yet, and their owner has it again."""
        asked = "satisfied" in CASE.acts(self.state, {"CUSTOMER"})
        return bool(self.given and not self.given.felt_resolved) and not asked and self.state not in ENDED

    def to_read(self) -> CustomersView:
        """The same with nothing to answer, for somebody who is not the customer."""
        return replace(self, acts=frozenset(), promises=[replace(line, acts=()) for line in self.promises])


def view_for(row: CaseRow, customer: Customer, now: datetime) -> CustomersView:
    case, facts = row.case, read_facts(f"case:{row.id}")
    theirs = as_party(customer.id)
    promises = _shown(case, theirs)
    people = Person.objects.in_bulk(_people(case, facts, promises))
    words = texts_of(_words(facts, promises))
    contacts = any(isinstance(each, ContactRecorded) for each in facts)
    return CustomersView(
        number=row.number,
        state=case.state,
        customer=customer,
        owner=people.get(case.owner),
        action_owner=people.get(case.action_owner) if case.state in {"ACTION_OWNED", "ACTING"} else None,
        told=_told(facts, theirs, words),
        our_fault=case.our_fault,
        effort=effort(facts, now) if contacts else None,
        promises=[_line(each, facts, people, words, theirs) for each in promises],
        done=_done(facts, case, people, words),
        acts=frozenset(CASE.acts(case.state, {"CUSTOMER"})),
        given=next((f for f in reversed(facts) if isinstance(f, ResultGiven)), None),
    )


def _shown(case: Case, theirs: str) -> list[Promise]:
    """The promises to the customer by time. A next word that was given stands among what was written and done."""
    owed = [each for each in case.promises.values() if each.promisee == theirs and each.state not in UNSPOKEN]
    owed.sort(key=lambda each: each.terms.due)
    return [each for each in owed if not (each.kind in {"touch", "check"} and each.state in HAD)]


def _people(case: Case, facts: Iterable[Event], promises: Iterable[Promise]) -> set[str]:
    ids = {case.owner, case.action_owner, *(each.promiser for each in promises)}
    kinds = DecisionMade | NoteWritten | OutcomeStated | FaultAcknowledged
    return ids | {each.by for each in facts if isinstance(each, kinds)}


def _words(facts: Iterable[Event], promises: Iterable[Promise]) -> set[str | None]:
    """Only what the customer said themselves or is meant to read: never a note that stays inside."""
    ids: set[str | None] = {each.terms.body for each in promises}
    for fact in facts:
        match fact:
            case CaseReceived() | CaseMoved() | OutcomeStated():
                ids.add(fact.words)
            case CaseHeard():
                ids |= {fact.words, fact.wish}
            case NoteWritten(audience="customer") | FaultAcknowledged() | CustomerExpected():
                ids.add(fact.words)
            case PromiseMoved(act="revoke"):
                ids.add(fact.reason)
            case _:
                pass
    return ids


def _told(facts: Iterable[Event], theirs: str, words: dict[str, str]) -> list[str]:
    """The customer's own words in the order in which they gave them, each once."""
    ids: dict[str, None] = {}
    for fact in facts:
        match fact:
            case CaseReceived():
                ids[fact.words] = None
            case CaseHeard():
                ids |= dict.fromkeys([fact.words, *([fact.wish] if fact.wish else [])])
            case CaseMoved(by=by, words=str(said)) if by == theirs:
                ids[said] = None
            case CustomerExpected():
                ids[fact.words] = None
            case _:
                pass
    return [words[each] for each in ids if each in words]


def _line(
    promise: Promise, facts: Iterable[Event], people: dict[str, Person], words: dict[str, str], theirs: str
) -> Line:
    touch = promise.kind == "touch"
    possible = PROMISE.acts(promise.state, promise.actors(theirs))
    revoked = next(
        (f for f in facts if isinstance(f, PromiseMoved) and f.promise == promise.id and f.act == "revoke"), None
    )
    proposed = promise.proposed.due if promise.proposed else None
    return Line(
        id=promise.id,
        text=words.get(promise.terms.body, "") or ("We ask you how it goes." if promise.kind == "check" else ""),
        by=people.get(promise.promiser),
        due=proposed if proposed and promise.state in NOT_AGREED else promise.terms.due,
        proposed=proposed,
        theirs=promise.proposed_by == theirs,
        state=promise.state,
        late=promise.late,
        at_risk=promise.at_risk,
        touch=touch,
        why=words.get(revoked.reason or "", "") if revoked else "",
        acts=tuple(act for act in ACTS if act in possible and not (touch and act in NOT_FOR_A_TOUCH)),
    )


def _done(facts: Iterable[Event], case: Case, people: dict[str, Person], words: dict[str, str]) -> list[Done]:
    """Newest first: decisions that stand or were taken back, outcomes in words, and what was written to them."""
    found = []
    for fact in facts:
        match fact:
            case DecisionMade() if fact.decision != case.intent:
                back = case.decisions[fact.decision].reversed
                if not (back and fact.mode == "intend"):
                    found.append(Done(fact.at, people.get(fact.by), "", decision=fact, taken_back=back))
            case OutcomeStated(words=str(said)) if said in words:
                found = _with_outcome(found, fact, words[said], people.get(fact.by))
            case NoteWritten(audience="customer") | FaultAcknowledged() if fact.words in words:
                found.append(Done(fact.at, people.get(fact.by), words[str(fact.words)], note=True))
            case _:
                pass
    return found[::-1]


def _with_outcome(found: list[Done], fact: OutcomeStated, said: str, by: Person | None) -> list[Done]:
    """The outcome in words; beside the decision that it speaks of, where there is one."""
    for place, each in enumerate(found):
        if each.decision and each.decision.decision == fact.decision:
            return [*found[:place], replace(each, text=said), *found[place + 1 :]]
    return [*found, Done(fact.at, by, said)]
