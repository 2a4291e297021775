"""The page of one case, and the list of all that one may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from leeway.desk import case_page, noticing
from leeway.desk.acting import Asked, signed_in
from leeway.desk.board import STATES
from leeway.desk.queues import COUNTED, FILTERS, in_queue
from leeway.desk.visible import case_or_404, cases_for
from leeway.people.access import may_hear
from leeway.people.models import Customer, Person
from leeway.people.words import texts_of
from leeway.projections.cases import CaseRow

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class CaseLine:
    row: CaseRow
    customer: Customer | None
    owner: Person | None
    title: str
    state: str


@require_GET
@signed_in
def page(request: Asked, number: int) -> HttpResponse:
    row = case_or_404(request.viewer, number)
    if noticing.see(request, [row]):
        row = case_or_404(request.viewer, number)
    return case_page.show(request, row)


@require_GET
@signed_in
def index(request: Asked) -> HttpResponse:
    """Every case that I may see, found by number or by the customer's name, a page at a time."""
    if not may_hear(request.viewer):
        raise PermissionDenied("Cases are for those who work on them; looking after people needs no customer's words.")
    words = " ".join(request.GET.get("q", "").split())[:200]
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in FILTERS else ("all" if words else "open")
    found = _found(cases_for(request.viewer), words)
    if words.isascii() and words.isdigit() and found.count() == 1:
        return redirect("case", found.get().number)
    shown = Paginator(in_queue(found, chosen).order_by("-moved_at", "-number"), PER_PAGE)
    on_page = shown.get_page(request.GET.get("page"))
    context = {"lines": lines_of(list(on_page)), "on_page": on_page, "q": words, "state": chosen, "filters": FILTERS}
    context |= {"counted": COUNTED[chosen], "of": found.count()}
    return render(request, "cases/list.html", context)


def _found(cases: QuerySet[CaseRow], words: str) -> QuerySet[CaseRow]:
    """A whole number is a case's number; anything else is looked for in the names of customers."""
    if not words:
        return cases
    number = words.lstrip("#")
    if number.isascii() and number.isdigit():
        return cases.filter(number=int(number[:20]))
    named = Q()
    for word in words.split()[:8]:
        named &= Q(name__icontains=word)
    return cases.filter(customer__in=Customer.objects.filter(named, erased_at=None).values("id"))


def lines_of(rows: list[CaseRow]) -> list[CaseLine]:
    """The rows with names and words, in three queries however many there are."""
    customers = Customer.objects.in_bulk([row.customer for row in rows])
    people = Person.objects.in_bulk([row.owner for row in rows])
    texts = texts_of([row.wish or row.words for row in rows])
    return [
        CaseLine(
            row=row,
            customer=customers.get(row.customer),
            owner=people.get(row.owner),
            title=" ".join(texts.get(row.wish or row.words, "").split()),
            state=STATES[row.state].format(customer=customers[row.customer].first_name),
        )
        for row in rows
    ]
