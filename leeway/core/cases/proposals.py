"""Proposals: a decision put to others before it is made. They advise or agree; one person decides, and stays the owner.

What an agreement is good for is fixed: this kind, this amount, these facts. Any change is a new proposal. The case
machine knows nothing of proposals: they live beside HEARD and ACTING and end, visibly, with the chance to decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

from leeway.core.authority import Guideline, Request, Target, Verdict, judge
from leeway.core.authority.kept import keep
from leeway.core.cases.decisions import Deciding, Standing, advisers_of, judged_on, not_allowed, request_of
from leeway.core.cases.events import CaseEvent, CaseMoved, HandoffAccepted
from leeway.core.cases.proposal import (
    AdviceGiven,
    AgreementGiven,
    AgreementRefused,
    Proposal,
    ProposalClosed,
    ProposalMade,
    ProposalSeen,
    ProposalTimeOver,
    Wanted,
)
from leeway.core.cases.state import Case
from leeway.core.machines import CASE
from leeway.core.message import Command
from leeway.core.refusal import Refusal

WITHIN = timedelta(days=2)  # how long one waits where the guideline names no time


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose(Command):
    """Put a decision to those whose advice or agreement the guideline asks for; by whoever would make it.

    deciding.decision: the id of the proposal. also: people whose advice is wanted on top; nobody can be left out.
    """

    NAME: ClassVar[str] = "proposal.make"
    case: str
    deciding: Deciding
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeProposal(Command):
    """Have it before one's eyes, as one whose word is wanted."""

    NAME: ClassVar[str] = "proposal.notice"
    case: str
    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveAdvice(Command):
    NAME: ClassVar[str] = "proposal.advise"
    case: str
    proposal: str
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agree(Command):
    """Agree to exactly what was proposed; an act of one's own."""

    NAME: ClassVar[str] = "proposal.agree"
    case: str
    proposal: str
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagree(Command):
    """Say no, and why."""

    NAME: ClassVar[str] = "proposal.disagree"
    case: str
    proposal: str
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawProposal(Command):
    NAME: ClassVar[str] = "proposal.withdraw"
    case: str
    proposal: str


ProposalCommand = Propose | NoticeProposal | GiveAdvice | Agree | Disagree | WithdrawProposal


def propose(command: Propose, case: Case, standing: Standing) -> tuple[CaseEvent, ...]:
    guideline, deciding = standing.guideline, command.deciding
    act = "report_done" if case.state == "ACTING" else "decide_within_authority"
    CASE.step(case.state, act, case.actors(command.by))
    if guideline is None:
        raise Refusal("no_guideline")
    if deciding.decision in case.proposals:
        raise Refusal("proposal_exists")
    if any(each.by == command.by for each in case.open_proposals):
        raise Refusal("proposal_open")
    for person in command.also:
        if person not in standing.people or person == command.by:
            raise Refusal("unknown_person", person=person)
        if not guideline.who_count((person,)):
            raise Refusal("agent_gives_no_advice", person=person)
    request = request_of(command, deciding, case, standing)
    need = needed(guideline, standing, request)
    if not need.advisers and not need.agreers and not command.also:
        raise Refusal("nothing_to_ask")
    advisers = dict.fromkeys((*need.advisers, *(f"person:{each}" for each in command.also)))
    facts = judged_on(guideline, request)
    return (
        ProposalMade(
            at=command.at, by=command.by, case=case.id, proposal=deciding.decision, kind=deciding.kind,
            unit=guideline.kinds[deciding.kind].unit.value, amount=deciding.amount, given=dict(deciding.facts),
            facts=facts, reason=deciding.reason, advisers=_wanted(advisers, guideline, standing, command.by),
            agreers=_wanted(need.agreers, guideline, standing, command.by), until=command.at + need.within,
            guideline=standing.version, judged=keep(guideline, standing.version, request, need.verdict, facts),
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Need:
    """Whose word a request needs before it is one's own to decide, as targets; none where it is so already.

    verdict: as things stand. then: as it would be once all agreed.
    """

    verdict: Verdict
    then: Verdict
    advisers: tuple[str, ...] = ()
    agreers: tuple[str, ...] = ()
    within: timedelta = WITHIN


def needed(guideline: Guideline, standing: Standing, request: Request) -> Need:
    """Refuses what no advice and no agreement would make one's own."""
    assert standing.used is not None
    verdict = then = judge(guideline, request, standing.used)
    if verdict.verdict == "beyond":
        others = tuple(each.id for each in guideline.people if each.id != request.person)
        then = judge(guideline, replace(request, agreed=others), standing.used)
    if then.verdict in {"beyond", "never"}:
        raise not_allowed(guideline, standing.version, request, verdict)
    agreers = _agreers(guideline, then) if then is not verdict else ()
    advisers: tuple[str, ...] = ()
    if then.verdict == "advise":
        advisers = tuple(each for each in advisers_of(then) if each != f"person:{request.person}")
    return Need(verdict, then, advisers, agreers, then.within or WITHIN)


def _agreers(guideline: Guideline, verdict: Verdict) -> tuple[str, ...]:
    """The targets of the whole chain; one person may stand for the same target of two links."""
    most: Counter[str] = Counter()
    for grant_id, _ in verdict.chain:
        if grant := guideline.grant(grant_id):
            most |= Counter(map(str, grant.needs.agreed_by))
    return tuple(most.elements())


def _wanted(targets: Iterable[str], guideline: Guideline, standing: Standing, by: str) -> tuple[Wanted, ...]:
    """Each target with the people that it means now: never whoever decides, and no automated agent."""
    found = []
    for text in targets:
        sort, _, name = text.partition(":")
        target = Target(sort, name)
        people = guideline.who_count(each.id for each in guideline.people if target.covers(each))
        found.append(Wanted(text, tuple(each for each in people if each in standing.people and each != by)))
    return tuple(found)


def notice(command: NoticeProposal, case: Case) -> tuple[CaseEvent, ...]:
    proposal = _open(command, case)
    if command.by not in proposal.may_advise | proposal.may_agree:
        raise _no_answer(command.by in {*proposal.advised, *proposal.agreed, *proposal.disagreed})
    if command.by in proposal.seen:
        raise Refusal("already_noticed")
    return (ProposalSeen(at=command.at, by=command.by, case=case.id, proposal=command.proposal),)


def give_advice(command: GiveAdvice, case: Case) -> tuple[CaseEvent, ...]:
    proposal = _open(command, case)
    if command.by not in proposal.may_advise:
        raise _no_answer(command.by in proposal.advised)
    if not command.words:
        raise Refusal("words_missing")
    return (AdviceGiven(at=command.at, by=command.by, case=case.id, proposal=command.proposal, words=command.words),)


def answer(command: Agree | Disagree, case: Case) -> tuple[CaseEvent, ...]:
    proposal = _open(command, case)
    if command.at >= proposal.until:
        raise Refusal("proposal_time_over")
    if command.by not in proposal.may_agree:
        raise _no_answer(command.by in {*proposal.agreed, *proposal.disagreed})
    at = {"at": command.at, "by": command.by, "case": case.id, "proposal": command.proposal}
    if isinstance(command, Agree):
        return (AgreementGiven(**at, words=command.words),)  # type: ignore[arg-type]
    if not command.words:
        raise Refusal("reason_missing", act="disagree")
    return (AgreementRefused(**at, words=command.words),)  # type: ignore[arg-type]


def _no_answer(answered: bool) -> Refusal:
    return Refusal("already_answered") if answered else Refusal("not_asked")


def withdraw(command: WithdrawProposal, case: Case) -> tuple[CaseEvent, ...]:
    proposal = _open(command, case)
    if command.by != proposal.by:
        raise Refusal("not_your_proposal", by=proposal.by)
    return (_closed(command, case, proposal, "withdrawn"),)


def time_over(command: Command, case: Case) -> tuple[CaseEvent, ...]:
    """Advice is not waited for any longer; an agreement that did not come will not, so that proposal ends."""
    events: list[CaseEvent] = []
    for each in case.open_proposals:
        if each.until <= command.at and not each.time_over:
            events.append(ProposalTimeOver(at=command.at, by=command.by, case=case.id, proposal=each.id))
            if not each.agreement:
                events.append(_closed(command, case, each, "no_agreement"))
    return tuple(events)


def ended(command: Command, after: Case, events: tuple[CaseEvent, ...]) -> tuple[CaseEvent, ...]:
    """The ends of proposals whose maker could not decide any more, given the case as it is after the command."""
    acts = [each.act for each in events if isinstance(each, CaseMoved)]
    why = acts[-1] if acts else "handed_on" if any(isinstance(each, HandoffAccepted) for each in events) else "over"
    return tuple(_closed(command, after, each, why) for each in after.open_proposals if not _can_decide(after, each))


def _can_decide(case: Case, proposal: Proposal) -> bool:
    return proposal.by == {"HEARD": case.owner, "ACTING": case.action_owner}.get(case.state)


def _open(command: NoticeProposal | GiveAdvice | Agree | Disagree | WithdrawProposal, case: Case) -> Proposal:
    proposal = case.proposals.get(command.proposal)
    if proposal is None or not proposal.open:
        raise Refusal("no_proposal_open")
    return proposal


def _closed(command: Command, case: Case, proposal: Proposal, why: str) -> ProposalClosed:
    return ProposalClosed(
        at=command.at, by=command.by, case=case.id, proposal=proposal.id, why=why, decision=None, advice=()
    )
