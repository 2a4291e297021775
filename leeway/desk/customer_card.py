"""What we know of a customer, on the page of their case: what conditions ask for, and who wrote it down when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from leeway.core.authority import Guideline
from leeway.core.authority.amounts import write_amount
from leeway.core.authority.expressions import MONEY
from leeway.core.authority.requests import fact_from_text
from leeway.desk import amounts, in_force
from leeway.desk.acting import ActForm
from leeway.desk.fact_fields import PREFIX, as_text, fact_field
from leeway.desk.phrasing import fact_words
from leeway.desk.visible import decides_for
from leeway.people import customer_facts
from leeway.people.access import Viewer, may_write_customers_facts
from leeway.people.models import Customer, Person


@dataclass(frozen=True, slots=True)
class Known:
    """One fact in words. by, at: who wrote it down last, where that was done here."""

    words: str
    value: str
    by: str = ""
    at: datetime | None = None


class FactsForm(ActForm):
    """A field for each fact that our records may hold; to leave one open says that it is not known."""

    slug = "customers-facts"

    def __init__(self, data: Any = None, *, guideline: Guideline, customer: Customer, **options: Any) -> None:
        self.guideline = guideline
        self.names = customer_facts.facts_of(guideline, customer)
        fields = {name: _field(name, guideline) for name in self.names}
        initial = {PREFIX + name: _typed(customer.facts.get(name)) for name in self.names}
        super().__init__(data, initial=initial, **options)
        for name, field in fields.items():
            field.widget.attrs.setdefault("class", "input")
            self.fields[PREFIX + name] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.names:
            typed = cleaned.get(PREFIX + name)
            if PREFIX + name not in self.errors:
                try:
                    cleaned[name] = None if typed in (None, "") else self._checked(name, typed)
                except ValueError as error:
                    self.add_error(PREFIX + name, str(error))
        return cleaned

    def _checked(self, name: str, typed: object) -> Any:
        if self.guideline.facts[name] == MONEY:
            currency = in_force.currency()
            return customer_facts.checked(
                self.guideline, name, write_amount(amounts.typed(str(typed), currency), currency.places)
            )
        return customer_facts.checked(self.guideline, name, fact_from_text(self.guideline, name, as_text(typed)))

    def found(self) -> dict[str, Any]:
        """Each fact as it is to be kept; None for one that is not known."""
        return {name: self.cleaned_data[name] for name in self.names}


def known(guideline: Guideline | None, customer: Customer, people: Mapping[str, Person]) -> Sequence[Known]:
    """What is known of the customer, in words, in the guideline's order."""
    last = customer_facts.last_changes(customer)
    found = []
    for name in customer_facts.facts_of(guideline, customer) if guideline else ():
        value, changed = customer.facts.get(name), last.get(name)
        if value is None and changed is None:
            continue
        by = people[changed.by].called if changed and changed.by in people else ""
        found.append(Known(name_words(name), value_words(guideline, name, value), by, changed.at if changed else None))
    return found


def form_for(viewer: Viewer, guideline: Guideline | None, customer: Customer) -> FactsForm | None:
    """The form, for those who may write it down now; None where there is nothing to write, or nobody to write it of."""
    if guideline is None or customer.erased_at or not customer_facts.facts_of(guideline, customer):
        return None
    if not may_write_customers_facts(viewer, decides=decides_for(viewer, customer.id)):
        return None
    return FactsForm(guideline=guideline, customer=customer)


def name_words(name: str) -> str:
    """ "customer.tenure_months" in the customer's own card: "Tenure months"."""
    words = fact_words(name.removeprefix(customer_facts.OURS))
    return words[:1].upper() + words[1:]


def value_words(guideline: Guideline, name: str, value: Any) -> str:
    match value:
        case None:
            return "Not known any more"
        case bool():
            return "Yes" if value else "No"
        case list():
            return ", ".join(map(str, value)) or "None"
    if guideline.facts[name] == MONEY:
        currency = in_force.currency()
        return amounts.written(amounts.typed(str(value), currency), currency)
    return str(value)


def _field(name: str, guideline: Guideline) -> forms.Field:
    field = fact_field(name, guideline.facts[name])
    field.label = name_words(name)
    field.help_text = ""
    return field


def _typed(value: Any) -> Any:
    """What is kept as the field shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list) else value
