"""How the state of each kind of command is read, and which tags it locks."""

from __future__ import annotations

from leeway.core import authority
from leeway.core.cases import CaseCommand, CaseState, Hear, Receive
from leeway.core.cases.actions import AskForAction, ReportDone
from leeway.core.cases.decisions import AnswerIntent, Decide, Deciding, StateIntent, request_of
from leeway.core.cases.handoffs import AcceptHandoff, OfferHandoff
from leeway.core.message import Command
from leeway.core.promises import Promise, PromiseCommand
from leeway.core.publishing import InForce, PublishGuideline
from leeway.core.refusal import Refusal
from leeway.ledger.standing import people_standing, standing_for
from leeway.people.models import CaseNumber
from leeway.projections import cases, guidelines, promises


def case_tags(command: CaseCommand) -> frozenset[str]:
    """The case; where authority may be spent, also every sum that it is checked against."""
    tags = {f"case:{command.case}"}
    deciding = _deciding(command)
    if deciding:
        tags |= _authority_tags(command, deciding)
    return frozenset(tags)


def load_case(command: CaseCommand) -> CaseState:
    assert command.case is not None
    case = cases.load(command.case)
    match command:
        case Receive() | Hear():
            return CaseState(case, number=case.number or CaseNumber.objects.create(case=command.case).number)
        case Decide() | StateIntent():
            return CaseState(case, standing=standing_for(case))
        case ReportDone() if command.deciding:
            return CaseState(case, standing=standing_for(case))
        case AskForAction() | OfferHandoff() | AcceptHandoff() | AnswerIntent():
            return CaseState(case, standing=people_standing(case))
        case _:
            return CaseState(case)


def promise_tags(command: PromiseCommand) -> frozenset[str]:
    return frozenset({f"case:{command.case}" if command.case else f"promise:{command.promise}"})


def load_promise(command: PromiseCommand) -> dict[str, Promise]:
    return promises.load(command.promise)


def guideline_tags(command: PublishGuideline) -> frozenset[str]:
    return frozenset()


def load_guideline(command: PublishGuideline) -> InForce:
    return guidelines.in_force()


def _deciding(command: CaseCommand) -> Deciding | None:
    match command:
        case Decide() | StateIntent() | ReportDone():
            return command.deciding
        case _:
            return None


def _authority_tags(command: Command, deciding: Deciding) -> frozenset[str]:
    """The sums that the guideline in force asks for. It cannot change until this is decided: publishing goes alone."""
    case = cases.load(getattr(command, "case", ""))
    try:
        standing = standing_for(case)
        assert standing.guideline is not None
        asked = authority.tags(standing.guideline, request_of(command, deciding, case, standing))
    except Refusal:  # said again, in order, when the command is decided
        return frozenset()
    return asked
