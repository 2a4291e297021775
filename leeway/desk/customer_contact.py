"""Writing down how a customer is reached, from the page of a case of theirs."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from leeway.desk import case_page
from leeway.desk.acting import Asked, signed_in
from leeway.desk.contact_form import ContactForm
from leeway.desk.visible import NOBODY_TO_TELL, case_or_404, owns_case_of, was_erased
from leeway.people import contact
from leeway.people.access import may_write_contact
from leeway.people.models import Customer

WHO_MAY = (
    "How a customer is reached is written down by whoever owns an open case of theirs, by a coach, a leader or an "
    "administrator. Ask one of them."
)


@require_POST
@signed_in
def write(request: Asked, number: int) -> HttpResponse:
    """Keep the number and the address of the customer of this case; with it stands who wrote it down."""
    row = case_or_404(request.viewer, number)
    if not may_write_contact(request.viewer, owns=owns_case_of(request.viewer, row.customer)):
        raise PermissionDenied(WHO_MAY)
    form = ContactForm(request.POST, customer=Customer.objects.get(id=row.customer))
    if was_erased(row):
        return case_page.show(request, row, form, NOBODY_TO_TELL, status=409)
    if not form.is_valid():
        return case_page.show(request, row, form, status=422)
    changed = contact.change(row.customer, form.found(), by=request.person.id, at=timezone.now())
    messages.success(request, "Kept, with your name." if changed else "Nothing was changed.")
    return redirect("case", row.number)
