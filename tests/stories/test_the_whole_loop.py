"""Hear, own, decide while the verdict shows, tell; the customer says not yet; again; and the customer is satisfied."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from leeway.core.cases import DeclineHandoff, OfferHandoff
from leeway.projections.cases import CaseRow
from tests.desk.harbour import do
from tests.stories.conftest import Opener


def test_henry_stays_with_noor_until_she_says_that_it_is_right(opened: Opener) -> None:
    henry = opened("henry", "/cases/new")
    hear(henry)
    expect(henry.get_by_role("heading", level=1)).to_contain_text("That it costs me nothing.")
    expect(henry.get_by_text("owns this case")).to_contain_text("Henry Jansen")

    decide(henry, "186,40", "Refund €186.40")
    expect(henry.locator(".toast")).to_contain_text("Decided: Refund €186.40.")
    tell(henry, "It is on its way. Henry")
    noor = opened(path=link_of(henry))
    expect(noor.get_by_text("It is on its way. Henry")).to_be_visible()
    expect(noor.get_by_text("€186.40").first).to_be_visible()

    answer(noor, "Not yet", easy=3, words="And the taxi?")
    henry.reload()
    expect(henry.get_by_text("Round 2")).to_be_visible()
    expect(henry.get_by_text("“And the taxi?”").first).to_be_visible()

    decide(henry, "20", "Refund €20.00")
    henry.get_by_label("How do you ask?").select_option("phone")
    henry.get_by_role("button", name="I asked Noor").click()
    expect(henry.get_by_text("Noor was asked whether it is right")).to_be_visible()

    noor.reload()
    answer(noor, "Yes", easy=7)
    henry.reload()
    expect(henry.get_by_text("Right, says Noor")).to_be_visible()
    expect(henry.locator(".ladder [data-step=done]")).to_have_count(4)
    expect(henry.locator("#decide")).to_have_count(0)


def test_the_verdict_follows_what_is_typed(opened: Opener) -> None:
    henry = opened("henry", "/cases/new")
    hear(henry)
    amount = henry.get_by_label("Amount")
    for typed, verdict, button in (
        ("100", "Go: this is yours to decide", "Refund €100.00"),
        ("1000", "Beyond: not yours, Ana or Ruben could", "Ask Ana and Ruben"),
        ("250", "Go: this is yours to decide", "Refund €250.00"),
    ):
        amount.fill(typed)
        expect(henry.locator(".verdict h3")).to_have_text(verdict)
        expect(henry.locator("#do .btn-main")).to_contain_text(button)
    amount.press("Enter")
    expect(henry.get_by_text("Heard, to be decided")).to_be_visible()
    amount.fill("1e400")
    expect(henry.locator("#answer")).to_contain_text("is no amount")
    expect(henry.locator("#do button")).to_have_count(0)
    henry.get_by_label("Kind").select_option("fee.waive")
    henry.get_by_label("Amount").fill("80")
    expect(henry.locator("#do button")).to_contain_text("State your intent: Fee waive €80.00")
    henry.locator("#do button").click()
    expect(henry.get_by_text("An intent is open")).to_be_visible()


def test_no_words_stand_in_an_address(opened: Opener) -> None:
    henry = opened("henry", "/cases/new")
    hear(henry)
    asked: list[str] = []
    henry.on("request", lambda request: asked.append(request.url))
    henry.get_by_label("Reason").fill("Stranded")
    henry.get_by_label("What was done").fill("Stranded")
    decide(henry, "50", "Refund €50.00")
    assert any(each.endswith("/may") for each in asked)
    assert [each for each in asked if "?" in each or "Stranded" in each] == []


def test_a_refusal_keeps_what_was_typed_and_takes_the_focus(opened: Opener) -> None:
    henry = opened("henry", "/cases/new")
    hear(henry)
    henry.get_by_text("Promise something").click()
    henry.get_by_label("What you promise").fill("A new card.")
    henry.locator("#promise-due").fill("2020-01-01T10:00")
    henry.get_by_role("button", name="Promise it").click()
    expect(henry.get_by_role("alert")).to_contain_text("has passed already")
    expect(henry.get_by_role("alert")).to_be_focused()
    expect(henry.get_by_label("What you promise")).to_have_value("A new card.")
    henry.locator("#promise-due").fill(f"{timezone.now() + timedelta(days=9):%Y-%m-%dT%H:%M}")
    henry.get_by_role("button", name="Promise it").click()
    expect(henry.locator(".promises")).to_contain_text("A new card.")


def test_without_script_every_act_still_works(opened: Opener) -> None:
    henry = opened("henry", "/cases/new", java_script_enabled=False)
    henry.get_by_label("In their own words").fill("My card was stopped.")
    henry.get_by_label("Name, phone or e-mail").fill("Noor")
    henry.get_by_role("button", name="Find", exact=True).click()
    henry.get_by_label("Noor Verhagen").check()
    henry.get_by_label("I said in my own words").check()
    henry.get_by_role("button", name="Hear it: the case is mine").click()
    henry.get_by_label("Amount").fill("50")
    henry.get_by_role("button", name="May I?").click()
    expect(henry.locator(".verdict h3")).to_have_text("Go: this is yours to decide")
    henry.get_by_role("button", name="Refund €50.00").click()
    expect(henry.get_by_text("Done, not yet felt resolved")).to_be_visible()


def hear(page: Page) -> None:
    page.get_by_label("In their own words").fill("My card was stopped and I missed the last train.")
    page.get_by_label("What do they want in the end?").fill("That it costs me nothing.")
    page.get_by_label("I said in my own words").check()
    page.get_by_label("Name, phone or e-mail").fill("noor")
    page.get_by_label("Noor Verhagen").check()
    page.get_by_role("button", name="Hear it: the case is mine").click()
    page.wait_for_url("**/cases/*")
    expect(page.get_by_role("heading", name="May I?")).to_be_visible()


def decide(page: Page, amount: str, button: str) -> None:
    page.get_by_label("Amount").fill(amount)
    expect(page.locator(".verdict")).to_have_attribute("data-verdict", "go")
    expect(page.locator("#do button")).to_contain_text(button)
    page.get_by_label("Amount").press("Control+Enter")
    expect(page.get_by_text("Done, not yet felt resolved")).to_be_visible()


def tell(page: Page, words: str) -> None:
    page.get_by_label("Text", exact=True).fill(words)
    page.get_by_role("button", name="Send to Noor").click()
    expect(page.locator(".timeline")).to_contain_text(words)


def link_of(page: Page) -> str:
    page.get_by_role("button", name="Make the address").click()
    return page.get_by_label("Address", exact=True).input_value()


def answer(page: Page, felt: str, easy: int, words: str = "") -> None:
    form = page.locator("#answer")
    form.get_by_label(felt).check()
    if words:
        form.get_by_label("What is missing?").fill(words)
    form.locator(f".scale label:has([value='{easy}'])").click()
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("Thank you.")).to_be_visible()


def test_without_a_connection_nothing_is_lost_and_the_page_says_so(opened: Opener) -> None:
    henry = opened("henry", "/cases/new")
    hear(henry)
    henry.get_by_label("Text", exact=True).fill("It is on its way.")
    henry.route("**/notes", lambda route: route.abort("connectionrefused"))
    henry.get_by_role("button", name="Send to Noor").click()
    expect(henry.get_by_text("No answer came from Leeway.")).to_be_visible()
    expect(henry.get_by_label("Text", exact=True)).to_have_value("It is on its way.")
    henry.unroute("**/notes")
    henry.get_by_role("button", name="Send to Noor").click()
    expect(henry.locator(".timeline")).to_contain_text("It is on its way.")


def test_a_case_that_is_not_theirs_any_more_says_so_at_the_next_act(opened: Opener) -> None:
    henry = opened("henry", "/cases/new")
    hear(henry)
    lotte = opened("lotte")
    row = CaseRow.objects.get()
    do(OfferHandoff(at=timezone.now(), by="henry", case=row.id, to="lotte", pack="words-1"))
    lotte.goto(f"/cases/{row.number}")
    do(DeclineHandoff(at=timezone.now(), by="henry", case=row.id))
    lotte.get_by_role("button", name="Accept: I own it").click()
    expect(lotte.get_by_role("heading", level=1)).to_have_text("Nothing here that you can see")


def test_what_is_being_written_stays_until_it_is_sent(opened: Opener) -> None:
    henry = opened("henry", "/cases/new")
    hear(henry)
    text = henry.get_by_label("Text", exact=True)
    text.fill("I am on it.")
    henry.get_by_role("button", name="At risk").click()
    expect(henry.locator(".promises b", has_text="At risk")).to_be_visible()
    expect(text).to_have_value("I am on it.")
    henry.get_by_role("button", name="Send to Noor").click()
    expect(henry.locator(".timeline")).to_contain_text("I am on it.")
    expect(text).to_have_value("")


def test_a_second_act_waits_until_the_first_is_answered(opened: Opener) -> None:
    henry = opened("henry", "/cases/new")
    hear(henry)
    henry.get_by_label("Text", exact=True).fill("I am on it.")
    held: list[Route] = []
    henry.route("**/flag_risk", lambda route: held.append(route))
    henry.get_by_role("button", name="At risk").click()
    expect(henry.get_by_role("button", name="Send to Noor")).to_be_disabled()
    henry.keyboard.press("Enter")
    held[0].continue_()
    expect(henry.locator(".promises b", has_text="At risk")).to_be_visible()
    expect(henry.get_by_role("button", name="Send to Noor")).to_be_enabled()
    expect(henry.get_by_label("Text", exact=True)).to_have_value("I am on it.")
