"""On the page of a case and on my day: contacts, checks, the person first asked for, our fault, thanks."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from leeway.core.cases import AskForAction, TakeAction
from leeway.projections.cases import CaseRow
from tests.desk.customers import seen
from tests.desk.harbour import client_of, command_id, decided, do, heard
from tests.desk.pages import text

pytestmark = pytest.mark.usefixtures("bank")


def send(row: CaseRow, path: str, person: str = "henry", **fields: str) -> Any:
    return client_of(person).post(f"/cases/{row.number}/{path}", {"command_id": command_id(), **fields})


def day(person: str) -> str:
    return text(client_of(person).get("/"))


def taken(row: CaseRow) -> CaseRow:
    do(AskForAction(at=timezone.now(), by="henry", case=row.id, people=("mia", "lotte")))
    do(TakeAction(at=timezone.now(), by="mia", case=row.id))
    return CaseRow.objects.get(id=row.id)


def test_i_spoke_with_petra_is_written_once_it_is_so() -> None:
    row = heard(asked_for="petra")
    note = {"audience": "customer", "words": "I spoke with Petra Lindqvist about your card."}
    refused = send(row, "notes", **note)
    assert refused.status_code == 409
    assert "Nothing on record says that Petra Lindqvist was spoken with" in text(refused)
    assert send(row, "notes", audience="customer", words="Petra is away; I look after it.").status_code == 302
    assert send(row, "notes", audience="inside", words=note["words"]).status_code == 302
    assert send(row, "contacts", colleague="petra", how="phone", what="spoke").status_code == 302
    assert send(row, "notes", **note).status_code == 302
    assert note["words"] in seen(row)
    assert "they reached you about it" in day("petra")
    assert "asked for you; Henry heard it" in day("petra")


def test_the_others_are_thanked_and_the_customer_is_asked_how_it_goes() -> None:
    row = taken(heard())
    assert "Thanks, Mia has it." in day("lotte")
    assert "Thanks" not in day("mia")
    assert "We ask you how it goes." in seen(row)
    page = text(client_of("henry").get(f"/cases/{row.number}"))
    assert "Ask Noor how it goes" in page
    assert "Asking Noor how it goes" in page
    first = min((p for p in row.case.promises.values() if p.kind == "check"), key=lambda p: p.terms.due)
    assert send(row, f"checks/{first.id}", how="stuck").status_code == 409
    assert send(row, f"checks/{first.id}", how="stuck", words="Nobody called her.").status_code == 302
    assert "Nobody called her." in day("mia")


def test_before_she_is_asked_petra_is_offered_and_our_fault_is_said() -> None:
    row = decided(heard(asked_for="petra", our_fault=True))
    assert "Offer a word with Petra" in text(send(row, "question", channel="phone"))
    assert send(row, "person", answer="not needed").status_code == 302
    assert "It was our fault" in text(send(row, "question", channel="phone"))
    assert send(row, "fault", words="We stopped the wrong card, and I am sorry.").status_code == 302
    assert send(row, "question", channel="phone").status_code == 302
    assert "We stopped the wrong card, and I am sorry." in seen(row)


def test_it_may_be_left_out_with_one_more_click() -> None:
    row = decided(heard(our_fault=True))
    assert send(row, "fault/left-out").status_code == 302
    assert send(row, "question", channel="phone").status_code == 302
    assert send(row, "retold").status_code == 302
    assert CaseRow.objects.get(id=row.id).case.acknowledged == "left out"
