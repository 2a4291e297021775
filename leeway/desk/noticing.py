"""An intent is delivered when somebody who may stop it has it before them: on their day, or on the case's page."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from leeway.core.cases.decisions import NoticeIntent
from leeway.core.refusal import Refusal
from leeway.desk.acting import Asked
from leeway.ledger.handle import handle
from leeway.ledger.standing import above
from leeway.projections.cases import CaseRow


def see(request: Asked, rows: Iterable[CaseRow]) -> bool:
    """Write down, once, that this person has these intents before them now; whether anything was written.

    A page that a browser fetches ahead is before nobody's eyes yet.
    """
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return False
    written = [_see(request.person.id, row) for row in rows]
    return any(written)


def _see(person: str, row: CaseRow) -> bool:
    case = row.case
    if case.state != "INTENDED" or person in case.noticed or person not in above(case.owner):
        return False
    seen = NoticeIntent(at=timezone.now(), by=person, case=row.id)
    try:
        handle(seen, command_id=f"notice:{case.intent}:{person}")
    except Refusal:  # it went ahead or was stopped since the row was read
        return False
    return True
