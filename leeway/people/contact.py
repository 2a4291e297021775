"""How a customer is reached: their number and address, and who wrote down what when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from leeway.people.models import Customer, CustomerFact

WAYS = ("phone", "email")
KEPT_AS = "contact."  # what stands before the name of such a change, so that it is no fact of a guideline


def change(customer_id: str, found: Mapping[str, str], *, by: str, at: datetime) -> list[str]:
    """Keep the number or address that is now known, and write down who changed it; the names of what changed.

    What is left out stays. Nothing is kept of somebody who was erased. Error: `Customer.DoesNotExist`.
    """
    with transaction.atomic():
        customer = Customer.objects.select_for_update().get(id=customer_id, erased_at=None)
        changed = [way for way in WAYS if way in found and getattr(customer, way) != found[way]]
        for way in changed:
            setattr(customer, way, found[way])
        if changed:
            customer.save(update_fields=changed)
        CustomerFact.objects.bulk_create(
            CustomerFact(customer=customer, name=KEPT_AS + way, value=found[way] or None, by=by, at=at)
            for way in changed
        )
        return changed


def last_changes(customer: Customer) -> dict[str, CustomerFact]:
    """Of the number and of the address, the last change that was made here."""
    kept = customer.changes.filter(name__in=[KEPT_AS + way for way in WAYS])
    return {each.name.removeprefix(KEPT_AS): each for each in reversed(kept)}
