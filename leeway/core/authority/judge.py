"""May this person decide this, now? One pure function over the guideline, the request and the sums of what was decided.

Guardrails first, then every grant that names the person and the kind. A grant is weighed with its whole chain: each
check runs over all links, the grant itself first, before the next check (see `plans`). Whatever cannot be known closes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leeway.core.authority.amounts import MOST, write_amount
from leeway.core.authority.demands import Demand, Used, summed_values
from leeway.core.authority.expressions import MissingFact, Undecided, Value
from leeway.core.authority.measures import Ask, asking
from leeway.core.authority.model import NARROWNESS, Guardrail, Guideline, Mode, Person, Unit
from leeway.core.authority.modes import advisers, silence
from leeway.core.authority.plans import Held, Weighed, plans_of
from leeway.core.authority.requests import Request
from leeway.core.authority.standing import Outcome, Question, known_facts
from leeway.core.authority.verdicts import Answer, Code, Reason, Verdict, verdict_of
from leeway.core.authority.windows import microseconds

_ANSWERS = {Mode.DECIDE: Answer.GO, Mode.TELL: Answer.TELL, Mode.INTEND: Answer.INTEND, Mode.ADVISE: Answer.ADVISE}
_Stopping = list[tuple[Guardrail, Outcome]]
_NO_GRANT = (Reason(Code.NO_GRANT),)
NONE = Unit.NONE


def judge_alone(guideline: Guideline, request: Request, used: Callable[[Demand], Used]) -> Verdict:
    """The verdict on what the person asked, without looking for anybody else: `could` and `ways` stay empty.

    used: answers a sum, one of `demands(guideline, request)`.
    """
    return _judge(guideline, request, asking(used))


def facts_of(guideline: Guideline, request: Request) -> dict[str, Value]:
    """The facts that conditions see: those of the request, and what the request itself says."""
    return known_facts(request, guideline.person(request.person) or Person(request.person))


def at_once(guideline: Guideline, request: Request, held: Held, ask: Ask) -> tuple[Answer, int | None] | None:
    """go or tell, with the most, where that is the answer for whoever holds this, else None. The amount is right."""
    question, unit = Question(guideline, request, held.person), held.kind.unit
    at, asked = microseconds(request.at), None if unit is NONE else request.amount or 0
    mode: Mode | None = None
    most: int | None = -1
    for plan in held.plans:
        if plan.at_once and (reach := plan.carry(question, ask, at, asked)) != -1:
            mode = plan.mode if mode is not Mode.DECIDE else mode
            most = None if reach is None or most is None else max(most, reach)
    if mode is None:
        return None
    stopping = _stopping(question) if guideline.guardrails else []
    if stopping and any(_is_above(guideline, rail, request.amount, unit) for rail, _ in stopping):
        return None
    return _ANSWERS[mode], None if unit is NONE else _within(guideline, unit, most, None, stopping)[0]


def _judge(guideline: Guideline, request: Request, ask: Ask) -> Verdict:
    held = plans_of(guideline).held(request.person, request.kind)
    if held is None:
        return _unknown(guideline, request)
    unit, amount, plans = held.kind.unit, request.amount, held.plans
    bad = bad_amount(unit, request) if amount is None or not 0 < amount <= MOST or unit is NONE else ()
    question = Question(guideline, request, held.person)
    at, asked = microseconds(request.at), None if unit is NONE else amount or 0
    stopping = _stopping(question) if guideline.guardrails else []
    if len(plans) == 1 and plans[0].at_once and not stopping and not bad:
        found = plans[0].alone(question, ask, at, asked)
        if isinstance(found, Verdict):
            return found
        weighed = [found]
    else:
        weighed = [plan.weigh(question, ask, at, asked) for plan in plans]
    said: dict[str, Any] = {"id": request.id, "verdict": Answer.BEYOND, "unit": unit, "decimals": held.decimals}
    said["most"], said["binding"] = _most(guideline, unit, weighed, stopping)
    if bad:
        said["reasons"] = bad
        return verdict_of(said)
    blocking = [each for each in stopping if _is_above(guideline, each[0], amount, unit)] if stopping else ()
    if blocking:
        said["verdict"] = Answer.NEVER
        said["reasons"] = tuple(_stopped(guideline, rail, outcome) for rail, outcome in blocking)
        return verdict_of(said)
    best: Weighed | None = None
    for each in weighed:
        if each.reason is None and (best is None or _wider(each, best)):
            best = each
    if best is None:
        reasons = said["reasons"] = tuple([each.reason for each in weighed if each.reason is not None]) or _NO_GRANT
        if said["binding"] is None:
            limits = [each.details["limit"] for each in reasons if "limit" in each.details]
            said["binding"] = limits[0] if limits else None
        return verdict_of(said)
    return _granted(question, said, best, weighed)


def _wider(one: Weighed, other: Weighed) -> bool:
    """Whether it comes before what stands earlier in the file: by its mode, then by its reach."""
    mine, others = NARROWNESS[one.plan.mode], NARROWNESS[other.plan.mode]
    if mine != others:
        return mine < others
    return other.most is not None and (one.most is None or one.most > other.most)


def _granted(question: Question, said: dict[str, Any], best: Weighed, weighed: list[Weighed]) -> Verdict:
    plan, guideline = best.plan, question.guideline
    mode = plan.mode
    said["verdict"] = _ANSWERS[mode]
    said["grant"] = plan.grant.id
    said["left"] = plan.left(best.lefts)
    said["grantors"] = plan.grantors
    said["chain"] = plan.chain(question.person.id)
    said["pools"] = plan.pools
    if guideline.summed_facts:
        said["facts"] = summed_values(guideline, question.request)
    if said["binding"] is None:
        said["binding"] = best.binding
    if mode is not Mode.DECIDE:
        said["reasons"] = tuple([each.reason for each in weighed if each.reason is not None])
    if mode is Mode.INTEND:
        said["window"] = silence(guideline, plan.links, question.request.amount, said["unit"])
    if mode is Mode.ADVISE:
        said["advisers"], said["within"] = advisers(plan.links, question.facts)
    return verdict_of(said)


def _unknown(guideline: Guideline, request: Request) -> Verdict:
    kind, reasons = guideline.kinds.get(request.kind), []
    unit = kind.unit if kind else Unit.NONE
    if guideline.person(request.person) is None:
        reasons.append(Reason(Code.UNKNOWN_PERSON, details={"person": request.person}))
    if kind is None:
        reasons.append(Reason(Code.UNKNOWN_KIND, details={"kind": request.kind}))
    bad = bad_amount(unit, request) if kind else ()
    decimals = guideline.decimals(unit)
    return Verdict(id=request.id, verdict=Answer.BEYOND, unit=unit, decimals=decimals, reasons=(*reasons, *bad))


def bad_amount(unit: Unit, request: Request) -> tuple[Reason, ...]:
    """Why the amount cannot be judged; nothing where it can."""
    fault = request.fault
    if unit is Unit.NONE:
        fault = "not_wanted" if fault or request.amount is not None else ""
    elif not fault:
        if request.amount is None:
            fault = "missing"
        elif request.amount <= 0:
            fault = "zero" if request.amount == 0 else "negative"
        elif request.amount > MOST:
            fault = "too_large"
    return (Reason(Code.BAD_AMOUNT, details={"why": fault}),) if fault else ()


def _stopping(question: Question) -> _Stopping:
    """The guardrails that stop, if only above some amount."""
    facts, found = question.facts, []
    for rail, evaluate in plans_of(question.guideline).rails:
        try:
            outcome = evaluate(facts)
        except (MissingFact, Undecided) as unresolved:
            outcome = unresolved
        if outcome is not False:
            found.append((rail, outcome))
    return found


def _stopped(guideline: Guideline, rail: Guardrail, outcome: Outcome) -> Reason:
    """Why this guardrail stops (amounts above its `above`)."""
    details: dict[str, str | int | tuple[str, ...]] = {"guardrail": rail.id, "why": rail.why, "owner": rail.owner or ""}
    code = Code.GUARDRAIL
    if isinstance(outcome, MissingFact):
        code = Code.FACT_MISSING
        details["fact"] = outcome.name
    elif isinstance(outcome, Undecided):
        details["undecided"] = outcome.why
    if rail.above is not None:
        details["above"] = write_amount(rail.above, guideline.minor_units)
    return Reason(code, details=details)


def _is_above(guideline: Guideline, rail: Guardrail, amount: int | None, unit: Unit) -> bool:
    return rail.above is None or (amount is not None and amount > guideline.scaled(rail.above, unit))


def _most(
    guideline: Guideline, unit: Unit, weighed: list[Weighed], stopping: _Stopping
) -> tuple[int | None, str | None]:
    """The largest amount for which some grant carries the request at once and no guardrail stops it, and what gives it:
    a bound of the first such grant, or the guardrail where that is lower."""
    if unit is NONE:
        return None, None
    most: int | None = 0
    binding = None
    first = True
    for each in weighed:
        if each.plan.at_once and (first or (most is not None and (each.most is None or each.most > most))):
            most, binding, first = each.most, each.binding, False
    return _within(guideline, unit, most, binding, stopping)


def _within(
    guideline: Guideline, unit: Unit, most: int | None, binding: str | None, stopping: _Stopping
) -> tuple[int | None, str | None]:
    """The same, as far as guardrails let it; None for nothing, too."""
    for rail, _ in stopping:
        ceiling = 0 if rail.above is None else guideline.scaled(rail.above, unit)
        if most is None or ceiling < most:
            most, binding = ceiling, rail.id
    return (min(most, MOST), binding) if most is not None and most > 0 else (None, None)
