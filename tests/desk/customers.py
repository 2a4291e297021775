"""What the tests of the customer's page look at, say there and set up."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from leeway.core.cases.hearing import WriteNote
from leeway.core.promises import MakePromise, OpenPromise
from leeway.people.models import Words
from leeway.people.words import Texts
from leeway.projections.cases import CaseRow
from leeway.projections.promises import PromiseRow
from tests.desk.harbour import command_id, do, in_hours, page_of, stranger
from tests.desk.pages import text


def seen(row: CaseRow) -> str:
    page = stranger().get(page_of(row))
    assert page.status_code == 200
    return text(page)


def say(row: CaseRow, path: str, **fields: str) -> Any:
    return stranger().post(f"{page_of(row)}/{path}", {"command_id": command_id(), **fields})


def words(row: CaseRow, author: str, said: str) -> tuple[str, list[Words]]:
    texts = Texts(command_id(), case=row.id, customer=row.customer, author=author, at=timezone.now())
    found = texts.put("words", said)
    assert found
    return found, texts.rows


def note(row: CaseRow, audience: str, said: str) -> None:
    id_, rows = words(row, "henry", said)
    do(WriteNote(at=timezone.now(), by="henry", case=row.id, words=id_, audience=audience), rows)


def promised(row: CaseRow, said: str, *, hours: float = 5) -> str:
    id_, rows = words(row, row.owner, said)
    promise, party = command_id(), f"customer:{row.customer}"
    command = MakePromise(
        at=timezone.now(), by=row.owner, promise=promise, case=row.id, promisee=party, body=id_, due=in_hours(hours)
    )
    do(command, rows)
    return promise


def offered(row: CaseRow, said: str) -> str:
    id_, rows = words(row, row.owner, said)
    promise = command_id()
    command = OpenPromise(
        at=timezone.now(), by=row.owner, promise=promise, case=row.id, promiser=row.owner,
        promisee=f"customer:{row.customer}", act="offer", body=id_, due=in_hours(5),
    )  # fmt: skip
    do(command, rows)
    return promise


def state_of(promise: str) -> str:
    return PromiseRow.objects.get(id=promise).state
