"""What changes for whom between two versions of a guideline, a sentence each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Any

from leeway.core.authority.amounts import write_amount
from leeway.core.authority.model import (
    Advice,
    Grant,
    Guardrail,
    Guideline,
    Kind,
    Limit,
    Needs,
    Pool,
    Substitute,
    Tier,
    Unit,
    covers,
)

_WORDS = {
    "grantor": "given by", "to": "to", "may": "may", "up_to": "up to", "limits": "limits", "pool": "pool",
    "when": "when", "mode": "mode", "window": "window", "needs": "needs", "from_date": "from", "until": "until",
    "redelegate": "may be passed on", "under": "under", "root": "root", "why": "reason",
    "never": "never", "above": "above", "owner": "owner", "amount": "amount", "within": "within",
    "widen": "widened", "advice": "advice",
    "unit": "counted in", "reversible": "can be taken back", "currency": "currency", "timezone": "timezone",
}  # fmt: skip
_AMOUNTS = frozenset({"up_to", "above", "amount"})
Units = frozenset[Unit]
Shown = Callable[[str, Any], str]


def changes(old: Guideline | None, new: Guideline) -> tuple[str, ...]:
    """All that came, went or changed, grants first and with those whom they are for, in order of the file."""
    return (
        *_grants(old, new),
        *_revoked(old, new),
        *_substitutes(old, new),
        *_rules(old, new),
        *_pools(old, new),
        *_kinds(old, new),
        *_facts(old, new),
        *_ground(old, new),
    )


def _grants(old: Guideline | None, new: Guideline) -> Iterator[str]:
    before = {g.id: g for g in old.grants} if old else {}
    for grant in new.grants:
        known = before.get(grant.id)
        if old is None or known is None:
            yield f"New: {grant.id}, for {grant.to}: {_gist(grant, new)}."
        elif said := _differences(known, grant, _showing(old, known.may), _showing(new, grant.may)):
            yield f"Changed: {grant.id}, for {grant.to}: {said}."
    if old:
        gone = (g for g in old.grants if new.grant(g.id) is None)
        yield from (f"Gone: {g.id}, for {g.to}: {_gist(g, old)}." for g in gone)


def _revoked(old: Guideline | None, new: Guideline) -> Iterator[str]:
    before = old.revoked if old else frozenset[str]()
    yield from (f"Taken back: {each}, with all that was passed on from it." for each in sorted(new.revoked - before))
    kept = {*(grant.id for grant in new.grants), *(each.id for each in new.substitutes)}
    yield from (f"Given again: {each}." for each in sorted((before - new.revoked) & kept))


def _gist(grant: Grant, guideline: Guideline) -> str:
    cap = "" if grant.up_to is None else f" up to {_showing(guideline, grant.may)('up_to', grant.up_to)}"
    needs = "" if grant.needs == Needs() else f", needs {_needs(grant.needs)}"
    return f"{grant.may}{cap}, {grant.mode.value}{needs}"


def _substitutes(old: Guideline | None, new: Guideline) -> Iterator[str]:
    before = {each.id: each for each in old.substitutes} if old else {}
    for substitute in new.substitutes:
        known = before.pop(substitute.id, None)
        if known is None:
            yield f"New substitute: {substitute.id}, {_standing_in(substitute)}."
        elif said := _differences(known, substitute, _plain, _plain):
            yield f"Changed substitute: {substitute.id}, {substitute.to} for {substitute.grantor}: {said}."
    yield from (f"Gone substitute: {each.id}, {_standing_in(each)}." for each in before.values())


def _standing_in(substitute: Substitute) -> str:
    begins = f" from {substitute.from_date}" if substitute.from_date else ""
    return f"{substitute.to} for {substitute.grantor}, {substitute.may}{begins} until {substitute.until}"


def _rules(old: Guideline | None, new: Guideline) -> Iterator[str]:
    before: dict[str, Guardrail] = {g.id: g for g in old.guardrails} if old else {}
    for rail in new.guardrails:
        known = before.pop(rail.id, None)
        if old is None or known is None:
            yield f"New guardrail: {rail.id}, never {rail.never.text}."
        elif said := _differences(known, rail, _showing(old, "*"), _showing(new, "*")):
            yield f"Changed guardrail: {rail.id}: {said}."
    yield from (f"Gone guardrail: {rail}." for rail in before)


def _pools(old: Guideline | None, new: Guideline) -> Iterator[str]:
    before: dict[str, Pool] = dict(old.pools) if old else {}
    for pool in new.pools.values():
        known = before.pop(pool.id, None)
        shown = _showing(new, *_drawing_on(pool.id, new))
        if old is None or known is None:
            within = f" in {pool.within.text}" if pool.within else ""
            yield f"New pool: {pool.id}, {shown('amount', pool.amount)}{within}."
        elif said := _differences(known, pool, _showing(old, *_drawing_on(pool.id, old)), shown):
            yield f"Changed pool: {pool.id}: {said}."
    yield from (f"Gone pool: {pool}." for pool in before)


def _kinds(old: Guideline | None, new: Guideline) -> Iterator[str]:
    """What can be decided; of a first version the grants tell it."""
    if old is None:
        return
    before: dict[str, Kind] = dict(old.kinds)
    for kind in new.kinds.values():
        known = before.pop(kind.id, None)
        if known is None:
            yield f"New kind: {kind.id}, counted in {kind.unit.value}."
        elif said := _differences(known, kind, _plain, _plain):
            yield f"Changed kind: {kind.id}: {said}."
    yield from (f"Gone kind: {kind}." for kind in before)


def _facts(old: Guideline | None, new: Guideline) -> Iterator[str]:
    if old is None:
        return
    before = dict(old.facts)
    for name, sort in new.facts.items():
        known = before.pop(name, None)
        if known is None:
            yield f"New fact: {name}, {sort}."
        elif known != sort:
            yield f"Changed fact: {name}: {known} -> {sort}."
    yield from (f"Gone fact: {name}." for name in before)


def _ground(old: Guideline | None, new: Guideline) -> Iterator[str]:
    """What all amounts and all days hang on."""
    for name in ("currency", "timezone") if old else ():
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield f"Changed: {_WORDS[name]} {was} -> {now}."


def _differences(old: object, new: Any, shown_old: Shown, shown_new: Shown) -> str:
    """Each field that differs, as it was and as it is; empty where nobody would see a difference."""
    pairs = ((each.name, getattr(old, each.name), getattr(new, each.name)) for each in fields(new))
    said = ((name, shown_old(name, was), shown_new(name, now)) for name, was, now in pairs)
    return ", ".join(f"{_WORDS.get(name, name)} {was} -> {now}" for name, was, now in said if was != now)


def _drawing_on(pool: str, guideline: Guideline) -> Iterable[str]:
    return [grant.may for grant in guideline.grants if grant.pool == pool]


def _showing(guideline: Guideline, *mays: str) -> Shown:
    """How values are written where amounts are of these kinds: in money, in pieces, or both."""
    units = frozenset(kind.unit for kind in guideline.kinds.values() if any(covers(may, kind.id) for may in mays))

    def shown(name: str, value: object) -> str:
        if name in _AMOUNTS and isinstance(value, int):
            return _amount(value, units, guideline)
        if isinstance(value, tuple):
            return "; ".join(_entry(v, units, guideline) for v in value) or "none"
        return _plain(name, value)

    return shown


def _plain(_name: str, value: object) -> str:
    match value:
        case None | "":
            return "none"
        case bool():
            return "yes" if value else "no"
        case timedelta():
            return _length(value)
        case Advice():
            return f"of {', '.join(map(str, (*value.expert, *value.affected)))} within {_length(value.within)}"
        case Needs():
            return _needs(value)
        case _:
            return str(getattr(value, "text", value))


def _amount(minor: int, units: Units, guideline: Guideline) -> str:
    """250.00 where it is money, 3 where it is pieces, and both where it can be either."""
    written: Mapping[Unit, str] = {
        unit: write_amount(guideline.scaled(minor, unit), guideline.decimals(unit)) for unit in Unit
    }
    if {Unit.MONEY, Unit.COUNT} <= units:
        return f"{written[Unit.MONEY]} (pieces: {written[Unit.COUNT]})"
    return written[Unit.COUNT if Unit.COUNT in units else Unit.MONEY]


def _entry(value: object, units: Units, guideline: Guideline) -> str:
    match value:
        case Limit():
            return _limit(value, units, guideline)
        case Tier():
            up_to = "" if value.up_to is None else f" up to {_amount(value.up_to, units, guideline)}"
            return _length(value.lasts) + up_to
        case _:
            return str(value)


def _limit(limit: Limit, units: Units, guideline: Guideline) -> str:
    parts = [_amount(limit.amount, units, guideline)] if limit.amount is not None else []
    parts += [f"{limit.count} times"] if limit.count is not None else []
    window = f" in {limit.within.text}" if limit.within else ""
    widened = ", whichever grant is used" if limit.every_grant else ""
    return f"{' and '.join(parts)} per {limit.subject}{window}{widened}"


def _length(length: timedelta) -> str:
    hours = int(length / timedelta(hours=1))
    return f"{hours} hour{'' if hours == 1 else 's'}"


def _needs(needs: Needs) -> str:
    parts = [f"training {', '.join(sorted(needs.training))}"] if needs.training else []
    parts += ["a reason"] if needs.reason else []
    parts += [f"agreed by {', '.join(map(str, needs.agreed_by))}"] if needs.agreed_by else []
    return "; ".join(parts) or "nothing"
