"""The customer's link: a signed token for one case. Guessing fails on the signature, a stolen table on the key."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer

from leeway.people.models import Customer, CustomerLink

VALID_FOR = timedelta(days=365)
_SALT = "leeway.customer-link"


def link_for(case: str, customer: Customer, now: datetime) -> CustomerLink:
    """The link of this case that is valid now; a new one if there is none."""
    valid = CustomerLink.objects.filter(case=case, customer=customer, revoked_at=None, expires_at__gt=now)
    return valid.order_by("made_at").first() or CustomerLink.objects.create(
        id=secrets.token_urlsafe(24), case=case, customer=customer, made_at=now, expires_at=now + VALID_FOR
    )


def token(link: CustomerLink) -> str:
    return Signer(salt=_SALT, sep="~").sign(link.id)


def find(text: str) -> CustomerLink | None:
    """The link that a token stands for, also one that is over; None for whatever was not made here."""
    try:
        link_id = Signer(salt=_SALT, sep="~").unsign(text)
    except BadSignature:
        return None
    return CustomerLink.objects.select_related("customer").filter(id=link_id).first()
