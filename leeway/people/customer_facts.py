"""What we know of a customer and conditions ask for: as it stands, and who changed it when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from leeway.core.authority import Guideline
from leeway.core.authority.amounts import write_amount
from leeway.core.authority.expressions import MONEY, Type, as_value
from leeway.people.models import Customer, CustomerFact

LONGEST = 1_000  # characters of one fact as it is kept
OURS = "customer."  # what stands before the name of a fact that nobody states while deciding


def facts_of(guideline: Guideline, customer: Customer) -> list[str]:
    """The declared facts that our records may hold of a customer, in the guideline's order."""
    return [name for name in guideline.facts if name.startswith(OURS) or name in customer.facts]


def checked(guideline: Guideline, name: str, raw: object) -> Any:
    """The fact as it is kept, plain data that the guideline's type takes; None for one that is not known.

    Raises `ValueError` with what would be right.
    """
    if raw is None:
        return None
    type_ = guideline.facts[name]
    plain = _plain(as_value(raw, type_, guideline.minor_units), type_, guideline.minor_units)
    if len(str(plain)) > LONGEST:
        raise ValueError(f"It is too long: give at most {LONGEST} characters.")
    return plain


def change(customer_id: str, found: Mapping[str, Any], *, by: str, at: datetime) -> list[str]:
    """Keep what is now known, and write down who changed what; the names of what changed.

    What is the same already is no change. Nothing is kept of somebody who was erased. Error: `Customer.DoesNotExist`.
    """
    with transaction.atomic():
        customer = Customer.objects.select_for_update().get(id=customer_id, erased_at=None)
        changed = [name for name, value in found.items() if not _same(customer.facts.get(name), value)]
        for name in changed:
            if found[name] is None:
                customer.facts.pop(name, None)
            else:
                customer.facts[name] = found[name]
        if changed:
            customer.save(update_fields=["facts"])
        CustomerFact.objects.bulk_create(
            CustomerFact(customer=customer, name=name, value=found[name], by=by, at=at) for name in changed
        )
        return changed


def last_changes(customer: Customer) -> dict[str, CustomerFact]:
    """Of each fact that was ever changed here, the last change."""
    return {each.name: each for each in reversed(customer.changes.all())}


def _same(one: object, other: object) -> bool:
    """Beside equality, true is not 1."""
    return one == other and isinstance(one, bool) is isinstance(other, bool)


def _plain(value: Any, type_: Type, minor_units: int) -> Any:
    """A typed value as JSON can hold it, and as it is read again."""
    if type_.item is not None:
        return [_plain(each, type_.item, minor_units) for each in value]
    if type_ == MONEY:
        return write_amount(int(value), minor_units)
    return value.isoformat() if isinstance(value, datetime) else value
