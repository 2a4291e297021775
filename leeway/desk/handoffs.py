"""Offering a case, accepting it, saying no, and taking the offer back. Until it is accepted the old owner owns."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leeway.core.cases.handoffs import AcceptHandoff, DeclineHandoff, OfferHandoff
from leeway.core.message import Command
from leeway.desk import case_page
from leeway.desk.acting import Asked, signed_in
from leeway.desk.board import board_for
from leeway.desk.case_forms import AcceptForm, DeclineOfferForm, OfferForm, TakeOfferBackForm, colleagues
from leeway.desk.doing import Doing, act
from leeway.desk.visible import case_or_404
from leeway.people.words import Texts


@require_POST
@signed_in
def offer(request: Asked, number: int) -> HttpResponse:
    row = case_or_404(request.viewer, number)
    board = board_for(row, request.person, timezone.now())
    form = OfferForm(request.POST, people=colleagues(board, without=row.owner))

    def command(texts: Texts) -> tuple[Command, str]:
        form.must_be_shown()
        to, pack = form.cleaned_data["to"], texts.put("pack", form.cleaned_data["pack"])
        offered = OfferHandoff(at=board.now, by=request.person.id, case=row.id, to=to, pack=pack, load_shown=True)
        return offered, f"Offered to {board.people[to].called}. You own it until they accept."

    return case_page.carry_out(request, row, form, command)


@act(AcceptForm)
def accept(doing: Doing) -> tuple[Command, str]:
    done = "You own this case now, with the promises that were made to the customer."
    return AcceptHandoff(at=doing.at, by=doing.by, case=doing.case), done


@require_POST
@signed_in
def decline(request: Asked, number: int) -> HttpResponse:
    """Say no to the offer, or as its owner take it back: the form that was sent says which."""
    row = case_or_404(request.viewer, number)
    back = row.owner == request.person.id
    form = TakeOfferBackForm(request.POST) if back else DeclineOfferForm(request.POST)

    def command(texts: Texts) -> tuple[Command, str]:
        words = texts.put("words", form.cleaned_data.get("words"))
        done = "The offer is taken back." if back else "Declined; the owner still owns it."
        return DeclineHandoff(at=timezone.now(), by=request.person.id, case=row.id, words=words), done

    return case_page.carry_out(request, row, form, command)
