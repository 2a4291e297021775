"""Every fact, a page at a time, for leaders: ids, codes, amounts and times; nobody's name and nobody's words."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from ninja import Query, Router, Schema
from pydantic import Field

from leeway.api.callers import Token, must
from leeway.api.documented import READING
from leeway.api.doing import fact_data
from leeway.core.authority import Guideline
from leeway.core.expectations import CostFelt
from leeway.core.message import Event
from leeway.core.promises import BeliefStated
from leeway.desk import in_force
from leeway.ledger.locks import lock_ledger
from leeway.ledger.read import facts_since
from leeway.ledger.recorded import Recorded
from leeway.people.access import may_read_ledger

router = Router(tags=["ledger"])
MOST = 500
LAST = 2**62


class Facts(Schema):
    facts: list[dict[str, Any]]
    next: str | None = Field(description="the cursor of the next page; null where this was the last for now")


@router.get("/ledger", auth=Token("ledger:read"), response={200: Facts, **READING}, operation_id="ledger")
def show(
    request: HttpRequest,
    cursor: Annotated[str, Query(pattern=r"^[0-9]{1,18}$", description="`next` of the page before")] = "0",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
) -> JsonResponse:
    """Facts, oldest first. Nothing is ever missed between two pages: each waits for what is being written."""
    must(may_read_ledger(request.auth.viewer), "Every fact of every case is for leaders.")  # type: ignore[attr-defined]
    with transaction.atomic():
        lock_ledger()
        found = list(islice(facts_since(int(cursor)), limit + 1))
    guideline = in_force.guideline()
    shown = [as_shown(each, guideline) for each in found[:limit]]
    more = str(found[limit - 1].position) if len(found) > limit else None
    return JsonResponse({"facts": shown, "next": more})


def as_shown(recorded: Recorded, guideline: Guideline | None) -> dict[str, Any]:
    """A fact as whoever may read all of them sees it, here and in a webhook."""
    return {
        "id": recorded.id,
        "position": recorded.position,
        **fact_data(recorded.event, guideline),
        **_hidden(recorded.event),
    }


def _hidden(event: Event) -> dict[str, None]:
    """What is between two people."""
    if isinstance(event, CostFelt):
        return {"cost": None}
    return {"percent": None} if isinstance(event, BeliefStated) else {}
