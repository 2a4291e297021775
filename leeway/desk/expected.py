"""What a side sees of an expectation: its own view first, the other's beside it, the log's own count, its own cost."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404

from leeway.core.cases.events import ContactMade, ContactRecorded, CustomerAsked, MessageReceived, NoteWritten
from leeway.core.expectations import Expectation
from leeway.core.message import is_customer
from leeway.ledger import codec
from leeway.ledger.read import facts
from leeway.people.access import Viewer, may_see_expectation
from leeway.people.words import texts_of
from leeway.projections.expectations import ExpectationRow
from leeway.projections.promises import PromiseRow


def expectation_or_404(viewer: Viewer, expectation: str) -> Expectation:
    row = ExpectationRow.objects.filter(id=expectation).first()
    if row is None or not may_see_expectation(viewer, row.expectation.sides):
        raise Http404("No such expectation.")
    return row.expectation


def of_person(person: str) -> list[Expectation]:
    rows = ExpectationRow.objects.filter(Q(holder=person) | Q(other=person)).order_by("-at", "id")[:200]
    return [row.expectation for row in rows]


def seen(known: Expectation, me: str) -> dict[str, Any]:
    """For one of the two sides. What it costs the other is theirs alone."""
    other = known.other if me == known.holder else known.holder
    words = texts_of([*known.views.values(), *known.lines.values()])
    return {
        "id": known.id, "kind": known.kind, "case": known.case, "expects": known.holder, "of": known.other,
        "since": codec.utc(known.at), "ended": codec.utc(known.ended_at) if known.ended_at else None,
        "ending": known.ending, "promise": known.promise,
        "my_view": words.get(known.views.get(me, "")), "their_view": words.get(known.views.get(other, "")),
        "my_line": words.get(known.lines.get(me, "")), "their_line": words.get(known.lines.get(other, "")),
        "my_cost": known.costs.get(me), "log": _log(known), "acts": list(known.acts(me)),
    }  # fmt: skip


def _log(known: Expectation) -> dict[str, int]:
    """Counted from facts, by direction, never from what somebody typed."""
    mine, theirs = known.sides
    between = PromiseRow.objects.filter(Q(promiser=mine, promisee=theirs) | Q(promiser=theirs, promisee=mine)).exclude(
        kind="touch"
    )
    found = {"promises": between.count(), "promises_open": between.filter(ended=False).count()}
    if known.case and (is_customer(mine) or is_customer(theirs)):
        told = facts(f"case:{known.case}")
        found["from_customer"] = sum(isinstance(each, ContactRecorded | MessageReceived) for each in told)
        found["to_customer"] = sum(
            isinstance(each, ContactMade | CustomerAsked)
            or (isinstance(each, NoteWritten) and each.audience == "customer")
            for each in told
        )
    return found
