"""Deciding: the check, the spending and the act are one. Refused means nothing happened, and who could instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

from leeway.core.authority import Demand, Guideline, Request, Used, Verdict, judge
from leeway.core.authority.expressions import STRING, as_value, list_of
from leeway.core.authority.holdings import facts_read
from leeway.core.authority.kept import keep
from leeway.core.authority.requests import fact_from_text
from leeway.core.cases.events import (
    CaseEvent,
    DecisionMade,
    DecisionReversed,
    Held,
    OutcomeStated,
)
from leeway.core.cases.moves import moved
from leeway.core.cases.proposal import Heeded, Proposal, ProposalClosed, unmarked
from leeway.core.cases.state import Case, Decision
from leeway.core.hours import WhoseHours, always
from leeway.core.machines import CASE
from leeway.core.message import Command
from leeway.core.refusal import Refusal

WORDY = frozenset({STRING, list_of(STRING)})
CODE = re.compile(r"[\w .,/'\[\]-]{0,120}")  # what is typed as text is kept for ever: a code, never somebody's words
DEFAULT_WINDOW = timedelta(hours=4)  # how long silence must last where a grant that intends names no window


@dataclass(frozen=True, slots=True)
class Deciding:
    """What somebody wants to decide. amount: minor units or a count, None for kinds without; facts as given.

    proposal: what was put to others before, if it was; whoever agreed to it has agreed to this, and nobody else has.
    heeded: what became of each advice that was given on it.
    """

    decision: str
    kind: str
    amount: int | None
    facts: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    proposal: str | None = None
    heeded: tuple[Heeded, ...] = ()


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
    """act: "stop_with_reason" or "very_well", by somebody above the owner. To stop it takes a reason and an
    alternative: what would be better."""

    NAME: ClassVar[str] = "decision.answer_intent"
    case: str
    act: str
    reason: str | None = None
    alternative: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeIntent(Command):
    """See a stated intent, as somebody who may stop it: silence counts from then on."""

    NAME: ClassVar[str] = "decision.notice_intent"
    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverse(Command):
    """Take a decision back, where its kind can be taken back; by whoever made it."""

    NAME: ClassVar[str] = "decision.reverse"
    case: str
    decision: str
    reason: str | None = None


DecisionCommand = Decide | StateIntent | AnswerIntent | NoticeIntent | Reverse


@dataclass(frozen=True, slots=True)
class Standing:
    """What a decision is checked against. used: the sums that the guideline's limits ask for, as of the command's time.

    known: facts that we hold ourselves (of the customer); what a form says cannot change them. above: who is above the
    owner in the organisation. agents: those of the people who act by themselves, without a human hand.
    hours: whose time is looked at. What is worked out by them stands as a moment in the fact, and is never asked again.
    reachable: the customer's number or address is on record. stand_ins: who stands in for whose promises.
    """

    guideline: Guideline | None = None
    version: int = 0
    used: Callable[[Demand], Used] | None = None
    known: Mapping[str, str | int | bool] = field(default_factory=dict)
    people: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()
    hours: WhoseHours = always
    reachable: bool = True
    stand_ins: Mapping[str, str] = field(default_factory=dict)


def may_be_stated(guideline: Guideline, name: str) -> bool:
    """Whether whoever decides may state this fact. What is true of the customer we know ourselves, or nobody does."""
    return name in guideline.facts and not name.startswith("customer.")


def own_facts(case: Case) -> dict[str, str | int | bool]:
    """What the case knows itself, by the fact's full name; nobody states it."""
    return {
        "case.inconveniences": case.inconveniences,
        "case.our_fault": case.our_fault,
        "case.round": case.round,
    }


def request_of(command: Command, deciding: Deciding, case: Case, standing: Standing) -> Request:
    """The question that the guideline answers; the case's own facts and what we know stand above what was typed."""
    guideline = standing.guideline
    assert guideline is not None
    given = {name: text for name, text in deciding.facts.items() if may_be_stated(guideline, name)}
    typed = {name: fact_from_text(guideline, name, text) for name, text in given.items()}
    facts = {}
    for name, raw in {**typed, **standing.known, **own_facts(case)}.items():
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
        agreed=guideline.who_count(agreed_to(command.by, deciding, case)),
        reason=bool(deciding.reason),
    )


def agreed_to(by: str, deciding: Deciding, case: Case) -> tuple[str, ...]:
    """Who agreed to exactly this, by an act of their own; a form cannot say it."""
    proposal = case.proposals.get(deciding.proposal or "")
    if proposal is None or not proposal.fits(by, deciding.kind, deciding.amount, deciding.facts):
        return ()
    return proposal.agreed


Spent = tuple[DecisionMade] | tuple[DecisionMade, ProposalClosed]


def spend(
    command: Command, deciding: Deciding, case: Case, standing: Standing, wanted: set[str]
) -> tuple[Spent, Verdict]:
    """The fact that authority was spent, with its verdict; refuses with the verdict's reason if it is not `wanted`.

    With a proposal its end follows, and advice that was asked for opens what could only be advised on.
    """
    guideline = standing.guideline
    if guideline is None or standing.used is None:
        raise Refusal("no_guideline")
    if deciding.decision in case.decisions:
        raise Refusal("decision_exists")
    request = request_of(command, deciding, case, standing)
    proposal = _put_to_others(command, deciding, case, judged_on(guideline, request)) if deciding.proposal else None
    verdict = judge(guideline, request, standing.used)
    advised = verdict.verdict == "advise" and "go" in wanted and proposal is not None and _asked(verdict, proposal)
    if verdict.verdict not in wanted and not advised:
        raise not_allowed(guideline, standing.version, request, verdict)
    made = _made(command, deciding, case, standing, request, verdict)
    if proposal is None:
        return (made,), verdict
    closed = ProposalClosed(
        at=command.at, by=command.by, case=case.id, proposal=proposal.id, why="decided", decision=made.decision,
        advice=deciding.heeded,
    )  # fmt: skip
    return (made, closed), verdict


def _made(
    command: Command, deciding: Deciding, case: Case, standing: Standing, request: Request, verdict: Verdict
) -> DecisionMade:
    guideline = standing.guideline
    assert guideline is not None
    assert verdict.grant is not None
    kind = guideline.kinds[deciding.kind]
    facts = judged_on(guideline, request)
    return DecisionMade(
        at=command.at,
        by=command.by,
        case=case.id,
        decision=deciding.decision,
        customer=case.customer,
        kind=deciding.kind,
        unit=kind.unit.value,
        amount=deciding.amount,
        mode={"go": "decide"}.get(verdict.verdict, verdict.verdict.value),
        grant=verdict.grant,
        chain=tuple(Held(grant, holder) for grant, holder in verdict.chain),
        pools=verdict.pools,
        told=verdict.grantors if verdict.verdict == "tell" else (),
        guideline=standing.version,
        facts=facts,
        reversible=kind.reversible,
        reason=deciding.reason,
        proposal=deciding.proposal,
        agreed=request.agreed,
        judged=keep(guideline, standing.version, request, verdict, facts),
    )


def _put_to_others(command: Command, deciding: Deciding, case: Case, facts: Mapping[str, str]) -> Proposal:
    """The proposal that is decided on: its own, open, not changed since, every advice in and marked."""
    proposal = case.proposals.get(deciding.proposal or "")
    if proposal is None or not proposal.open:
        raise Refusal("no_proposal_open")
    if proposal.by != command.by:
        raise Refusal("not_your_proposal", by=proposal.by)
    if not proposal.fits(command.by, deciding.kind, deciding.amount, deciding.facts) or proposal.facts != facts:
        raise Refusal("proposal_differs")
    waiting = proposal.waits_for(command.at)
    if waiting:
        raise Refusal("advice_open", waiting=", ".join(each.target for each in waiting))
    if person := unmarked(proposal, deciding.heeded):
        raise Refusal("advice_unmarked", person=person)
    for each in deciding.heeded:
        if each.person not in proposal.advised:
            raise Refusal("no_such_advice", person=each.person)
        if not each.used and not each.because:
            raise Refusal("because_missing", person=each.person)
    return proposal


def _asked(verdict: Verdict, proposal: Proposal) -> bool:
    """Whether everybody was asked who must be by the guideline of now; nobody asks themselves."""
    needed = frozenset(advisers_of(verdict)) - {f"person:{proposal.by}"}
    return needed <= {each.target for each in proposal.advisers}


def advisers_of(verdict: Verdict) -> tuple[str, ...]:
    """Whose advice the guideline asks for, as targets: where it names nobody, whoever gave the narrowest link."""
    return verdict.advisers or tuple(f"person:{each}" for each in verdict.grantors)


def judged_on(guideline: Guideline, request: Request) -> dict[str, str]:
    """The facts that guardrails and grants for this kind read, as text, and those that any limit is per; no others."""
    read = facts_read(guideline, request.kind)
    return {name: str(value) for name, value in sorted(request.facts.items()) if name in read}


def not_allowed(guideline: Guideline, version: int, request: Request, verdict: Verdict) -> Refusal:
    first = verdict.reasons[0].code.value if verdict.reasons else verdict.verdict.value
    refusal = Refusal(
        f"verdict_{verdict.verdict.value}",
        kind=request.kind,
        asked=request.amount,
        reason=first,
        most=verdict.most,
        who=", ".join(verdict.who) or None,
    )
    refusal.judged = keep(guideline, version, request, verdict, judged_on(guideline, request))
    return refusal


def could_only_be_intended(command: Decide, case: Case, standing: Standing) -> bool:
    """Whether, as things stand, this is one's own only as an intent; what cannot be judged is none."""
    if standing.guideline is None or standing.used is None:
        return False
    try:
        request = request_of(command, command.deciding, case, standing)
    except Refusal:
        return False
    return judge(standing.guideline, request, standing.used).verdict == "intend"


def decide(command: Decide, case: Case, standing: Standing) -> tuple[CaseEvent, ...]:
    step = moved(command, case, "decide_within_authority")
    spent, _ = spend(command, command.deciding, case, standing, {"go", "tell"})
    decision = command.deciding.decision
    outcome = OutcomeStated(at=command.at, by=command.by, case=case.id, words=command.outcome, decision=decision)
    return (*spent, outcome, step)


def state_intent(command: StateIntent, case: Case, standing: Standing) -> tuple[CaseEvent, ...]:
    CASE.step(case.state, "state_intent", case.actors(command.by))
    spent, verdict = spend(command, command.deciding, case, standing, {"intend"})
    if not spent[0].reversible:
        raise Refusal("intent_not_reversible", kind=spent[0].kind)
    if not standing.above:
        raise Refusal("nobody_to_stop", kind=spent[0].kind)
    until = command.at + (verdict.window or DEFAULT_WINDOW)
    return (*spent, moved(command, case, "state_intent", until=until, words=command.words))


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
