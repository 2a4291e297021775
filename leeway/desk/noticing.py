"""What is put to somebody is delivered once they have it before them: on their day, or on the case's page."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from leeway.core.cases.decisions import NoticeIntent
from leeway.core.cases.proposals import NoticeProposal
from leeway.core.refusal import Refusal
from leeway.desk.acting import Asked
from leeway.ledger.handle import handle
from leeway.ledger.standing import above
from leeway.projections.cases import CaseRow


def see(request: Asked, rows: Iterable[CaseRow]) -> bool:
    """Write down, once, that this person has these intents and questions before them now; whether anything was written.

    A page that a browser fetches ahead is before nobody's eyes yet.
    """
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return False
    person, rows = request.person.id, list(rows)
    return any([*[_see(person, row) for row in rows], *[_see_asked(person, row) for row in rows]])


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


def _see_asked(person: str, row: CaseRow) -> bool:
    """What was put to this person, if they have not answered yet."""
    seen = False
    for each in row.case.open_proposals:
        if person in each.may_advise | each.may_agree and person not in each.seen:
            command = NoticeProposal(at=timezone.now(), by=person, case=row.id, proposal=each.id)
            try:
                handle(command, command_id=f"notice:{each.id}:{person}")
                seen = True
            except Refusal:  # it was decided or taken back since the row was read
                pass
    return seen
