"""Deciding: the check, the spending and the act are one. Refused means nothing happened, and who could instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

from leeway.core.authority import Demand, Guideline, Request, Used, Verdict, judge
from leeway.core.authority.expressions import STRING, Expression, as_value, list_of
from leeway.core.authority.requests import fact_from_text
from leeway.core.cases.events import CaseEvent, DecisionMade, DecisionReversed, Held, OutcomeStated
from leeway.core.cases.moves import moved
from leeway.core.cases.state import Case, Decision
from leeway.core.machines import CASE
from leeway.core.message import Command
from leeway.core.refusal import Refusal

WORDY = frozenset({STRING, list_of(STRING)})
CODE = re.compile(r"[\w .,/'\[\]-]{0,120}")  # what is typed as text is kept for ever: a code, never somebody's words
DEFAULT_WINDOW = timedelta(hours=4)  # how long silence must last where a grant that intends names no window


@dataclass(frozen=True, slots=True)
class Deciding:
    """What somebody wants to decide. amount: minor units or a count, None for kinds without; facts as given."""

    decision: str
    kind: str
    amount: int | None
    facts: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    agreed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(Command):
    """Decide within one's authority, as the owner: check, spend and act at once. outcome: words on what was done."""

    NAME: ClassVar[str] = "decision.decide"
    case: str
    deciding: Deciding
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateIntent(Command):
    """Say what one will do; it is reserved at once and goes ahead when the window is over, unless it is stopped.

    words: what the customer will read once it is done, if it was written already.
    """

    NAME: ClassVar[str] = "decision.intend"
    case: str
    deciding: Deciding
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerIntent(Command):
    """act: "stop_with_reason" or "very_well", by somebody above the owner. reason: why, and what to do instead."""

    NAME: ClassVar[str] = "decision.answer_intent"
    case: str
    act: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverse(Command):
    """Take a decision back, where its kind can be taken back; by whoever made it."""

    NAME: ClassVar[str] = "decision.reverse"
    case: str
    decision: str
    reason: str | None = None


DecisionCommand = Decide | StateIntent | AnswerIntent | Reverse


@dataclass(frozen=True, slots=True)
class Standing:
    """What a decision is checked against. used: the sums that the guideline's limits ask for, as of the command's time.

    known: facts that we hold ourselves (of the customer); what a form says cannot change them. above: who is above the
    owner in the organisation. agents: those of the people who act by themselves, without a human hand.
    """

    guideline: Guideline | None = None
    version: int = 0
    used: Callable[[Demand], Used] | None = None
    known: Mapping[str, str | int | bool] = field(default_factory=dict)
    people: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()


def may_be_stated(guideline: Guideline, name: str) -> bool:
    """Whether whoever decides may state this fact. What is true of the customer we know ourselves, or nobody does."""
    return name in guideline.facts and not name.startswith("customer.")


def request_of(command: Command, deciding: Deciding, case: Case, standing: Standing) -> Request:
    """The question that the guideline answers; the case's own facts and what we know stand above what was typed."""
    guideline = standing.guideline
    assert guideline is not None
    given = {name: text for name, text in deciding.facts.items() if may_be_stated(guideline, name)}
    typed = {name: fact_from_text(guideline, name, text) for name, text in given.items()}
    own = {
        "case.inconveniences": case.inconveniences,
        "case.our_fault": case.our_fault,
        "case.round": case.round,
    }
    facts = {}
    for name, raw in {**typed, **standing.known, **own}.items():
        type_ = guideline.facts.get(name)
        if type_ is None:
            continue
        try:
            facts[name] = as_value(raw, type_, guideline.minor_units)
        except ValueError:
            raise Refusal("bad_fact", fact=name) from None
        if name in typed and type_ in WORDY and not CODE.fullmatch(str(raw)):
            raise Refusal("fact_not_code", fact=name)
    return Request(
        id=deciding.decision,
        at=command.at,
        person=command.by,
        kind=deciding.kind,
        amount=deciding.amount,
        customer=case.customer,
        case=case.id,
        facts=facts,
        agreed=guideline.who_count(deciding.agreed),
        reason=bool(deciding.reason),
    )


def spend(
    command: Command, deciding: Deciding, case: Case, standing: Standing, wanted: set[str]
) -> tuple[DecisionMade, Verdict]:
    """The fact that authority was spent, with its verdict; refuses with the verdict's reason if it is not `wanted`."""
    guideline = standing.guideline
    if guideline is None or standing.used is None:
        raise Refusal("no_guideline")
    if deciding.decision in case.decisions:
        raise Refusal("decision_exists")
    request = request_of(command, deciding, case, standing)
    verdict = judge(guideline, request, standing.used)
    if verdict.verdict not in wanted:
        raise _not_allowed(verdict, deciding)
    assert verdict.grant is not None
    kind = guideline.kinds[deciding.kind]
    made = DecisionMade(
        at=command.at,
        by=command.by,
        case=case.id,
        decision=deciding.decision,
        customer=case.customer,
        kind=deciding.kind,
        unit=kind.unit.value,
        amount=deciding.amount,
        mode={"go": "decide", "tell": "tell", "intend": "intend"}[verdict.verdict],
        grant=verdict.grant,
        chain=tuple(Held(grant, holder) for grant, holder in verdict.chain),
        pools=verdict.pools,
        told=verdict.grantors if verdict.verdict == "tell" else (),
        guideline=standing.version,
        facts=judged_on(guideline, request),
        reversible=kind.reversible,
        reason=deciding.reason,
    )
    return made, verdict


def judged_on(guideline: Guideline, request: Request) -> dict[str, str]:
    """The facts that guardrails and grants for this kind read, as text, and those that any limit is per; no others."""
    grants = [grant for grant in guideline.grants if grant.covers_kind(request.kind)]
    expressions = [rail.never for rail in guideline.guardrails] + [grant.when for grant in grants]
    expressions += [grant.up_to if isinstance(grant.up_to, Expression) else None for grant in grants]
    expressions += [grant.widen.when if grant.widen else None for grant in grants]
    read = {name for each in expressions if each is not None for name in each.names} | set(guideline.summed_facts)
    read |= {name for grant in grants if grant.advice for name in grant.advice.affected if isinstance(name, str)}
    return {name: str(value) for name, value in sorted(request.facts.items()) if name in read}


def _not_allowed(verdict: Verdict, deciding: Deciding) -> Refusal:
    first = verdict.reasons[0].code.value if verdict.reasons else verdict.verdict.value
    return Refusal(
        f"verdict_{verdict.verdict.value}",
        kind=deciding.kind,
        asked=deciding.amount,
        reason=first,
        most=verdict.most,
        who=", ".join(verdict.who) or None,
    )


def decide(command: Decide, case: Case, standing: Standing) -> tuple[CaseEvent, ...]:
    step = moved(command, case, "decide_within_authority")
    made, _ = spend(command, command.deciding, case, standing, {"go", "tell"})
    outcome = OutcomeStated(at=command.at, by=command.by, case=case.id, words=command.outcome, decision=made.decision)
    return (made, outcome, step)


def state_intent(command: StateIntent, case: Case, standing: Standing) -> tuple[CaseEvent, ...]:
    CASE.step(case.state, "state_intent", case.actors(command.by))
    made, verdict = spend(command, command.deciding, case, standing, {"intend"})
    if not made.reversible:
        raise Refusal("intent_not_reversible", kind=made.kind)
    until = command.at + (verdict.window or DEFAULT_WINDOW)
    return (made, moved(command, case, "state_intent", until=until, words=command.words))


def answer_intent(command: AnswerIntent, case: Case, standing: Standing) -> tuple[CaseEvent, ...]:
    leader = frozenset({"LEADER"}) if command.by in standing.above else frozenset[str]()
    if command.act not in {"stop_with_reason", "very_well"}:
        raise Refusal("act_not_now", act=command.act, state=case.state)
    step = moved(command, case, command.act, actors=leader, words=command.reason)
    if command.act == "very_well":
        return (step,)
    if not command.reason:
        raise Refusal("reason_missing", act=command.act)
    undone = DecisionReversed(at=command.at, by=command.by, case=case.id, decision=case.intent, reason=command.reason)
    return (undone, step)


def reverse(command: Reverse, case: Case) -> tuple[CaseEvent, ...]:
    known: Decision | None = case.decisions.get(command.decision)
    if known is None:
        raise Refusal("no_such_decision")
    if known.reversed:
        raise Refusal("already_reversed")
    if not known.reversible:
        raise Refusal("final", kind=known.kind)
    if known.id == case.intent:
        raise Refusal("intent_still_open")
    if case.state == "CONFIRMED":
        raise Refusal("case_confirmed")
    if command.by != known.by:
        raise Refusal("not_your_decision", by=known.by)
    return (DecisionReversed(at=command.at, by=command.by, case=case.id, decision=known.id, reason=command.reason),)
