"""What we know of a customer and conditions ask for: read, and written down by those who may."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import transaction
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from leeway.api.bodies import Body, Fact, Id, Line
from leeway.api.callers import Caller, Key, Token, must
from leeway.api.documented import PROBLEMS, READING
from leeway.api.doing import kept_already
from leeway.api.problems import ProblemError
from leeway.core.authority import Guideline
from leeway.desk.customer_contact import WHO_MAY as WHO_MAY_REACH
from leeway.desk.customer_facts import WHO_MAY
from leeway.desk.visible import decides_for, owns_case_of
from leeway.ledger import codec
from leeway.ledger.standing import guideline_in_force
from leeway.people import contact, customer_facts
from leeway.people.access import may_read_customers_facts, may_write_contact, may_write_customers_facts
from leeway.people.models import Customer

router = Router(tags=["customers"])
LAST = 100


class Found(Body):
    facts: dict[Id, Fact] = Field(
        description="by full name, of the types that the guideline declares; null: not known any more. What is left "
        "out stays as it is",
        max_length=50,
        min_length=1,
    )


class Facts(Schema):
    customer: str
    facts: dict[str, Any] = Field(description="what is known, by full name; what is not there is not known")
    may_hold: list[str] = Field(description="the facts that the guideline in force lets us hold of a customer")
    changes: list[dict[str, Any]] = Field(description="who wrote down what, newest first, the last 100")


class Contact(Body):
    """What is left out stays; null or empty takes it off."""

    phone: Line | None = Field(None, max_length=40)
    email: Line | None = Field(None, max_length=254)


class Reached(Schema):
    customer: str
    phone: str
    email: str
    written_down: dict[str, Any] = Field(description="by phone and email: who wrote it down last, where that was here")


@router.get("/customers/{customer}/facts", auth=Token("cases:read"), response={200: Facts, **READING},
            operation_id="customer_facts")  # fmt: skip
def show(request: HttpRequest, customer: str) -> JsonResponse:
    """What we know of a customer that conditions may ask for, and who wrote it down when."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return JsonResponse(_shown(guideline_in_force()[1], _customer(caller, customer)))


@router.patch("/customers/{customer}/facts", auth=Token("cases:write"), response={200: Facts, **PROBLEMS},
              operation_id="write_customer_facts")  # fmt: skip
def write(request: HttpRequest, customer: str, payload: Found, key: Key) -> JsonResponse:
    """Write down what is known, as a coach, leader or administrator who does not decide for this customer now."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    row = _customer(caller, customer)
    must(may_write_customers_facts(caller.viewer, decides=decides_for(caller.viewer, row.id)), WHO_MAY)
    if row.erased_at:
        raise ProblemError(409, "customer_erased", "This customer was erased; nothing is kept of them any more.")
    guideline = guideline_in_force()[1]
    found = {name: _checked(guideline, row, name, raw) for name, raw in payload.facts.items()}
    with transaction.atomic():
        if not kept_already(request, caller.command_id(key), row.id):
            customer_facts.change(row.id, found, by=caller.person.id, at=timezone.now())
    return JsonResponse(_shown(guideline, Customer.objects.get(id=row.id)))


@router.patch("/customers/{customer}/contact", auth=Token("cases:write"), response={200: Reached, **PROBLEMS},
              operation_id="write_customer_contact")  # fmt: skip
def reach(request: HttpRequest, customer: str, payload: Contact, key: Key) -> JsonResponse:
    """Write down how a customer is reached, as the owner of an open case of theirs, or as one who leads."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    row = _customer(caller, customer)
    must(may_write_contact(caller.viewer, owns=owns_case_of(caller.viewer, row.id)), WHO_MAY_REACH)
    if row.erased_at:
        raise ProblemError(409, "customer_erased", "This customer was erased; nothing is kept of them any more.")
    found = {way: str(value or "").strip() for way, value in payload.model_dump(exclude_unset=True).items()}
    try:
        EmailValidator()(found["email"]) if found.get("email") else None
    except ValidationError:
        raise ProblemError(422, "bad_fact", "This is no mail address; write it like noor@example.org.") from None
    with transaction.atomic():
        if not kept_already(request, caller.command_id(key), row.id):
            contact.change(row.id, found, by=caller.person.id, at=timezone.now())
    row = Customer.objects.get(id=row.id)
    last = {way: {"by": each.by, "at": codec.utc(each.at)} for way, each in contact.last_changes(row).items()}
    return JsonResponse({"customer": row.id, "phone": row.phone, "email": row.email, "written_down": last})


def _customer(caller: Caller, customer: str) -> Customer:
    must(may_read_customers_facts(caller.viewer), "Customers are for those who hear cases, and administrators.")
    row = Customer.objects.filter(id=customer).first()
    if row is None:
        raise Http404("No such customer.")
    return row


def _checked(guideline: Guideline, row: Customer, name: str, raw: Any) -> Any:
    names = customer_facts.facts_of(guideline, row)
    if name not in names:
        known = ", ".join(names) or "no facts of customers"
        say = f"Our records hold no fact {name}; the guideline in force has {known}."
        raise ProblemError(422, "unknown_fact", say, fact=name)
    try:
        return customer_facts.checked(guideline, name, raw)
    except ValueError as error:
        raise ProblemError(422, "bad_fact", f"{name}: {error}", fact=name) from None


def _shown(guideline: Guideline, row: Customer) -> dict[str, Any]:
    names = customer_facts.facts_of(guideline, row)
    changes = row.changes.all()[:LAST]
    return {
        "customer": row.id,
        "facts": {name: row.facts[name] for name in names if name in row.facts},
        "may_hold": names,
        "changes": [{"fact": c.name, "value": c.value, "by": c.by, "at": codec.utc(c.at)} for c in changes],
    }
