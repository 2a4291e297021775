"""What a link in a mail opens: a page that asks once more. Only its button says anything; opening it never does."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leeway.desk.customers_forms import AnswerForm
from leeway.desk.customers_page import Opened, by_link
from leeway.desk.customers_view import view_for

SAYS = {"right": ("yes", ""), "not-yet": ("not-yet", "")} | {f"right-{n}": ("yes", str(n)) for n in range(1, 8)}


@require_safe
@by_link
def say(request: Opened, token: str, says: str) -> HttpResponse:
    """A page with one button. Where there is nothing to say any more, the customer's page."""
    view = view_for(request.case, request.link.customer, timezone.now())
    if says not in SAYS or not view.asks:
        return redirect("customers_page", token=token)
    felt, easy = SAYS[says]
    context = {"view": view, "token": token, "form": AnswerForm(), "felt": felt, "easy": easy}
    return render(request, "c/say.html", context)
