"""What whoever gives authority to others needs first: a coach, and their own signature under how they lead."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from leeway.desk.acting import Asked, signed_in
from leeway.people.access import may_hold_grants

HOW_I_LEAD = (
    "I coach, and I do not command. What I have given is theirs to decide.",
    "Whoever asks me for a word has it in time; my silence costs a customer.",
    "I stop something or take something back only with a reason, and I talk with them about it.",
    "I am coached myself, and say so.",
)


@require_POST
@signed_in
def sign(request: Asked) -> HttpResponse:
    """Sign how one leads, once; by nobody but oneself."""
    if not may_hold_grants(request.viewer):
        raise PermissionDenied("Who works on cases gives authority to others, and signs how they lead.")
    if request.person.leads_signed_at is None:
        request.person.leads_signed_at = timezone.now()
        request.person.save(update_fields=["leads_signed_at"])
    messages.success(request, "Signed. It stands in your settings, with the day.")
    return redirect("offer_grant")
