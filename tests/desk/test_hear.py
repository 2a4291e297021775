"""Hearing a case: the customer's words first, played back; whoever hears it owns it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from leeway.core.cases.events import CaseHeard, ContactRecorded
from leeway.core.message import Event
from leeway.ledger.read import facts
from leeway.people.models import Customer, Words
from leeway.projections.cases import CaseRow
from tests.desk.harbour import came_in, client_of, command_id, in_hours
from tests.desk.pages import text

pytestmark = pytest.mark.usefixtures("bank")
NO_CONTACTS = {"contacts-TOTAL_FORMS": "0", "contacts-INITIAL_FORMS": "0"}


def form(**more: str) -> dict[str, str]:
    return {
        "command_id": command_id(), "words": "They lost my letter. Twice.", "wish": "That it ends.",
        "playback": "on", "customer": "c-noor", "distress": "1",
    } | NO_CONTACTS | more  # fmt: skip


def typed(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


def contact(place: int, **more: str) -> dict[str, str]:
    row = {"point": "main-number", "started": typed(timezone.now() - timedelta(hours=3)), "minutes": "12"} | more
    return {f"contacts-{place}-{name}": value for name, value in row.items()}


def facts_of(row: CaseRow) -> list[Event]:
    return facts(f"case:{row.id}")


def test_whoever_hears_it_owns_it_and_owes_the_next_word_in_time() -> None:
    done = client_of("henry").post("/cases/new", form(our_fault="on", asked_for="petra"))
    row = CaseRow.objects.get()
    assert done["Location"] == f"/cases/{row.number}"
    first = facts_of(row)[0]
    assert isinstance(first, CaseHeard)
    assert (row.owner, row.customer, first.distress, first.our_fault, first.asked_for) == (
        "henry", "c-noor", 1, True, "petra",
    )  # fmt: skip
    said = Words.objects.get(id=row.words)
    assert (said.text, said.author) == ("They lost my letter. Twice.", "customer:c-noor")
    (owed,) = row.case.ours_to_keep
    assert (owed.promiser, owed.kind) == ("henry", "touch")
    assert timedelta(hours=3) < owed.terms.due - timezone.now() <= timedelta(hours=4)


def test_the_same_form_sent_twice_is_one_case() -> None:
    client, sent = client_of("henry"), form(customer="new", name="Iris Bakker")
    first, second = client.post("/cases/new", sent), client.post("/cases/new", sent)
    assert first["Location"] == second["Location"]
    assert CaseRow.objects.count() == 1
    assert Customer.objects.filter(name="Iris Bakker").count() == 1


def test_a_new_customer_and_a_first_promise_in_words() -> None:
    sent = form(customer="new", name="Iris Bakker", phone="06 1", promise="A call back", promise_due=typed(in_hours(3)))
    client_of("henry").post("/cases/new", sent)
    row = CaseRow.objects.get()
    assert Customer.objects.get(id=row.customer).name == "Iris Bakker"
    (owed,) = row.case.ours_to_keep
    assert owed.kind == "said"
    assert Words.objects.get(id=owed.terms.body).author == "henry"


def test_earlier_contacts_are_written_down_and_empty_rows_say_nothing() -> None:
    rows = {"contacts-TOTAL_FORMS": "3"} | contact(0, repeated="on") | contact(1, who="lotte", transferred="on")
    client_of("henry").post("/cases/new", form(**rows, **{"contacts-2-point": ""}))
    found = [each for each in facts_of(CaseRow.objects.get()) if isinstance(each, ContactRecorded)]
    assert [(each.point, each.who, each.minutes, each.repeated, each.transferred) for each in found] == [
        ("main-number", "unknown-1", 12, True, False),
        ("main-number", "lotte", 12, False, True),
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"words": "  "}, "A few words are missing here."),
        ({"playback": ""}, "Play it back first"),
        ({"customer": ""}, "Who is it?"),
        ({"customer": "nobody"}, "not known here"),
        ({"customer": "new"}, "How are they called?"),
        ({"promise": "A call"}, "By when?"),
        ({"promise_due": "2030-01-01T10:00"}, "What will be done by then?"),
        ({"promise": "A call", "promise_due": "tomorrow"}, "write it like"),
        ({"contacts-TOTAL_FORMS": "1", "contacts-0-minutes": "5"}, "Where was it?"),
        ({"contacts-TOTAL_FORMS": "1"} | contact(0, minutes="-3"), "greater than or equal to 0"),
        ({"contacts-TOTAL_FORMS": "1"} | contact(0, started="2100-01-01T10:00"), "lies in the future"),
        ({"contacts-TOTAL_FORMS": "1"} | contact(0, point="Eva is ill"), "none of the places"),
        ({"command_id": "mine"}, "no usable number"),
    ],
)
def test_what_is_missing_is_said_at_its_place_and_nothing_is_written(fields: dict[str, str], sentence: str) -> None:
    answer = client_of("henry").post("/cases/new", form(**fields))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "Nothing was written down yet" in text(answer)
    assert "That it ends." in text(answer), "the input is kept"
    assert not CaseRow.objects.exists()


def test_a_promise_for_yesterday_is_refused_and_can_be_tried_again() -> None:
    client, sent = client_of("henry"), form(promise="A call", promise_due=typed(in_hours(-30)))
    refused = client.post("/cases/new", sent)
    assert refused.status_code == 409
    assert "has passed already" in text(refused)
    assert sent["command_id"] not in text(refused)
    assert not Words.objects.exists()


def test_customers_are_found_by_a_part_of_their_name_and_what_was_typed_stays() -> None:
    found = client_of("henry").post("/cases/new", form(find="yes", find_customer="tom", customer="", playback=""))
    assert found.status_code == 200
    assert "Tomás Rivera" in text(found)
    assert "Noor Verhagen" not in text(found)
    assert "They lost my letter. Twice." in text(found)
    assert "something is missing" not in text(found)
    assert not CaseRow.objects.exists()


def test_a_row_is_added_without_losing_the_one_before() -> None:
    added = client_of("henry").post("/cases/new", form(add="yes", **{"contacts-TOTAL_FORMS": "1"}, **contact(0)))
    assert 'name="contacts-1-point"' in text(added)
    assert 'value="main-number" selected' in text(added)


def test_an_erased_customer_is_not_found() -> None:
    Customer.objects.filter(id="c-tomas").update(erased_at=timezone.now())
    found = client_of("henry").post("/cases/new", form(find="yes", find_customer="tom", customer=""))
    assert "Tomás Rivera" not in text(found)


def test_words_that_came_in_are_heard_by_whoever_takes_them_up_first() -> None:
    row = came_in()
    assert "Please call me about my rent." in text(client_of("lotte").get("/"))
    shown = text(client_of("lotte").get(f"/cases/{row.number}/hear"))
    assert "What Tomás Rivera wrote" in shown
    assert "“Please call me about my rent.”" in shown
    unheard = client_of("lotte").post(f"/cases/{row.number}/hear", form(playback=""))
    assert unheard.status_code == 422
    assert client_of("lotte").post(f"/cases/{row.number}/hear", form()).status_code == 302
    after = CaseRow.objects.get(id=row.id)
    assert (after.owner, after.state, after.number, after.customer) == ("lotte", "HEARD", row.number, "c-tomas")
    assert "Please call me" not in text(client_of("henry").get("/"))
    assert client_of("henry").get(f"/cases/{row.number}/hear").status_code == 404
    late = client_of("ruben").post(f"/cases/{row.number}/hear", form())
    assert late.status_code == 409
    assert "You cannot hear it a second time now" in text(late)
    assert CaseRow.objects.get(id=row.id).owner == "lotte"


def test_a_first_promise_with_words_that_came_in_needs_both_its_halves() -> None:
    row, lotte = came_in(), client_of("lotte")
    half = lotte.post(f"/cases/{row.number}/hear", form(promise="A call."))
    assert half.status_code == 422
    assert "By when? Name the day" in text(half)
    done = lotte.post(f"/cases/{row.number}/hear", form(promise="A call.", promise_due=typed(in_hours(3))))
    assert done["Location"] == f"/cases/{row.number}"
    page = text(lotte.get(done["Location"]))
    assert "<b>Lotte Dekker</b> owns this case" in page
    assert "“That it ends.”" in page
    assert "A call." in page
    assert client_of("henry").get(f"/cases/{row.number}").status_code == 404


@pytest.mark.parametrize("start", ["/", "/cases/{number}"])
def test_a_link_leads_from_where_one_reads_them_to_the_heard_case(start: str) -> None:
    row, lotte = came_in(), client_of("lotte")
    (link,) = re.findall(r'href="(/cases/[0-9]+/hear)"', text(lotte.get(start.format(number=row.number))))
    asked = text(lotte.get(link))
    (action,) = re.findall(r'<form class="column[^>]*action="([^"]+)"', asked)
    done = lotte.post(action, form(customer=""), follow=True)
    assert done.redirect_chain == [(f"/cases/{row.number}", 302)]
    assert "<b>Lotte Dekker</b> owns this case" in text(done)
    assert f'href="{link}"' not in text(lotte.get("/")) + text(done)


def test_an_administrator_reads_nothing_that_came_in() -> None:
    assert client_of("ines").get(f"/cases/{came_in().number}/hear").status_code == 403


def test_an_administrator_hears_no_cases() -> None:
    answer = client_of("ines").get("/cases/new")
    assert answer.status_code == 403
    assert "hear no cases" in text(answer)
