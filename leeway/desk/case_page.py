"""Shows a case, and carries out an act on it: every view of the case's page ends here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from leeway.core.message import Command
from leeway.core.refusal import Refusal
from leeway.desk import contact_form, customer_card, deciding
from leeway.desk.acting import ActForm, Asked
from leeway.desk.around_forms import check_due, disputable, forms_around
from leeway.desk.board import board_for
from leeway.desk.case_forms import ReverseForm, forms_for, promise_forms
from leeway.desk.explain import explain
from leeway.desk.links import current_link
from leeway.desk.put import put_to_others
from leeway.desk.visible import NOBODY_TO_TELL, access_of, for_the_customer, was_erased
from leeway.ledger.handle import handle
from leeway.people.access import may_see_case
from leeway.people.words import Texts
from leeway.projections.cases import CaseRow


def show(request: Asked, row: CaseRow, form: ActForm | None = None, why: str = "", status: int = 200) -> HttpResponse:
    """The whole page; with the form that could not be carried out as it was filled in, and why."""
    board = board_for(row, request.person, timezone.now())
    puts = put_to_others(board.case.open_proposals, board.facts, board.me.id, board.telling)
    forms = forms_for(board) | {form.slug: form for each in puts for form in each.forms().values()}
    if facts := customer_card.form_for(request.viewer, board.guideline, board.customer):
        forms[facts.slug] = facts
    if reached := contact_form.form_for(request.viewer, board.customer):
        forms[reached.slug] = reached
    forms |= forms_around(board)
    if form and why:
        form.renewed()
    if form and form.slug in forms:
        forms[form.slug] = form
    context: dict[str, Any] = {
        "board": board,
        "puts": puts,
        "check_due": check_due(board),
        "disputes": [(each, forms[each.slug]) for each in disputable(board)],
        "ways": contact_form.ways(board.customer, board.people),
        "known": customer_card.known(board.guideline, board.customer, board.people),
        "forms": forms,
        "promise_forms": promise_forms(board, form),
        "reversals": {made.id: _reversal(made.id, form) for made in board.decided if made.takes_back},
        "panel": deciding.panel_for(board, deciding.from_address(request.GET), form),
        "sent": form.slug if form else "",
        "refusal": why,
        "link": current_link(row, timezone.now()) if board.mine else "",
    }
    if form and not _is_shown(form, context):
        context["stray"] = why or next(error for errors in form.errors.values() for error in errors)
    return render(request, "cases/page.html", context, status=status)


def carry_out(
    request: Asked, row: CaseRow, form: ActForm, build: Callable[[Texts], tuple[Command, str]]
) -> HttpResponse:
    """Build the command from a valid form, hand it over, and say what happened; or show the form again."""
    if not form.is_valid():
        return _again(request, row, form, status=422)
    texts = Texts(form.sent, case=row.id, customer=row.customer, author=request.person.id, at=timezone.now())
    try:
        command, done = build(texts)
        if for_the_customer(command) and was_erased(row):
            return _again(request, row, form, NOBODY_TO_TELL, status=409)
        handle(command, command_id=form.sent, words=texts.rows)
    except Refusal as refusal:
        return _again(request, CaseRow.objects.get(id=row.id), form, explain(refusal), status=409)
    messages.success(request, done)
    if not may_see_case(request.viewer, access_of(CaseRow.objects.get(id=row.id))):
        return _away(request)
    return redirect("case", row.number)


def _again(request: Asked, row: CaseRow, form: ActForm, why: str = "", status: int = 200) -> HttpResponse:
    """The page with the form as it was sent; who may not see the case reads on my day why it was not done."""
    if may_see_case(request.viewer, access_of(row)):
        return show(request, row, form, why, status)
    messages.error(request, why or " ".join(error for errors in form.errors.values() for error in errors))
    return _away(request)


def _away(request: Asked) -> HttpResponse:
    """To my day: with this act they have no part in the case any more."""
    return HttpResponseClientRedirect("/") if request.headers.get("HX-Request") else redirect("/")


def _is_shown(form: ActForm, context: dict[str, Any]) -> bool:
    """Whether the form still stands on the page; an act that is not possible any more has none."""
    shown = [*context["forms"].values(), *context["reversals"].values()]
    shown += [each for acts in context["promise_forms"].values() for each in acts.values()]
    shown += [context["panel"].form] if context["panel"] else []
    return any(each is form for each in shown)


def _reversal(decision: str, form: ActForm | None) -> ActForm:
    slug = f"reverse-{decision}"
    return form if form and form.slug == slug else ReverseForm(auto_id=f"{slug}-%s")
