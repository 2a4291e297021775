"""Bearer tokens for the API: bound to one person or agent, with scopes and an end; shown once, kept as a hash.

A token is `leeway_ID_SECRET`. The id finds the row and is no secret; the secret has 256 bits, so a plain hash of it
keeps it as safe as itself. Both a wrong id and a wrong secret cost one look-up and one comparison in constant time.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hmac import compare_digest

from django.core.exceptions import ValidationError

from leeway.people.models import ApiToken, Person

SCOPES = {
    "may:read": "ask what may be decided and by whom, and read the guideline",
    "decide": "decide, put decisions to others, state and stop intents, take decisions back",
    "agree": "give advice and agreement where one is asked for it (never automated agents)",
    "cases:read": "read cases, their timelines and efforts",
    "cases:write": "hear cases and act on them",
    "promises:write": "make promises and act on them",
    "ledger:read": "read every fact (for leaders)",
}
SHAPE = re.compile(r"leeway_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
FOR_PEOPLE = frozenset({"agree"})  # what no automated agent's token opens
LONGEST = timedelta(days=366)
USUAL = timedelta(days=90)
LIVE_AT_MOST = 20
SEEN_EVERY = timedelta(minutes=1)  # how exact `last_used_at` is: a row is not written for every request
_NOBODYS = hashlib.sha256(b"").hexdigest()


def make(
    person: Person, label: str, scopes: Iterable[str], *, by: str, now: datetime, lasts: timedelta = USUAL
) -> tuple[ApiToken, str]:
    """A new token and its text, which nobody can be shown again. Error: `ValidationError` with a sentence."""
    wanted = list(dict.fromkeys(scopes))
    unknown = [each for each in wanted if each not in SCOPES]
    if unknown or not wanted:
        known = ", ".join(SCOPES)
        raise ValidationError(f"Choose scopes among {known}" + (f"; {unknown[0]!r} is none." if unknown else "."))
    if person.service and (theirs := FOR_PEOPLE.intersection(wanted)):
        raise ValidationError(f"{person} gives neither advice nor agreement; leave out {', '.join(theirs)}.")
    if not label.strip():
        raise ValidationError("Name what the token is for, so that it can be recognised later.")
    if not timedelta(0) < lasts <= LONGEST:
        raise ValidationError(f"A token lasts from 1 to {LONGEST.days} days.")
    if not person.active:
        raise ValidationError(f"{person} does not work here now.")
    if sum(token.works(now) for token in person.tokens.all()) >= LIVE_AT_MOST:
        raise ValidationError(f"{person} has {LIVE_AT_MOST} tokens already. Revoke one first.")
    secret = secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        id=secrets.token_hex(6), person=person, label=label.strip()[:80], digest=_digest(secret), scopes=wanted,
        made_at=now, made_by=by, expires_at=now + lasts,
    )  # fmt: skip
    return row, f"leeway_{row.id}_{secret}"


def find(text: str, now: datetime) -> ApiToken | None:
    """The token of this text, if it works now and its person works here; None for anything else."""
    parts = SHAPE.fullmatch(text)
    if parts is None:
        return None
    row = ApiToken.objects.select_related("person", "person__answerable").filter(id=parts[1]).first()
    right = compare_digest(_digest(parts[2]), row.digest if row else _NOBODYS)
    if row is None or not right or not row.works(now) or not row.person.active:
        return None
    _seen(row, now)
    return row


def revoke(row: ApiToken, now: datetime) -> None:
    """It opens nothing from now on. Revoking again changes nothing."""
    ApiToken.objects.filter(id=row.id, revoked_at=None).update(revoked_at=now)


def _seen(row: ApiToken, now: datetime) -> None:
    if row.last_used_at is None or now - row.last_used_at >= SEEN_EVERY:
        ApiToken.objects.filter(id=row.id).update(last_used_at=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
