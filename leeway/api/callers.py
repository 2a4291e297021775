"""Who asks: the person or agent of a bearer token, with its scopes. Nothing else counts, no cookie and no session."""

from __future__ import annotations

import time
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Header
from ninja.security import HttpBearer

from leeway.api.bodies import read_body
from leeway.api.problems import ProblemError
from leeway.desk.visible import address_of
from leeway.people import rates, tokens
from leeway.people.access import Viewer, viewer_for
from leeway.people.models import Person

WRONG_AT_MOST = 30  # tokens that open nothing, from one address in a minute
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="A name of your own for this act. The same again gets the same answer and changes nothing.",
    ),
]


@dataclass(frozen=True, slots=True)
class Caller:
    person: Person
    viewer: Viewer
    scopes: frozenset[str]
    token: str

    def command_id(self, key: str) -> str:
        """The id of the command under the caller's own key: nobody meets another's."""
        return f"api:{self.person.id}:{blake2b(key.encode(), digest_size=16).hexdigest()}"


class Token(HttpBearer):
    """A bearer token with one of the scopes. Raises `ProblemError` 401, 403 or 429, and reads the body."""

    def __init__(self, *scopes: str) -> None:
        super().__init__()
        self.scopes = scopes

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) or self.authenticate(request, "")

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        row = tokens.find(token, timezone.now())
        if row is None:
            _not_too_often(f"address:{address_of(request)}", WRONG_AT_MOST)
            raise ProblemError(
                401,
                "token_needed",
                "Send a token that is in force, as Authorization: Bearer leeway_...; its person can make one.",
                headers={"WWW-Authenticate": 'Bearer realm="leeway"'},
            )
        _not_too_often(f"token:{row.id}", settings.ENVIRONMENT.api_per_minute)
        if not set(self.scopes) & set(row.scopes):
            wanted = " or ".join(self.scopes)
            raise ProblemError(
                403,
                "scope_missing",
                f"This needs a token with {wanted}; this one has {', '.join(row.scopes)}.",
                headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{self.scopes[0]}"'},
                needs=list(self.scopes),
                has=row.scopes,
            )
        read_body(request)
        return Caller(row.person, viewer_for(row.person), frozenset(row.scopes), row.id)


def _not_too_often(about: str, most: int) -> None:
    seconds = rates.wait(about, most, time.time())
    if seconds:
        raise ProblemError(
            429,
            "too_often",
            f"At most {most} requests a minute; go on in {seconds} seconds.",
            headers={"Retry-After": str(seconds)},
            most=most,
            seconds=seconds,
        )


def must(allowed: bool, sentence: str) -> None:
    """What a role does not allow, whatever the scope. Raises `ProblemError` 403."""
    if not allowed:
        raise ProblemError(403, "role_missing", sentence)
