"""What the commands of one transaction are decided on: read once under its locks, then kept in step with what each of
them decided, so that the next one sees it before it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

import msgspec

from leeway.core import promises
from leeway.core.authority import Demand, Unit, Used
from leeway.core.authority.demands import Shelf
from leeway.core.cases.decisions import Standing as AuthorityStanding
from leeway.core.cases.events import DecisionMade, DecisionReversed
from leeway.core.cases.state import Case
from leeway.core.cases.truth import Claim
from leeway.core.message import Event
from leeway.core.promises import Promise, PromiseEvent
from leeway.core.refusal import Refusal
from leeway.ledger import sql
from leeway.ledger.standing import Organisation, known_facts, organisation_now
from leeway.projections import spends, sums
from leeway.projections.cases import load as load_case
from leeway.projections.cases import read as read_case
from leeway.projections.promises import load as load_promise
from leeway.projections.sums import EVER, MOST_SUM, NOTHING, Spent, Standing, micros


class _Here:
    """What was spent under a key in this transaction: each with its moment, the first moment, and all together."""

    __slots__ = ("each", "first", "total")

    def __init__(self) -> None:
        self.each: list[tuple[int, sums.Figures]] = []
        self.first, self.total = -EVER, NOTHING

    def add(self, at: int, figures: sums.Figures) -> None:
        self.each.append((at, figures))
        self.first, self.total = min(self.first, at), sums.add(self.total, figures)

    def after(self, since: int) -> sums.Figures:
        if self.first > since:
            return self.total
        found = NOTHING
        for at, figures in self.each:
            if at > since:
                found = sums.add(found, figures)
        return found


OF_PROMISES = frozenset(get_args(PromiseEvent))


@dataclass
class Sight:
    """before: the cases and promises as they were read. What was not read ahead is read when it is asked for.

    keys: those of the running sums that each decision, made or taken back here, counts under. claims: what the words of
    the command that is decided now say about colleagues.
    """

    _organisation: Organisation | None = None
    cases: dict[str, Case] = field(default_factory=dict)
    promises: dict[str, Promise] = field(default_factory=dict)
    known: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    standings: dict[tuple[str, int], Standing] = field(default_factory=dict)
    cases_before: dict[str, Case] = field(default_factory=dict)
    promises_before: dict[str, Promise] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    made: dict[str, Spent] = field(default_factory=dict)
    returned: dict[str, Spent] = field(default_factory=dict)
    keys: dict[str, list[str]] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    _here: dict[str, _Here] = field(default_factory=dict)

    @property
    def organisation(self) -> Organisation:
        if self._organisation is None:
            self._organisation = organisation_now()
        return self._organisation

    # What is read

    def case(self, case_id: str) -> Case:
        if case_id not in self.cases:
            self._saw(load_case(case_id))
        return self.cases[case_id]

    def _saw(self, case: Case) -> None:
        self.cases[case.id] = self.cases_before[case.id] = case

    def saw_cases(self, asked: Iterable[str], rows: Iterable[sql.Row]) -> None:
        """rows: as `CASES` gives them."""
        for case_id in asked:
            self._saw(Case(id=case_id))
        for folded, customer, facts in rows:
            self._saw(read_case(folded))
            self.known[customer] = msgspec.json.decode(facts) if facts else {}

    def is_as_before(self, case_id: str) -> bool:
        """Whether nothing was decided here that changed the case."""
        return self.cases.get(case_id) is self.cases_before.get(case_id)

    def known_of(self, customer: str) -> Mapping[str, Any]:
        if customer not in self.known:
            self.known[customer] = known_facts(customer)
        return self.known[customer]

    def promise(self, promise_id: str) -> dict[str, Promise]:
        """The promise by its id, of those without a case; empty where nothing is known of the id."""
        if promise_id not in self.promises:
            found = load_promise(promise_id)
            self.promises |= found
            self.promises_before |= found
        return {promise_id: self.promises[promise_id]} if promise_id in self.promises else {}

    def number_for(self, case: Case) -> int:
        """The number that people say aloud: the case's own, or the next one. What is not used leaves a gap."""
        if not case.number and case.id not in self.numbers:
            self.numbers[case.id] = _next_number(len(self.numbers))
        return case.number or self.numbers[case.id]

    # What was decided

    def must_be_countable(self, events: Iterable[Event]) -> None:
        """Refuse a decision with which a running sum would leave the range that both databases count in.

        What comes out of the order of time is summed apart (`SumChange`), and is looked at where this decision does.
        """
        for event in events:
            if not isinstance(event, DecisionMade):
                continue
            spent = spends.spent_by(event)
            keys = self._keys_of(spent)
            lasts = self.lasts(keys)
            for key in keys:
                last, total = lasts[key]
                here = self._here[key].total if key in self._here else NOTHING
                apart = sums.add(self._standing(key, EVER).since, total, -1) if spent.at < last else NOTHING
                for figures in (total, apart):
                    if max(sums.add(sums.add(figures, here), spent.figures)) > MOST_SUM:
                        raise Refusal("sum_too_large", kind=event.kind)

    def take(self, events: Iterable[Event], case: Case | None) -> None:
        """See what these events change. case: as they leave it, where they are of one."""
        if case is not None:
            self.cases[case.id] = case
        for event in events:
            if case is None and type(event) in OF_PROMISES:
                self.promise(event.promise)  # type: ignore[attr-defined]
                self.promises = dict(promises.evolve(self.promises, event))  # type: ignore[arg-type]
            if isinstance(event, DecisionMade):
                self.made[event.decision] = spent = spends.spent_by(event)
                self._count(spent, 1)
            elif isinstance(event, DecisionReversed):
                self._give_back(event.decision)

    def _give_back(self, decision: str) -> None:
        spent = self.made.get(decision) or spends.spent_before([decision]).get(decision)
        if spent is not None and decision not in self.returned:
            self.returned[decision] = spent
            self._count(spent, -1)

    def _count(self, spent: Spent, times: int) -> None:
        figures = sums.add(NOTHING, spent.figures, times)
        self.keys[spent.decision] = keys = self._keys_of(spent)
        for key in keys:
            self._here.setdefault(key, _Here()).add(spent.at, figures)

    def _keys_of(self, spent: Spent) -> list[str]:
        sums_for = self.organisation.sums_for
        return spends.shapes(sums_for).keys(spent) if sums_for else []

    # Sums

    def standing_for(self, case: Case) -> AuthorityStanding:
        return self.organisation.standing_for(case, used=self.used, known=self.known_of(case.customer))

    def used(self, demand: Demand) -> Used:
        """The sum, with what was decided in this transaction. As in `spends.used`, `demand.until` is not looked at."""
        return Used(*self._sum(*asked(demand), demand.unit))

    def between(self, shelf: Shelf, whom: str, since: int | None, until: int) -> tuple[int, int]:
        """The same for the engine, which asks for many; moments in microseconds."""
        return self._sum(sums.prefix(shelf) + whom, EVER if since is None else since, shelf.unit)

    def _sum(self, key: str, since: int, unit: Unit) -> tuple[int, int]:
        figures = self._standing(key, since).since
        if key in self._here:
            figures = sums.add(figures, self._here[key].after(since))
        return sums.figure(figures, unit), figures[2]

    def _standing(self, key: str, since: int) -> Standing:
        if (key, since) not in self.standings:
            self.standings |= sums.read([(key, since)])
        return self.standings[key, since]

    def lasts(self, keys: Iterable[str]) -> dict[str, tuple[int, sums.Figures]]:
        """The last row of the running sum of each key."""
        known = {key: (standing.last, standing.total) for (key, _), standing in self.standings.items()}
        missing = [(key, EVER) for key in keys if key not in known]
        if missing:
            more = sums.read(missing)
            self.standings |= more
            known |= {key: (standing.last, standing.total) for (key, _), standing in more.items()}
        return known


CASES = """SELECT c.folded, c.customer, k.facts FROM projections_case c
    LEFT JOIN people_customer k ON k.id = c.customer WHERE """


def asked(demand: Demand) -> tuple[str, int]:
    """The key and the moment after which the demand sums."""
    return sums.key_of(demand), EVER if demand.since is None else micros(demand.since)


def _next_number(taken: int) -> int:
    """A case number that nobody has. taken: by this transaction, and not yet written (SQLite has one writer)."""
    if sql.on_postgresql():
        statement = "SELECT nextval(pg_get_serial_sequence('people_casenumber', 'number'))"
        return int(sql.ask((statement, ()))[0][0][0])
    statement = "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'people_casenumber'"
    return int(sql.ask((statement, ()))[0][0][0]) + 1 + taken
