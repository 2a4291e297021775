"""A bank with limits of every sort, random commands for it, and what its balances must be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from leeway.core.authority import Counts, Demand, Guideline, Per, Unit
from leeway.core.cases import Decide, GiveWord, Hear, Reverse, WriteNote
from leeway.core.cases.decisions import Deciding
from leeway.core.message import Command, customer
from leeway.ledger.models import Fact
from leeway.ledger.publishing import publish
from leeway.people.models import Customer, Person
from leeway.projections import spends
from leeway.projections.guidelines import in_force
from leeway.projections.spends import SpendRow, published

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
REPS = ("henry", "mia", "lotte", "bram")
CUSTOMERS = ("c-1", "c-2", "c-3")
GUIDELINE = """
leeway: 1
organisation: Harbour Bank
currency: EUR
timezone: Europe/Amsterdam
kinds:
  credit: {unit: money, reversible: true}
  card: {unit: count, reversible: true}
facts:
  account.id: string
pools:
  - {id: goodwill, amount: 300, within: calendar year, owner: ana}
grants:
  - {id: all, from: petra, root: true, to: "level:coach", may: "*", redelegate: 1, why: "Near them.",
     limits: [{per: person, within: 30 days, amount: 250}]}
  - id: rep-credit
    from: ana
    under: all
    to: level:rep
    may: credit
    up_to: 50
    pool: goodwill
    limits:
      - {per: customer, within: 2 hours, amount: 80}
      - {per: person, within: 1 days, amount: 90, count: 5}
      - {per: case, amount: 60}
    why: "Now."
  - id: rep-card
    from: ana
    under: all
    to: level:rep
    may: card
    limits:
      - {per: person, within: 3 hours, count: 3, counts: kinds}
      - {per: account.id, amount: 4}
    why: "Now."
"""
WIDER = GUIDELINE.replace("within: 2 hours, amount: 80", "within: 5 hours, amount: 100").replace(
    "{per: case, amount: 60}", "{per: case, amount: 60}\n      - {per: grant, within: 6 hours, amount: 200}"
)


def open_with(guideline: str = GUIDELINE) -> None:
    Person.objects.create(id="petra", name="Petra", role="leader", level="director")
    Person.objects.create(id="ana", name="Ana", role="coach", level="coach", reports_to_id="petra")
    for each in REPS:
        Person.objects.create(id=each, name=each, level="rep", reports_to_id="ana")
    for each in CUSTOMERS:
        Customer.objects.create(id=each, name="Somebody")
    publish(guideline, by="petra", at=NOON, command_id="publish-1")


def hear(case: str, by: str, of: str, at: datetime = NOON) -> Hear:
    return Hear(at=at, by=by, case=case, customer=of, words="w", playback=True, promise=f"{case}-p")


def decide(case: str, by: str, decision: str, at: datetime, amount: int, kind: str = "credit") -> Decide:
    deciding = Deciding(decision, kind, amount, {"account.id": f"acc-{amount % 3}"})
    return Decide(at=at, by=by, case=case, deciding=deciding, outcome="w")


def stream(seed: int, count: int, mark: str = "") -> Iterator[tuple[Command, str]]:
    """Random commands with their ids: most are decisions; some are wrong, some come twice, the clock goes back."""
    chance = Random(seed)
    at, cases, made = NOON, list[tuple[str, str, str]](), list[tuple[str, str, str]]()
    given: list[tuple[Command, str]] = []
    for number in range(count):
        at += timedelta(seconds=chance.choice([0, 1, 30, 600, 3600, -1800]))
        what = chance.random()
        command: Command
        if not cases or what < 0.3:
            case, by, of = f"k{mark}{number}", chance.choice(REPS), chance.choice(CUSTOMERS)
            cases.append((case, by, of))
            command = hear(case, by, of, at)
        elif what < 0.7:
            case, by, _ = chance.choice(cases[-6:])
            by = by if chance.random() < 0.9 else chance.choice(REPS)
            kind = chance.choice(["credit", "credit", "card"])
            amount = chance.randint(1, 5000) if kind == "credit" else chance.randint(1, 3)
            made.append((case, by, f"d{mark}{number}"))
            command = decide(case, by, f"d{mark}{number}", at, amount, kind)
        elif what < 0.8 and made:
            case, by, decision = chance.choice(made)
            command = Reverse(at=at, by=by, case=case, decision=decision, reason="w")
        elif what < 0.9:
            case, by, of = chance.choice(cases)
            command = GiveWord(at=at, by=customer(of), case=case, act=chance.choice(["not_yet", "satisfied"]))
        elif what < 0.95 and given:
            yield chance.choice(given)
            continue
        else:
            case, by, _ = chance.choice(cases)
            command = WriteNote(at=at, by=by, case=case, words="w", audience="customer")
        given.append((command, f"{mark}{number}"))
        yield given[-1]


def demands(at: datetime) -> list[Demand]:
    """Every sum that the guideline in force may be asked for now, of everybody of whom anything was spent."""
    guideline: Guideline = published(in_force().sha256)
    rows = list(SpendRow.objects.all())
    whom: dict[Per, set[str]] = defaultdict(set)
    for row in rows:
        whom[Per.PERSON] |= {row.person, *(holder for _, holder in row.chain)}
        whom[Per.CUSTOMER].add(row.customer)
        whom[Per.CASE].add(row.case)
        whom[Per.FACT] |= set(row.facts.values())
    found = [Demand(Counts.POOL, pool.id, Per.POOL, "", Unit.MONEY, None, at) for pool in guideline.pools.values()]
    for grant in guideline.grants:
        covered = frozenset(kind for kind in guideline.kinds if grant.covers_kind(kind))
        for limit in grant.limits:
            counts, kinds = (Counts.KINDS, covered) if limit.every_grant else (Counts.GRANT, frozenset[str]())
            for who in whom.get(limit.per, {""}):
                for since in (None, at - timedelta(hours=2), at - timedelta(days=1), at - timedelta(days=3)):
                    for unit in (Unit.MONEY, Unit.COUNT):
                        found.append(Demand(counts, grant.id, limit.per, who, unit, since, at, kinds, limit.fact))
    return found


def wrong_sums(at: datetime) -> list[Demand]:
    """The sums that do not equal what their rows add up to."""
    return [each for each in demands(at) if spends.used(each) != spends.used_by_rows(each)]


def overspent(within: timedelta, pool: int) -> list[str]:
    """Which rep took more than 90.00, or more than five times, in a window; or that the pool was. From facts alone."""
    gone = {fact.data["decision"] for fact in Fact.objects.filter(name="decision.reversed")}
    made = Fact.objects.filter(name="decision.made", data__kind="credit").order_by("at")
    spent = [fact for fact in made if fact.data["decision"] not in gone]
    wrong = ["goodwill"] if sum(fact.data["amount"] for fact in spent) > pool else []
    for rep in REPS:
        mine = [fact for fact in spent if fact.by == rep]
        for last in mine:
            inside = [fact.data["amount"] for fact in mine if last.at - within < fact.at <= last.at]
            if sum(inside) > 9_000 or len(inside) > 5:
                wrong.append(f"{rep} until {last.at}: {inside}")
    return wrong
