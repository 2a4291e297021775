"""Small things in the browser: keys that find and do, words without end, and the customer's page at the desk."""

from __future__ import annotations

import re

from django.utils import timezone
from playwright.sync_api import expect

from leeway.core.cases.hearing import WriteNote
from leeway.core.promises import MakePromise
from leeway.people.words import Texts
from tests.desk.harbour import command_id, decided, do, heard, in_hours, page_of
from tests.stories.conftest import Opener
from tests.stories.test_every_page_holds import scrolls_sideways


def test_what_is_typed_narrows_what_can_be_done(opened: Opener) -> None:
    row = heard()
    henry = opened("henry")
    shown = henry.locator("#palette li:visible")
    henry.keyboard.press("Control+k")
    expect(shown).to_have_count(7)
    henry.keyboard.type("hear")
    expect(shown).to_have_text(["Hear a new case", "Find it among the cases"])
    henry.keyboard.press("Enter")
    henry.wait_for_url(re.compile("/cases/new$"))
    henry.keyboard.press("Control+k")
    henry.keyboard.type("Noor Ver")
    henry.keyboard.press("Enter")
    expect(henry.get_by_text("1 case that you may see for “Noor Ver”")).to_be_visible()
    henry.wait_for_load_state()
    henry.keyboard.press("Control+k")
    henry.keyboard.type(str(row.number))
    henry.keyboard.press("Enter")
    henry.wait_for_url(re.compile(f"/cases/{row.number}$"))


def test_arrow_keys_move_in_the_palette(opened: Opener) -> None:
    henry = opened("henry")
    palette = henry.locator("#palette")
    henry.keyboard.press("Control+k")
    for key, name in (("ArrowDown", "Hear a new case"), ("ArrowDown", "My day"), ("ArrowUp", "Hear a new case")):
        henry.keyboard.press(key)
        expect(palette.get_by_role("link", name=name)).to_be_focused()
    henry.keyboard.press("ArrowUp")
    expect(palette.get_by_role("searchbox")).to_be_focused()
    henry.keyboard.press("ArrowUp")
    henry.keyboard.press("Enter")
    henry.wait_for_url(re.compile("/guideline$"))


def test_words_without_end_break(opened: Opener) -> None:
    row, now = heard(said="x" * 4000), timezone.now()
    texts = Texts(command_id(), case=row.id, customer=row.customer, author="henry", at=now)
    body, note = texts.put("body", "y" * 4000), texts.put("note", "z" * 4000)
    due, to = in_hours(5), "customer:c-noor"
    assert body
    do(MakePromise(at=now, by="henry", promise=command_id(), case=row.id, promisee=to, body=body, due=due), texts.rows)
    do(WriteNote(at=now, by="henry", case=row.id, words=note, audience="customer"))
    for person, path in (("henry", f"/cases/{row.number}"), ("henry", "/"), ("henry", "/cases"), ("", page_of(row))):
        page = opened(person, path)
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert not scrolls_sideways(page), (path, width)


def test_a_text_field_that_was_resized_breaks_no_policy(opened: Opener) -> None:
    row = heard()
    henry = opened("henry", f"/cases/{row.number}")
    henry.evaluate("document.querySelectorAll('textarea').forEach(each => { each.style.height = '9rem' })")
    henry.get_by_role("button", name="Make the address").click()
    expect(henry.get_by_label("Address", exact=True)).to_be_visible()


def test_the_owner_reads_the_customers_page_and_the_customer_answers(opened: Opener) -> None:
    row = decided(heard())
    henry = opened("henry", page_of(row))
    expect(henry.get_by_role("note")).to_contain_text("You are signed in as Henry Jansen. Only Noor can answer here")
    expect(henry.locator("form")).to_have_count(0)
    noor = opened(path=page_of(row))
    expect(noor.get_by_role("note")).to_have_count(0)
    expect(noor.get_by_role("button", name="Send my answer")).to_be_visible()
