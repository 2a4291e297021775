"""An intent counts as delivered when somebody who may stop it opens a page that shows it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from leeway.clock.tick import tick
from leeway.core.cases import StateIntent
from leeway.core.cases.decisions import Deciding
from leeway.core.cases.events import IntentNoticed
from leeway.ledger.read import facts
from leeway.projections.cases import CaseRow
from tests.desk.harbour import client_of, command_id, do, heard
from tests.desk.pages import fresh, text

pytestmark = pytest.mark.usefixtures("bank")


def intended(hours_ago: float = 0) -> CaseRow:
    row = heard()
    at = timezone.now() - timedelta(hours=hours_ago)
    deciding = Deciding(decision=command_id(), kind="fee.waive", amount=1500, reason="words")
    do(StateIntent(at=at, by="henry", case=row.id, deciding=deciding))
    return fresh(row)


def seen(row: CaseRow) -> list[str]:
    return [each.by for each in facts(f"case:{row.id}") if isinstance(each, IntentNoticed)]


@pytest.mark.parametrize("path", ["/", "/cases/{number}"])
def test_who_may_stop_it_has_seen_it_once_the_page_is_open(path: str) -> None:
    row = intended()
    for who in ("henry", "mia", "ruben"):
        client_of(who).get(path.format(number=row.number))
    assert seen(row) == []
    for who in ("ana", "ana", "petra"):
        assert client_of(who).get(path.format(number=row.number)).status_code == 200
    assert seen(row) == ["ana", "petra"]


def test_a_page_that_a_browser_fetches_ahead_is_not_seen() -> None:
    row = intended()
    client_of("ana").get(f"/cases/{row.number}", headers={"Sec-Purpose": "prefetch"})
    assert seen(row) == []


def test_the_owner_reads_who_has_seen_it() -> None:
    row = intended()
    page = f"/cases/{row.number}"
    assert "if Ana or Petra has seen it by then. Nobody has yet." in text(client_of("henry").get(page))
    client_of("ana").get("/")
    assert "Ana has seen it. It goes ahead" in text(client_of("henry").get(page))


def test_seen_by_nobody_it_waits_and_the_owner_is_told_whom_to_speak_to() -> None:
    row = intended(hours_ago=5)
    tick(timezone.now())
    assert fresh(row).state == "INTENDED"
    page = text(client_of("henry").get(f"/cases/{row.number}"))
    assert "Nobody has seen it yet, so nobody" in page
    assert "silence is a yes: speak to Ana." in page
    day = text(client_of("henry").get("/"))
    assert "Nobody has seen it yet: speak to Ana" in day
    assert f"/cases/{row.number}" in day
    client_of("ana").get("/")
    assert "Nobody has seen it yet" not in text(client_of("henry").get("/"))
    tick(timezone.now() + timedelta(hours=3, minutes=59))
    assert fresh(row).state == "INTENDED"
    tick(timezone.now() + timedelta(hours=4, minutes=1))
    assert fresh(row).state == "ACTING"
