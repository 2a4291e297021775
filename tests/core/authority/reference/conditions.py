"""Expressions twice: the text as a guideline writes it, and a Python function that says what it means.

A function reads facts by name and raises `Missing` where one is absent, or ArithmeticError where nothing comes out.
Of two failures the first in the order of the text is the one that is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

Facts = Mapping[str, Any]
Meaning = Callable[[Facts], Any]

FACTS: dict[str, Any] = {
    "case.n": "int",
    "case.fault": "bool",
    "case.cause": "string",
    "case.rate": "number",
    "case.owner": "string",
    "case.helpers": {"list": "string"},
    "customer.tier": {"enum": ["bronze", "silver", "gold"]},
    "order.total": "money",
    "order.paid": "money",
    "order.lines": {"list": "string"},
    "order.placed": "time",
}


class Missing(Exception):  # noqa: N818  it is an answer, not a fault
    """A fact that is needed and absent."""


class Known(dict[str, Any]):
    """Facts by name; asking for one that is absent raises `Missing`."""

    def __missing__(self, name: str) -> Any:
        raise Missing(name)


FAILURES = (Missing, ArithmeticError)


def both(left: Meaning, right: Meaning) -> Meaning:
    """`&&`: false if either side is, whatever the other; else the first failure; else true."""
    return lambda facts: _settle(facts, (left, right), settles=False)


def either(left: Meaning, right: Meaning) -> Meaning:
    """`||`: true if either side is, whatever the other; else the first failure; else false."""
    return lambda facts: _settle(facts, (left, right), settles=True)


def _settle(facts: Facts, sides: tuple[Meaning, Meaning], *, settles: bool) -> bool:
    failures: list[Exception] = []
    for side in sides:
        try:
            if side(facts) is settles:
                return settles
        except FAILURES as failure:
            failures.append(failure)
    if failures:
        raise failures[0]
    return not settles


def _quotient(facts: Facts) -> bool:
    """Division of whole numbers rounds towards zero."""
    return int(Fraction(10, facts["case.n"])) > 3


def _since(facts: Facts) -> timedelta:
    at: datetime = facts["at"]
    return at - facts["order.placed"]


ATOMS: dict[str, Meaning] = {
    "case.n >= 2": lambda f: f["case.n"] >= 2,
    "case.n in [0, 3]": lambda f: f["case.n"] in (0, 3),
    "case.fault": lambda f: f["case.fault"],
    "!case.fault": lambda f: not f["case.fault"],
    "10 / case.n > 3": _quotient,
    "case.n % 2 == 0": lambda f: f["case.n"] % 2 == 0,
    "case.rate * 2.0 > 1.0": lambda f: f["case.rate"] * 2.0 > 1.0,
    "order.total > 12.5": lambda f: f["order.total"] > Decimal("12.5"),
    "order.total - order.paid <= order.total * 0.1": (
        lambda f: f["order.total"] - f["order.paid"] <= f["order.total"] * Decimal("0.1")
    ),
    "customer.tier in ['gold', 'silver']": lambda f: f["customer.tier"] in ("gold", "silver"),
    "'shoe' in order.lines": lambda f: "shoe" in f["order.lines"],
    "size(order.lines) > 1": lambda f: len(f["order.lines"]) > 1,
    "case.cause.startsWith('la')": lambda f: f["case.cause"].startswith("la"),
    "person.level == 'rep'": lambda f: f["person.level"] == "rep",
    "person.team != 'desk'": lambda f: f["person.team"] != "desk",
    "case.id == 'k1'": lambda f: f["case.id"] == "k1",
    "customer.id in person.own": lambda f: f["customer.id"] in f["person.own"],
    "customer.id in person.relatives": lambda f: f["customer.id"] in f["person.relatives"],
    "size(person.own) == 0": lambda f: len(f["person.own"]) == 0,
    "has(case.fault)": lambda f: "case.fault" in f,
    "has(customer.id)": lambda f: "customer.id" in f,
    "at - order.placed <= duration('24h')": lambda f: _since(f) <= timedelta(hours=24),
    "at < timestamp('2026-10-25T01:00:00Z')": lambda f: f["at"] < datetime(2026, 10, 25, 1, tzinfo=UTC),
    "true": lambda f: True,
}


def _composed() -> dict[str, Meaning]:
    """Every pair of atoms under `&&`, `||` and `? :`, so that a text alone names its meaning."""
    found: dict[str, Meaning] = {}
    for a, left in ATOMS.items():
        for b, right in ATOMS.items():
            found[f"{a} && {b}"] = both(left, right)
            found[f"!({a} || {b})"] = lambda f, left=left, right=right: not either(left, right)(f)
            found[f"{a} || {b}"] = either(left, right)
            found[f"has(case.n) ? {a} : {b}"] = lambda f, a=left, b=right: (a if "case.n" in f else b)(f)
    return found


CONDITIONS: dict[str, Meaning] = {**_composed(), **ATOMS}

GUARDRAILS: dict[str, Meaning] = {
    "customer.id == person.id": lambda f: f["customer.id"] == f["person.id"],
    "has(customer.id) && customer.id == person.id": lambda f: f.get("customer.id") == f["person.id"],
    "customer.id in person.own || customer.id in person.relatives": (
        lambda f: f["customer.id"] in f["person.own"] or f["customer.id"] in f["person.relatives"]
    ),
    "has(case.n) && case.n > 4": lambda f: f.get("case.n", 0) > 4,
    "case.n == 0 && 1 / case.n == 1": lambda f: f["case.n"] == 0 and 1 // 0 == 1,
    "has(customer.tier) && customer.tier == 'bronze' && !has(case.fault)": (
        lambda f: f.get("customer.tier") == "bronze" and "case.fault" not in f
    ),
}
CONDITIONS |= GUARDRAILS


def _money(value: Fraction) -> Fraction:
    """An amount has at most 64 bits of minor units; of a hundred to the unit, which is all that comes near."""
    if abs(value) * 100 > 2**63 - 1:
        raise ArithmeticError("too large")
    return value


CAPS: dict[Any, Callable[[Facts], Fraction]] = {
    "order.total * 0.5": lambda f: Fraction(f["order.total"]) / 2,
    "order.total / 3": lambda f: Fraction(f["order.total"]) / 3,
    "order.total - 10": lambda f: Fraction(f["order.total"]) - 10,
    "order.total - order.paid": lambda f: Fraction(f["order.total"] - f["order.paid"]),
    "order.total / case.n": lambda f: Fraction(f["order.total"]) / f["case.n"],
    "has(order.total) ? order.total * 0.333 : 20": (
        lambda f: Fraction(f["order.total"]) * Fraction(333, 1000) if "order.total" in f else Fraction(20)
    ),
    "case.fault ? order.total : 9.99": lambda f: Fraction(f["order.total"] if f["case.fault"] else Decimal("9.99")),
    "case.n * 5": lambda f: Fraction(f["case.n"] * 5),
    "size(order.lines) * 10": lambda f: Fraction(len(f["order.lines"]) * 10),
    "order.total * 1000.0": lambda f: _money(Fraction(f["order.total"]) * 1000),
}
"""Up to how much, in major units."""
