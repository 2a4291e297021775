"""Each page at a desk and on two phones, light and dark: nothing scrolls sideways, and axe finds nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from leeway.core.cases import OfferHandoff
from leeway.core.cases.hearing import Contact
from leeway.core.granting import OfferGrant
from leeway.guidelines.writing import table, write_tree
from leeway.ledger.grants import keep
from leeway.people.words import Texts
from leeway.projections.cases import CaseRow
from tests.desk.harbour import command_id, do, heard, page_of
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
    ("henry", "/me"),
    ("henry", "/cases/999"),
)


@pytest.mark.parametrize(("person", "path"), PAGES)
def test_a_page_holds(opened: Opener, person: str, path: str) -> None:
    row = a_long_case()
    an_offer()
    page = opened(person, path.format(number=row.number, token=page_of(row).removeprefix("/c/")))
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
