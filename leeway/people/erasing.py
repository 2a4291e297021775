"""Erasing a customer: who it was and what was said goes; the facts, being without either, stay and still add up."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leeway.mail.erasing import erase as erase_mail
from leeway.people.models import ERASED, ApiAct, Customer, CustomerLink, Person, Words


def erase(customer_id: str, now: datetime) -> int:
    """Erase for good; how many texts went. Final. Error: `Customer.DoesNotExist`."""
    with transaction.atomic():
        customer = Customer.objects.select_for_update().get(id=customer_id)
        erase_mail(customer)
        customer.name = ERASED
        customer.email = customer.phone = customer.zone = ""
        customer.since = None
        customer.facts = {}
        customer.erased_at = now
        customer.save()
        customer.changes.all().delete()
        _nobody_s(customer_id)
        ApiAct.objects.filter(customer=customer_id).delete()
        CustomerLink.objects.filter(customer=customer).update(revoked_at=now)
        return Words.objects.filter(customer=customer_id).exclude(text=ERASED).update(text=ERASED)


def _nobody_s(customer_id: str) -> None:
    """Forget who is this customer, or near to them."""
    for person in Person.objects.select_for_update().exclude(own=[], relatives=[]):
        person.own = [each for each in person.own if each != customer_id]
        person.relatives = [each for each in person.relatives if each != customer_id]
        person.save(update_fields=["own", "relatives"])
