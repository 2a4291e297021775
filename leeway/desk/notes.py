"""Writing in a case: to the customer, or for people inside only."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leeway.core.cases.hearing import WriteNote
from leeway.core.message import Command
from leeway.desk import case_page
from leeway.desk.acting import Asked, signed_in
from leeway.desk.case_forms import NoteForm
from leeway.desk.visible import case_or_404
from leeway.people.words import Texts


@require_POST
@signed_in
def create(request: Asked, number: int) -> HttpResponse:
    row, form = case_or_404(request.viewer, number), NoteForm(request.POST)

    def command(texts: Texts) -> tuple[Command, str]:
        words, audience = texts.put("note", form.cleaned_data["words"]), form.cleaned_data["audience"]
        done = "Sent; the customer can read it." if audience == "customer" else "Kept inside."
        return WriteNote(at=timezone.now(), by=request.person.id, case=row.id, words=words, audience=audience), done

    return case_page.carry_out(request, row, form, command)
