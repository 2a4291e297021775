"""What each kind of command is decided on, and what it locks, as a transaction sees it (`Sight`)."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from leeway.core import authority
from leeway.core.authority import Demand
from leeway.core.cases import CaseCommand, CaseState, Hear, Receive
from leeway.core.cases.actions import AskForAction, ReportDone, TakeAction
from leeway.core.cases.decisions import AnswerIntent, Decide, NoticeIntent, StateIntent, request_of
from leeway.core.cases.handoffs import AcceptHandoff, OfferHandoff
from leeway.core.cases.proposals import Propose
from leeway.core.cases.results import AskCustomer
from leeway.core.cases.truth import ReachColleague
from leeway.core.expectations import EndExpectation, Expectation, ExpectationCommand, OfferForAgreement
from leeway.core.promises import BAD, ActOnPromise, Around, CarryOver, MakePromise, OpenPromise, Promise, PromiseCommand
from leeway.core.promises.happenings import RecordHappening
from leeway.core.promises.happenings import tag as event_tag
from leeway.core.promises.terms import Clauses
from leeway.core.publishing import PublishGuideline
from leeway.core.refusal import Refusal
from leeway.ledger.sight import Sight
from leeway.ledger.standing import is_reachable
from leeway.projections import expectations


class Sums(NamedTuple):
    """What a command will spend from. tags: all that is to be locked for it. demands: the sums that it looks at."""

    tags: frozenset[str]
    demands: tuple[Demand, ...]


NO_SUMS = Sums(frozenset(), ())


def case_subject(command: CaseCommand) -> str:
    return f"case:{command.case}"


def load_case(command: CaseCommand, sight: Sight) -> CaseState:
    return replace(_load_case(command, sight), claims=sight.claims)


def _load_case(command: CaseCommand, sight: Sight) -> CaseState:
    assert command.case is not None
    case = sight.case(command.case)
    match command:
        case Receive() | Hear():
            return CaseState(case, number=sight.number_for(case), standing=sight.organisation.hours_standing())
        case Decide() | StateIntent():
            return CaseState(case, standing=sight.standing_for(case))
        case ReportDone() if command.deciding:
            return CaseState(case, standing=sight.standing_for(case))
        case Propose():
            people = sight.organisation.people_standing(case).people
            return CaseState(case, standing=replace(sight.standing_for(case), people=people))
        case OfferHandoff():
            standing = sight.organisation.people_standing(case)
            return CaseState(case, standing=replace(standing, reachable=is_reachable(case.customer)))
        case TakeAction() | AskCustomer() | ReachColleague() | AskForAction() | AcceptHandoff():
            return CaseState(case, standing=sight.organisation.people_standing(case))
        case AnswerIntent() | NoticeIntent():
            return CaseState(case, standing=sight.organisation.people_standing(case))
        case _:
            return CaseState(case, standing=sight.organisation.hours_standing())


def promise_subject(command: PromiseCommand) -> str:
    return f"case:{command.case}" if command.case else f"promise:{command.promise}"


class PromiseState(NamedTuple):
    """What a promise without a case is decided on."""

    promises: dict[str, Promise]
    around: Around


def load_promise(command: PromiseCommand, sight: Sight) -> CaseState | PromiseState:
    """With it, of those without a case, the promise of a full answer that its answer keeps."""
    standing = sight.organisation.hours_standing()
    if command.case:
        return CaseState(sight.case(command.case), standing=standing, claims=sight.claims)
    found = sight.promise(command.promise)
    follows = found[command.promise].follows if found else None
    found |= sight.promise(follows) if follows else {}
    return PromiseState(found, Around(standing.hours, standing.stand_ins))


def promise_sums(command: PromiseCommand, sight: Sight) -> Sums:
    """Nothing is spent; locked is what hangs together elsewhere: the event that it awaits, what it depends on and what
    depends on it. So nothing that happens there is missed between two transactions."""
    known = _known(command, sight)
    clauses = [known.terms.clauses, known.proposed.clauses if known.proposed else None] if known else []
    clauses += [command.clauses] if isinstance(command, OpenPromise | MakePromise | ActOnPromise) else []
    tags = {tag for each in clauses if each for tag in _tags_of(each)}
    if isinstance(command, ActOnPromise) and known:
        if known.state in BAD or command.act in {"due_passed", "limit", "revoke", "declare_broken"}:
            tags.add(depends_tag(known.id))
        if known.follows and not command.case:
            tags.add(f"promise:{known.follows}")
    return Sums(frozenset(tags), ()) if tags else NO_SUMS


def _known(command: PromiseCommand, sight: Sight) -> Promise | None:
    if isinstance(command, CarryOver):
        return None
    held = sight.case(command.case).promises if command.case else sight.promise(command.promise)
    return held.get(command.promise)


def _tags_of(clauses: Clauses) -> set[str]:
    found = {event_tag(clauses.awaits)} if clauses.awaits else set()
    return found | ({depends_tag(clauses.depends_on)} if clauses.depends_on else set())


def depends_tag(promise: str) -> str:
    return f"depends:{promise}"


def happening_subject(command: RecordHappening) -> str:
    return event_tag(command.event)


def expectation_tags(command: ExpectationCommand) -> frozenset[str]:
    """The expectation, and what the promise that may come of it is decided on."""
    tags = {f"expectation:{command.expectation}"}
    if isinstance(command, EndExpectation | OfferForAgreement) and command.promise:
        tags.add(f"case:{command.case}" if command.case else f"promise:{command.promise}")
    return frozenset(tags)


def load_expectation(command: ExpectationCommand) -> dict[str, Expectation]:
    return expectations.load(command.expectation)


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
