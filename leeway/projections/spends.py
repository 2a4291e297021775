"""What was spent of which authority: one row per decision with all that sums may run over, and who is told of it.

`used` answers a sum that the authority engine asks for (`core.authority.Demand`) from the running sums in `sums.py`,
or, where no guideline in force asks for it, from the rows; `oldest` says since when so much of it is spent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar

import msgspec
from django.db import models

from leeway.core.authority import Counts, Demand, Guideline, Per, Used
from leeway.core.authority.demands import short
from leeway.core.cases.events import DecisionMade, DecisionReversed
from leeway.guidelines.files import read_guideline_text
from leeway.ledger import sql
from leeway.ledger.recorded import Recorded
from leeway.people.models import GuidelineText
from leeway.projections import sums
from leeway.projections.guidelines import in_force
from leeway.projections.sums import EVER, NOTHING, Shapes, Spent, SumChange, SumRow, SumsFor, micros, moment


class SpendRow(models.Model):
    """One decision or open intent. amount: minor units or pieces, by `unit`; None for kinds without.

    chain: the grants used, each with whoever held it, the own one first. facts: what it was judged on, as text.
    """

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
    chain = models.JSONField(default=list)
    pools = models.JSONField(default=list)
    facts = models.JSONField(default=dict)

    class Meta:
        app_label = "projections"
        db_table = "projections_spend"
        indexes: ClassVar = [
            models.Index(fields=["person", "at"]),
            models.Index(fields=["customer", "at"]),
            models.Index(fields=["case", "at"]),
        ]

    @property
    def spent(self) -> Spent:
        chain = tuple((grant, holder) for grant, holder in self.chain)
        return Spent(
            self.decision, micros(self.at), self.person, self.kind, self.unit, self.amount, self.customer, self.case,
            chain, tuple(self.pools), {name: short(value) for name, value in self.facts.items()},
        )  # fmt: skip


class SpendLink(models.Model):
    """Somebody who is told of a decision."""

    pk = models.CompositePrimaryKey("spend_id", "sort", "source")
    spend = models.ForeignKey(SpendRow, on_delete=models.CASCADE, related_name="links", db_column="decision")
    sort = models.CharField(max_length=8)
    source = models.CharField(max_length=200)
    holder = models.CharField(max_length=64)

    class Meta:
        app_label = "projections"
        db_table = "projections_spend_link"
        indexes: ClassVar = [models.Index(fields=["sort", "source", "holder"])]


tables: Sequence[type[models.Model]] = (SpendLink, SpendRow, SumRow, SumChange, SumsFor)

_ROWS = sql.Rows(
    "projections_spend",
    {
        "decision": "text", "at": sql.TIME, "person": "text", "kind": "text", "unit": "text", "amount": "bigint",
        "customer": "text", "case": "text", "mode": "text", "reversed": "boolean", "chain": sql.JSON,
        "pools": sql.JSON, "facts": sql.JSON,
    },
)  # fmt: skip
_TOLD = sql.Rows("projections_spend_link", {"decision": "text", "sort": "text", "source": "text", "holder": "text"}, 3)
_REVERSED = sql.Rows("projections_spend", {"decision": "text", "reversed": "boolean"})


# What is asked


def used(demand: Demand) -> Used:
    """The sum that a limit or pool asks for, of all that counts now.

    `demand.until` is not looked at: of two decisions that come at once, the later one in the ledger may carry the
    earlier time, and it must count the other all the same.
    """
    key, since = sums.key_of(demand), EVER if demand.since is None else micros(demand.since)
    if sums.shape_in(key) not in complete_shapes():
        return used_by_rows(demand)
    found = sums.read([(key, since)])[key, since].since
    return Used(sums.figure(found, demand.unit), found[2])


def used_by_rows(demand: Demand) -> Used:
    """The same from the rows themselves: slow, for what no limit in force asks for, and to compare with."""
    amount = count = 0
    for row in _counted(demand):
        count += 1
        amount += (row.amount or 0) if row.unit == demand.unit.value else 0
    return Used(amount, count)


def oldest(demand: Demand, amount: int, count: int) -> datetime | None:
    """The time of the decision with which, oldest first among those that the demand counts, at least that amount and
    that number are gathered; None: never."""
    key, since = sums.key_of(demand), EVER if demand.since is None else micros(demand.since)
    count = max(count, 1)
    if sums.shape_in(key) not in complete_shapes():
        return _oldest_by_rows(demand, amount, count)
    whole = sums.read([(key, since)])[key, since].since

    def gathered(at: int) -> bool:
        rest = sums.read([(key, at)])[key, at].since
        enough = sums.figure(whole, demand.unit) - sums.figure(rest, demand.unit) >= amount
        return enough and whole[2] - rest[2] >= count

    last = SumRow.objects.filter(key=key).order_by("-at").values_list("at", flat=True).first()
    first = SumRow.objects.filter(key=key).order_by("at").values_list("at", flat=True).first()
    late = SumChange.objects.filter(key=key, level=0).aggregate(first=models.Min("bucket"), last=models.Max("bucket"))
    high = max([at for at in (last, late["last"]) if at is not None], default=EVER)
    low = max(since, min([at for at in (first, late["first"]) if at is not None], default=EVER) - 1)
    if high <= low or not gathered(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if gathered(middle) else (middle, high)
    return moment(high)


def _oldest_by_rows(demand: Demand, amount: int, count: int) -> datetime | None:
    money = 0
    for decisions, row in enumerate(sorted(_counted(demand), key=lambda each: each.at), start=1):
        money += (row.amount or 0) if row.unit == demand.unit.value else 0
        if money >= amount and decisions >= count:
            return row.at
    return None


def _counted(demand: Demand) -> Iterator[SpendRow]:
    rows = SpendRow.objects.filter(reversed=False)
    if demand.since is not None:
        rows = rows.filter(at__gt=demand.since)
    if demand.per is Per.CUSTOMER:
        rows = rows.filter(customer=demand.whom)
    elif demand.per is Per.CASE:
        rows = rows.filter(case=demand.whom)
    if demand.counts is Counts.KINDS:
        rows = rows.filter(kind__in=sorted(demand.kinds))
        if demand.per is Per.PERSON:
            rows = rows.filter(person=demand.whom)
    return (row for row in rows.iterator() if counts(row.spent, demand))


def counts(spent: Spent, demand: Demand) -> bool:
    """Whether the demand counts this decision, but for its time."""
    match demand.counts:
        case Counts.POOL:
            return demand.source in spent.pools
        case Counts.KINDS:
            holders = [spent.person] if spent.kind in demand.kinds else []
        case Counts.GRANT:
            holders = [holder for grant, holder in spent.chain if grant == demand.source]
    if not holders:
        return False
    if fact := demand.fact:
        return spent.facts.get(fact) == demand.whom
    match demand.per:
        case Per.PERSON:
            return demand.whom in holders
        case Per.CUSTOMER:
            return spent.customer == demand.whom
        case Per.CASE:
            return spent.case == demand.whom
        case _:
            return True


# The sums that the guideline in force asks for


@lru_cache(maxsize=16)
def published(sha256: str) -> Guideline:
    """The guideline of a version as it was checked when it was published; without the people of now."""
    guideline, problems = read_guideline_text(GuidelineText.objects.get(sha256=sha256).text.encode())
    if guideline is None:
        raise RuntimeError(f"The published guideline {sha256} cannot be read: {problems[0].message}")
    return guideline


@lru_cache(maxsize=16)
def shapes(sha256: str) -> Shapes:
    return sums.shapes_of(published(sha256))


def complete_shapes() -> frozenset[str]:
    """The shapes of which the sums are complete."""
    sha256 = sums.complete_for()
    return shapes(sha256).names if sha256 else frozenset()


def complete() -> None:
    """Build the sums that the guideline in force asks for; only with the ledger locked, so that nothing is spent."""
    now, known = in_force().sha256, sums.complete_for()
    if now and now != known:
        if known is None:
            for table in (SumRow, SumChange):
                table._default_manager.all()._raw_delete(table._default_manager.db)
        rows = SpendRow.objects.filter(reversed=False).order_by("at", "decision").iterator()
        sums.build((row.spent for row in rows), shapes(now), now, shapes(known).names if known else frozenset())


# Projecting


def spent_by(event: DecisionMade) -> Spent:
    chain = tuple((held.grant, held.holder) for held in event.chain)
    return Spent(
        event.decision, micros(event.at), event.by, event.kind, event.unit, event.amount, event.customer, event.case,
        chain, event.pools, {name: short(value) for name, value in event.facts.items()},
    )  # fmt: skip


def spent_before(decisions: Iterable[str]) -> dict[str, Spent]:
    """Those of the decisions that count now."""
    return {row.decision: row.spent for row in SpendRow.objects.filter(decision__in=list(decisions), reversed=False)}


def project(facts: Sequence[Recorded]) -> None:
    """The sums are kept in step only once they are complete: in a rebuild they are built when all rows are there."""
    events = [each.event for each in facts if isinstance(each.event, DecisionMade | DecisionReversed)]
    if not events:
        return
    made = [event for event in events if isinstance(event, DecisionMade)]
    reversed_now = {event.decision for event in events if isinstance(event, DecisionReversed)}
    booked = {event.decision: spent_by(event) for event in made}
    returned = spent_before(reversed_now - booked.keys()) if reversed_now else {}
    returned |= {decision: booked[decision] for decision in reversed_now & booked.keys()}
    known = sums.complete_for()
    if known:
        shape = shapes(known)
        keys = {decision: shape.keys(spent) for decision, spent in (booked | returned).items()}
        asked = sorted({key for decision in booked for key in keys[decision]})
        found = sums.read([(key, EVER) for key in asked]) if asked else {}
        lasts = {key: (standing.last, standing.total) for (key, _), standing in found.items()}
        write([(event, booked[event.decision]) for event in made], returned.values(), keys, lasts)
    else:
        write([(event, booked[event.decision]) for event in made], returned.values(), {}, {})


def write(
    made: Sequence[tuple[DecisionMade, Spent]],
    returned: Collection[Spent],
    keys: Mapping[str, Sequence[str]],
    lasts: Mapping[str, tuple[int, sums.Figures]],
) -> None:
    """Write what these decisions change. keys: those that each one counts under; lasts: the last row of each key."""
    encode, back = msgspec.json.encode, {spent.decision for spent in returned}
    _ROWS.insert(
        [
            (
                event.decision, event.at, event.by, event.kind, event.unit, event.amount, event.customer, event.case,
                event.mode, event.decision in back, encode(spent.chain), encode(event.pools),
                encode(event.facts, order="sorted"),
            )
            for event, spent in made
        ]
    )  # fmt: skip
    _TOLD.insert([(event.decision, "told", person, "") for event, _ in made for person in event.told])
    _REVERSED.update([(decision, True) for decision in sorted(back - {event.decision for event, _ in made})])
    booked = [(spent, keys.get(spent.decision, ())) for _, spent in made]
    sums.write(booked, [(spent, keys.get(spent.decision, ())) for spent in returned], lasts)


def snapshot() -> object:
    complete()
    return [
        list(SpendRow.objects.order_by("decision").values()),
        list(SpendLink.objects.order_by("spend_id", "sort", "source").values("spend_id", "sort", "source", "holder")),
        _sums(),
    ]


def _sums() -> list[dict[str, Any]]:
    """What is added at each moment under each key, which is the same however it came to be written."""
    added: dict[tuple[str, int], sums.Figures] = {}
    before, total = "", NOTHING
    for row in SumRow.objects.order_by("key", "at").iterator():
        if row.key != before:
            before, total = row.key, NOTHING
        now = (row.money, row.pieces, row.decisions)
        added[row.key, row.at] = sums.add(now, total, -1)
        total = now
    for row in SumChange.objects.filter(level=0).iterator():
        place = (row.key, row.bucket)
        added[place] = sums.add(added.get(place, NOTHING), (row.money, row.pieces, row.decisions))
    return [{"key": key, "at": at, "added": list(each)} for (key, at), each in sorted(added.items()) if any(each)]
