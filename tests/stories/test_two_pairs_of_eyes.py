"""Put to others before it is decided: agreement, advice that is not used, and an intent that must be seen."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from leeway.clock.tick import tick
from leeway.ledger.publishing import publish
from leeway.projections.cases import CaseRow
from tests.desk.harbour import heard
from tests.desk.pages import RICHER
from tests.stories.conftest import Opener

GUIDELINE = RICHER + (
    '  - {id: rep-agreed, from: ana, under: all, to: "level:rep", may: refund, up_to: 900, why: Two pairs of eyes.,\n'
    '     needs: {agreed_by: ["level:coach", "level:coach"]}}\n'
)


def in_force() -> None:
    publish(GUIDELINE, by="petra", at=timezone.now(), command_id="publish-2")


def test_two_coaches_agree_and_henry_decides(opened: Opener) -> None:
    henry, ana, ruben = opened("henry"), opened("ana"), opened("ruben")
    in_force()
    row = heard(by="henry")
    henry.goto(f"/cases/{row.number}")
    henry.get_by_label("Amount").fill("800")
    henry.get_by_role("button", name="Ask Ana and Ruben to agree").click()
    expect(henry.get_by_text("It waits for a coach")).to_be_visible()
    for page in (ana, ruben):
        page.goto("/")
        expect(page.get_by_role("heading", name="Henry asks your agreement: Refund €800.00")).to_be_visible()
        page.get_by_role("button", name="I agree to exactly this").click()
        expect(page.get_by_text("Henry asks your agreement")).to_have_count(0)
    henry.reload()
    henry.get_by_role("button", name="Decide it: Refund €800.00").click()
    expect(henry.get_by_text("Done, not yet felt resolved")).to_be_visible()
    henry.get_by_role("link", name="Why was this allowed?").click()
    expect(henry.get_by_text("Agreed by Ana and Ruben, to exactly this.")).to_be_visible()


def test_lotte_asks_for_advice_and_decides_otherwise_with_a_reason(opened: Opener) -> None:
    lotte, ruben = opened("lotte"), opened("ruben")
    in_force()
    row = heard(by="lotte")
    lotte.goto(f"/cases/{row.number}?kind=callback")
    lotte.get_by_text("Ask others for advice, too").click()
    lotte.locator("#do").get_by_label("Ruben Vos").check()
    lotte.get_by_role("button", name="Ask Ana and Ruben for advice").click()
    expect(lotte.get_by_text("It waits for Ana and Ruben")).to_be_visible()
    ruben.goto("/")
    ruben.get_by_role("textbox", name="Your advice").fill("Write to her.")
    ruben.get_by_role("button", name="Give this advice").click()
    ana = opened("ana")
    ana.get_by_role("textbox", name="Your advice").fill("Call her.")
    ana.get_by_role("button", name="Give this advice").click()
    expect(ana.get_by_text("asks your advice")).to_have_count(0)
    lotte.reload()
    lotte.locator('[name="used:ruben"][value=no]').check()
    lotte.locator('[name="used:ana"][value=yes]').check()
    lotte.get_by_label("Why; Ruben will read it").fill("She asked for a call.")
    lotte.get_by_role("button", name="Decide it: Callback").click()
    expect(lotte.get_by_text("Done, not yet felt resolved")).to_be_visible()
    ruben.goto("/")
    expect(ruben.get_by_text("did not use it: She asked for a call.")).to_be_visible()


def test_an_intent_goes_ahead_only_once_somebody_has_seen_it(opened: Opener) -> None:
    henry = opened("henry")
    row = heard(by="henry")
    henry.goto(f"/cases/{row.number}?kind=fee.waive&amount=80")
    henry.get_by_role("button", name="State your intent: Fee waive €80.00").click()
    expect(henry.get_by_text("An intent is open")).to_be_visible()
    tick(timezone.now() + timedelta(hours=5))
    assert CaseRow.objects.get(id=row.id).state == "INTENDED", "silence does not count while nobody has seen it"
    ana = opened("ana")
    expect(ana.get_by_role("heading", name="Henry intends: Fee waive €80.00")).to_be_visible()
    tick(timezone.now() + timedelta(hours=9))
    assert CaseRow.objects.get(id=row.id).state == "ACTING"
