"""What one grant would give to somebody, before they ask: the answer, how far it reaches, and what it still needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from leeway.core.authority.agreements import could_be_met
from leeway.core.authority.amounts import MOST, write_amount
from leeway.core.authority.bounds import Bound, bounds
from leeway.core.authority.demands import Demand, Link, Used, fact_value, links
from leeway.core.authority.expressions import Expression, MissingFact, Undecided, Value
from leeway.core.authority.judge import facts_of
from leeway.core.authority.model import NARROWNESS, Grant, Guideline, Mode, Per, Person, Unit, Widen
from leeway.core.authority.requests import Request
from leeway.core.authority.standing import CHECKS, Question
from leeway.core.authority.verdicts import Answer, Code, Reason

_ANSWERS = {Mode.DECIDE: Answer.GO, Mode.TELL: Answer.TELL, Mode.INTEND: Answer.INTEND, Mode.ADVISE: Answer.ADVISE}
_SUBJECTS = {"customer.id": "customer", "case.id": "case"}
NEEDS = frozenset(
    {
        Code.FACT_MISSING,
        Code.TRAINING_MISSING,
        Code.REASON_MISSING,
        Code.AGREEMENT_MISSING,
        Code.SUBJECT_MISSING,
    }
)
"""What a person can still bring; every other reason shuts the grant for now, as do agreements that nobody can give."""


@dataclass(frozen=True, slots=True)
class Room:
    """One limit or pool of a chain, named as in a verdict. whole: what it holds when nothing was spent from it.

    left: what it holds now, None where that hangs on something that was not named. hangs_on: then "customer", "case" or
    a fact, else "". figure: "amount" (of `decimals`) or "count" of decisions.
    """

    limit: str
    figure: str
    whole: int
    left: int | None
    decimals: int
    hangs_on: str = ""

    def as_data(self) -> dict[str, Any]:
        left = None if self.left is None else write_amount(self.left, self.decimals)
        data: dict[str, Any] = {"limit": self.limit, "left": left, "whole": write_amount(self.whole, self.decimals)}
        return {**data, "unit": self.figure, **({"hangs_on": self.hangs_on} if self.hangs_on else {})}


@dataclass(frozen=True, slots=True)
class Option:
    """One grant for one person and kind.

    verdict: what it would answer once `needs` are met; `beyond` where `reason` shuts it or nothing is left of it.
    cap: the smallest cap of the chain that is known, for one decision. at_most: no amount above this could pass (caps,
    full limits and guardrails); None without amounts or where nothing bounds it. most: the largest amount that passes,
    where that can be told without knowing more; exact.
    rooms: limits, then pools, of the grant and of the links above. conditions: what must be so and is not decided yet.
    grantors: who is told (tell), may stop it (intend) or is asked (advise). decimals: those of its amounts.
    """

    grant: str
    mode: Mode
    verdict: Answer
    decimals: int
    cap: int | None = None
    most: int | None = None
    at_most: int | None = None
    rooms: tuple[Room, ...] = ()
    needs: tuple[Reason, ...] = ()
    conditions: tuple[str, ...] = ()
    reason: Reason | None = None
    grantors: tuple[str, ...] = ()
    why: str = ""

    @property
    def untrained(self) -> bool:
        return any(need.code is Code.TRAINING_MISSING for need in self.needs)

    def as_data(self) -> dict[str, Any]:
        def text(amount: int | None) -> str | None:
            return None if amount is None else write_amount(amount, self.decimals)

        return {
            "grant": self.grant,
            "cap": text(self.cap),
            "most": text(self.most),
            "at_most": text(self.at_most),
            "left": [room.as_data() for room in self.rooms],
            "needs": [need.as_data() for need in self.needs],
            "conditions": list(self.conditions),
            "reason": None if self.reason is None else self.reason.as_data(),
            "grantors": list(self.grantors),
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Rails:
    """What guardrails say of a kind. ceiling: amounts above it are stopped (0: all), None where none stops.

    stopped: by which. needs: facts that they have to know first, since not knowing stops too. cautious: the ceiling as
    long as these are not known.
    """

    ceiling: int | None
    stopped: tuple[Reason, ...]
    needs: tuple[Reason, ...]
    cautious: int | None


def option(
    guideline: Guideline, grant: Grant, request: Request, rails: Rails, used: Callable[[Demand], Used]
) -> Option:
    """What the grant would give to the request's person for its kind, whatever the amount."""
    chain = links(guideline, grant, request.person)
    facts = facts_of(guideline, request)
    unit = guideline.kinds[request.kind].unit
    needs, reason = needs_of(guideline, chain, request, facts)
    found = tuple(zip(*_bounds(guideline, chain, request, facts, used), strict=True))
    caps = [bound for bound, _ in found if bound.code is Code.OVER_CAP]
    rooms = tuple(_room(bound, full, request, facts) for bound, full in found if bound.code is not Code.OVER_CAP)
    open_caps = {link.id for link, _ in chain if unknown(link.up_to, facts)} if caps else set()
    known = [cap.left for cap in caps if cap.grant not in open_caps]
    ceilings = [] if rails.ceiling is None or unit is Unit.NONE else [rails.ceiling]
    reaches = [room.whole if room.left is None else room.left for room in rooms if room.figure == "amount"]
    at_most = None if unit is Unit.NONE else min([*known, *ceilings, *reaches], default=None)
    at_most = None if at_most is None else min(at_most, MOST)
    used_up = any(room.figure == "count" and room.left is not None and room.left < 1 for room in rooms)
    empty = used_up or (at_most is not None and at_most <= 0)
    hangs = bool(open_caps) or any(room.left is None for room in rooms)
    mode = max((link.mode for link, _ in chain), key=NARROWNESS.__getitem__)
    return Option(
        grant=chain[0][0].id,
        mode=mode,
        verdict=Answer.BEYOND if reason is not None or empty else _ANSWERS[mode],
        decimals=guideline.decimals(unit),
        cap=min(known, default=None),
        most=None if hangs or reason is not None else 0 if empty and unit is not Unit.NONE else at_most,
        at_most=None
        if at_most is None
        else 0
        if used_up
        else min(MOST, max(0, at_most + _could_widen(chain, found, facts))),
        rooms=rooms,
        needs=needs,
        conditions=tuple(link.when.text for link, _ in chain if link.when is not None and unknown(link.when, facts)),
        reason=reason or (_spent(found, grant.id) if empty else None),
        grantors=tuple(dict.fromkeys(link.grantor for link, _ in chain if link.mode is mode)),
        why=grant.why,
    )


def _within(amount: int) -> int:
    return min(MOST, max(0, amount))


def _could_widen(chain: tuple[Link, ...], found: tuple[tuple[Bound, Bound], ...], facts: dict[str, Value]) -> int:
    """By how much more at the very most if facts that are not known widen caps and limits."""
    widens = {link.id: link.widen for link, _ in chain if link.widen is not None and may_widen(link.widen, facts)}
    more = 0
    for bound, full in found:
        widen = widens.get(bound.grant) if bound.code is not Code.POOL_SHORT and bound.figure == "amount" else None
        if widen is not None:
            more = max(more, widen.widened(full.left) - full.left)
    return more


def may_widen(widen: Widen, facts: dict[str, Value]) -> bool:
    """Whether a fact that is not known could still widen it."""
    if not widen.when.names - facts.keys():
        return False
    try:
        return widen.when.evaluate(facts) is not True
    except (MissingFact, Undecided):
        return True


def rails_for(guideline: Guideline, request: Request) -> Rails:
    """What the guardrails say of the request, whatever its amount."""
    facts, unit = facts_of(guideline, request), guideline.kinds[request.kind].unit
    stopped, needs, ceilings, unknown_ceilings = [], [], [], []
    for rail in guideline.guardrails:
        details: dict[str, str | int | tuple[str, ...]] = {
            "guardrail": rail.id,
            "why": rail.why,
            "owner": rail.owner or "",
        }
        if rail.above is not None:
            details["above"] = write_amount(rail.above, guideline.minor_units)
            if unit is Unit.NONE:
                continue
        above = 0 if rail.above is None else guideline.scaled(rail.above, unit)
        try:
            if rail.never.evaluate(facts) is False:
                continue
        except MissingFact as missing:
            needs.append(Reason(Code.FACT_MISSING, details={**details, "fact": missing.name}))
            unknown_ceilings.append(above)
            continue
        except Undecided as undecided:
            details["undecided"] = undecided.why
        stopped.append(Reason(Code.GUARDRAIL, details=details))
        ceilings.append(above)
    cautious = min([*ceilings, *unknown_ceilings], default=None)
    return Rails(min(ceilings, default=None), tuple(stopped), tuple(needs), cautious)


def needs_of(
    guideline: Guideline, chain: tuple[Link, ...], request: Request, facts: dict[str, Value]
) -> tuple[tuple[Reason, ...], Reason | None]:
    """All that is still needed, and the first thing that shuts the chain."""
    person = guideline.person(request.person) or Person(request.person)
    grants = tuple(link for link, _ in chain)
    question = Question(guideline, request, person, facts, grants)
    needs: dict[tuple[Code, str], Reason] = {}
    for code, check in CHECKS:
        for place, link in enumerate(grants):
            if code is Code.CONDITION_FALSE and unknown(link.when, facts):
                continue
            if (details := check(question, link, place)) is None:
                continue
            nobody = code is Code.AGREEMENT_MISSING and not could_be_met(guideline, link.needs.agreed_by, person.id)
            if code not in NEEDS or nobody:
                return tuple(needs.values()), Reason(code, link.id, grants[0].id, details)
            for each in _all_missing(code, link, facts, request, guideline) or (details,):
                reason = Reason(code, link.id, grants[0].id, each)
                needs[code, str(sorted(each.items()))] = reason
    return tuple(needs.values()), None


def _all_missing(
    code: Code, link: Grant, facts: dict[str, Value], request: Request, guideline: Guideline
) -> tuple[dict[str, str | int | tuple[str, ...]], ...]:
    """Every fact or subject that the link lacks, where the check names one of them; nothing for other checks."""
    if code is Code.FACT_MISSING:
        return tuple(_missing(link, facts, request, guideline))
    if code is not Code.SUBJECT_MISSING:
        return ()
    subjects = (("customer", request.customer), ("case", request.case))
    lacking = [name for name, value in subjects if value is None and any(str(each.per) == name for each in link.limits)]
    lacking += [each.fact for each in link.limits if each.per is Per.FACT and fact_value(request, each.fact) is None]
    return tuple({"subject": name} for name in dict.fromkeys(lacking))


def _missing(
    link: Grant, facts: dict[str, Value], request: Request, guideline: Guideline
) -> Iterator[dict[str, str | int | tuple[str, ...]]]:
    """Every fact that an expression of the link reads and lacks, where it cannot be worked out without."""
    amounts = guideline.kinds[request.kind].unit is not Unit.NONE
    for expression in (link.when, link.up_to if amounts else None):
        if unknown(expression, facts) and isinstance(expression, Expression):
            for name in sorted(expression.names - facts.keys()):
                yield {"fact": name}


def unknown(expression: object, facts: dict[str, Value]) -> bool:
    """Whether it cannot be worked out for want of a fact."""
    if not isinstance(expression, Expression):
        return False
    try:
        expression.evaluate(facts)
    except MissingFact:
        return True
    except Undecided:
        return False
    return False


def _bounds(
    guideline: Guideline,
    chain: tuple[Link, ...],
    request: Request,
    facts: dict[str, Value],
    used: Callable[[Demand], Used],
) -> tuple[tuple[Bound, ...], tuple[Bound, ...]]:
    """All bounds as they are now, and as they would be with nothing spent."""

    def known(demand: Demand) -> Used:
        return used(demand) if demand.whom or demand.per in (Per.GRANT, Per.POOL) else Used()

    full = bounds(guideline, chain, request, facts, lambda demand: Used())
    return bounds(guideline, chain, request, facts, known), full


def _room(bound: Bound, full: Bound, request: Request, facts: dict[str, Value]) -> Room:
    per = bound.limit.split("/")[1] if bound.code is Code.OVER_LIMIT else ""
    unnamed = {"customer": request.customer is None, "case": request.case is None, "person": False, "grant": False}
    hangs = bool(per) and unnamed.get(per, per not in facts)
    return Room(
        bound.limit, bound.figure, full.left, None if hangs else bound.left, bound.decimals, per if hangs else ""
    )


def _spent(found: tuple[tuple[Bound, Bound], ...], via: str) -> Reason | None:
    """The first bound of which nothing is left."""
    return next((bound.as_reason(via) for bound, _ in found if bound.asked is not None and bound.left <= 0), None)
