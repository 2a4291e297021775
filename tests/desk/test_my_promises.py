"""The page of promises between colleagues and to oneself, and one promise with its acts."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from leeway.projections.promises import PromiseRow
from tests.desk.harbour import client_of, command_id, in_hours
from tests.desk.pages import text

pytestmark = pytest.mark.usefixtures("bank")


def sent(client: Client, address: str, status: int = 302, **fields: Any) -> str:
    response = client.post(address, {"command_id": command_id(), **fields})
    assert response.status_code == status, text(response)
    return str(response.get("Location", "")) if status == 302 else text(response)


def typed(hours: float) -> str:
    return f"{timezone.localtime(in_hours(hours)):%Y-%m-%dT%H:%M}"


def asked(client: Client, **more: Any) -> str:
    fields = {"act": "request", "to": "henry", "body": "Look at the figures.", "due": typed(5), **more}
    return sent(client, "/promises/new", **fields)


def test_what_is_asked_promised_reported_and_kept_is_all_on_its_page() -> None:
    mia, henry = client_of("mia"), client_of("henry")
    page = asked(mia, condition="Pages", adequate="2", desired="4")
    assert "Look at the figures." in text(henry.get("/promises"))
    assert "Look at the figures." in text(henry.get("/"))
    sent(henry, f"{page}/promise")
    sent(henry, f"{page}/believe", percent="90")
    assert "90%" not in text(mia.get(page))
    sent(mia, f"{page}/believe", percent="40")
    assert "50 points apart" in text(mia.get(page))
    missing = sent(henry, f"{page}/report", 409, **{"value-1": "many"})
    assert "Say what was reached" in missing
    sent(henry, f"{page}/report", **{"value-1": "3"})
    assert "Reported: 3" in text(mia.get(page))
    sent(mia, f"{page}/declare_satisfied", **{"level-1": "within"})
    assert "Kept 1, kept late 0, not kept 0." in text(henry.get("/promises"))
    assert PromiseRow.objects.get(promiser="henry").state == "CONFIRMED"


def test_a_stranger_to_it_finds_nothing_and_says_nothing() -> None:
    mia, petra = client_of("mia"), client_of("petra")
    page = asked(mia)
    assert petra.get(page).status_code == 404
    assert petra.post(f"{page}/promise", {"command_id": command_id()}).status_code == 404
    assert "Look at the figures." not in text(petra.get("/promises"))
    assert client_of("ines").get("/promises").status_code == 403


def test_seen_and_a_full_answer_within_a_day_is_one_tap() -> None:
    mia, henry = client_of("mia"), client_of("henry")
    page = asked(mia)
    sent(henry, f"{page}/answer_later")
    assert "A full answer" in text(mia.get("/promises"))


def test_to_myself_in_a_rhythm() -> None:
    mia = client_of("mia")
    page = asked(mia, act="promise", to="", body="Call Ada.", every="6", unit="months", tolerance="28")
    assert "Again every 6 months, give or take 28 days." in text(mia.get(page))
    sent(mia, f"{page}/report")
    assert PromiseRow.objects.filter(promiser="mia", state="PROMISED").count() == 1


def test_what_is_missing_is_said_in_its_place() -> None:
    mia = client_of("mia")
    assert "Choose the colleague." in sent(mia, "/promises/new", 422, act="offer", body="x", due=typed(3))
    assert "Until when?" in sent(mia, "/promises/new", 422, act="promise", body="x")
    said = sent(mia, "/promises/new", 409, act="promise", body="x", due=typed(3), awaits="Back: Petra")
    assert "no name for an event" in said
