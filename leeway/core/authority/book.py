"""Decisions kept in memory, for the command line, what-if and tests: the same sums as the database gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from leeway.core.authority.demands import Counts, Demand, Used
from leeway.core.authority.model import Per, Unit
from leeway.core.authority.requests import Request
from leeway.core.authority.verdicts import Verdict


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
    """Spends by their id, and sums over them."""

    def __init__(self, spends: Iterable[Spend] = ()) -> None:
        self._spends = {spend.id: spend for spend in spends}

    def add(self, spend: Spend) -> None:
        self._spends[spend.id] = spend

    def get(self, spend_id: str) -> Spend | None:
        return self._spends.get(spend_id)

    def reverse(self, spend_id: str) -> None:
        """Take a decision back; from then on it counts nowhere."""
        self._spends[spend_id] = replace(self._spends[spend_id], reversed=True)

    def used(self, demand: Demand) -> Used:
        found = [spend for spend in self._spends.values() if counts_for(spend, demand)]
        return Used(sum(spend.amount for spend in found if spend.unit is demand.unit), len(found))
