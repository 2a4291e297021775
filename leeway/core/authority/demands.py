"""Sums: what judging needs to know about earlier decisions, as plain data that a list or a database can answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from leeway.core.authority.holdings import holdings_of
from leeway.core.authority.model import Grant, Guideline, Limit, Per, Pool, Unit, covers
from leeway.core.authority.requests import Request

Link = tuple[Grant, str]
"""A grant of a chain with its holder: who acts, or, above, who passed it on."""


class Counts(StrEnum):
    """Which decisions a sum runs over: those that used a grant (or one passed on from it), some kinds, or a pool."""

    GRANT = "grant"
    KINDS = "kinds"
    POOL = "pool"


@dataclass(frozen=True, slots=True)
class Demand:
    """One sum over decisions that were not reversed, open intents among them.

    counts, source: which decisions. GRANT: `source` stands in the decision's chain; KINDS: its kind is one of `kinds`
    (`source` is the grant whose limit asks); POOL: `source` is one of its pools.
    per, whom: PERSON: with GRANT whoever held `source` in the chain, with KINDS whoever acted; CUSTOMER, CASE: the
    decision's; FACT: those judged on the same value of `fact` (see `fact_value`); GRANT, POOL: all, `whom` is "".
    unit: only amounts of this unit are added up (decisions of other units still count as decisions).
    since: excluded (None: from the beginning); until: included; aware UTC.
    """

    counts: Counts
    source: str
    per: Per
    whom: str
    unit: Unit
    since: datetime | None
    until: datetime
    kinds: frozenset[str] = frozenset()
    fact: str = ""

    @property
    def tag(self) -> str:
        """What has to be locked so that the sum stands still while one decides."""
        if self.per is Per.FACT:
            return f"fact:{self.fact}:{self.whom}"
        if self.per is Per.GRANT:
            return f"{self.counts}:{self.source}"
        return f"{self.per}:{self.whom if self.per is not Per.POOL else self.source}"


@dataclass(slots=True, eq=False)
class Shelf:
    """What a demand asks for, without whom and when: known as soon as a guideline is, and looked up as itself."""

    counts: Counts
    source: str
    per: Per
    fact: str
    unit: Unit
    kinds: frozenset[str]

    @classmethod
    def of(cls, demand: Demand) -> Shelf:
        return cls(demand.counts, demand.source, demand.per, demand.fact, demand.unit, demand.kinds)

    def demand(self, whom: str, since: datetime | None, until: datetime) -> Demand:
        return Demand(self.counts, self.source, self.per, whom, self.unit, since, until, self.kinds, self.fact)


@dataclass(frozen=True, slots=True)
class Used:
    """amount: in the smallest unit of the demand's `unit`. count: decisions."""

    amount: int = 0
    count: int = 0


def demands(guideline: Guideline, request: Request) -> tuple[Demand, ...]:
    """All sums that judging the request may need for the person who acts, each once."""
    found: dict[Demand, None] = {}
    for grant in candidates(guideline, request):
        for link, holder in links(guideline, grant, request.person):
            for limit in link.limits:
                if (whom := subject(limit, holder, request)) is not None:
                    found[limit_demand(guideline, link, limit, whom, request)] = None
            if (pool := guideline.pools.get(link.pool or "")) is not None:
                found[pool_demand(guideline, pool, link, request)] = None
    return tuple(found)


def tags(guideline: Guideline, request: Request, asked: tuple[Demand, ...] | None = None) -> frozenset[str]:
    """What to lock while one decides on the request: whoever spends from one of its sums locks one of these too.

    asked: its `demands`, where they are known already.
    """
    asked = demands(guideline, request) if asked is None else asked
    found = {demand.tag for demand in asked} | {f"person:{request.person}"}
    if request.customer is not None:
        found.add(f"customer:{request.customer}")
    if request.case is not None:
        found.add(f"case:{request.case}")
    found |= {f"fact:{name}:{value}" for name, value in summed_values(guideline, request)}
    if request.kind in guideline.kinds:
        found.update(holdings_of(guideline).giving(request.kind).counted_by_all)
    return frozenset(found)


def candidates(guideline: Guideline, request: Request) -> tuple[Grant, ...]:
    """The grants that name the person and the kind, in the order of the file, then the links of substitutes."""
    return holdings_of(guideline).held(request.person, request.kind)


def links(guideline: Guideline, grant: Grant, person: str) -> tuple[Link, ...]:
    """The chain of a grant with the holder of each link, the grant itself first."""
    chain = guideline.chain(grant)
    return tuple(zip(chain, (person, *(link.grantor for link in chain)), strict=False))


def subject(limit: Limit, holder: str, request: Request) -> str | None:
    """Whom a limit sums for; None where it is per customer, case or fact and the request names none."""
    match limit.per:
        case Per.PERSON:
            return request.person if limit.every_grant else holder
        case Per.CUSTOMER:
            return request.customer
        case Per.CASE:
            return request.case
        case Per.FACT:
            return fact_value(request, limit.fact)
        case _:
            return ""


def fact_value(request: Request, name: str) -> str | None:
    """The value of a string, enum or int that a limit is per, as text of at most 64 characters; None without one."""
    value = request.facts.get(name)
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    return short(str(value))


def short(text: str) -> str:
    """A value that is summed by; what is longer than 64 characters is told apart by its digest."""
    return text if len(text) <= 64 else f"sha256:{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:57]}"


def summed_values(guideline: Guideline, request: Request) -> tuple[tuple[str, str], ...]:
    """(name, value) of every fact that a limit of the guideline is per: what a decision remembers."""
    values = ((name, fact_value(request, name)) for name in guideline.summed_facts)
    return tuple((name, value) for name, value in values if value is not None)


def limit_demand(guideline: Guideline, grant: Grant, limit: Limit, whom: str, request: Request) -> Demand:
    since = limit.within.since(request.at, guideline.zone) if limit.within else None
    return limit_shelf(guideline, grant, limit, request.kind).demand(whom, since, request.at)


def pool_demand(guideline: Guideline, pool: Pool, grant: Grant, request: Request) -> Demand:
    since = pool.within.since(request.at, guideline.zone) if pool.within else None
    return pool_shelf(guideline, pool, grant, request.kind).demand("", since, request.at)


def limit_shelf(guideline: Guideline, grant: Grant, limit: Limit, kind: str) -> Shelf:
    kinds = frozenset(kind for kind in guideline.kinds if grant.covers_kind(kind)) if limit.every_grant else frozenset()
    counts = Counts.KINDS if limit.every_grant else Counts.GRANT
    return Shelf(counts, grant.id, limit.per, limit.fact, unit_of(guideline, grant.may, kind), kinds)


def pool_shelf(guideline: Guideline, pool: Pool, grant: Grant, kind: str) -> Shelf:
    return Shelf(Counts.POOL, pool.id, Per.POOL, "", unit_of(guideline, grant.may, kind), frozenset())


def unit_of(guideline: Guideline, may: str, kind_id: str) -> Unit:
    """The unit in which amounts of limits and pools are meant for a kind.

    That of the kind. For a kind without amounts: pieces where the grant gives kinds that count and none of money.
    """
    kind = guideline.kinds.get(kind_id)
    if kind is not None and kind.unit is not Unit.NONE:
        return kind.unit
    units = {other.unit for other in guideline.kinds.values() if covers(may, other.id)}
    return Unit.COUNT if Unit.COUNT in units and Unit.MONEY not in units else Unit.MONEY
