"""The guideline, readable for everybody who works here."""

from __future__ import annotations

import pytest

from tests.desk.harbour import client_of, decided, heard
from tests.desk.pages import publish_richer, text


@pytest.mark.usefixtures("db")
def test_without_a_guideline_the_page_says_what_that_means() -> None:
    from leeway.people.models import Account, Person

    Account.objects.create_user("petra", "x", Person.objects.create(id="petra", name="Petra", role="leader"))
    page = client_of("petra").get("/guideline")
    assert page.status_code == 200
    assert "nobody may decide anything" in text(page)


@pytest.mark.usefixtures("bank")
def test_grants_stand_with_their_reason_those_given_to_me_first() -> None:
    shown = text(client_of("henry").get("/guideline"))
    mine, others = shown.split('id="others"')
    assert "A small refund now costs less than a second call." in mine
    assert "Ana Ferreira gives it to everybody of level rep" in mine
    assert "€400.00 for each customer in 90 days" in mine
    assert "Petra Lindqvist gives it to everybody of level coach" in others
    assert "Nobody decides for themselves." in shown


@pytest.mark.usefixtures("bank")
def test_a_pool_shows_what_is_left() -> None:
    assert "€20,000.00 of €20,000.00 left" in text(client_of("ana").get("/guideline"))
    decided(heard(), 18640)
    assert "€19,813.60 of €20,000.00 left" in text(client_of("ana").get("/guideline"))


@pytest.mark.usefixtures("bank")
def test_earlier_versions_stay_readable() -> None:
    publish_richer()
    client = client_of("ines")
    now, before = text(client.get("/guideline")), text(client.get("/guideline/1"))
    assert "rep-replace" in now
    assert "rep-replace" not in before
    assert "no longer in force" in before
    assert client.get("/guideline/3").status_code == 404
