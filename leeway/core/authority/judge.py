"""May this person decide this, now? One pure function over the guideline, the request and the sums of what was decided.

Guardrails first, then every grant that names the person and the kind. A grant is weighed with its whole chain: each
check runs over all links, the grant itself first, before the next check. Whatever cannot be known closes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from leeway.core.authority.amounts import MOST, write_amount
from leeway.core.authority.bounds import Bound, bounds
from leeway.core.authority.demands import Demand, Link, Used, candidates, links, summed_values
from leeway.core.authority.expressions import MissingFact, Undecided, Value
from leeway.core.authority.model import NARROWNESS, Grant, Guardrail, Guideline, Mode, Unit
from leeway.core.authority.modes import advisers, silence
from leeway.core.authority.requests import Request
from leeway.core.authority.standing import standing
from leeway.core.authority.verdicts import Answer, Code, Reason, Verdict

_ANSWERS = {Mode.DECIDE: Answer.GO, Mode.TELL: Answer.TELL, Mode.INTEND: Answer.INTEND, Mode.ADVISE: Answer.ADVISE}


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A grant with its chain. reason: why it does not carry the request. most: the largest amount that it would carry
    (None: any); 0 where it carries none. binding: the name of what gives `most`."""

    chain: tuple[Link, ...]
    mode: Mode
    reason: Reason | None
    most: int | None
    bounds: tuple[Bound, ...] = ()
    binding: str | None = None


def judge_alone(guideline: Guideline, request: Request, used: Callable[[Demand], Used]) -> Verdict:
    """The verdict on what the person asked, without looking for anybody else: `could` and `ways` stay empty.

    used: answers a sum, one of `demands(guideline, request)`.
    """
    return _judge(guideline, request, cache(used))


def facts_of(guideline: Guideline, request: Request) -> dict[str, Value]:
    """The facts that conditions see: those of the request, and what the request itself says."""
    person = guideline.person(request.person)
    known = {
        "person.id": request.person,
        "person.level": person.level if person else None,
        "person.team": person.team if person else None,
        "person.own": person.own if person else None,
        "person.relatives": person.relatives if person else None,
        "customer.id": request.customer,
        "case.id": request.case,
    }
    return {**request.facts, **{name: value for name, value in known.items() if value is not None}, "at": request.at}


def _judge(guideline: Guideline, request: Request, used: Callable[[Demand], Used]) -> Verdict:
    kind = guideline.kinds.get(request.kind)
    unit = kind.unit if kind else Unit.NONE
    blank = Verdict(id=request.id, verdict=Answer.BEYOND, unit=unit, decimals=guideline.decimals(unit))
    unknown = _unknown(guideline, request)
    bad_amount = _bad_amount(guideline, request)
    if unknown:
        return replace(blank, reasons=(*unknown, *bad_amount))
    facts = facts_of(guideline, request)
    weighed = [_weigh(guideline, grant, request, facts, used) for grant in candidates(guideline, request)]
    stopping = [(rail, reason) for rail in guideline.guardrails if (reason := _stopped_by(guideline, rail, facts))]
    most, binding = _most(guideline, unit, weighed, [rail for rail, _ in stopping])
    blank = replace(blank, most=most, binding=binding)
    if bad_amount:
        return replace(blank, reasons=bad_amount)
    blocking = tuple(reason for rail, reason in stopping if _is_above(guideline, rail, request.amount, unit))
    if blocking:
        return replace(blank, verdict=Answer.NEVER, reasons=blocking)
    reasons = tuple(w.reason for w in weighed if w.reason is not None)
    carrying = [w for w in weighed if w.reason is None]
    if not carrying:
        failing = next((str(reason.details["limit"]) for reason in reasons if "limit" in reason.details), None)
        return replace(blank, reasons=reasons or (Reason(Code.NO_GRANT),), binding=binding or failing)
    best = min(carrying, key=lambda w: (NARROWNESS[w.mode], w.most is not None, -(w.most or 0)))
    return _granted(guideline, request, facts, blank, best, reasons)


def _granted(
    guideline: Guideline,
    request: Request,
    facts: dict[str, Value],
    blank: Verdict,
    best: _Weighed,
    reasons: tuple[Reason, ...],
) -> Verdict:
    answer = _ANSWERS[best.mode]
    links = [link for link, _ in best.chain]
    asked, within = advisers(links, facts) if best.mode is Mode.ADVISE else ((), None)
    return replace(
        blank,
        verdict=answer,
        grant=best.chain[0][0].id,
        left=tuple(bound.as_left() for bound in best.bounds if bound.code is not Code.OVER_CAP),
        reasons=() if answer is Answer.GO else reasons,
        grantors=tuple(dict.fromkeys(link.grantor for link, _ in best.chain if link.mode is best.mode)),
        window=silence(guideline, links, request.amount, blank.unit) if best.mode is Mode.INTEND else None,
        advisers=asked,
        within=within,
        binding=blank.binding or best.binding,
        chain=tuple((link.id, holder) for link, holder in best.chain),
        pools=tuple(dict.fromkeys(link.pool for link in links if link.pool is not None)),
        facts=summed_values(guideline, request),
    )


def _unknown(guideline: Guideline, request: Request) -> tuple[Reason, ...]:
    reasons = []
    if guideline.person(request.person) is None:
        reasons.append(Reason(Code.UNKNOWN_PERSON, details={"person": request.person}))
    if request.kind not in guideline.kinds:
        reasons.append(Reason(Code.UNKNOWN_KIND, details={"kind": request.kind}))
    return tuple(reasons)


def _bad_amount(guideline: Guideline, request: Request) -> tuple[Reason, ...]:
    """Why the amount cannot be judged; nothing where it can, or where the kind is unknown."""
    kind = guideline.kinds.get(request.kind)
    fault = request.fault
    if kind is None:
        return ()
    if kind.unit is Unit.NONE:
        fault = "not_wanted" if fault or request.amount is not None else ""
    elif not fault:
        if request.amount is None:
            fault = "missing"
        elif request.amount <= 0:
            fault = "zero" if request.amount == 0 else "negative"
        elif request.amount > MOST:
            fault = "too_large"
    return (Reason(Code.BAD_AMOUNT, details={"why": fault}),) if fault else ()


def _stopped_by(guideline: Guideline, rail: Guardrail, facts: dict[str, Value]) -> Reason | None:
    """Why this guardrail stops (amounts above its `above`); None where it lets pass."""
    details: dict[str, str | int | tuple[str, ...]] = {"guardrail": rail.id, "why": rail.why, "owner": rail.owner or ""}
    try:
        if rail.never.evaluate(facts) is False:
            return None
        code = Code.GUARDRAIL
    except MissingFact as missing:
        code = Code.FACT_MISSING
        details["fact"] = missing.name
    except Undecided as undecided:
        code = Code.GUARDRAIL
        details["undecided"] = undecided.why
    if rail.above is not None:
        details["above"] = write_amount(rail.above, guideline.minor_units)
    return Reason(code, details=details)


def _is_above(guideline: Guideline, rail: Guardrail, amount: int | None, unit: Unit) -> bool:
    return rail.above is None or (amount is not None and amount > guideline.scaled(rail.above, unit))


def _weigh(
    guideline: Guideline, grant: Grant, request: Request, facts: dict[str, Value], used: Callable[[Demand], Used]
) -> _Weighed:
    chain = links(guideline, grant, request.person)
    mode = max((link.mode for link, _ in chain), key=NARROWNESS.__getitem__)
    reason = standing(guideline, chain, request, facts)
    if reason is not None:
        return _Weighed(chain, mode, reason, 0)
    found = bounds(guideline, chain, request, facts, used)
    reason = next((bound.as_reason(grant.id) for bound in found if bound.stops), None)
    narrowest = min(
        (bound for bound in found if bound.figure == "amount" and bound.asked is not None),
        key=lambda bound: bound.left,
        default=None,
    )
    closed = any(bound.figure == "count" and bound.stops for bound in found)
    if narrowest is None:
        return _Weighed(chain, mode, reason, 0 if closed else None, found)
    return _Weighed(chain, mode, reason, 0 if closed else narrowest.left, found, narrowest.limit)


def _most(
    guideline: Guideline, unit: Unit, weighed: list[_Weighed], stopping: list[Guardrail]
) -> tuple[int | None, str | None]:
    """The largest amount for which some grant carries the request at once and no guardrail stops it, and what gives it:
    a bound of the first such grant, or the guardrail where that is lower."""
    if unit is Unit.NONE:
        return None, None
    at_once = [w for w in weighed if w.mode in (Mode.DECIDE, Mode.TELL)]
    widest = max(at_once, key=lambda w: (w.most is None, w.most or 0), default=None)
    most, binding = (0, None) if widest is None else (widest.most, widest.binding)
    for rail in stopping:
        ceiling = 0 if rail.above is None else guideline.scaled(rail.above, unit)
        if most is None or ceiling < most:
            most, binding = ceiling, rail.id
    return (most, binding) if most is not None and most > 0 else (None, None)
