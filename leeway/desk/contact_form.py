"""How to reach a customer, on the page of their case: what is known, and the form that writes it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from leeway.desk.acting import ActForm
from leeway.desk.visible import owns_case_of
from leeway.people import contact
from leeway.people.access import Viewer, may_write_contact
from leeway.people.models import Customer, Person

WAYS = {"phone": "Phone", "email": "Mail"}


@dataclass(frozen=True, slots=True)
class Way:
    """by, at: who wrote it down last, where that was done here."""

    name: str
    value: str
    by: str = ""
    at: datetime | None = None


class ContactForm(ActForm):
    slug = "contact-details"
    phone = forms.CharField(label="Phone", max_length=40, required=False)
    email = forms.EmailField(
        label="Mail address",
        max_length=254,
        required=False,
        error_messages={"invalid": "This is no mail address. Write it like noor@example.org."},
    )

    def __init__(self, data: Any = None, *, customer: Customer, **options: Any) -> None:
        super().__init__(data, initial={"phone": customer.phone, "email": customer.email}, **options)

    def found(self) -> dict[str, str]:
        return {way: self.cleaned_data[way] for way in WAYS}


def ways(customer: Customer, people: Mapping[str, Person]) -> list[Way]:
    """The number and the address that are known."""
    last, found = contact.last_changes(customer), []
    for way, name in WAYS.items():
        if value := getattr(customer, way):
            changed = last.get(way)
            by = people[changed.by].called if changed and changed.by in people else ""
            found.append(Way(name, value, by, changed.at if changed else None))
    return found


def form_for(viewer: Viewer, customer: Customer) -> ContactForm | None:
    """The form, for those who may write it down; None where there is nobody to write it of."""
    if customer.erased_at or not may_write_contact(viewer, owns=owns_case_of(viewer, customer.id)):
        return None
    return ContactForm(customer=customer)
