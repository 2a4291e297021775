"""What each kind of command is decided on, and what it locks, as a transaction sees it (`Sight`)."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from leeway.core import authority
from leeway.core.authority import Demand
from leeway.core.cases import CaseCommand, CaseState, Hear, Receive
from leeway.core.cases.actions import AskForAction, ReportDone
from leeway.core.cases.decisions import AnswerIntent, Decide, NoticeIntent, StateIntent, request_of
from leeway.core.cases.handoffs import AcceptHandoff, OfferHandoff
from leeway.core.cases.proposals import Propose
from leeway.core.promises import Promise, PromiseCommand
from leeway.core.publishing import PublishGuideline
from leeway.core.refusal import Refusal
from leeway.ledger.sight import Sight


class Sums(NamedTuple):
    """What a command will spend from. tags: all that is to be locked for it. demands: the sums that it looks at."""

    tags: frozenset[str]
    demands: tuple[Demand, ...]


NO_SUMS = Sums(frozenset(), ())


def case_subject(command: CaseCommand) -> str:
    return f"case:{command.case}"


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


def promise_subject(command: PromiseCommand) -> str:
    return f"case:{command.case}" if command.case else f"promise:{command.promise}"


def load_promise(command: PromiseCommand, sight: Sight) -> CaseState | dict[str, Promise]:
    return CaseState(sight.case(command.case)) if command.case else sight.promise(command.promise)


def guideline_tags(command: PublishGuideline) -> frozenset[str]:
    return frozenset()


def sums(command: CaseCommand, sight: Sight) -> Sums:
    """What the guideline in force looks at. It cannot change until this is decided: publishing goes alone."""
    match command:
        case Decide() | StateIntent() | ReportDone():
            deciding = command.deciding
        case _:
            return NO_SUMS
    if deciding is None:
        return NO_SUMS
    case = sight.case(command.case)
    try:
        standing = sight.standing_for(case)
        request = request_of(command, deciding, case, standing)
    except Refusal:  # said again, in order, when the command is decided
        return NO_SUMS
    assert standing.guideline is not None
    demands = authority.demands(standing.guideline, request)
    return Sums(authority.tags(standing.guideline, request, demands), demands)
