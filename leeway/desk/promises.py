"""Promising something in a case, and every later act on a promise that is mine."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leeway.core.message import Command, customer
from leeway.core.promises import ActOnPromise, MakePromise, OpenPromise
from leeway.desk import case_page
from leeway.desk.acting import Asked, signed_in
from leeway.desk.case_forms import PromiseActForm, PromiseForm
from leeway.desk.promise_lines import ACTS, act_named
from leeway.desk.visible import case_or_404
from leeway.people.words import Texts, derived


@require_POST
@signed_in
def create(request: Asked, number: int) -> HttpResponse:
    """Promise what the customer has just asked for aloud, or offer a promise that they can answer."""
    row, form = case_or_404(request.viewer, number), PromiseForm(request.POST)

    def command(texts: Texts) -> tuple[Command, str]:
        at, me, to = timezone.now(), request.person.id, customer(row.customer)
        promise, due = derived(form.sent, "promise"), form.cleaned_data["due"]
        body = texts.put("body", form.cleaned_data["body"]) or ""
        if form.cleaned_data["how"] == "offer":
            offered = OpenPromise(
                at=at, by=me, promise=promise, case=row.id, promiser=me, promisee=to, act="offer", body=body, due=due
            )
            return offered, "Offered. It is a promise once the customer accepts it."
        made = MakePromise(at=at, by=me, promise=promise, case=row.id, promisee=to, body=body, due=due)
        return made, "Promised. The time stands on the customer's page, too."

    return case_page.carry_out(request, row, form, command)


@require_POST
@signed_in
def act(request: Asked, number: int, promise: str, act: str) -> HttpResponse:
    row = case_or_404(request.viewer, number)
    case = row.case
    known = case.promises.get(promise)
    if known is None or act not in ACTS:
        raise Http404("No such promise in this case.")
    form = PromiseActForm(request.POST, promise=promise, act=act_named(act, known, case))

    def command(texts: Texts) -> tuple[Command, str]:
        given = form.cleaned_data.get
        acted = ActOnPromise(
            at=timezone.now(),
            by=request.person.id,
            promise=promise,
            case=row.id,
            act=act,
            due=given("due"),
            body=texts.put("body", given("body")),
            reason=texts.put("reason", given("reason")),
            next_promise=derived(form.sent, "next promise") if given("next_due") else None,
            next_due=given("next_due"),
        )
        return acted, f"{ACTS[act][1]}: written down."

    return case_page.carry_out(request, row, form, command)
