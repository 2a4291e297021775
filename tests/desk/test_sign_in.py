"""Signing in and out, a new password, and the demo's way in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from leeway.demo.make import MARK
from leeway.ledger.publishing import publish
from leeway.people.models import Account, Person
from tests.desk.harbour import GUIDELINE, PASSWORD, client_of, heard, page_of, stranger
from tests.desk.pages import text

pytestmark = pytest.mark.usefixtures("bank")


def try_to_sign_in(client: Client, password: str, **more: str) -> Any:
    return client.post("/sign-in", {"username": "henry", "password": password, **more})


def test_one_signs_in_and_comes_to_the_page_that_was_asked_for() -> None:
    client = stranger()
    asked = client.get("/guideline")
    assert asked.status_code == 302
    assert asked["Location"] == "/sign-in?next=/guideline"
    done = try_to_sign_in(client, PASSWORD, next="/guideline")
    assert done["Location"] == "/guideline"
    assert client.get("/guideline").status_code == 200


def test_nobody_is_sent_elsewhere_after_signing_in() -> None:
    done = try_to_sign_in(stranger(), PASSWORD, next="https://elsewhere.example/")
    assert done["Location"] == "/"


def test_a_wrong_password_says_what_to_do_and_the_sixth_try_that_the_door_is_closed() -> None:
    client = stranger()
    answers = [try_to_sign_in(client, f"wrong {each}") for each in range(5)]
    assert [each.status_code for each in answers] == [422] * 4 + [429]
    assert "do not belong together" in text(answers[0])
    closed = try_to_sign_in(client, PASSWORD)
    assert closed.status_code == 429
    assert "for a quarter of an hour" in text(closed)


def test_signing_out_is_an_act_and_no_link() -> None:
    client = client_of("henry")
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 302
    assert client.get("/").status_code == 302


def test_a_new_password_has_to_be_a_good_one() -> None:
    client = client_of("henry")
    sent = {"old_password": PASSWORD, "new_password1": "henry", "new_password2": "henry"}
    short = client.post("/me", sent)
    assert short.status_code == 422
    assert "at least 12 characters" in text(short)
    good = "another long enough sentence"
    assert client.post("/me", sent | {"new_password1": good, "new_password2": good}).status_code == 302
    assert client.get("/me").status_code == 200, "still signed in"
    assert Account.objects.get(username="henry").check_password(good)


def test_an_account_of_somebody_who_left_opens_nothing() -> None:
    client = client_of("mia")
    Person.objects.filter(id="mia").update(active=False)
    closed = client.get("/")
    assert closed.status_code == 403
    assert "belongs to nobody who works here now" in text(closed)


def fill_as_the_demo_does() -> None:
    publish(GUIDELINE + "# the demo's\n", by="petra", at=timezone.now(), command_id=MARK)


@pytest.mark.parametrize(("setting", "filled"), [(False, True), (True, False), (False, False)])
def test_the_demo_is_there_only_where_both_the_setting_and_the_database_say_so(
    settings: Any, setting: bool, filled: bool
) -> None:
    settings.LEEWAY_DEMO = setting
    if filled:
        fill_as_the_demo_does()
    client = stranger()
    assert client.get("/demo").status_code == 404
    assert client.post("/demo/henry").status_code == 404
    assert client.get("/").status_code == 302
    assert "/demo" not in text(client.get("/sign-in"))


def test_on_a_demo_one_click_signs_in_or_opens_a_customers_page(settings: Any) -> None:
    settings.LEEWAY_DEMO = True
    fill_as_the_demo_does()
    row, client = heard(), stranger()
    assert "/demo" in text(client.get("/sign-in"))
    assert page_of(row) in text(client.get("/demo"))
    assert client.get("/demo/henry").status_code == 405
    assert client.post("/demo/henry")["Location"] == "/"
    assert "Henry Jansen" in text(client.get("/me"))
    assert client.post("/demo/nobody").status_code == 404
    assert Client(SERVER_NAME="localhost", enforce_csrf_checks=True).post("/demo/henry").status_code == 403
