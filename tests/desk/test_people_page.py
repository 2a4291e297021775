"""People and their passwords, for administrators alone."""

from __future__ import annotations

import re

import pytest

from leeway.people.models import Account, Person
from tests.desk.harbour import client_of, heard, stranger
from tests.desk.pages import text

pytestmark = pytest.mark.usefixtures("bank")
JORIS = {"name": "Joris Kok", "role": "member", "level": "specialist", "team": "security", "reports_to": "ruben",
        "training": "refunds-1, cards", "active": "on"}  # fmt: skip


@pytest.mark.parametrize("who", ["henry", "ana", "petra"])
def test_nobody_else_looks_after_people(who: str) -> None:
    client = client_of(who)
    for path in ("/people", "/people/new", "/people/henry"):
        assert client.get(path).status_code == 403
    assert client.post("/people/henry/password").status_code == 403
    assert Account.objects.get(username="henry").has_usable_password()


def test_somebody_is_added_and_signs_in_with_a_password_shown_once() -> None:
    admin = client_of("ines")
    assert admin.post("/people/new", JORIS | {"id": "joris"}).status_code == 302
    joris = Person.objects.get(id="joris")
    assert (joris.training, joris.reports_to_id) == (["refunds-1", "cards"], "ruben")
    assert not Account.objects.get(username="joris").has_usable_password()
    shown = admin.post("/people/joris/password")
    found = re.search(r'id="password">([^<]+)<', text(shown))
    assert found
    assert shown["Cache-Control"] == "no-store"
    signed_in = stranger().post("/sign-in", {"username": "joris", "password": found[1]})
    assert signed_in["Location"] == "/"


def test_a_new_password_signs_out_whoever_used_the_old_one() -> None:
    henry = client_of("henry")
    assert henry.get("/me").status_code == 200
    client_of("ines").post("/people/henry/password")
    assert henry.get("/me").status_code == 302


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"id": "Joris Kok"}, "Small letters"),
        ({"id": "henry"}, "already exists"),
        ({"id": "clock"}, "means something else here"),
        ({"id": "joris", "name": ""}, "required"),
        ({"id": "joris", "role": "boss"}, "not one of the available choices"),
        ({"id": "joris", "reports_to": "nobody"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(fields: dict[str, str], sentence: str) -> None:
    answer = client_of("ines").post("/people/new", JORIS | fields)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert Person.objects.filter(name="Joris Kok").count() == 0


def test_nobody_reports_to_themselves_through_others() -> None:
    sent = {"name": "Petra Lindqvist", "role": "leader", "active": "on", "reports_to": "henry"}
    answer = client_of("ines").post("/people/petra", sent)
    assert answer.status_code == 422
    assert "choose somebody else" in text(answer)


def test_an_owner_of_open_cases_does_not_leave_them_alone() -> None:
    heard()
    sent = {"name": "Henry Jansen", "role": "member", "level": "rep", "team": "front-desk", "reports_to": "ana"}
    answer = client_of("ines").post("/people/henry", sent)
    assert answer.status_code == 422
    assert "owns 1 open case" in text(answer)
    mia = client_of("ines").post("/people/mia", sent | {"name": "Mia Brandt"})
    assert mia.status_code == 302
    assert not Person.objects.get(id="mia").active
