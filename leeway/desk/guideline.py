"""The guideline, readable: what each grant gives to whom and why, guardrails, pools with what is left, versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leeway.core.authority import Advice, Counts, Demand, Grant, Guideline, Limit, Per, Target, Tier, Unit
from leeway.core.authority import Person as Grantee
from leeway.core.granting import GrantAccepted, lacking
from leeway.desk import amounts, times
from leeway.desk.acting import Asked, signed_in
from leeway.desk.phrasing import fact_words, label, window_text
from leeway.guidelines.changes import changes
from leeway.ledger.standing import grantees, published
from leeway.people.access import may_publish_guideline, may_see_guideline
from leeway.people.models import GuidelineText, Person
from leeway.projections import spends
from leeway.projections.grants import GrantRow
from leeway.projections.guidelines import GuidelineVersion

MODES = {
    "decide": "Decide at once",
    "tell": "Decide, and the one who gave it is told",
    "intend": "Say what you will do; it goes ahead unless somebody stops it",
    "advise": "Ask for advice first, then decide",
}
ACTS = {
    "guideline.published": "{by} published it",
    "grant.accepted": "{by} accepted a grant that {giver} had offered",
    "grant.narrowed": "{by} made a grant less",
    "grant.revoked": "{by} took a grant back",
    "grant.laid_down": "{by} gave a grant back",
}
PER = {
    "person": "for each person",
    "customer": "for each customer",
    "case": "for each case",
    "grant": "for all together",
    "pool": "for all together",
    "fact": "for each {fact}",
}


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A grant in words. mine: it covers whoever looks. rows: what else holds, as (name, words)."""

    id: str
    kind: str
    mode: str
    title: str
    to: str
    giver: str
    why: str
    mine: bool
    rows: tuple[tuple[str, str], ...]
    when: str


@dataclass(frozen=True, slots=True)
class PoolLine:
    """used: percent of it, for the bar."""

    id: str
    owner: str
    within: str
    whole: int
    left: int
    used: int


@require_GET
@signed_in
def page(request: Asked, version: int | None = None) -> HttpResponse:
    """The version in force, or an earlier one as it was."""
    if not may_see_guideline(request.viewer):
        raise PermissionDenied("The guideline is for those who work here. Sign in as one of them.")
    versions = list(GuidelineVersion.objects.order_by("-version"))
    if not versions:
        return render(request, "guideline/none.html")
    shown = next((each for each in versions if each.version == version), None) if version else versions[0]
    if shown is None:
        raise Http404("No such version.")
    text = GuidelineText.objects.get(sha256=shown.sha256).text
    guideline = published(shown.sha256)
    people = Person.objects.in_bulk()
    me = next((each for each in grantees() if each.id == request.person.id), Grantee(id=request.person.id))
    lines = [grant_line(each, guideline, people, me) for each in guideline.grants]
    in_force = shown == versions[0]
    before = next((each for each in versions if each.version == shown.version - 1), None)
    signed = GrantRow.objects.filter(id__in=[each.id for each in guideline.grants]).exclude(accepted_at=None)
    made_by = shown.grant if in_force or guideline.grant(shown.grant) else ""
    givers = {each.id: each for each in GrantRow.objects.exclude(giver="")}
    context = {
        "publishes": may_publish_guideline(request.viewer),
        "guideline": guideline, "shown": shown, "in_force": in_force, "versions": versions,
        "made_by": made_by, "text": text, "told": {each.version: _told(each, givers, people) for each in versions},
        "changed": changes(published(before.sha256), guideline) if before else (),
        "signed": {row.id: (row, _name(row.giver, people), _name(row.to, people)) for row in signed},
        "taken_back": sorted(guideline.revoked), "not_yet": _not_yet(guideline, lines, me),
        "many": [sum(each.mine == mine for each in lines if each.id not in guideline.revoked) for mine in (1, 0)],
        "mine": [each for each in lines if each.mine], "others": [each for each in lines if not each.mine],
        "guardrails": [(g, _name(g.owner, people), _money(g.above, guideline)) for g in guideline.guardrails],
        "pools": _pools(guideline, people, timezone.now()) if in_force else [],
    }  # fmt: skip
    return render(request, "guideline/page.html", context)


def _not_yet(guideline: Guideline, lines: Iterable[GrantLine], me: Grantee) -> list[str]:
    """Those of the grants given to whoever looks for which they lack a training."""
    found = [(each.id, guideline.grant(each.id)) for each in lines if each.mine]
    return [name for name, grant in found if grant and lacking(guideline, grant, me)]


def _told(version: GuidelineVersion, givers: Mapping[str, GrantRow], people: Mapping[str, Person]) -> str:
    """Who made this version by what: an accepted grant has two who signed."""
    row = givers.get(version.grant)
    by, giver = _name(version.by, people), _name(row.giver if row else None, people)
    if row is not None and row.sort == "stand_in" and version.act == GrantAccepted.NAME:
        return f"{by} agreed to stand in for {giver}"
    return ACTS[version.act].format(by=by, giver=giver)


def grant_line(
    grant: Grant, guideline: Guideline, people: Mapping[str, Person], me: Grantee | None = None
) -> GrantLine:
    kinds = [each for each in guideline.kinds if grant.covers_kind(each)]
    unit = guideline.kinds[kinds[0]].unit if kinds else Unit.NONE
    return GrantLine(
        id=grant.id,
        kind=", ".join(label(each) for each in kinds) or grant.may,
        mode=grant.mode.value,
        title=", ".join(each for each in (_cap(grant, guideline, unit), _together(grant)) if each),
        to=to_words(grant.to, people),
        giver=_name(grant.grantor, people),
        why=grant.why,
        mine=me is not None and grant.to.covers(me),
        rows=tuple(_rows(grant, guideline, people, unit)),
        when=grant.when.text if grant.when else "",
    )


def _together(grant: Grant) -> str:
    return f"with {len(grant.needs.agreed_by)} more to agree" if grant.needs.agreed_by else ""


def _cap(grant: Grant, guideline: Guideline, unit: Unit) -> str:
    match grant.up_to:
        case None:
            return "" if unit is Unit.NONE else "no cap for a single one"
        case int(cap):
            return f"up to {_figure(cap, guideline, unit)}"
        case expression:
            return f"up to {expression.text}"


def _rows(grant: Grant, guideline: Guideline, people: Mapping[str, Person], unit: Unit) -> list[tuple[str, str]]:
    rows = [("What you do", MODES[grant.mode.value])]
    rows += [("Silence must last", _tier(each, guideline, unit)) for each in grant.window]
    if grant.advice:
        rows.append(("Advice is asked of", _advice(grant.advice, people)))
    rows += [("Limit", _limit(each, guideline, unit)) for each in grant.limits]
    if grant.widen:
        rows.append(("Widened", grant.widen.text))
    if grant.pool:
        rows.append(("Pool", grant.pool))
    if grant.needs.training:
        rows.append(("Needs training", ", ".join(sorted(grant.needs.training))))
    if grant.needs.reason:
        rows.append(("Needs", "a reason in words"))
    if grant.needs.agreed_by:
        rows.append(("Needs agreement of", " and ".join(to_words(each, people) for each in grant.needs.agreed_by)))
    if grant.from_date or grant.until:
        rows.append(("In force", _dates(grant)))
    if grant.under:
        rows.append(("Passed on from", _passed_on_from(grant.under, guideline, people)))
    if grant.redelegate:
        rows.append(("May be passed on", f"{grant.redelegate} more step{'s' if grant.redelegate > 1 else ''}"))
    return rows


def _limit(limit: Limit, guideline: Guideline, unit: Unit) -> str:
    most = [
        *([_figure(limit.amount, guideline, unit)] if limit.amount is not None else []),
        *([f"{limit.count} decision{'s' if limit.count != 1 else ''}"] if limit.count is not None else []),
    ]
    within = f"in {window_text(limit.within.text)}" if limit.within and limit.within.length else ""
    within = f"in each {limit.within.text}" if limit.within and limit.within.period else within
    return " ".join(each for each in (" and ".join(most), PER[limit.per.value].format(fact=limit.fact), within) if each)


def _passed_on_from(under: str, guideline: Guideline, people: Mapping[str, Person]) -> str:
    parent = guideline.grant(under)
    if parent is None:
        return under
    kinds = [each for each in guideline.kinds if parent.covers_kind(each)]
    named = ", ".join(map(label, kinds)) if len(kinds) < len(guideline.kinds) else "Everything"
    cap = _cap(parent, guideline, guideline.kinds[kinds[0]].unit) if kinds else ""
    return ", ".join(each for each in (named, cap, f"given by {_name(parent.grantor, people)}") if each)


def _tier(tier: Tier, guideline: Guideline, unit: Unit) -> str:
    up_to = "" if tier.up_to is None else f" up to {_figure(tier.up_to, guideline, unit)}"
    return times.length(tier.lasts) + up_to


def _advice(advice: Advice, people: Mapping[str, Person]) -> str:
    named = (*advice.expert, *advice.affected)
    asked = ", ".join(fact_words(each) if isinstance(each, str) else to_words(each, people) for each in named)
    return f"{asked}, within {times.length(advice.within)}"


def _figure(minor: int, guideline: Guideline, unit: Unit) -> str:
    return str(guideline.scaled(minor, unit)) if unit is Unit.COUNT else _money(minor, guideline)


def _money(minor: int | None, guideline: Guideline) -> str:
    currency = amounts.Currency(guideline.currency, guideline.minor_units)
    return "" if minor is None else amounts.written(minor, currency)


def _dates(grant: Grant) -> str:
    parts = [f"from {grant.from_date:%d %B %Y}" if grant.from_date else "",
             f"until {grant.until:%d %B %Y}" if grant.until else ""]  # fmt: skip
    return " ".join(each for each in parts if each)


def to_words(to: Target, people: Mapping[str, Person]) -> str:
    match to.sort:
        case "everyone":
            return "everybody here"
        case "person":
            return _name(to.name, people)
        case sort:
            return f"everybody of {sort} {to.name}"


def _name(person: str | None, people: Mapping[str, Person]) -> str:
    known = people.get(person or "")
    return known.called if known else (person or "nobody")


def _pools(guideline: Guideline, people: Mapping[str, Person], now: datetime) -> list[PoolLine]:
    found = []
    for pool in guideline.pools.values():
        since = pool.within.since(now, guideline.zone) if pool.within else None
        demand = Demand(
            counts=Counts.POOL, source=pool.id, per=Per.POOL, whom="", unit=Unit.MONEY, since=since,
            until=now + timedelta(days=1),
        )  # fmt: skip
        spent = spends.used(demand).amount
        found.append(
            PoolLine(
                id=pool.id,
                owner=_name(pool.owner, people),
                within=pool.within.text if pool.within else "for ever",
                whole=pool.amount,
                left=pool.amount - spent,
                used=min(100, round(spent * 100 / pool.amount)) if pool.amount else 100,
            )
        )
    return found
