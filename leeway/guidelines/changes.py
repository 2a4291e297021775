"""What changes for whom between two versions of a guideline, a sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from leeway.core.authority.model import Grant, Guardrail, Guideline, Limit, Pool, Unit

_WORDS = {
    "grantor": "given by", "to": "to", "may": "may", "up_to": "up to", "limits": "limits", "pool": "pool",
    "when": "when", "mode": "mode", "window": "window", "needs": "needs", "from_date": "from", "until": "until",
    "redelegate": "may be passed on", "under": "under", "root": "root", "why": "reason",
}  # fmt: skip


def changes(old: Guideline | None, new: Guideline) -> tuple[str, ...]:
    """Grants, guardrails and pools that came, went or changed, with those whom they are for, in order of the file."""
    before = {g.id: g for g in old.grants} if old else {}
    return (
        *_grants(before, new),
        *(f"Gone: {g.id}, for {g.to}: {_gist(g, new)}." for g in before.values() if new.grant(g.id) is None),
        *_rules(old, new),
        *_pools(old, new),
    )


def _grants(before: dict[str, Grant], new: Guideline) -> Iterator[str]:
    for grant in new.grants:
        known = before.get(grant.id)
        if known is None:
            yield f"New: {grant.id}, for {grant.to}: {_gist(grant, new)}."
        elif known != grant:
            yield f"Changed: {grant.id}, for {grant.to}: {', '.join(_differences(known, grant, new))}."


def _differences(old: Grant, new: Grant, guideline: Guideline) -> Iterator[str]:
    for each in fields(Grant):
        was, now = getattr(old, each.name), getattr(new, each.name)
        if was != now:
            shown = str if each.name == "redelegate" else lambda value: _shown(value, guideline)
            yield f"{_WORDS.get(each.name, each.name)} {shown(was)} -> {shown(now)}"


def _gist(grant: Grant, guideline: Guideline) -> str:
    cap = "" if grant.up_to is None else f" up to {_shown(grant.up_to, guideline)}"
    return f"{grant.may}{cap}, {grant.mode.value}"


def _rules(old: Guideline | None, new: Guideline) -> Iterator[str]:
    before: dict[str, Guardrail] = {g.id: g for g in old.guardrails} if old else {}
    now = {g.id: g for g in new.guardrails}
    for rail in new.guardrails:
        if rail.id not in before:
            yield f"New guardrail: {rail.id}."
        elif before[rail.id] != rail:
            yield f"Changed guardrail: {rail.id}."
    yield from (f"Gone guardrail: {rail}." for rail in before if rail not in now)


def _pools(old: Guideline | None, new: Guideline) -> Iterator[str]:
    before: dict[str, Pool] = dict(old.pools) if old else {}
    for pool in new.pools.values():
        known = before.get(pool.id)
        if known is None:
            yield f"New pool: {pool.id}, {_shown(pool.amount, new)}."
        elif known != pool:
            yield f"Changed pool: {pool.id}, {_shown(known.amount, new)} -> {_shown(pool.amount, new)}."
    yield from (f"Gone pool: {pool}." for pool in before if pool not in new.pools)


def _shown(value: object, guideline: Guideline) -> str:
    match value:
        case None | "" | ():
            return "none"
        case bool():
            return "yes" if value else "no"
        case int():
            return _money(value, guideline)
        case tuple():
            return "; ".join(_limit(v, guideline) if isinstance(v, Limit) else str(v) for v in value)
        case _:
            return str(getattr(value, "text", value))


def _money(minor: int, guideline: Guideline) -> str:
    places = guideline.decimals(Unit.MONEY)
    whole, rest = divmod(minor, 10**places)
    return f"{whole}.{rest:0{places}d}" if places else str(whole)


def _limit(limit: Limit, guideline: Guideline) -> str:
    parts = [_money(limit.amount, guideline)] if limit.amount is not None else []
    parts += [f"{limit.count} times"] if limit.count is not None else []
    window = f" in {limit.within}" if limit.within else ""
    return f"{' and '.join(parts)} per {limit.per.value}{window}"
