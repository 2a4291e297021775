"""What each kind of command is decided on, and which tags it locks, as a transaction sees it (`Sight`)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from leeway.core import authority
from leeway.core.authority import Demand, Request
from leeway.core.cases import CaseCommand, CaseState, Hear, Receive
from leeway.core.cases.actions import AskForAction, ReportDone
from leeway.core.cases.decisions import AnswerIntent, Decide, Deciding, NoticeIntent, StateIntent, request_of
from leeway.core.cases.handoffs import AcceptHandoff, OfferHandoff
from leeway.core.cases.proposals import Propose
from leeway.core.promises import Promise, PromiseCommand
from leeway.core.publishing import PublishGuideline
from leeway.core.refusal import Refusal
from leeway.ledger.sight import Sight


def case_tags(command: CaseCommand, sight: Sight) -> frozenset[str]:
    """The case; where authority may be spent, also every sum that it is checked against."""
    return frozenset({f"case:{command.case}"}) | _authority_tags(command, sight)


def load_case(command: CaseCommand, sight: Sight) -> CaseState:
    assert command.case is not None
    case = sight.case(command.case)
    match command:
        case Receive() | Hear():
            return CaseState(case, number=sight.number_for(case))
        case Decide() | StateIntent():
            return CaseState(case, standing=sight.standing_for(case))
        case ReportDone() if command.deciding:
            return CaseState(case, standing=sight.standing_for(case))
        case Propose():
            people = sight.organisation.people_standing(case).people
            return CaseState(case, standing=replace(sight.standing_for(case), people=people))
        case AskForAction() | OfferHandoff() | AcceptHandoff() | AnswerIntent() | NoticeIntent():
            return CaseState(case, standing=sight.organisation.people_standing(case))
        case _:
            return CaseState(case)


def promise_tags(command: PromiseCommand, sight: Sight) -> frozenset[str]:
    return frozenset({f"case:{command.case}" if command.case else f"promise:{command.promise}"})


def load_promise(command: PromiseCommand, sight: Sight) -> CaseState | dict[str, Promise]:
    return CaseState(sight.case(command.case)) if command.case else sight.promise(command.promise)


def guideline_tags(command: PublishGuideline) -> frozenset[str]:
    return frozenset()


def demands_of(command: Any, sight: Sight) -> tuple[Demand, ...]:
    """The sums that deciding the command will look at for whoever acts."""
    request = _request(command, sight)
    return authority.demands(sight.organisation.guideline, request) if request else ()


def _deciding(command: CaseCommand) -> Deciding | None:
    match command:
        case Decide() | StateIntent() | ReportDone():
            return command.deciding
        case _:
            return None


def _request(command: CaseCommand, sight: Sight) -> Request | None:
    """What the guideline is asked; None where nothing is, or where it is refused before."""
    deciding = _deciding(command)
    if deciding is None:
        return None
    case = sight.case(command.case or "")
    try:
        return request_of(command, deciding, case, sight.standing_for(case))
    except Refusal:  # said again, in order, when the command is decided
        return None


def _authority_tags(command: CaseCommand, sight: Sight) -> frozenset[str]:
    """The sums that the guideline in force asks for. It cannot change until this is decided: publishing goes alone."""
    request = _request(command, sight)
    return authority.tags(sight.organisation.guideline, request) if request else frozenset()
