"""Why was this allowed, or refused? The verdict as it was, from what was kept and the guideline of that version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leeway.core.authority.kept import Kept, read_kept
from leeway.core.authority.model import Grant
from leeway.core.cases.decisions import Deciding
from leeway.core.cases.events import DecisionMade
from leeway.core.cases.proposal import ProposalClosed
from leeway.desk.acting import Asked, signed_in
from leeway.desk.board import Board, board_for
from leeway.desk.timeline import what
from leeway.desk.timeline_proposals import what_became
from leeway.desk.verdicts import Answer, answer_for
from leeway.desk.visible import case_or_404
from leeway.ledger.refused import RefusedAsk
from leeway.ledger.standing import published
from leeway.projections.guidelines import GuidelineVersion


@dataclass(frozen=True, slots=True)
class Given:
    """A link of the authority that was used: by whom it was given, by name, and why."""

    id: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Explained:
    """answer: as it was given; None for decisions of the time before verdicts were kept. chain: the own grant first."""

    question: str
    at: datetime
    version: int
    what: str
    by: str
    kept: Kept | None
    answer: Answer | None
    chain: tuple[Given, ...]
    agreed: str
    advice: list[str]


@require_GET
@signed_in
def page(request: Asked, number: int, decision: str) -> HttpResponse:
    row = case_or_404(request.viewer, number)
    board = board_for(row, request.person, timezone.now())
    made = next((each for each in board.facts if isinstance(each, DecisionMade) and each.decision == decision), None)
    asked = next((each for each in board.refused if each.decision == decision), None)
    if made is None and asked is None:
        raise Http404("No such decision in this case.")
    why = explained(board, made) if made else explained_refusal(board, asked) if asked else None
    return render(request, "decisions/explained.html", {"board": board, "why": why})


def explained(board: Board, made: DecisionMade) -> Explained:
    version = GuidelineVersion.objects.get(version=made.guideline)
    guideline = published(version.sha256)
    kept = read_kept(made.judged, at=made.at, by=made.by)
    closed = [each for each in board.facts if isinstance(each, ProposalClosed) and each.decision == made.decision]
    answer = answer_for(kept.verdict, kept.request, made, board, guideline=guideline) if kept else None
    return Explained(
        question="Why was this allowed?",
        at=made.at,
        version=made.guideline,
        what=what(guideline, made.kind, made.amount),
        by=board.telling.name(made.by),
        kept=kept,
        answer=answer,
        chain=tuple(_given(grant, board) for held in made.chain if (grant := guideline.grant(held.grant))),
        agreed=board.telling.names(made.agreed),
        advice=[line for each in closed for line in what_became(each, board.telling)],
    )


def explained_refusal(board: Board, asked: RefusedAsk) -> Explained:
    kept = read_kept(asked.judged, at=asked.at, by=asked.by)
    assert kept is not None
    guideline = published(GuidelineVersion.objects.get(version=kept.version).sha256)
    deciding = Deciding(decision=asked.decision, kind=asked.kind, amount=asked.amount)
    return Explained(
        question="Why was this refused?",
        at=asked.at,
        version=kept.version,
        what=what(guideline, asked.kind, asked.amount),
        by=board.telling.name(asked.by),
        kept=kept,
        answer=answer_for(kept.verdict, kept.request, deciding, board, guideline=guideline),
        chain=(),
        agreed="",
        advice=[],
    )


def _given(grant: Grant, board: Board) -> Given:
    by = board.people.get(grant.grantor)
    return Given(grant.id, by.called if by else grant.grantor, grant.why)
