"""What we may say about a result: ask the customer, or refer them honestly. How it was, only they say."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leeway.core.cases.results import AskCustomer, ReferHonestly
from leeway.core.message import Command
from leeway.desk import case_page
from leeway.desk.acting import Asked, signed_in
from leeway.desk.case_forms import AskCustomerForm, ReferForm
from leeway.desk.visible import case_or_404
from leeway.people.words import Texts


@require_POST
@signed_in
def ask(request: Asked, number: int) -> HttpResponse:
    row, form = case_or_404(request.viewer, number), AskCustomerForm(request.POST)

    def command(texts: Texts) -> tuple[Command, str]:
        asked = AskCustomer(at=timezone.now(), by=request.person.id, case=row.id, channel=form.cleaned_data["channel"])
        return asked, "Written down: you asked. The answer is the customer's, on their page."

    return case_page.carry_out(request, row, form, command)


@require_POST
@signed_in
def refer(request: Asked, number: int) -> HttpResponse:
    row, form = case_or_404(request.viewer, number), ReferForm(request.POST)

    def command(texts: Texts) -> tuple[Command, str]:
        words = texts.put("words", form.cleaned_data["words"])
        return ReferHonestly(at=timezone.now(), by=request.person.id, case=row.id, words=words), "Referred."

    return case_page.carry_out(request, row, form, command)
