"""`leeway webhook`: added, listed, ended, with what came of it."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from leeway.clock.sending import send_waiting
from leeway.webhooks.hooks import MOST
from leeway.webhooks.models import Webhook, WebhookDelivery
from tests.cli.running import leeway, sentence
from tests.desk.harbour import heard

URL = "https://shop.example.org/told"


@pytest.mark.usefixtures("bank")
def test_a_webhook_is_added_with_a_secret_that_is_shown_once_and_ended() -> None:
    assert "No webhooks yet" in leeway("webhook", "list").stdout
    assert "Nothing was to be delivered" in leeway("webhook", "log").stdout
    added = json.loads(leeway("webhook", "add", URL, "--events", "case.heard, decision.made", "--json").stdout)
    assert (added["events"], added["url"]) == (["case.heard", "decision.made"], URL)
    second = leeway("webhook", "add", URL, "--events", "*")
    assert second.stdout.strip() in Webhook.objects.values_list("secret", flat=True)
    for listed in (leeway("webhook", "list").stdout, leeway("webhook", "list", "--json").stdout):
        assert added["id"] in listed
        assert "whsec_" not in listed
    heard()
    send_waiting(timezone.now())
    assert "waiting  -" in leeway("webhook", "log").stdout
    (line,) = json.loads(leeway("webhook", "log", added["id"], "--json").stdout)
    assert (line["event"], line["state"], line["tries"]) == ("case.heard", "waiting", 0)
    WebhookDelivery.objects.update(state="failed", status="503", tries=9)
    assert "failed   503              9 tries" in leeway("webhook", "log").stdout
    assert leeway("webhook", "remove", added["id"]).exit_code == 0
    assert "removed" in leeway("webhook", "list").stdout
    assert "There is no webhook" in sentence(leeway("webhook", "remove", added["id"]))


@pytest.mark.parametrize(
    ("url", "events", "says"),
    [
        ("http://shop.example.org/", "*", "begins with https://"),
        ("ftp://shop.example.org/", "*", "begins with https://"),
        ("https://", "*", "begins with https://"),
        ("https://shop.example.org:99999/", "*", "begins with https://"),
        (f"{URL}/{'x' * 500}", "*", "begins with https://"),
        ("https://me:secret@shop.example.org/", "*", "Leave out names"),
        (f"{URL}#there", "*", "Leave out names"),
        (URL, "case.seen", "No fact is named 'case.seen'"),
        (URL, "*,case.heard", "* alone"),
        (URL, " , ", "* alone"),
    ],
)
def test_what_cannot_be_added_is_said(db: None, url: str, events: str, says: str) -> None:
    result = leeway("webhook", "add", url, "--events", events)
    assert result.exit_code == 1
    assert says in sentence(result)
    assert not Webhook.objects.exists()


def test_there_are_not_more_than_can_be_looked_after(db: None) -> None:
    for _ in range(MOST):
        assert leeway("webhook", "add", URL, "--events", "*").exit_code == 0
    assert f"There are {MOST} webhooks already" in sentence(leeway("webhook", "add", URL, "--events", "*"))
