"""What was spent of which authority: one row per decision, and one for each grant of its chain and each pool.

Answers the sums that the authority engine asks for (`core.authority.Demand`) with one statement each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Count, Q, Sum

from leeway.core.authority import Counts, Demand, Per, Used
from leeway.core.authority.demands import short
from leeway.core.cases.events import DecisionMade, DecisionReversed
from leeway.ledger.recorded import Recorded


class SpendRow(models.Model):
    """One decision or open intent. amount: minor units or pieces, by `unit`; None for kinds without."""

    decision = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()
    person = models.CharField(max_length=64)
    kind = models.CharField(max_length=200)
    unit = models.CharField(max_length=8)
    amount = models.BigIntegerField(null=True)
    customer = models.CharField(max_length=64)
    case = models.CharField(max_length=64)
    mode = models.CharField(max_length=8)
    reversed = models.BooleanField(default=False)

    class Meta:
        app_label = "projections"
        db_table = "projections_spend"
        indexes: ClassVar = [
            models.Index(fields=["person", "at"]),
            models.Index(fields=["customer", "at"]),
            models.Index(fields=["case", "at"]),
        ]


class SpendLink(models.Model):
    """A grant of the decision's chain with whoever held it; a pool ("pool"), a person who is told ("told"), or a fact
    that the decision was judged on ("fact", its value as the holder)."""

    pk = models.CompositePrimaryKey("spend_id", "sort", "source")
    spend = models.ForeignKey(SpendRow, on_delete=models.CASCADE, related_name="links", db_column="decision")
    sort = models.CharField(max_length=8)
    source = models.CharField(max_length=200)
    holder = models.CharField(max_length=64)

    class Meta:
        app_label = "projections"
        db_table = "projections_spend_link"
        indexes: ClassVar = [models.Index(fields=["sort", "source", "holder"])]


tables: Sequence[type[models.Model]] = (SpendLink, SpendRow)


def used(demand: Demand) -> Used:
    """The sum that a limit or pool asks for, of all that counts now.

    `demand.until` is not looked at: of two decisions that come at once, the later one in the ledger may carry the
    earlier time, and it must count the other all the same.
    """
    which = Q(reversed=False)
    if demand.since is not None:
        which &= Q(at__gt=demand.since)
    match demand.counts:
        case Counts.GRANT if demand.per is Per.PERSON:
            which &= Q(links__sort="grant", links__source=demand.source, links__holder=demand.whom)
        case Counts.GRANT:
            which &= Q(links__sort="grant", links__source=demand.source)
        case Counts.KINDS:
            which &= Q(kind__in=sorted(demand.kinds))
        case Counts.POOL:
            which &= Q(links__sort="pool", links__source=demand.source)
    match demand.per:
        case Per.PERSON if demand.counts is Counts.KINDS:
            which &= Q(person=demand.whom)
        case Per.CUSTOMER:
            which &= Q(customer=demand.whom)
        case Per.CASE:
            which &= Q(case=demand.whom)
        case Per.FACT:  # another link than the grant's
            judged_on = SpendLink.objects.filter(sort="fact", source=demand.fact, holder=demand.whom)
            which &= Q(decision__in=judged_on.values("spend_id"))
        case _:
            pass
    sums = SpendRow.objects.filter(which).aggregate(
        amount=Sum("amount", filter=Q(unit=demand.unit.value)), count=Count("decision")
    )
    return Used(amount=int(sums["amount"] or 0), count=sums["count"])


def project(facts: Sequence[Recorded]) -> None:
    for event in (each.event for each in facts):
        if isinstance(event, DecisionReversed):
            SpendRow.objects.filter(decision=event.decision).update(reversed=True)
        elif isinstance(event, DecisionMade):
            _book(event)


def _book(event: DecisionMade) -> None:
    row = SpendRow.objects.create(
        decision=event.decision, at=event.at, person=event.by, kind=event.kind, unit=event.unit, amount=event.amount,
        customer=event.customer, case=event.case, mode=event.mode,
    )  # fmt: skip
    SpendLink.objects.bulk_create(
        [SpendLink(spend=row, sort="grant", source=held.grant, holder=held.holder) for held in event.chain]
        + [SpendLink(spend=row, sort="pool", source=pool, holder="") for pool in event.pools]
        + [SpendLink(spend=row, sort="told", source=person, holder="") for person in event.told]
        + [SpendLink(spend=row, sort="fact", source=name, holder=short(value)) for name, value in event.facts.items()]
    )


def snapshot() -> object:
    return [
        list(SpendRow.objects.order_by("decision").values()),
        list(SpendLink.objects.order_by("spend_id", "sort", "source").values("spend_id", "sort", "source", "holder")),
    ]
