"""What others took back from somebody or made less: told on their day, with the reason, until they have read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from leeway.core.authority import Guideline, Substitute
from leeway.core.granting import entry_of
from leeway.desk import giving
from leeway.desk.acting import Asked, signed_in
from leeway.people.access import Viewer
from leeway.people.models import Person
from leeway.projections.grants import GrantRow

TOLD_FOR = timedelta(days=30)  # to whoever has never said that they have read it
SHOWN = 20
ACTS = {
    "revoked": "took it back",
    "narrowed": "made it less",
    "ended": "published a guideline that has no place for it",
}
LESS = "made it less"


@dataclass(frozen=True, slots=True)
class News:
    """by: who did it, as others read the name. said: why, in their words."""

    given: giving.GivenLine
    at: datetime
    by: str
    did: str
    said: str


def news_for(viewer: Viewer, person: Person, guideline: Guideline | None, now: datetime) -> list[News]:
    """What was taken from this person, or made less, by somebody else since they last read of it; newest first."""
    if guideline is None:
        return []
    since = person.grants_read_at or now - TOLD_FOR
    moved = GrantRow.objects.filter(moved_at__gt=since).exclude(moved_by=person.id).order_by("-moved_at")
    rows = [row for row in moved.exclude(state__in=["offered", "declined", "withdrawn"]) if _did(row)]
    mine = [row for row in rows if _is_for(row, person, guideline)][:SHOWN]
    people = Person.objects.in_bulk({row.moved_by for row in mine})
    return [
        News(
            given=line,
            at=row.moved_at,
            by=people[row.moved_by].called if row.moved_by in people else row.moved_by,
            did=_did(row),
            said=line.said,
        )
        for row, line in zip(mine, giving.lines(mine, guideline, viewer), strict=True)
    ]


def _did(row: GrantRow) -> str:
    """What was done; nothing where it was accepted or laid down."""
    narrowed = row.state == "live" and row.accepted_at is not None and row.moved_at > row.accepted_at
    return LESS if narrowed else ACTS.get(row.state, "")


def _is_for(row: GrantRow, person: Person, guideline: Guideline) -> bool:
    """For them alone, or one of the file that covers them."""
    if row.to:
        return row.to == person.id
    entry, known = entry_of(guideline, row.id), guideline.person(person.id)
    if entry is None or known is None or isinstance(entry, Substitute):
        return False
    return entry.to.covers(known)


def newest(news: Sequence[News]) -> str:
    """Up to which moment one has read, once one says so."""
    return max((each.at for each in news), default=timezone.now()).isoformat()


@require_POST
@signed_in
def read(request: Asked) -> HttpResponse:
    """I have read it: up to the newest that was shown, so that nothing is missed that came meanwhile."""
    now = timezone.now()
    try:
        until = parse_datetime(request.POST.get("until", "")) or now
    except ValueError:
        until = now
    aware = until if timezone.is_aware(until) else now
    request.person.grants_read_at = min(aware, now)
    request.person.save(update_fields=["grants_read_at"])
    return redirect("my_day")
