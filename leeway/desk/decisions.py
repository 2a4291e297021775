"""Deciding in a case: the verdict while one types, the decision, the intent and its answer, taking back."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from leeway.core.cases.actions import AskForAction, ReportDone
from leeway.core.cases.decisions import AnswerIntent, Decide, Deciding, Reverse, StateIntent
from leeway.core.cases.proposals import Propose
from leeway.core.message import Command
from leeway.desk import case_page, deciding
from leeway.desk.acting import Asked, signed_in
from leeway.desk.board import Board, board_for
from leeway.desk.case_forms import ReverseForm, StopIntentForm, VeryWellForm
from leeway.desk.deciding import DecideForm
from leeway.desk.doing import Doing, act
from leeway.desk.phrasing import label
from leeway.desk.visible import case_or_404
from leeway.people.models import Person
from leeway.people.words import Texts, derived


@require_http_methods(["GET", "POST"])
@signed_in
def may(request: Asked, number: int) -> HttpResponse:
    """The verdict on what stands in the form now; the whole panel where another kind asks for other fields.

    It is posted although it changes nothing: a reason in words has no place in an address.
    """
    row = case_or_404(request.viewer, number)
    board = board_for(row, request.person, timezone.now())
    typed = request.POST if request.method == "POST" else deciding.from_address(request.GET)
    panel = deciding.panel_for(board, typed)
    if panel is None:
        raise Http404("Nothing can be decided here now.")
    if "HX-Request" not in request.headers:
        return case_page.show(request, row, panel.form)
    if "panel" not in typed:
        return render(request, "decisions/typed.html", {"board": board, "panel": panel})
    panel.form.keep_fields()
    return render(request, "decisions/panel.html", {"board": board, "panel": panel, "again": True})


@require_POST
@signed_in
def create(request: Asked, number: int) -> HttpResponse:
    """Do what the pressed button said: decide, state an intent, or ask those who could."""
    row = case_or_404(request.viewer, number)
    board = board_for(row, request.person, timezone.now())
    if board.guideline is None:
        raise Http404("No guideline is in force.")
    form = deciding.decide_form(board, request.POST)
    if form.is_valid() and form.outran:
        why = f"The button still said “{form.cleaned_data['seen']}”; now it says what you typed. Look, and press again."
        return case_page.show(request, row, form, why, status=409)

    def command(texts: Texts) -> tuple[Command, str]:
        return _command(form, board, texts)

    return case_page.carry_out(request, row, form, command)


def _command(form: DecideForm, board: Board, texts: Texts) -> tuple[Command, str]:
    at, by, case = board.now, board.me.id, board.row.id
    decided = form.says
    if form.cleaned_data["do"] == "ask":
        about = ". ".join(each for each in (decided, form.cleaned_data["reason"]) if each)
        whom = colleagues(form.cleaned_data["whom"].split())
        return AskForAction(at=at, by=by, case=case, people=whom, words=texts.put("ask", about)), "Asked."
    asked: Deciding = form.asking(derived(form.sent, "decision"), texts.put("reason", form.cleaned_data["reason"]))
    if form.cleaned_data["do"] == "propose":
        also = tuple(form.cleaned_data["also"])
        return Propose(
            at=at, by=by, case=case, deciding=asked, also=also
        ), f"Put to others: {decided}. You still decide it."
    if form.cleaned_data["do"] == "intend":
        words = texts.put("outcome", form.cleaned_data["outcome"])
        stated = StateIntent(at=at, by=by, case=case, deciding=asked, words=words)
        return stated, f"Your intent is stated: {decided}."
    outcome = texts.put("outcome", form.cleaned_data["outcome"])
    if "report_done" in board.acts:
        return ReportDone(at=at, by=by, case=case, outcome=outcome, deciding=asked), f"Done: {decided}."
    return Decide(at=at, by=by, case=case, deciding=asked, outcome=outcome), f"Decided: {decided}."


def colleagues(ids: Iterable[str]) -> tuple[str, ...]:
    """Those of the ids that are people here: what a form says else is no id, and must not be kept as one."""
    wanted = list(dict.fromkeys(ids))
    known = set(Person.objects.filter(id__in=wanted, active=True).values_list("id", flat=True))
    return tuple(each for each in wanted if each in known)


@require_POST
@signed_in
def reverse(request: Asked, number: int, decision: str) -> HttpResponse:
    row = case_or_404(request.viewer, number)
    form = ReverseForm(request.POST, auto_id=f"reverse-{decision}-%s")
    form.slug = f"reverse-{decision}"
    made = row.case.decisions.get(decision)
    if made is None:
        raise Http404("No such decision in this case.")

    def command(texts: Texts) -> tuple[Command, str]:
        reason = texts.put("reason", form.cleaned_data["reason"])
        done = f"Taken back: {label(made.kind)}."
        return Reverse(at=timezone.now(), by=request.person.id, case=row.id, decision=decision, reason=reason), done

    return case_page.carry_out(request, row, form, command)


@act(StopIntentForm)
def stop_intent(doing: Doing) -> tuple[Command, str]:
    stopped = AnswerIntent(
        at=doing.at, by=doing.by, case=doing.case, act="stop_with_reason", reason=doing.words("reason"),
        alternative=doing.words("alternative"),
    )  # fmt: skip
    return stopped, "Stopped; nothing was spent."


@act(VeryWellForm)
def very_well(doing: Doing) -> tuple[Command, str]:
    agreed = AnswerIntent(at=doing.at, by=doing.by, case=doing.case, act="very_well")
    return agreed, "Very well: it goes ahead now."
