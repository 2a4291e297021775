"""Everything that the page of a case shows, put together from the case, its facts, its people and its words.

A fixed number of queries, however long the case has become.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leeway.core.authority import Guideline
from leeway.core.cases.events import (
    CaseHeard,
    CaseMoved,
    ContactRecorded,
    DecisionMade,
    HandoffOffered,
    OutcomeStated,
    ResultGiven,
)
from leeway.core.cases.proposal import ProposalClosed
from leeway.core.cases.state import Case, Decision
from leeway.core.effort import Asking, Effort, askings, effort
from leeway.core.machines import CASE
from leeway.core.message import Event, is_customer
from leeway.core.promises import PromiseOpened
from leeway.core.refusal import Refusal
from leeway.desk import mails
from leeway.desk.effort_picture import Picture, picture
from leeway.desk.phrasing import listed
from leeway.desk.promise_lines import PromiseLine, promise_lines
from leeway.desk.timeline import Entry, Telling, timeline, what
from leeway.ledger.read import facts as read_facts
from leeway.ledger.refused import RefusedAsk, refused_in
from leeway.ledger.standing import above, guideline_in_force
from leeway.people.models import Customer, Person
from leeway.people.words import texts_of
from leeway.projections.cases import CaseRow

STATES = {
    "RECEIVED": "Written to us, not heard yet",
    "HEARD": "Heard, to be decided",
    "INTENDED": "An intent is open",
    "ACTION_ASKED": "Asked, nobody has taken it yet",
    "ACTION_OWNED": "Taken, not begun yet",
    "ACTING": "Being worked on",
    "DONE": "Done, not yet felt resolved",
    "REFERRED": "Referred to others",
    "CHECKING": "{customer} was asked whether it is right",
    "UNCONFIRMED": "Done, {customer} has not answered",
    "CONFIRMED": "Right, says {customer}",
    "WITHDRAWN": "Withdrawn by {customer}",
}
OWNS = "{owner} owns it until {customer} says that it is right"
OWNED = {
    "CONFIRMED": "{owner} owned it until {customer} said that it was right",
    "WITHDRAWN": "{owner} owned it until {customer} withdrew it",
}
ONLY = "Open. Only {customer} can say that it is right."
WITHOUT = {"WITHDRAWN": "None. {customer} withdrew it, and is not asked any more."}
WORDS_IN = ("words", "wish", "reason", "pack", "body", "alternative")


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: problem, action, outcome, result. state: done, open or next."""

    name: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of this case. takes_back: I may still take it back."""

    id: str
    what: str
    by: str
    mode: str
    reversed: bool
    reversible: bool
    takes_back: bool


@dataclass(frozen=True, slots=True)
class Board:
    """acts: what I may do in the case now, by the names of the case machine and of handoffs."""

    row: CaseRow
    case: Case
    me: Person
    customer: Customer
    owner: Person | None
    people: Mapping[str, Person]
    guideline: Guideline | None
    version: int
    now: datetime
    heard: CaseHeard | None
    said: str
    wish: str
    last_said: str
    pack: str
    state: str
    acts: frozenset[str]
    promises: Sequence[PromiseLine]
    past_promises: Sequence[PromiseLine]
    decided: Sequence[Decided]
    ladder: Sequence[Step]
    effort: Effort
    askings: Sequence[Asking]
    picture: Picture | None
    timeline: Sequence[Entry]
    telling: Telling
    facts: Sequence[Event]
    refused: Sequence[RefusedAsk] = ()
    stoppers: Sequence[str] = ()

    @property
    def seen_by(self) -> str:
        """Who may stop the intent and has seen it, in words; nothing while nobody has."""
        return listed((self.people[each].first_name for each in self.case.noticed if each in self.people), "and")

    @property
    def title(self) -> str:
        """The customer's wish in short, or the beginning of what they said: a heading, not the record."""
        text = " ".join((self.wish or self.said).split())
        return text if len(text) <= 90 else text[:89].rsplit(" ", 1)[0] + " …"

    @property
    def mine(self) -> bool:
        return self.me.id == self.case.owner

    @property
    def asked(self) -> list[str]:
        return [self.people[each].called for each in sorted(self.case.asked) if each in self.people]

    @property
    def asked_for(self) -> Person | None:
        return self.people.get(self.case.asked_for)

    @property
    def offered_to(self) -> Person | None:
        return self.people.get(self.case.offered_to)

    @property
    def action_owner(self) -> Person | None:
        return self.people.get(self.case.action_owner)

    @property
    def last_promise(self) -> bool:
        return len(self.case.ours_to_keep) == 1


def board_for(row: CaseRow, me: Person, now: datetime) -> Board:
    facts = read_facts(f"case:{row.id}")
    case = row.case
    customer = Customer.objects.get(id=row.customer)
    people = Person.objects.in_bulk()
    version, guideline = _in_force()
    telling = Telling(
        customer=customer,
        people=people,
        words=texts_of(_words_in(facts)),
        guideline=guideline,
        decisions={f.decision: f for f in facts if isinstance(f, DecisionMade)},
        promises=case.promises,
        proposals=case.proposals,
        now=now,
    )
    refused = refused_in(row.id)
    opened = {f.promise: f.at for f in facts if isinstance(f, PromiseOpened)}
    lines, past = promise_lines(case, me.id, telling, opened)
    return Board(
        row=row, case=case, me=me, customer=customer, owner=people.get(case.owner), people=people,
        guideline=guideline, version=version, now=now,
        heard=next((f for f in facts if isinstance(f, CaseHeard)), None),
        said=telling.said(row.words), wish=telling.said(row.wish),
        last_said=_last_said(facts, telling), pack=_pack(facts, telling),
        state=STATES[case.state].format(customer=customer.first_name),
        acts=acts_for(case, me.id), promises=lines, past_promises=past,
        decided=[_decided(each, case, me, telling) for each in case.decisions.values()],
        ladder=_ladder(case, facts, telling),
        effort=effort(facts, now), askings=askings(facts, now),
        picture=picture([f for f in facts if isinstance(f, ContactRecorded)], telling),
        timeline=timeline(facts, telling, refused, mails.entries(row.id, telling)),
        telling=telling,
        facts=facts, refused=refused,
        stoppers=stoppers(case, people) if case.state == "INTENDED" else (),
    )  # fmt: skip


def stoppers(case: Case, people: Mapping[str, Person]) -> list[str]:
    """The first names of those who may stop what the owner intends: the owner's own line upwards, nearest first."""
    found: list[str] = []
    boss = people[case.owner].reports_to_id if case.owner in people else None
    wanted = above(case.owner)
    while boss in wanted and people[boss].first_name not in found:
        found.append(people[boss].first_name)
        boss = people[boss].reports_to_id
    return found


def acts_for(case: Case, me: str) -> frozenset[str]:
    """What this person may do in the case now; whether they may decide so much is the guideline's answer."""
    parts = set(case.actors(me)) | ({"HEARER"} if case.state == CASE.start else set())
    if case.state == "INTENDED" and me in above(case.owner):
        parts.add("LEADER")
    acts = set(CASE.acts(case.state, parts))
    if "confirm_contact_and_work" in acts:
        acts |= {"contact"} if not case.contact_made else set()
        acts |= {"work"} if not case.work_begun else set()
    if case.open:
        offered = case.offered_to
        acts |= {"offer"} if me == case.owner and not offered and case.state != "INTENDED" else set()
        intent = case.state == "INTENDED"
        acts |= ({"decline_case"} if intent else {"accept_case", "decline_case"}) if me == offered else set()
        acts |= {"take_offer_back"} if me == case.owner and offered else set()
        acts.add("promise")
    return frozenset(acts)


def _in_force() -> tuple[int, Guideline | None]:
    try:
        return guideline_in_force()
    except Refusal:
        return 0, None


def _words_in(facts: Iterable[Event]) -> set[str]:
    facts = list(facts)
    found = {getattr(fact, name, None) for fact in facts for name in WORDS_IN}
    found |= {each.because for fact in facts if isinstance(fact, ProposalClosed) for each in fact.advice}
    return {each for each in found if each}


def _last_said(facts: Sequence[Event], telling: Telling) -> str:
    """The customer's last word on the case, where they have said more than at first."""
    said = [telling.said(f.words) for f in facts if isinstance(f, CaseMoved | ResultGiven) and is_customer(f.by)]
    return next((each for each in reversed(said) if each), "")


def _pack(facts: Sequence[Event], telling: Telling) -> str:
    """What the last one who offered the case wrote for whoever takes it."""
    offered = [fact for fact in facts if isinstance(fact, HandoffOffered)]
    return telling.said(offered[-1].pack) if offered else ""


def _decided(made: Decision, case: Case, me: Person, telling: Telling) -> Decided:
    can = made.reversible and not made.reversed and made.id != case.intent
    return Decided(
        id=made.id,
        what=what(telling.guideline, made.kind, made.amount),
        by=telling.name(made.by),
        mode={"decide": "go"}.get(made.mode, made.mode),
        reversed=made.reversed,
        reversible=made.reversible,
        takes_back=can and made.by == me.id,
    )


def _ladder(case: Case, facts: Sequence[Event], telling: Telling) -> list[Step]:
    """Problem, action, outcome, result of the round that the case is in; only the customer fills the last."""
    began = max((i for i, f in enumerate(facts) if _starts_round(f)), default=0)
    this_round = facts[began:]
    done = next((f for f in reversed(this_round) if isinstance(f, CaseMoved) and f.to in {"DONE", "REFERRED"}), None)
    given = next((f for f in reversed(this_round) if isinstance(f, ResultGiven)), None)
    outcome = next((telling.said(f.words) for f in reversed(this_round) if isinstance(f, OutcomeStated)), "")
    name = telling.customer.first_name
    return [
        Step("Problem", "done", OWNED.get(case.state, OWNS).format(owner=telling.name(case.owner), customer=name))
        if case.owner
        else Step("Problem", "open", "Nobody has heard it yet."),
        _action(case, bool(done), telling),
        Step("Outcome", "done", f"{outcome or 'Done'} (stated by {telling.name(done.by)})")
        if done
        else Step("Outcome", "open", "Not yet."),
        Step("Result", "done", f"“{telling.said(given.words) or 'It feels right'}”")
        if given and given.felt_resolved and case.state == "CONFIRMED"
        else Step("Result", "open", WITHOUT.get(case.state, ONLY).format(customer=name)),
    ]


def _starts_round(fact: Event) -> bool:
    again = {"not_yet", "came_back", "not_going_well"}
    return isinstance(fact, CaseHeard) or (isinstance(fact, CaseMoved) and fact.act in again)


def _action(case: Case, done: bool, telling: Telling) -> Step:
    if case.action_owner:
        steps = [word for word, known in (("spoke", case.contact_made), ("began", case.work_begun)) if known]
        what_ = f", {' and '.join(steps)}" if steps else ""
        return Step("Action", "done", f"{telling.name(case.action_owner)} took it{what_}")
    if case.state == "ACTION_ASKED":
        return Step("Action", "open", f"{telling.names(sorted(case.asked))} were asked; nobody has taken it yet")
    if case.state == "INTENDED":
        return Step("Action", "open", f"{telling.name(case.owner)} has said what they intend")
    return Step("Action", "done" if done else "open", f"{telling.name(case.owner)} decided it" if done else "Not yet.")
