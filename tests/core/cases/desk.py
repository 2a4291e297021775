"""The rules with a list for a ledger: enough to tell stories and to walk at random, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache, reduce
from typing import Any

from leeway.core import cases
from leeway.core.authority import Book, Guideline, Spend, Unit
from leeway.core.cases import CaseState, Standing
from leeway.core.cases.decisions import Deciding
from leeway.core.cases.events import CaseEvent, DecisionMade, DecisionReversed
from leeway.core.cases.state import Case, evolve
from leeway.core.message import customer
from leeway.guidelines.files import read_guideline_text

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CUSTOMER = customer("c1")
PEOPLE = ("henry", "mia", "joris", "ana", "petra")
LINE = {"henry": {"ana", "petra"}, "mia": {"ana", "petra"}, "joris": {"ana", "petra"}, "ana": {"petra"}}

GUIDELINE = """
leeway: 1
organisation: Corner Shop
currency: EUR
timezone: Europe/Amsterdam
people:
  - {id: henry, level: rep, team: desk, reports_to: ana}
  - {id: mia, level: rep, team: desk, reports_to: ana}
  - {id: joris, level: rep, team: desk, reports_to: ana}
  - {id: ana, level: coach, team: desk, reports_to: petra}
  - {id: petra, level: director, team: board}
kinds:
  refund: {unit: money, reversible: false}
  fee.waive: {unit: money, reversible: true}
  loan: {unit: money, reversible: true}
pools:
  - {id: goodwill, amount: 500, within: calendar year, owner: petra}
facts:
  case.inconveniences: int
guardrails:
  - {id: no-self-dealing, never: "customer.id == person.id", why: "Nobody decides for themselves.", owner: petra}
grants:
  - id: refunds
    from: petra
    root: true
    to: level:rep
    may: refund
    up_to: 100
    pool: goodwill
    limits:
      - {per: customer, within: 30 days, amount: 150}
    why: "Now is cheaper than later."
  - id: coach-refunds
    from: petra
    root: true
    to: level:coach
    may: refund
    up_to: 400
    pool: goodwill
    why: "For what is larger."
  - id: small-fees
    from: petra
    root: true
    to: level:rep
    may: fee.waive
    up_to: 25
    why: "Fees are small."
  - id: larger-fees
    from: petra
    root: true
    to: level:rep
    may: fee.waive
    up_to: 80
    mode: intend
    window: 4 hours
    why: "Say it, and go on."
  - id: coach-loans
    from: petra
    root: true
    to: level:coach
    may: loan
    up_to: 200
    redelegate: 1
    why: "Whoever knows the customer knows what they can bear."
  - id: small-loans
    from: ana
    under: coach-loans
    to: level:rep
    may: loan
    up_to: 60
    mode: advise
    why: "Ask me how I would see it; then it is yours."
  - id: loans
    from: ana
    under: coach-loans
    to: level:rep
    may: loan
    needs: {reason: true, agreed_by: ["level:coach", "level:director"]}
    why: "Two pairs of eyes."
"""


@cache
def guideline() -> Guideline:
    read, problems = read_guideline_text(GUIDELINE.encode())
    assert read is not None, problems
    return read


class Desk:
    """facts: all that happened, in order. now: moved by the test."""

    def __init__(self) -> None:
        self.facts: list[CaseEvent] = []
        self.now = START

    def case(self, case_id: str = "k1") -> Case:
        mine = (fact for fact in self.facts if fact.case == case_id)
        return reduce(evolve, mine, Case(id=case_id))

    def standing(self, case: Case) -> Standing:
        return Standing(
            guideline=guideline(), version=1, used=self.book().used, people=frozenset(PEOPLE),
            above=frozenset(LINE.get(case.owner, set())), stand_ins={"henry": "petra", "mia": "petra"},
        )  # fmt: skip

    def do(self, command: Any) -> tuple[CaseEvent, ...]:
        case = self.case(command.case)
        events = cases.decide(command, CaseState(case, number=1, standing=self.standing(case)))
        self.facts += events
        return events

    def book(self) -> Book:
        book = Book()
        for fact in self.facts:
            if isinstance(fact, DecisionMade):
                grants = tuple((held.grant, held.holder) for held in fact.chain)
                book.add(Spend(
                    fact.decision, fact.at, fact.by, fact.kind, Unit(fact.unit), fact.amount or 0, fact.customer,
                    fact.case, grants, fact.pools, facts=tuple(fact.facts.items()),
                ))  # fmt: skip
            elif isinstance(fact, DecisionReversed):
                book.reverse(fact.decision)
        return book

    def hear(self, by: str = "henry", **more: Any) -> tuple[CaseEvent, ...]:
        given = {"words": "w-words", "playback": True, "promise": "p1", **more}
        return self.do(cases.Hear(at=self.now, by=by, case="k1", customer="c1", **given))

    def decide(self, decision: str, amount: int, by: str = "henry", kind: str = "refund") -> tuple[CaseEvent, ...]:
        deciding = Deciding(decision, kind, amount, {}, "w-reason")
        return self.do(cases.Decide(at=self.now, by=by, case="k1", deciding=deciding, outcome="w-outcome"))

    def propose(self, proposal: str, amount: int, by: str = "henry", also: tuple[str, ...] = ()) -> Any:
        deciding = Deciding(proposal, "loan", amount, {}, "w-reason")
        return self.do(cases.Propose(at=self.now, by=by, case="k1", deciding=deciding, also=also))

    def decide_proposed(self, proposal: str, by: str = "henry", **changed: Any) -> tuple[CaseEvent, ...]:
        known = self.case().proposals[proposal]
        deciding = Deciding(f"d-{proposal}", known.kind, known.amount, known.given, known.reason, proposal)
        deciding = replace(deciding, **changed)
        return self.do(cases.Decide(at=self.now, by=by, case="k1", deciding=deciding, outcome="w-outcome"))

    def answer(self, what: type, by: str, proposal: str = "r1", words: str | None = "w-words") -> tuple[CaseEvent, ...]:
        return self.do(what(at=self.now, by=by, case="k1", proposal=proposal, words=words))

    def say(self, act: str, **more: Any) -> tuple[CaseEvent, ...]:
        return self.do(cases.GiveWord(at=self.now, by=CUSTOMER, case="k1", act=act, **more))

    def later(self, **by: float) -> Desk:
        self.now += timedelta(**by)
        return self
