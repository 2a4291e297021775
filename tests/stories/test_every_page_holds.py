"""Each page at a desk and on two phones, light and dark: nothing scrolls sideways, and axe finds nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from leeway.core.cases import OfferHandoff, Propose
from leeway.core.cases.decisions import Deciding
from leeway.core.cases.hearing import Contact
from leeway.core.granting import OfferGrant, RevokeGrant
from leeway.guidelines.writing import table, write_tree
from leeway.ledger.grants import keep
from leeway.ledger.publishing import publish
from leeway.people.models import Person
from leeway.people.words import Texts
from leeway.projections.cases import CaseRow
from tests.desk.harbour import command_id, decided, do, heard, page_of
from tests.desk.pages import RICHER
from tests.stories.conftest import Opener

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
WIDTHS = (1440, 390, 320)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 2
PAGES = (
    ("", "/sign-in"),
    ("", "/c/{token}"),
    ("", "/c/nonsense"),
    ("henry", "/"),
    ("henry", "/cases"),
    ("henry", "/cases?q=nobody"),
    ("henry", "/cases/new"),
    ("henry", "/cases/{number}?kind=refund&amount=186.40"),
    ("mia", "/cases/{number}"),
    ("henry", "/guideline"),
    ("henry", "/leeway"),
    ("mia", "/leeway"),
    ("ana", "/leeway"),
    ("ana", "/leeway/offer"),
    ("petra", "/leeway/offer"),
    ("mia", "/grants/mia-more"),
    ("ana", "/grants/rep-refund"),
    ("mia", "/"),
    ("ana", "/"),
    ("henry", "/cases/{put}?kind=callback"),
    ("ana", "/cases/{put}"),
    ("mia", "/cases/{decided}/decisions/{decision}"),
    ("mia", "/cases/{decided}"),
    ("lotte", "/cases/{lotte}?kind=refund&amount=900"),
    ("ruben", "/leeway/offer"),
    ("petra", "/grants/rep-replace"),
    ("henry", "/guideline/1"),
    ("henry", "/me"),
    ("ana", "/me"),
    ("ines", "/people/ana"),
    ("henry", "/cases/999"),
)


@pytest.mark.parametrize(("person", "path"), PAGES)
def test_a_page_holds(opened: Opener, person: str, path: str) -> None:
    row = a_long_case()
    an_offer()
    more = what_is_asked_decided_and_taken_back()
    page = opened(person, path.format(number=row.number, token=page_of(row).removeprefix("/c/"), **more))
    unfold(page)
    wrong: list[Any] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if scrolls_sideways(page):
                wrong.append((scheme, width, "scrolls sideways"))
        page.set_viewport_size({"width": WIDTHS[scheme == "dark"], "height": 900})
        wrong += [(scheme, each["id"], each["nodes"][0]["html"]) for each in violations(page)]
    page.set_viewport_size({"width": 640, "height": 900})
    if larger_text_scrolls(page):
        wrong.append(("200% text", 640, "scrolls sideways"))
    assert wrong == []


def a_long_case() -> CaseRow:
    """With long words, a long way behind it, an offer that is open, promises and a note."""
    now = timezone.now()
    told = tuple(
        Contact(point, who, now - timedelta(minutes=minutes), 9, minutes < 50, True)
        for point, who, minutes in (("main-number", "desk-1", 60), ("card-line", "desk-2", 40), ("branch", "henry", 9))
    )
    row = heard(said=LONG, contacts=told)
    texts = Texts(command_id(), case=row.id, customer=row.customer, author="henry", at=now)
    do(OfferHandoff(at=now, by="henry", case=row.id, to="mia", pack=texts.put("pack", LONG)), texts.rows)
    return CaseRow.objects.get(id=row.id)


def an_offer() -> None:
    """Of a grant with a long reason, that waits for its second signature."""
    terms = {"id": "mia-more", "from": "ana", "under": "all", "to": "person:mia", "may": "refund", "up_to": "600",
             "why": LONG, "needs": {"training": ["refunds-2"]}}  # fmt: skip
    do(OfferGrant(at=timezone.now(), by="ana", grant="mia-more", text=keep(write_tree(table(terms)))))


def what_is_asked_decided_and_taken_back() -> dict[str, str]:
    """Advice asked for, a decision, a case whose owner acts in another's place, a grant taken back, a leader who has
    not signed yet; by what stands in the addresses."""
    until = timezone.localdate() + timedelta(days=9)
    away = f"substitutes: [{{id: ana-away, from: ana, to: 'person:lotte', until: {until}, why: {LONG.strip()}}}]\n"
    publish(RICHER + away, by="petra", at=timezone.now(), command_id="publish-2")
    put, made, lotte = heard(customer="c-tomas"), decided(heard(by="mia")), heard(by="lotte")
    texts = Texts(command_id(), case=put.id, customer=put.customer, author="henry", at=timezone.now())
    asked = Deciding(decision=command_id(), kind="callback", amount=None, reason=texts.put("reason", LONG))
    do(Propose(at=timezone.now(), by="henry", case=put.id, deciding=asked), texts.rows)
    said = Texts(command_id(), case="", customer="", author="petra", at=timezone.now())
    do(RevokeGrant(at=timezone.now(), by="petra", grant="rep-replace", words=said.put("words", LONG)), said.rows)
    Person.objects.filter(id="ruben").update(coach=None, leads_signed_at=None)
    (decision,) = made.case.decisions
    return {
        "put": str(put.number), "decided": str(made.number), "decision": decision, "lotte": str(lotte.number),
    }  # fmt: skip


def unfold(page: Page) -> None:
    """What is folded is part of the page, too."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def larger_text_scrolls(page: Page) -> bool:
    """Text at 200 percent, as the setting of a browser makes it."""
    client = page.context.new_cdp_session(page)
    client.send("Page.enable")
    client.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page.reload()
    unfold(page)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    return scrolls_sideways(page)


def violations(page: Page) -> list[Any]:
    return list(Axe().run(page, options=RULES).response["violations"])
