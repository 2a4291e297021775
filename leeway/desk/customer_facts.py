"""Writing down what we know of a customer, from the page of a case of theirs."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from leeway.desk import case_page, in_force
from leeway.desk.acting import Asked, signed_in
from leeway.desk.customer_card import FactsForm
from leeway.desk.visible import NOBODY_TO_TELL, case_or_404, decides_for, was_erased
from leeway.people import customer_facts
from leeway.people.access import may_write_customers_facts
from leeway.people.models import Customer

WHO_MAY = (
    "What is known of a customer decides what others may give them. A coach, a leader or an administrator writes it "
    "down, and never while this customer is theirs to decide for. Ask one of them."
)


@require_POST
@signed_in
def write(request: Asked, number: int) -> HttpResponse:
    """Keep what is known of the customer of this case; with it stands who wrote it down."""
    row = case_or_404(request.viewer, number)
    if not may_write_customers_facts(request.viewer, decides=decides_for(request.viewer, row.customer)):
        raise PermissionDenied(WHO_MAY)
    guideline, customer = in_force.guideline(request), Customer.objects.get(id=row.customer)
    if guideline is None:
        raise PermissionDenied("No guideline is in force, so nothing is asked of customers yet.")
    form = FactsForm(request.POST, guideline=guideline, customer=customer)
    if was_erased(row):
        return case_page.show(request, row, form, NOBODY_TO_TELL, status=409)
    if not form.is_valid():
        return case_page.show(request, row, form, status=422)
    changed = customer_facts.change(customer.id, form.found(), by=request.person.id, at=timezone.now())
    messages.success(request, "Kept. It counts from the next decision on." if changed else "Nothing was changed.")
    return redirect("case", row.number)
