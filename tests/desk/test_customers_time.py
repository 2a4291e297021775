"""A customer is told times as their own clock shows them, and types them so."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from leeway.people.models import Customer
from tests.desk.harbour import client_of, heard, page_of, stranger
from tests.desk.pages import text

pytestmark = pytest.mark.usefixtures("bank")


def test_the_page_shows_times_in_the_customers_zone_and_says_so() -> None:
    row = heard()
    due = next(iter(row.case.promises.values())).terms.due
    ours = text(stranger().get(page_of(row)))
    assert "All times here are UTC." in ours
    assert f"{due:%H:%M}" in ours
    Customer.objects.filter(id="c-noor").update(zone="Asia/Kathmandu")
    theirs = text(stranger().get(page_of(row)))
    assert "All times here are Kathmandu time." in theirs
    assert f"{due.astimezone(ZoneInfo('Asia/Kathmandu')):%H:%M}" in theirs


def test_a_new_customers_zone_is_checked_and_kept() -> None:
    form = {"customer": "new", "name": "Tenzin Gurung", "words": "My card was stopped.", "playback": "on",
            "distress": "0", "command_id": "a" * 32,
            "contacts-TOTAL_FORMS": "0", "contacts-INITIAL_FORMS": "0"}  # fmt: skip
    henry = client_of("henry")
    wrong = henry.post("/cases/new", form | {"zone": "Nepal time"})
    assert wrong.status_code == 422
    assert "is no timezone that we know" in text(wrong)
    assert henry.post("/cases/new", form | {"zone": "Asia/Kathmandu"}).status_code == 302
    assert Customer.objects.get(name="Tenzin Gurung").zone == "Asia/Kathmandu"
