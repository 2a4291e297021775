"""What people have on their plate now, before they are asked for anything."""

from __future__ import annotations

from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from leeway.api.callers import Caller, Token, must
from leeway.api.documented import READING
from leeway.desk.load import loads
from leeway.people.access import WORKS_ON_CASES, may_hear
from leeway.people.models import Person

router = Router(tags=["people"])


class LoadShown(Schema):
    person: str
    owns: int = Field(description="open cases of their own")
    does: int = Field(description="what they have taken in cases of others")
    due: int = Field(description="promises of theirs that are late or due today")


@router.get("/people/{person}/load", auth=Token("cases:read"), response={200: LoadShown, **READING},
            operation_id="load")  # fmt: skip
def show(request: HttpRequest, person: str) -> JsonResponse:
    """Look at this before you ask somebody or offer them a case; then say so there with `load_shown`."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    must(may_hear(caller.viewer), "What colleagues have to do is for those who work on cases.")
    if not Person.objects.filter(id=person, active=True, role__in=WORKS_ON_CASES).exists():
        raise Http404("Nobody of those who work on cases has this id.")
    load = loads([person], timezone.now())[person]
    return JsonResponse({"person": person, "owns": load.owns, "does": load.does, "due": load.due})
