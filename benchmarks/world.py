"""The organisation that verdicts are measured on: 1,000 people on 5 levels, 20 kinds, 5,000 grants in chains of 5.

A board gives each kind to the first level, every level passes it on to the next, and below that each person of the last
level holds grants of their own from their leader: a cap, a condition over three facts, and two rolling windows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from leeway.core.authority import (
    Guideline,
    Node,
    Request,
    Scalar,
    Sequence,
    Spend,
    Table,
    Unit,
    read_guideline,
    read_request,
)

LEVELS, KINDS, PEOPLE, GRANTS = 5, 20, 1_000, 5_000
SHARES = (0.002, 0.01, 0.04, 0.148, 0.8)
TIERS = ("bronze", "silver", "gold")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
CONDITION = "case.days <= {days} && order.total <= {total} && customer.tier != 'bronze'"


@dataclass
class World:
    """The file as plain data, the guideline that was read from it, and whom each grant of the last level is for."""

    data: dict[str, Any]
    guideline: Guideline
    holdings: list[tuple[str, str]] = field(default_factory=list)


def world(grants: int = GRANTS, *, people_count: int = PEOPLE, limits: bool = True) -> World:
    """The same each time. limits: with the two windows on every grant of the last level."""
    random = Random(7)
    people = _people(people_count)
    last = [person for person in people if person["level"] == f"l{LEVELS - 1}"]
    made = list(_of_levels(people))
    holdings = []
    for number in range(max(grants - len(made), len(last))):
        person, kind = last[number % len(last)], f"k{(number * 7 + number // len(last)) % KINDS}"
        condition = CONDITION.format(days=random.randrange(20, 90, 5), total=random.randrange(200, 900, 50))
        grant = {
            "id": f"g{number}", "from": person["reports_to"], "under": f"l{LEVELS - 2}-{kind}",
            "to": f"person:{person['id']}", "may": kind, "up_to": random.randrange(50, 400), "when": condition,
        }  # fmt: skip
        if limits:
            grant["limits"] = [
                {"per": "customer", "within": "90 days", "amount": 5_000},
                {"per": "person", "within": "7 days", "amount": 500_000, "count": 100_000},
            ]
        made.append(grant)
        holdings.append((person["id"], kind))
    data = {
        "leeway": 1,
        "organisation": "Measured",
        "currency": "EUR",
        "timezone": "Europe/Amsterdam",
        "people": people,
        "kinds": {f"k{number}": {"unit": "money"} for number in range(KINDS)},
        "facts": {"case.days": "int", "order.total": "money", "customer.tier": {"enum": list(TIERS)}},
        "grants": made,
    }
    return World(data, _read(data), holdings)


def requests(found: World, count: int, *, seed: int = 1) -> list[Request]:
    """Requests by people for kinds that they hold; about half are within cap and condition."""
    random = Random(seed)
    asked = []
    for number in range(count):
        person, kind = random.choice(found.holdings)
        line = {
            "id": f"r{number}", "at": (NOON + timedelta(seconds=number)).isoformat(), "person": person, "kind": kind,
            "amount": f"{random.randrange(1, 250)}.{random.randrange(100):02}",
            "customer": f"c{random.randrange(50_000)}", "case": f"n{number}",
            "facts": {
                "case.days": random.randrange(70), "order.total": f"{random.randrange(700)}.50",
                "customer.tier": random.choice((*TIERS, "silver", "gold")),
            },
        }  # fmt: skip
        asked.append(read_request(found.guideline, line))
    return asked


def earlier(found: World, count: int) -> Iterator[Spend]:
    """Decisions of the 90 days before, in order of time, spread over people, kinds and customers."""
    random = Random(3)
    step = timedelta(days=90) / max(count, 1)
    chains = []
    for (person, _), grant in zip(found.holdings, found.guideline.grants[-len(found.holdings) :], strict=True):
        chain = found.guideline.chain(grant)
        holders = (person, *(link.grantor for link in chain))
        chains.append(tuple((link.id, holder) for link, holder in zip(chain, holders, strict=False)))
    for number in range(count):
        place = random.randrange(len(found.holdings))
        person, kind = found.holdings[place]
        grants = chains[place]
        at = NOON - timedelta(days=90) + step * number
        yield Spend(
            f"e{number}", at, person, kind, Unit.MONEY, random.randrange(100, 5_000), f"c{random.randrange(50_000)}",
            f"m{number}", grants, (),
        )  # fmt: skip


def _people(count: int) -> list[dict[str, Any]]:
    people: list[dict[str, Any]] = []
    above: list[str] = []
    for level, share in enumerate(SHARES):
        here = [f"p{len(people) + number}" for number in range(max(1, round(share * count)))]
        for number, name in enumerate(here):
            person = {"id": name, "level": f"l{level}"}
            people.append(person | ({"reports_to": above[number % len(above)]} if above else {}))
        above = here
    return people


def _of_levels(people: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    first = {person["level"]: person["id"] for person in reversed(people)}
    for kind in range(KINDS):
        for level in range(LEVELS - 1):
            grant: dict[str, Any] = {"id": f"l{level}-k{kind}", "to": f"level:l{level}", "may": f"k{kind}"}
            grant |= {"redelegate": LEVELS - 1 - level, "up_to": 1_000 * (LEVELS - level)}
            grant |= {"from": first[f"l{level - 1}"], "under": f"l{level - 1}-k{kind}"} if level else {}
            yield grant if level else grant | {"from": people[0]["id"], "root": True}


def _read(data: dict[str, Any]) -> Guideline:
    found, problems = read_guideline(_tree(data))
    assert found is not None, problems[:3]
    wrong = [problem for problem in problems if problem.severity != "warning"]
    assert not wrong, wrong[:3]
    return found


def _tree(value: Any) -> Node:
    """Plain data as the reader takes it from a file."""
    if isinstance(value, dict):
        return Table(1, 1, tuple((Scalar(1, 1, key), _tree(entry)) for key, entry in value.items()))
    if isinstance(value, list):
        return Sequence(1, 1, tuple(map(_tree, value)))
    return Scalar(1, 1, str(value).lower() if isinstance(value, bool) else str(value))
