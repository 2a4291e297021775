"""Caps, limits and pools: what is left of each, counted again from the whole history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from .chains import Data, Link, Question, holds, names, subject
from .conditions import CAPS

DECIMALS = {"EUR": 2, "JPY": 0, "BHD": 3}
MOST = 10**15
"""The largest amount, in the smallest unit."""


class Bound(NamedTuple):
    """What is left at one link. figure: amount or count."""

    code: str
    link: str
    limit: str
    left: Decimal
    text: str
    figure: str


class Past(NamedTuple):
    """A decision that was committed. held: (link, holder) along its chain; facts: those of its line."""

    id: str
    when: datetime
    person: str
    kind: str
    amount: Decimal
    held: frozenset[tuple[str, str]]
    pools: frozenset[str]
    line: Data
    facts: Data


def bounds(q: Question, chain: list[Link], history: list[Past], zone: ZoneInfo) -> Iterator[Bound]:
    """All of a chain, in the order in which reasons are given."""
    sums = Sums(q, history, zone)
    for link in chain:
        if "up_to" in link.grant and q.unit != "none":
            cap = widened(q, link, cap_of(q, link.grant["up_to"]), q.unit)
            yield Bound("over_cap", link.id, f"{link.id}/decision", cap, write(q, cap, q.unit), "amount")
    for link in chain:
        for limit in link.grant.get("limits", []):
            yield from sums.limit(link, limit)
    seen = set()
    for link in chain:
        if "pool" in link.grant and link.grant["pool"] not in seen:
            seen.add(link.grant["pool"])
            yield sums.pool(link)


class Sums(NamedTuple):
    q: Question
    history: list[Past]
    zone: ZoneInfo

    def limit(self, link: Link, limit: Data) -> Iterator[Bound]:
        counted = [past for past in self.history if self.counts(past, link, limit)]
        name = "/".join([link.id, limit["per"], *([limit["within"]] if "within" in limit else [])])
        if "amount" in limit:
            unit = unit_of(self.q, link)
            left = widened(self.q, link, in_unit(limit["amount"], unit), unit) - self.total(counted, unit)
            yield Bound("over_limit", link.id, name, left, write(self.q, left, unit), "amount")
        if "count" in limit:
            rest = limit["count"] - len(counted)
            yield Bound("over_limit", link.id, name, Decimal(rest), str(rest), "count")

    def counts(self, past: Past, link: Link, limit: Data) -> bool:
        """Whether a past decision is one of those that a limit sums."""
        by_kind = limit.get("counts") == "kinds"
        if by_kind and not names(link.grant["may"], past.kind):
            return False
        if not by_kind and link.id not in [used for used, _ in past.held]:
            return False
        if limit["per"] == "person" and by_kind and past.person != self.q.line["person"]:
            return False
        if limit["per"] == "person" and not by_kind and (link.id, link.holder) not in past.held:
            return False
        if limit["per"] not in ("person", "grant"):
            ours = subject(limit, self.q.line, self.q.facts)
            if subject(limit, past.line, past.facts) != ours:
                return False
        return self.within(past, limit.get("within"))

    def pool(self, link: Link) -> Bound:
        (pool,) = [pool for pool in self.q.guideline["pools"] if pool["id"] == link.grant["pool"]]
        counted = [p for p in self.history if pool["id"] in p.pools and self.within(p, pool.get("within"))]
        unit = unit_of(self.q, link)
        left = in_unit(pool["amount"], unit) - self.total(counted, unit)
        name = "/".join([pool["id"], *([pool["within"]] if "within" in pool else [])])
        return Bound("pool_short", link.id, name, left, write(self.q, left, unit), "amount")

    def total(self, counted: Iterable[Past], unit: str) -> Decimal:
        kinds = self.q.guideline["kinds"]
        return sum((past.amount for past in counted if kinds[past.kind]["unit"] == unit), Decimal(0))

    def within(self, past: Past, window: str | None) -> bool:
        if window is None:
            return True
        number, _, noun = window.partition(" ")
        now = self.q.facts["at"]
        if number == "calendar":
            return period(past.when.astimezone(self.zone), noun) == period(now.astimezone(self.zone), noun)
        return bool((now - past.when).total_seconds() < seconds(window))


def period(local: datetime, name: str) -> tuple[int, ...]:
    """The name of the day, week, month, quarter or year that a local time is in."""
    match name:
        case "day":
            return local.year, local.month, local.day
        case "week":
            return tuple(local.isocalendar()[:2])
        case "month":
            return local.year, local.month
        case "quarter":
            return local.year, (local.month + 2) // 3
        case _:
            return (local.year,)


def seconds(length: str) -> int:
    number, noun = length.split()
    return int(number) * (3600 if noun.startswith("hour") else 86_400)


def unit_of(q: Question, link: Link) -> str:
    """The unit in which a link's limits and pools are meant: that of the kind that is asked for.

    For a kind without amounts: pieces where the grant gives kinds that count and none of money, money otherwise.
    """
    if q.unit != "none":
        return q.unit
    units = {kind["unit"] for name, kind in q.guideline["kinds"].items() if names(link.grant["may"], name)}
    return "count" if "count" in units and "money" not in units else "money"


def in_unit(written: object, unit: str) -> Decimal:
    """A figure of the file; pieces are whole."""
    exact = Decimal(str(written))
    return exact.to_integral_value(ROUND_FLOOR) if unit == "count" else exact


def floor(q: Question, exact: Fraction, unit: str) -> Decimal:
    """Rounded down to the minor unit, or to whole pieces."""
    decimals = 0 if unit == "count" else DECIMALS[q.guideline["currency"]]
    return Decimal(exact.numerator * 10**decimals // exact.denominator).scaleb(-decimals)


def cap_of(q: Question, up_to: Any) -> Decimal:
    """Never below nothing; an expression of which nothing comes out gives nothing."""
    if up_to not in CAPS:
        return in_unit(up_to, q.unit)
    try:
        return max(Decimal(0), floor(q, CAPS[up_to](q.facts), q.unit))
    except ArithmeticError:
        return Decimal(0)


def widened(q: Question, link: Link, figure: Decimal, unit: str) -> Decimal:
    """A figure of the link's own, multiplied where its `widen` says so."""
    if "widen" not in link.grant or not holds(link.grant["widen"]["when"], q.facts):
        return figure
    return floor(q, Fraction(figure) * Fraction(str(link.grant["widen"]["by"])), unit)


def write(q: Question, amount: Decimal, unit: str) -> str:
    return f"{amount:.{0 if unit == 'count' else DECIMALS[q.guideline['currency']]}f}"
