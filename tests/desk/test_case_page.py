"""The page of a case, the list of cases, and who sees them."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leeway.core.cases import AskForAction
from leeway.core.cases.hearing import Contact
from leeway.desk.visible import access_of, cases_for
from leeway.people.access import may_see_case, viewer_for
from leeway.people.erasing import erase
from leeway.people.models import ERASED, Person
from leeway.projections.guidelines import GuidelineVersion
from tests.desk.customers import say
from tests.desk.harbour import came_in, client_of, decided, do, heard, stranger
from tests.desk.pages import send, text

pytestmark = pytest.mark.usefixtures("bank")


def test_the_page_says_what_the_customer_said_who_owns_it_and_what_is_owed() -> None:
    row = heard(said="My card was stopped & nobody told me.")
    page = text(client_of("henry").get(f"/cases/{row.number}"))
    assert "“My card was stopped &amp; nobody told me.”" in page
    assert "<b>Henry Jansen</b> owns this case" in page
    assert "The next word to Noor, at the latest" in page
    assert "23 h 59 min left" in page
    assert "Only Noor can say that it is right." in page


def test_a_case_that_is_right_was_owned_and_says_so() -> None:
    row = decided(heard())
    say(row, "answer", felt="yes", easy="6")
    page = text(client_of("henry").get(f"/cases/{row.number}"))
    assert "Right, says Noor" in page
    assert "<b>Henry Jansen</b> owned this case" in page
    assert "Henry owned it until Noor said that it was right" in page
    assert "owns it until" not in page


def test_queries_do_not_grow_with_the_case() -> None:
    row, client = heard(), client_of("henry")
    client.get(f"/cases/{row.number}")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(f"/cases/{row.number}")
    for number in range(12):
        send(client, row, "notes", words=f"Note {number}", audience="inside")
        send(client, row, "promises", how="asked", body=f"Thing {number}", due="2027-01-01T10:00")
    client.get(f"/cases/{row.number}")
    with CaptureQueriesContext(connection) as many:
        client.get(f"/cases/{row.number}")
    assert len(many) == len(few) < 30


def test_a_case_that_is_not_theirs_to_see_is_answered_like_one_that_is_not_there() -> None:
    row = heard(by="henry")
    for person in ("lotte", "ruben", "ines"):
        assert client_of(person).get(f"/cases/{row.number}").status_code == 404
    for person in ("henry", "mia", "ana", "petra"):
        assert client_of(person).get(f"/cases/{row.number}").status_code == 200
    assert client_of("henry").get("/cases/999").status_code == 404
    assert client_of("henry").get(f"/cases/{10**30}").status_code == 404


def test_a_stranger_is_asked_to_sign_in_and_comes_back() -> None:
    row = heard()
    answer = stranger().get(f"/cases/{row.number}")
    assert answer.status_code == 302
    assert answer["Location"] == f"/sign-in?next=/cases/{row.number}"
    assert stranger().post(f"/cases/{row.number}/notes", {"words": "x"}).status_code == 302


def test_the_list_and_the_access_table_agree() -> None:
    Person.objects.create(id="zoe", name="Zoe", team="branch", reports_to_id="ana")
    Person.objects.create(id="nils", name="Nils", team="", reports_to_id="ana")
    Person.objects.create(id="ole", name="Ole", team="", reports_to_id="ruben")
    rows = [heard(by=by) for by in ("henry", "mia", "lotte", "ruben", "zoe", "nils")] + [came_in()]
    do(AskForAction(at=timezone.now(), by="henry", case=rows[0].id, people=("lotte",)))
    for person, row in itertools.product(Person.objects.all(), rows):
        viewer = viewer_for(person)
        listed = cases_for(viewer).filter(id=row.id).exists()
        assert listed == may_see_case(viewer, access_of(row)), (person.id, row.owner)


def test_the_list_finds_by_number_and_by_name_and_filters_by_state() -> None:
    noor, tomas = heard(), heard(customer="c-tomas", said="Standing order paid twice.")
    client = client_of("henry")
    assert client.get("/cases", {"q": str(tomas.number)})["Location"] == f"/cases/{tomas.number}"
    found = text(client.get("/cases", {"q": "river"}))
    assert "Standing order paid twice." in found
    assert f'href="/cases/{noor.number}"' not in found
    assert "No case that you may see fits “zzz”" in text(client.get("/cases", {"q": "zzz"}))
    assert "It is well: nothing is here now." in text(client.get("/cases", {"state": "right"}))
    assert client.get("/cases", {"q": "9" * 60, "state": "nonsense", "page": "x"}).status_code == 200


def test_the_list_shows_a_page_at_a_time() -> None:
    for number in range(27):
        heard(said=f"Matter {number}.")
    first, second = (text(client_of("henry").get("/cases", {"page": page})) for page in (1, 2))
    assert first.count('href="/cases/') - second.count('href="/cases/') == 23
    assert "Page 1 of 2" in first
    assert "27 open, of 27 cases that you may see" in first


@pytest.mark.parametrize(
    ("state", "counted"),
    [
        ("", "2 open, of 3 cases that you may see"),
        ("waiting", "1 done and to be confirmed, of 3 cases that you may see"),
        ("right", "0 right, say the customers, of 3 cases that you may see"),
        ("all", "<span>3 cases that you may see</span>"),
    ],
)
def test_the_list_says_what_it_counts(state: str, counted: str) -> None:
    rows = [heard() for _ in range(3)]
    decided(rows[0])
    assert counted in text(client_of("henry").get("/cases", {"state": state}))


def test_an_administrator_is_told_why_there_is_no_list() -> None:
    answer = client_of("ines").get("/cases")
    assert answer.status_code == 403
    assert "Cases are for those who work on them" in text(answer)


def test_after_an_erasure_the_page_still_renders() -> None:
    row, client = heard(said="I live at 5 Quay Street."), client_of("henry")
    send(client, row, "notes", words="She told me about her illness.", audience="inside")
    erase("c-noor", timezone.now())
    page = text(client.get(f"/cases/{row.number}"))
    assert ERASED in page
    assert "Quay Street" not in page
    assert "illness" not in page
    assert "Noor" not in page
    assert client.get("/cases").status_code == 200


def test_words_that_came_in_and_that_nobody_heard_yet_have_a_page() -> None:
    row = came_in(customer="c-noor", said="Please call me.")
    page = text(client_of("lotte").get(f"/cases/{row.number}"))
    assert "“Please call me.”" in page
    assert "Written to us, not heard yet" in page
    assert "Nobody has heard it yet." in page
    assert 'id="decide"' not in page


def test_the_way_that_the_customer_had_to_go_is_a_picture_and_words() -> None:
    now = timezone.now()
    told = (
        Contact("main-number", "desk-1", now - timedelta(minutes=50), 9, False, True),
        Contact("card-line", "desk-2", now - timedelta(minutes=30), 12, True, True),
        Contact("main-number", "desk-1", now - timedelta(minutes=10), 8, True, False),
    )
    page = text(client_of("henry").get(f"/cases/{heard(contacts=told).number}"))
    assert "3 contacts. main number, 9 min with somebody, passed on." in page
    assert page.count('class="dot"') == 3
    assert page.count('class="ring"') == 1
    assert "<dt>transfers</dt><dd>2</dd>" in page
    assert "<dt>minutes talking</dt><dd>29</dd>" in page


def test_without_a_guideline_nobody_decides_and_the_page_still_stands() -> None:
    row = heard()
    GuidelineVersion.objects.all().delete()
    page = client_of("henry").get(f"/cases/{row.number}")
    assert page.status_code == 200
    assert 'id="decide"' not in text(page)
    assert send(client_of("henry"), row, "decisions", kind="refund", amount="10").status_code == 404
