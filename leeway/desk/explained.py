"""Why was this allowed, or refused? The verdict as it was, from what was kept and the guideline of that version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from leeway.core.authority import Guideline
from leeway.core.authority.kept import Kept, read_kept
from leeway.core.authority.model import Grant
from leeway.core.cases.decisions import Deciding
from leeway.core.cases.events import DecisionMade
from leeway.core.cases.proposal import ProposalClosed
from leeway.desk.acting import Asked, signed_in
from leeway.desk.board import Board, board_for
from leeway.desk.conditions import condition_words
from leeway.desk.explain_verdict import explain_reason
from leeway.desk.guideline import grant_line, to_words
from leeway.desk.phrasing import fact_words, label, listed, target_name
from leeway.desk.timeline import what
from leeway.desk.timeline_proposals import what_became
from leeway.desk.verdicts import Answer, answer_for, voice_of
from leeway.desk.visible import case_or_404
from leeway.ledger.refused import RefusedAsk
from leeway.ledger.standing import published
from leeway.projections.guidelines import GuidelineVersion


@dataclass(frozen=True, slots=True)
class Given:
    """A link of the authority that was used, or what refused, in words. grant: its id; empty where it has no page.

    failed: why it did not carry what was asked.
    """

    grant: str
    what: str
    said: str
    why: str
    failed: str = ""


ANSWERS = {"True": "yes", "False": "no", "true": "yes", "false": "no"}
AGREED = "{what} was not for {by} alone to decide. When {agreed} had agreed, it was."
TITLES = {
    "go": "Go: it was for {by} to decide",
    "tell": "Tell: it was for {by} to decide, and {grantors} was told",
    "intend": "Intend: {by} could go ahead unless {grantors} stopped it",
    "advise": "Advise: it was for {by} to decide after asking {advisers}",
    "beyond": "Beyond: it was not for {by} to decide",
    "never": "Never: a guardrail stopped it",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """answer: as it was given; None for decisions of the time before verdicts were kept. chain: the own grant first.

    told: what the answer was, in the past. reason: in words, where one was given and is still known.
    """

    question: str
    at: datetime
    version: int
    what: str
    by: str
    kept: Kept | None
    answer: Answer | None
    title: str
    facts: list[tuple[str, str]]
    chain: tuple[Given, ...]
    agreed: str
    advice: list[str]
    told: str
    reason: str


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
        title=_title(kept, made.by, board, board.telling.names(made.agreed)),
        facts=_facts(kept),
        chain=tuple(_given(grant, guideline, board) for held in made.chain if (grant := guideline.grant(held.grant))),
        agreed=board.telling.names(made.agreed),
        advice=[line for each in closed for line in what_became(each, board.telling)],
        told=_told(answer, made, guideline, board),
        reason=board.telling.said(made.reason),
    )


def explained_refusal(board: Board, asked: RefusedAsk) -> Explained:
    kept = read_kept(asked.judged, at=asked.at, by=asked.by)
    assert kept is not None
    guideline = published(GuidelineVersion.objects.get(version=kept.version).sha256)
    deciding = Deciding(decision=asked.decision, kind=asked.kind, amount=asked.amount)
    answer = answer_for(kept.verdict, kept.request, deciding, board, guideline=guideline)
    return Explained(
        question="Why was this refused?",
        at=asked.at,
        version=kept.version,
        what=what(guideline, asked.kind, asked.amount),
        by=board.telling.name(asked.by),
        kept=kept,
        answer=answer,
        title=_title(kept, asked.by, board),
        facts=_facts(kept),
        chain=_refused_by(kept, guideline, board),
        agreed=board.telling.names(kept.request.agreed),
        advice=[],
        told=f"{board.telling.name(asked.by)} was told: “{answer.say}”",
        reason="Given, in words" if kept.request.reason else "None was given",
    )


def _title(kept: Kept | None, by: str, board: Board, agreed: str = "") -> str:
    """The verdict as it was then, to whoever reads it now."""
    if kept is None:
        return ""
    grantors = board.telling.names(kept.verdict.grantors) or "whoever gave it"
    advisers = listed((target_name(each, board.telling.name) for each in kept.verdict.advisers), "and") or grantors
    title = TITLES[kept.verdict.verdict].format(by=board.telling.name(by), grantors=grantors, advisers=advisers)
    return f"{title}, with the agreement of {agreed}" if agreed and kept.verdict.verdict == "go" else title


def _told(answer: Answer | None, made: DecisionMade, guideline: Guideline, board: Board) -> str:
    """What the answer was; before the others agreed nobody was told that it was theirs."""
    by, agreed = board.telling.name(made.by), board.telling.names(made.agreed)
    if agreed:
        return AGREED.format(what=what(guideline, made.kind, made.amount), by=by, agreed=agreed)
    return f"{by} was told: “{answer.say}”" if answer else ""


def _refused_by(kept: Kept, guideline: Guideline, board: Board) -> tuple[Given, ...]:
    """Each grant and guardrail that was looked at and did not carry it, with the reason for which it is as it is."""
    found, voice = {}, voice_of(board, guideline)
    for each in kept.verdict.reasons:
        failed = explain_reason(guideline, kept.request, each, voice, advice=False)
        rail = next((rail for rail in guideline.guardrails if rail.id == each.details.get("guardrail")), None)
        grant = guideline.grant(each.grant or each.via or "")
        if rail:
            owner = f" {board.telling.name(rail.owner)} answers for it." if rail.owner else ""
            never = f"Never where {condition_words(rail.never.text)}.{owner}"
            found[rail.id] = Given("", f"Guardrail: {label(rail.id).lower()}", never, rail.why, failed)
        elif grant and grant.id not in found:
            found[grant.id] = replace(_given(grant, guideline, board), failed=failed)
    return tuple(found.values())


def _facts(kept: Kept | None) -> list[tuple[str, str]]:
    """What was known, each in words."""
    found = kept.facts.items() if kept else ()
    return [
        (label(fact_words(name.removeprefix("customer."))), ANSWERS.get(str(value), str(value)))
        for name, value in found
    ]


def _given(grant: Grant, guideline: Guideline, board: Board) -> Given:
    by = board.people.get(grant.grantor)
    giver = by.called if by else grant.grantor
    to = to_words(grant.to, board.people)
    if grant.substitute:
        until = f" until {grant.until.day} {grant.until:%B %Y}" if grant.until else ""
        return Given("", f"In place of {giver}", f"{to} stood in{until}", grant.why)
    line = grant_line(grant, guideline, board.people)
    return Given(
        grant.id, ", ".join(each for each in (line.kind, line.title) if each), f"{giver} gave it to {to}", grant.why
    )
