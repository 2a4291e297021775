"""The queues of cases: which cases belong to each, on the page of cases and over the API."""

from __future__ import annotations

from django.db.models import QuerySet

from leeway.projections.cases import CaseRow

FILTERS = {
    "open": "Open",
    "not_felt": "Done, but not felt resolved",
    "waiting": "Done, to be confirmed",
    "right": "Right, says the customer",
    "all": "All",
}
COUNTED = {
    "open": "open",
    "not_felt": "done, but not felt resolved",
    "waiting": "done and to be confirmed",
    "right": "right, say the customers",
    "all": "",
}
CLOSED = ("CONFIRMED", "WITHDRAWN")
WAITING = ("DONE", "REFERRED", "CHECKING", "UNCONFIRMED")


def in_queue(cases: QuerySet[CaseRow], queue: str) -> QuerySet[CaseRow]:
    """Those of these cases. A case whose customer said not yet is in `not_felt` until they say that it is right."""
    match queue:
        case "open":
            return cases.exclude(state__in=CLOSED + WAITING)
        case "not_felt":
            return cases.filter(not_felt=True)
        case "waiting":
            return cases.filter(state__in=WAITING)
        case "right":
            return cases.filter(state="CONFIRMED")
        case _:
            return cases
