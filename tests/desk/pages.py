"""What the tests of the case's page send and look for."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from leeway.ledger.publishing import publish
from leeway.projections.cases import CaseRow
from tests.desk.harbour import GUIDELINE, client_of

RICHER = GUIDELINE.replace(
    "  case.our_fault: bool\n",
    "  case.our_fault: bool\n  case.days_since_event: int\n  customer.tier: {enum: [bronze, gold]}\n"
    "  customer.member: bool\n",
) + (
    "  - {id: rep-replace, from: ana, under: all, to: 'level:rep', may: replacement, mode: tell, why: Cheap.,\n"
    "     limits: [{per: person, within: 7 days, count: 3}]}\n"
    "  - {id: rep-small-waive, from: ana, under: all, to: 'level:rep', may: fee.waive, up_to: 20, why: Small.,\n"
    "     when: 'case.days_since_event <= 30 && customer.member'}\n"
    "  - {id: rep-call, from: ana, under: all, to: 'level:rep', may: callback, mode: advise, why: Ask first.}\n"
)


def publish_richer() -> None:
    """A second version: replacements are told, small fees hang on facts that are typed, callbacks need advice."""
    publish(RICHER, by="petra", at=timezone.now(), command_id="publish-2")


def send(client: Client, row: CaseRow, path: str, **fields: Any) -> Any:
    """Post a form of the case's page, with a command id of its own unless one is given."""
    fields.setdefault("command_id", uuid4().hex)
    if path in ("offer", "action"):
        fields.setdefault("load_shown", "True")
    return client.post(f"/cases/{row.number}/{path}", fields)


def verdict_on(person: str, row: CaseRow, **typed: str) -> str:
    """What the panel answers while it is filled in; with "panel", the panel itself."""
    fields = {"kind": "refund", "command_id": uuid4().hex, **typed}
    response = client_of(person).post(f"/cases/{row.number}/may", fields, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return text(response)


def fresh(row: CaseRow) -> CaseRow:
    return CaseRow.objects.get(id=row.id)


def text(response: HttpResponse) -> str:
    return response.content.decode()
