"""Asking for action and what those who were asked do: take it, decline, confirm its steps, report what was done."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leeway.core.cases.actions import AskForAction, ConfirmStep, DeclineAction, ReportDone, TakeAction, TakeBack
from leeway.core.message import Command
from leeway.desk import case_page
from leeway.desk.acting import Asked, signed_in
from leeway.desk.board import board_for
from leeway.desk.case_forms import AskForm, DeclineActionForm, DoneForm, StepForm, TakeBackForm, TakeForm, colleagues
from leeway.desk.doing import Doing, act
from leeway.desk.visible import case_or_404
from leeway.people.words import Texts


@require_POST
@signed_in
def ask(request: Asked, number: int) -> HttpResponse:
    row = case_or_404(request.viewer, number)
    board = board_for(row, request.person, timezone.now())
    form = AskForm(request.POST, people=colleagues(board))

    def command(texts: Texts) -> tuple[Command, str]:
        form.must_be_shown()
        people, words = tuple(form.cleaned_data["people"]), texts.put("words", form.cleaned_data["words"])
        names = ", ".join(board.people[each].called for each in people)
        asked = AskForAction(
            at=board.now, by=request.person.id, case=row.id, people=people, words=words, load_shown=True
        )
        return asked, f"Asked: {names}. The first to take it has it; you still own the case."

    return case_page.carry_out(request, row, form, command)


@act(TakeForm)
def take(doing: Doing) -> tuple[Command, str]:
    done = "You took it. Speak with the customer and begin; both are yours to confirm."
    return TakeAction(at=doing.at, by=doing.by, case=doing.case), done


@act(DeclineActionForm)
def decline(doing: Doing) -> tuple[Command, str]:
    return DeclineAction(at=doing.at, by=doing.by, case=doing.case, words=doing.words("words")), "Declined."


@require_POST
@signed_in
def confirm(request: Asked, number: int) -> HttpResponse:
    """Contact made, or work begun: two facts, each an act of its own."""
    row = case_or_404(request.viewer, number)
    step = request.POST.get("step", "")
    form = StepForm(request.POST, auto_id=f"step-{step}-%s")
    form.slug = f"step-{step}"

    def command(texts: Texts) -> tuple[Command, str]:
        done = "Confirmed: you spoke with the customer." if step == "contact" else "Confirmed: the work has begun."
        confirmed = ConfirmStep(at=timezone.now(), by=request.person.id, case=row.id, step=form.cleaned_data["step"])
        return confirmed, done

    return case_page.carry_out(request, row, form, command)


@act(TakeBackForm)
def take_back(doing: Doing) -> tuple[Command, str]:
    done = "The action is yours to decide again."
    return TakeBack(at=doing.at, by=doing.by, case=doing.case, words=doing.words("words")), done


@act(DoneForm)
def report_done(doing: Doing) -> tuple[Command, str]:
    done = "Reported as done. Whether it is right is the customer's to say."
    return ReportDone(at=doing.at, by=doing.by, case=doing.case, outcome=doing.words("outcome")), done
