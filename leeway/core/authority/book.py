"""Decisions kept in memory, for the command line, what-if and tests: the same sums as the database gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from leeway.core.authority.demands import Counts, Demand, Used
from leeway.core.authority.model import Per, Unit
from leeway.core.authority.requests import Request
from leeway.core.authority.verdicts import Verdict

_File = tuple[Counts, str, Per, str]


@dataclass(frozen=True, slots=True)
class Spend:
    """A committed decision or an open intent.

    grants: (grant, holder) along the chain, the used grant first. amount: in the smallest unit of `unit`.
    """

    id: str
    at: datetime
    person: str
    kind: str
    unit: Unit
    amount: int
    customer: str | None
    case: str | None
    grants: tuple[tuple[str, str], ...]
    pools: tuple[str, ...]
    reversed: bool = False


def spend_of(request: Request, verdict: Verdict, spend_id: str) -> Spend:
    """What an allowed request spends."""
    return Spend(
        spend_id,
        request.at,
        request.person,
        request.kind,
        verdict.unit,
        request.amount or 0,
        request.customer,
        request.case,
        verdict.chain,
        verdict.pools,
    )


def counts_for(spend: Spend, demand: Demand) -> bool:
    """Whether a decision is one of those that the demand sums."""
    if spend.reversed or spend.at > demand.until or (demand.since is not None and spend.at <= demand.since):
        return False
    match demand.counts:
        case Counts.POOL:
            return demand.source in spend.pools
        case Counts.KINDS:
            if spend.kind not in demand.kinds:
                return False
        case Counts.GRANT:
            if demand.source not in (grant for grant, _ in spend.grants):
                return False
    match demand.per:
        case Per.PERSON if demand.counts is Counts.KINDS:
            return spend.person == demand.whom
        case Per.PERSON:
            return (demand.source, demand.whom) in spend.grants
        case Per.CUSTOMER:
            return spend.customer == demand.whom
        case Per.CASE:
            return spend.case == demand.whom
        case _:
            return True


class Book:
    """Spends by their id, and sums over them; each spend is also filed under everything that may ask for it."""

    def __init__(self, spends: Iterable[Spend] = ()) -> None:
        self._spends: dict[str, Spend] = {}
        self._files: dict[_File, list[str]] = defaultdict(list)
        for spend in spends:
            self.add(spend)

    def add(self, spend: Spend) -> None:
        self._spends[spend.id] = spend
        for file in _files_of(spend):
            self._files[file].append(spend.id)

    def get(self, spend_id: str) -> Spend | None:
        return self._spends.get(spend_id)

    def reverse(self, spend_id: str) -> None:
        """Take a decision back; from then on it counts nowhere."""
        self._spends[spend_id] = replace(self._spends[spend_id], reversed=True)

    def used(self, demand: Demand) -> Used:
        sources = sorted(demand.kinds) if demand.counts is Counts.KINDS else [demand.source]
        files = [self._files.get((demand.counts, source, demand.per, demand.whom), ()) for source in sources]
        filed = (self._spends[spend_id] for spend_ids in files for spend_id in spend_ids)
        found = [spend for spend in filed if counts_for(spend, demand)]
        return Used(sum(spend.amount for spend in found if spend.unit is demand.unit), len(found))


def _files_of(spend: Spend) -> Iterator[_File]:
    """(which decisions, of what, per, whom) of every demand that can count this spend."""
    for pool in spend.pools:
        yield Counts.POOL, pool, Per.POOL, ""
    sources = [(Counts.GRANT, grant, holder) for grant, holder in spend.grants]
    for counts, source, holder in [*sources, (Counts.KINDS, spend.kind, spend.person)]:
        yield counts, source, Per.PERSON, holder
        yield counts, source, Per.GRANT, ""
        if spend.customer is not None:
            yield counts, source, Per.CUSTOMER, spend.customer
        if spend.case is not None:
            yield counts, source, Per.CASE, spend.case
