"""On the page of a case and on my day: contacts, checks, the person first asked for, our fault, thanks."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from leeway.core.cases import AskForAction, TakeAction
from leeway.core.cases.events import ResultGiven
from leeway.ledger.read import facts
from leeway.projections.cases import CaseRow
from tests.desk.customers import say, seen
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


def test_she_says_whether_she_would_stay() -> None:
    row = decided(heard())
    assert "Would you stay with us?" in seen(row)
    assert say(row, "answer", felt="yes", stay="perhaps").status_code == 422
    assert say(row, "answer", felt="yes", easy="6", stay="not sure").status_code == 302
    (given,) = (fact for fact in facts(f"case:{row.id}") if isinstance(fact, ResultGiven))
    assert (given.stay, given.easy, given.about) == ("not sure", 6, ("henry",))


def test_she_says_what_she_had_expected() -> None:
    row = heard()
    assert say(row, "word/expected", words="").status_code == 409
    assert say(row, "word/expected", words="That somebody calls me first.").status_code == 302
    assert "That somebody calls me first." in seen(row)
    assert "says what they had expected" in text(client_of("henry").get(f"/cases/{row.number}"))


def contact_of(row: CaseRow) -> str:
    (contact,) = CaseRow.objects.get(id=row.id).case.reached
    return contact


@pytest.mark.parametrize(("who", "sees"), [("petra", True), ("lotte", False)])
def test_who_is_named_says_on_my_day_that_it_was_not_so(who: str, sees: bool) -> None:
    row = heard()
    send(row, "contacts", colleague=who, how="phone", what="spoke")
    assert "Say that it was not so" in day(who)
    page = client_of(who).get(f"/cases/{row.number}")
    assert (page.status_code == 200) is sees
    assert not sees or "Henry spoke with you" in text(page)
    empty = send(row, "contacts/dispute", who, contact=contact_of(row))
    assert empty.status_code == (422 if sees else 302), "a reason is asked for, and the case is not shown for it"
    assert not sees or "A few words are missing here." in text(empty)
    sent = send(row, "contacts/dispute", who, contact=contact_of(row), words="I was away that day.")
    assert sent.status_code == 302
    assert CaseRow.objects.get(id=row.id).case.reached[contact_of(row)].disputed
    assert "I was away that day." in text(client_of("henry").get(f"/cases/{row.number}"))
    assert "Say that it was not so" not in day(who)
    again = send(row, "contacts/dispute", who, contact=contact_of(row), words="Again.")
    assert again.status_code == (409 if sees else 302)
    note = send(row, "notes", audience="customer", words=f"I spoke with {'Petra Lindqvist' if sees else 'Lotte Dekker'}.")  # fmt: skip  # noqa: E501
    assert note.status_code == 409, "what rested on it may not be said any more"


@pytest.mark.parametrize(("who", "status"), [("henry", 409), ("mia", 409), ("ruben", 404), ("ines", 404)])
def test_nobody_else_says_that_it_was_not_so(who: str, status: int) -> None:
    row = heard()
    send(row, "contacts", colleague="lotte", how="phone", what="spoke")
    assert "It was not so" not in text(client_of("henry").get(f"/cases/{row.number}"))
    assert send(row, "contacts/dispute", who, contact=contact_of(row), words="No.").status_code == status
    assert send(row, "contacts/dispute", "lotte", contact="another", words="No.").status_code == 404
    assert not CaseRow.objects.get(id=row.id).case.reached[contact_of(row)].disputed
