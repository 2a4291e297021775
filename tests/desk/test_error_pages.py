"""Pages for what went wrong: a sentence, what to do, no trace of the inside."""

from __future__ import annotations

from unittest import mock

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.desk.harbour import client_of
from tests.desk.pages import text


@pytest.mark.parametrize("name", ["400.html", "500.html", "403_csrf.html"])
def test_it_renders_without_request_and_without_database(name: str) -> None:
    page = render_to_string(name)
    assert 'href="/"' in page
    assert "nothing was done" in page.lower() or "not at all" in page


@pytest.mark.usefixtures("bank")
def test_a_fault_says_that_it_is_ours_and_shows_nothing_of_it() -> None:
    client = client_of("henry")
    client.raise_request_exception = False
    with mock.patch("leeway.desk.my_day.work_for", side_effect=RuntimeError("the inside")):
        page = client.get("/")
    assert page.status_code == 500
    assert "A fault of ours" in text(page)
    assert "the inside" not in text(page)


@pytest.mark.usefixtures("bank")
def test_a_forged_form_says_that_nothing_was_done() -> None:
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    page = client.post("/sign-in", {"username": "henry", "password": "x"})
    assert page.status_code == 403
    assert "The form was too old" in text(page)


def test_an_unknown_host_is_not_answered() -> None:
    page = Client(SERVER_NAME="elsewhere.example").get("/sign-in")
    assert page.status_code == 400
    assert "That could not be read" in text(page)
