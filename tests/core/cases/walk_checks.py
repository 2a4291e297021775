"""What holds after every act of a random walk, of decisions that others were asked about and of warnings."""

from __future__ import annotations

from leeway.core.cases.events import CaseEvent, DecisionMade
from leeway.core.cases.proposal import AdviceGiven, AgreementGiven, ProposalMade, ProposalTimeOver
from leeway.core.cases.state import Case
from leeway.core.message import CLOCK
from leeway.core.promises import PromiseWarned
from tests.core.cases.desk import Desk


def a_warning_moves_nothing(before: Case, after: Case, events: tuple[CaseEvent, ...]) -> None:
    """It is the clock's, to who promised or who stands in for them, and leaves everything in its state."""
    for event in events:
        if isinstance(event, PromiseWarned):
            was, now = before.promises[event.promise], after.promises[event.promise]
            assert event.by == CLOCK
            assert len(events) == 1
            assert (was.state, was.terms, was.late) == (now.state, now.terms, now.late)
            assert after.state == before.state
            assert now.warned in {(was.promiser,), (was.promiser, "petra")}


def one_decider_who_was_told_what_others_think(desk: Desk, before: Case, events: tuple[CaseEvent, ...]) -> None:
    """R22, R23: one decides, with no advice open; an agreement is somebody else's, counts once, and for this alone."""
    for made in (each for each in events if isinstance(each, DecisionMade)):
        assert made.by == (before.action_owner if before.state == "ACTING" else before.owner)
        if made.proposal is None:
            assert made.mode != "advise"
            assert not made.agreed
            continue
        told = [each for each in desk.facts if getattr(each, "proposal", None) == made.proposal]
        (put,) = (each for each in told if isinstance(each, ProposalMade))
        assert (put.by, put.kind, put.amount) == (made.by, made.kind, made.amount)
        agreed = [each.by for each in told if isinstance(each, AgreementGiven)]
        assert tuple(agreed) == made.agreed
        assert len({*agreed, made.by}) == len(agreed) + 1
        over = made.at >= put.until or any(isinstance(each, ProposalTimeOver) for each in told)
        advised = {each.by for each in told if isinstance(each, AdviceGiven)}
        assert over or all(advised & set(wanted.people) for wanted in put.advisers)
        used = [each.proposal for each in desk.facts if isinstance(each, DecisionMade)]
        assert used.count(made.proposal) == 1
    for proposal in desk.case().open_proposals:
        assert desk.case().state in {"HEARD", "ACTING"}
        assert proposal.by in {desk.case().owner, desk.case().action_owner}
