"""Hearing words that came in by mail, letter or page: whoever plays them back to the customer owns the case."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leeway.core.cases.hearing import Hear
from leeway.core.message import Command, customer
from leeway.desk import case_page
from leeway.desk.acting import Asked, signed_in
from leeway.desk.case_forms import HearForm
from leeway.desk.visible import case_or_404
from leeway.people.words import Texts, derived


@require_POST
@signed_in
def hear(request: Asked, number: int) -> HttpResponse:
    row, form = case_or_404(request.viewer, number), HearForm(request.POST)

    def command(texts: Texts) -> tuple[Command, str]:
        given, at, them = form.cleaned_data, timezone.now(), customer(row.customer)
        theirs = Texts(form.sent, case=row.id, customer=row.customer, author=them, at=at)
        heard = Hear(
            at=at,
            by=request.person.id,
            case=row.id,
            customer=row.customer,
            words=None,
            wish=theirs.put("wish", given["wish"]),
            playback=given["playback"],
            distress=int(given["distress"]),
            our_fault=given["our_fault"],
            promise=derived(form.sent, "promise"),
            promise_body=texts.put("promise", given["body"]),
            promise_due=given["due"],
        )
        texts.rows.extend(theirs.rows)
        return heard, f"Case {row.number} is yours until the customer says that it is right."

    return case_page.carry_out(request, row, form, command)
