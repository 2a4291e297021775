"""The customer's link, for the owner alone: whoever has it speaks as the customer."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from leeway.desk.acting import Asked, signed_in
from leeway.desk.visible import NOBODY_TO_TELL, case_or_404, was_erased
from leeway.people.links import link_for, token
from leeway.people.models import Customer, CustomerLink
from leeway.projections.cases import CaseRow


def current_link(row: CaseRow, now: datetime) -> str:
    """The address of the link that is valid now; empty where none was made yet."""
    valid = CustomerLink.objects.filter(case=row.id, customer=row.customer, revoked_at=None, expires_at__gt=now)
    link = valid.order_by("made_at").first()
    return f"{settings.LEEWAY_URL}/c/{token(link)}" if link else ""


@require_POST
@signed_in
def renew(request: Asked, number: int) -> HttpResponse:
    """Make a link; one that there was stops working at once."""
    row = case_or_404(request.viewer, number)
    if row.owner != request.person.id:
        raise PermissionDenied("Only the owner of a case makes its customer's link. Ask them.")
    if was_erased(row):
        raise PermissionDenied(NOBODY_TO_TELL)
    now = timezone.now()
    with transaction.atomic():
        before = CustomerLink.objects.filter(case=row.id, revoked_at=None).update(revoked_at=now)
        link_for(row.id, Customer.objects.get(id=row.customer), now)
    old = " The old one no longer works." if before else ""
    messages.success(request, f"A new link is ready to be copied.{old}")
    return redirect("case", row.number)
