"""Cases: a customer's problem or wish, owned by one person until the customer says that it is right.

Commands stand by noun in `hearing`, `decisions`, `actions`, `handoffs` and `results`; `decide` hands each to its rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, assert_never

from leeway.core import promises
from leeway.core.cases import (
    actions,
    checks,
    closing,
    decisions,
    handoffs,
    hearing,
    intents,
    keeping,
    messages,
    proposals,
    results,
    truth,
)
from leeway.core.cases.actions import (
    ActionCommand,
    AskForAction,
    ConfirmStep,
    DeclineAction,
    ReportDone,
    TakeAction,
    TakeBack,
)
from leeway.core.cases.checks import CheckProgress
from leeway.core.cases.closing import (
    Acknowledge,
    ClosingCommand,
    OfferPerson,
    RecordRetold,
    SayExpected,
    SetCategory,
)
from leeway.core.cases.decisions import (
    AnswerIntent,
    Decide,
    DecisionCommand,
    NoticeIntent,
    Reverse,
    Standing,
    StateIntent,
)
from leeway.core.cases.events import CaseEvent
from leeway.core.cases.handoffs import AcceptHandoff, DeclineHandoff, HandoffCommand, OfferHandoff
from leeway.core.cases.hearing import Hear, Receive, RecordContact, WriteNote
from leeway.core.cases.messages import TakeMessage
from leeway.core.cases.moves import moved
from leeway.core.cases.proposals import (
    Agree,
    Disagree,
    GiveAdvice,
    NoticeProposal,
    ProposalCommand,
    Propose,
    WithdrawProposal,
)
from leeway.core.cases.results import AskCustomer, GiveWord, ReferHonestly, ResultCommand
from leeway.core.cases.state import Case, evolve, evolved
from leeway.core.cases.truth import Claim, DisputeContact, ReachColleague, TruthCommand
from leeway.core.message import Command
from leeway.core.promises import ActOnPromise, MakePromise, OpenPromise, PromiseCommand
from leeway.core.refusal import Refusal

__all__ = [
    "AcceptHandoff",
    "Acknowledge",
    "ActOnPromise",
    "Agree",
    "AnswerIntent",
    "AskCustomer",
    "AskForAction",
    "Case",
    "CaseClock",
    "CaseCommand",
    "CaseEvent",
    "CaseState",
    "CheckProgress",
    "Claim",
    "ConfirmStep",
    "Decide",
    "DeclineAction",
    "DeclineHandoff",
    "Disagree",
    "DisputeContact",
    "GiveAdvice",
    "GiveWord",
    "Hear",
    "MakePromise",
    "NoticeIntent",
    "NoticeProposal",
    "OfferHandoff",
    "OfferPerson",
    "OpenPromise",
    "Propose",
    "ReachColleague",
    "Receive",
    "RecordContact",
    "RecordRetold",
    "ReferHonestly",
    "ReportDone",
    "Reverse",
    "SayExpected",
    "SetCategory",
    "Standing",
    "StateIntent",
    "TakeAction",
    "TakeBack",
    "TakeMessage",
    "WithdrawProposal",
    "WriteNote",
    "decide",
    "decided",
    "evolve",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClock(Command):
    """The clock's act on a case: "window_over", "nobody_took", "attempts_used_up" , "proposal_time_over"
    or "nudge"."""

    NAME: ClassVar[str] = "case.clock"
    case: str
    act: str


CaseCommand = (
    Receive
    | Hear
    | RecordContact
    | WriteNote
    | TakeMessage
    | DecisionCommand
    | ProposalCommand
    | ActionCommand
    | HandoffCommand
    | ResultCommand
    | TruthCommand
    | ClosingCommand
    | CheckProgress
    | CaseClock
    | PromiseCommand
)


@dataclass(frozen=True, slots=True)
class CaseState:
    """What a command on a case is decided on: the case, and what stands around it. number: for a new case.

    claims: what its words to the customer say about colleagues.
    """

    case: Case
    number: int = 0
    standing: Standing = field(default_factory=Standing)
    claims: tuple[Claim, ...] = ()


def decide(command: CaseCommand, state: CaseState) -> tuple[CaseEvent, ...]:
    """Return what happens, or raise `Refusal`. Never both, never neither."""
    return decided(command, state)[0]


def decided(command: CaseCommand, state: CaseState) -> tuple[tuple[CaseEvent, ...], Case]:
    """The same, with the case as these events leave it: each is folded once."""
    truth.must_hold(state.claims, command.by, state.case)
    hours = state.standing.hours
    events = promises.planned(_decide(command, state), state.case.promises, hours)
    after = evolved(state.case, events)
    ended = proposals.ended(command, after, events)
    after = evolved(after, ended)
    kept = keeping.word_given(command, after)
    after = evolved(after, kept)
    touch = promises.planned(keeping.next_touch(command, after, hours), {}, hours)
    return (*events, *ended, *kept, *touch), evolved(after, touch)


def _decide(command: CaseCommand, state: CaseState) -> tuple[CaseEvent, ...]:
    case, standing = state.case, state.standing
    match command:
        case Receive():
            return hearing.receive(command, case, state.number)
        case Hear():
            return hearing.hear(command, case, state.number, standing.hours)
        case RecordContact():
            return hearing.record_contact(command, case)
        case WriteNote():
            return hearing.write_note(command, case)
        case TakeMessage():
            return messages.take(command, case)
        case Decide() | StateIntent() | AnswerIntent() | NoticeIntent() | Reverse():
            return _decide_decision(command, case, standing)
        case Propose() | NoticeProposal() | GiveAdvice() | Agree() | Disagree() | WithdrawProposal():
            return _decide_proposal(command, case, standing)
        case AskForAction() | TakeAction() | DeclineAction() | ConfirmStep() | TakeBack() | ReportDone():
            return _decide_action(command, case, standing)
        case CheckProgress():
            return checks.check(command, case)
        case ReachColleague():
            return truth.reach(command, case, standing.people)
        case DisputeContact():
            return truth.dispute(command, case)
        case OfferPerson() | Acknowledge() | RecordRetold() | SetCategory() | SayExpected():
            return closing.decide(command, case)
        case OfferHandoff():
            return handoffs.offer(command, case, standing.people, standing.agents, reachable=standing.reachable)
        case AcceptHandoff():
            return handoffs.accept(command, case, standing.agents)
        case DeclineHandoff():
            return handoffs.decline(command, case)
        case AskCustomer():
            return results.ask_customer(command, case, standing.hours)
        case ReferHonestly():
            return results.refer(command, case)
        case GiveWord():
            return results.give_word(command, case)
        case CaseClock():
            return _clock(command, case)
        case _ if isinstance(command, PromiseCommand):
            hearing.must_be_heard(case)
            if isinstance(command, ActOnPromise):
                checks.must_stay(command, case)
            return promises.decide(command, case.promises, promises.Around(standing.hours, standing.stand_ins))
        case _:
            assert_never(command)


def _decide_decision(command: DecisionCommand, case: Case, standing: Standing) -> tuple[CaseEvent, ...]:
    match command:
        case Decide():
            return decisions.decide(command, case, standing)
        case StateIntent():
            return decisions.state_intent(command, case, standing)
        case AnswerIntent():
            return intents.answer(command, case, standing)
        case NoticeIntent():
            return intents.notice(command, case, standing)
        case Reverse():
            return decisions.reverse(command, case)
        case _:
            assert_never(command)


def _decide_proposal(command: ProposalCommand, case: Case, standing: Standing) -> tuple[CaseEvent, ...]:
    match command:
        case Propose():
            return proposals.propose(command, case, standing)
        case NoticeProposal():
            return proposals.notice(command, case)
        case GiveAdvice():
            return proposals.give_advice(command, case)
        case Agree() | Disagree():
            return proposals.answer(command, case)
        case WithdrawProposal():
            return proposals.withdraw(command, case)
        case _:
            assert_never(command)


def _decide_action(command: ActionCommand, case: Case, standing: Standing) -> tuple[CaseEvent, ...]:
    match command:
        case AskForAction():
            return actions.ask(command, case, standing)
        case TakeAction():
            return actions.take(command, case, standing.hours)
        case DeclineAction():
            return actions.decline(command, case)
        case ConfirmStep():
            return actions.confirm(command, case)
        case TakeBack():
            return actions.take_back(command, case)
        case ReportDone():
            return actions.report_done(command, case, standing)
        case _:
            assert_never(command)


def _clock(command: CaseClock, case: Case) -> tuple[CaseEvent, ...]:
    timer = case.timer()
    if timer is None or timer[0] != command.act or command.at < timer[1]:
        raise Refusal("not_due_yet", act=command.act)
    match command.act:
        case "proposal_time_over":
            return proposals.time_over(command, case)
        case "nudge":
            return checks.nudge(command.at, command.by, case)
        case "window_over":
            return intents.window_over(command, case)
        case _:
            return (moved(command, case, command.act),)
