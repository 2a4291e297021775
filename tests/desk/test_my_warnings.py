"""My day says what is soon due, to whoever promised it and then to whom they chose; /me is where they choose."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from leeway.clock.tick import tick
from leeway.core.message import customer
from leeway.core.promises import ActOnPromise, MakePromise
from leeway.desk.my_warnings import Warned, warnings_for
from leeway.people.access import viewer_for
from leeway.people.models import Person
from leeway.people.words import Texts, derived
from leeway.projections.promises import PromiseRow
from tests.desk.harbour import client_of, command_id, do, heard
from tests.desk.pages import text

pytestmark = pytest.mark.usefixtures("bank")


def promised(due: datetime) -> str:
    """Henry promises Noor something."""
    row, id_, now = heard(), command_id(), timezone.now()
    texts, promise = Texts(id_, case=row.id, customer=row.customer, author="henry", at=now), derived(id_, "promise")
    to, body = customer(row.customer), texts.put("body", "Call about the card.") or ""
    do(MakePromise(at=now, by="henry", promise=promise, case=row.id, promisee=to, body=body, due=due), texts.rows)
    return promise


def shown(who: str, now: datetime) -> list[Warned]:
    person = Person.objects.get(id=who)
    return warnings_for(viewer_for(person), person, now)


def test_it_is_on_the_day_of_who_promised_until_it_is_reported() -> None:
    due = timezone.now() + timedelta(minutes=40)
    promise = promised(due)
    assert "Soon due" not in text(client_of("henry").get("/"))
    now = due - timedelta(minutes=15)
    tick(now)
    page = text(client_of("henry").get("/"))
    assert "Soon due" in page
    assert "This is due in 39 min." in page
    assert "Call about the card." in page
    assert "Soon due" not in text(client_of("mia").get("/"))
    assert [each.title for each in shown("henry", now)] == ["This is due in 15 min"]
    assert not shown("henry", due), "then it is late, and stands so in the list"
    case = PromiseRow.objects.get(id=promise).case
    do(ActOnPromise(at=timezone.now(), by="henry", promise=promise, case=case, act="report"))
    assert not shown("henry", now)


@pytest.mark.parametrize(("stand_in", "reads"), [("mia", "Call about the card."), ("lotte", "")])
def test_the_stand_in_is_told_second_and_reads_no_more_than_they_may(stand_in: str, reads: str) -> None:
    answer = client_of("henry").post("/me/stand-in", {"stand_in": stand_in}, follow=True)
    assert "stands in for your promises" in text(answer)
    due = timezone.now() + timedelta(minutes=60)
    promised(due)
    tick(due - timedelta(minutes=15))
    assert not shown(stand_in, due - timedelta(minutes=15))
    now = due - timedelta(minutes=7)
    tick(now)
    (line,) = shown(stand_in, now)
    assert line.title == "Henry may not manage something due in 7 min"
    assert (line.what, bool(line.promise), line.ask and line.ask.id) == (reads, bool(reads), "henry")
    assert "ask Henry, 020 555 01 42" in text(client_of(stand_in).get("/"))
    assert len(shown("henry", now)) == 1


def test_whom_one_can_choose() -> None:
    henry = client_of("henry")
    for wrong in ("henry", "ines", "nobody"):
        assert henry.post("/me/stand-in", {"stand_in": wrong}).status_code == 422
    assert henry.post("/me/stand-in", {"stand_in": "mia"}).status_code == 302
    assert "selected>Mia Brandt" in henry.get("/me").content.decode()
    assert henry.post("/me/stand-in", {"stand_in": ""}).status_code == 302
    assert Person.objects.get(id="henry").stand_in is None


def test_the_form_on_my_page_leads_to_where_the_choice_is_kept() -> None:
    """There is another page on which somebody stands in: for one's grants."""
    page = client_of("henry").get("/me").content.decode()
    form = page[: page.index('name="stand_in"')].rpartition("<form")[2]
    assert 'action="/me/stand-in"' in form
