"""Every other act on a case's page: what is shown, what it does, what is said when it cannot be done."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from leeway.core.cases import GiveWord
from leeway.core.message import customer
from leeway.ledger.models import KeptCommand
from leeway.people.models import Account, CustomerLink, Words
from leeway.projections.cases import CaseRow
from leeway.projections.promises import PromiseRow
from tests.desk.harbour import client_of, do, heard, stranger
from tests.desk.pages import fresh, send, text

pytestmark = pytest.mark.usefixtures("bank")


def page_of(person: str, row: CaseRow) -> str:
    return text(client_of(person).get(f"/cases/{row.number}"))


def in_two_days() -> str:
    return f"{timezone.localtime() + timedelta(days=2):%Y-%m-%dT%H:%M}"


# handoffs


def test_a_case_is_offered_and_the_owner_stays_until_it_is_accepted() -> None:
    row = heard()
    send(client_of("henry"), row, "offer", to="mia", pack="She was told on Tuesday.")
    assert fresh(row).owner == "henry"
    assert "Accept: I own it" in page_of("mia", row)
    assert "She was told on Tuesday." in page_of("mia", row)
    assert "Accept: I own it" not in page_of("ana", row)
    assert "Take the offer back" in page_of("henry", row)
    assert send(client_of("mia"), row, "offer/acceptance").status_code == 302
    assert fresh(row).owner == "mia"
    assert PromiseRow.objects.get(case=row.id).promiser == "mia"


def test_an_offer_is_declined_or_taken_back() -> None:
    row = heard()
    send(client_of("henry"), row, "offer", to="lotte", pack="All of it.")
    assert send(client_of("lotte"), row, "offer/refusal", words="On leave").status_code == 302
    assert fresh(row).offered_to == ""
    send(client_of("henry"), row, "offer", to="mia", pack="All of it.")
    assert send(client_of("henry"), row, "offer/refusal").status_code == 302
    assert "Henry took the offer of the case back" in page_of("henry", row)


def test_an_offer_without_pack_or_to_nobody_is_not_sent() -> None:
    row = heard()
    answer = send(client_of("henry"), row, "offer", to="nobody", pack="")
    assert answer.status_code == 422
    assert "A few words are missing here." in text(answer)
    assert "<details open><summary>Offer the case to somebody</summary>" in text(answer)
    assert send(client_of("mia"), row, "offer", to="ana", pack="x").status_code == 409


# actions


def asked(row: CaseRow, *people: str) -> None:
    answer = send(client_of("henry"), row, "action", people=list(people), words="Is the charge ours?")
    assert answer.status_code == 302


def test_several_are_asked_and_the_first_to_take_it_has_it() -> None:
    row = heard()
    asked(row, "mia", "lotte")
    assert "Take it" in page_of("lotte", row)
    assert send(client_of("mia"), row, "action/taking").status_code == 302
    late = send(client_of("lotte"), row, "action/taking")
    assert late.status_code == 404, "who did not take it has no part in the case any more"
    coach = send(client_of("ana"), row, "action/taking")
    assert coach.status_code == 409
    assert "Mia Brandt took it before you did." in text(coach)


def test_contact_and_work_are_two_steps_and_then_it_is_reported() -> None:
    row = heard()
    asked(row, "mia")
    mia = client_of("mia")
    send(mia, row, "action/taking")
    assert "I spoke with Noor" in page_of("mia", row)
    assert "I spoke with Noor" not in page_of("henry", row)
    assert send(mia, row, "action/steps", step="contact").status_code == 302
    assert "I spoke with Noor" not in page_of("mia", row)
    twice = send(mia, row, "action/steps", step="contact")
    assert twice.status_code == 409
    assert send(mia, row, "action/steps", step="dance").status_code == 409
    send(mia, row, "action/steps", step="work")
    assert fresh(row).state == "ACTING"
    assert send(mia, row, "action/outcome", outcome="").status_code == 422
    assert send(mia, row, "action/outcome", outcome="The charge is back.").status_code == 302
    assert fresh(row).state == "DONE"
    assert "The charge is back. (stated by Mia)" in page_of("henry", row)


def test_whoever_took_it_reports_it_with_a_decision_of_their_own() -> None:
    row = heard()
    asked(row, "mia")
    mia = client_of("mia")
    send(mia, row, "action/taking")
    for step in ("contact", "work"):
        send(mia, row, "action/steps", step=step)
    missing = send(mia, row, "decisions", kind="refund", amount="50", do="decide")
    assert missing.status_code == 409
    assert "What was done is missing." in text(missing)
    done = send(mia, row, "decisions", kind="refund", amount="50", outcome="Money is back", do="decide")
    assert done.status_code == 302
    assert fresh(row).state == "DONE"
    assert "Mia decided: Refund €50.00" in page_of("henry", row)


def test_an_asked_one_declines_and_the_owner_takes_an_action_back() -> None:
    row = heard()
    asked(row, "mia")
    assert send(client_of("mia"), row, "action/refusal", words="No time").status_code == 302
    assert fresh(row).state == "HEARD"
    assert "Mia cannot take the action" in page_of("henry", row)
    asked(row, "mia")
    send(client_of("mia"), row, "action/taking")
    assert send(client_of("henry"), row, "action/return", words="Solved").status_code == 302
    assert fresh(row).state == "HEARD"


def test_nobody_is_no_answer_to_whom_one_asks() -> None:
    row = heard()
    answer = send(client_of("henry"), row, "action", words="Help")
    assert answer.status_code == 422
    assert "Choose at least one person to ask." in text(answer)
    stranger_to_us = send(client_of("henry"), row, "action", people=["nobody"], words="Help")
    assert stranger_to_us.status_code == 422


# notes


def test_a_note_goes_to_the_customer_or_stays_inside() -> None:
    row = heard()
    send(client_of("mia"), row, "notes", words="She sounded tired.", audience="inside")
    send(client_of("henry"), row, "notes", words="It is on its way.", audience="customer")
    page = page_of("henry", row)
    assert '<p class="inside">She sounded tired.</p>' in page
    assert "Henry wrote to Noor" in page
    assert set(Words.objects.filter(text__contains="tired").values_list("author", flat=True)) == {"mia"}


@pytest.mark.parametrize(
    "fields", [{"words": "x"}, {"words": " ", "audience": "inside"}, {"words": "x", "audience": "all"}]
)
def test_a_note_without_words_or_reader_is_not_kept(fields: dict[str, Any]) -> None:
    row = heard()
    assert send(client_of("henry"), row, "notes", **fields).status_code == 422
    assert send(client_of("henry"), row, "notes", command_id="../x", words="x", audience="inside").status_code == 422
    assert Words.objects.exclude(id=row.words).count() == 0


def test_markup_in_what_people_write_stays_text() -> None:
    row = heard(said="<script>alert(1)</script>")
    send(client_of("henry"), row, "notes", words="<b onclick=x>", audience="inside")
    page = page_of("henry", row)
    assert "<script>alert" not in page
    assert "<b onclick" not in page


# results


def test_the_customer_is_asked_and_asked_again_over_another_channel() -> None:
    row = heard()
    assert "Is it right for Noor?" not in page_of("henry", row)
    send(client_of("henry"), row, "decisions", kind="refund", amount="50", do="decide")
    assert "Is it right for Noor?" in page_of("henry", row)
    assert "Is it right for Noor?" not in page_of("mia", row)
    assert send(client_of("henry"), row, "question", channel="phone").status_code == 302
    assert fresh(row).state == "CHECKING"
    assert "Henry asked Noor by phone whether it is right" in page_of("henry", row)
    assert send(client_of("henry"), row, "question", channel="page").status_code == 302
    assert send(client_of("henry"), row, "question", channel="drum").status_code == 422


def test_only_the_customer_fills_the_last_rung() -> None:
    row = heard()
    send(client_of("henry"), row, "decisions", kind="refund", amount="50", do="decide")
    do(GiveWord(at=timezone.now(), by=customer("c-noor"), case=row.id, act="not_yet", easy=3, words="words-1"))
    Words.objects.create(
        id="words-1", case=row.id, customer="c-noor", author="", text="And the taxi?", at=timezone.now()
    )
    page = page_of("henry", row)
    assert page.index("“And the taxi?”") < page.index("Said at first") < page.rindex("“My card was stopped.”")
    assert "Noor: it does not feel right yet" in page
    assert "Round 2" in page
    assert page.count('data-step="done"') == 1
    send(client_of("henry"), row, "decisions", kind="refund", amount="20", do="decide")
    do(GiveWord(at=timezone.now(), by=customer("c-noor"), case=row.id, act="satisfied", easy=7))
    page = page_of("henry", row)
    assert page.count('data-step="done"') == 4
    assert "Right, says Noor" in page


def test_a_case_is_referred_honestly_with_words() -> None:
    row = heard()
    assert send(client_of("henry"), row, "referral", words="").status_code == 422
    assert send(client_of("henry"), row, "referral", words="The ombudsman: 070 333").status_code == 302
    assert "Henry referred Noor to those who can help" in page_of("henry", row)


# promises


def test_a_promise_is_made_aloud_or_offered() -> None:
    row = heard()
    henry = client_of("henry")
    assert send(henry, row, "promises", how="asked", body="A new card.", due=in_two_days()).status_code == 302
    assert send(henry, row, "promises", how="offer", body="A call.", due=in_two_days()).status_code == 302
    states = dict(PromiseRow.objects.exclude(kind="touch").values_list("state", "promiser"))
    assert states == {"PROMISED": "henry", "OFFERED": "henry"}
    page = page_of("henry", row)
    assert "1 day left" in page
    assert "Offered; Noor has not answered yet" in page


@pytest.mark.parametrize(
    ("due", "status", "sentence"),
    [
        ("", 422, "Until when?"),
        ("tomorrow", 422, "This is not a day with a time"),
        ("2026-02-30T10:00", 422, "This is not a day with a time"),
        ("2020-01-01T10:00", 409, "has passed already"),
    ],
)
def test_a_promise_without_a_time_to_come_is_not_made(due: str, status: int, sentence: str) -> None:
    row = heard()
    answer = send(client_of("henry"), row, "promises", how="asked", body="A new card.", due=due)
    assert answer.status_code == status
    assert sentence in text(answer)
    assert "A new card.</textarea>" in text(answer)
    assert PromiseRow.objects.count() == 1


def promised(row: CaseRow) -> str:
    send(client_of("henry"), row, "promises", how="asked", body="A new card.", due=in_two_days())
    return PromiseRow.objects.get(case=row.id, kind="said").id


def test_my_promise_is_reported_retracted_flagged_and_moved() -> None:
    row = heard()
    promise, henry = promised(row), client_of("henry")

    def act(name: str, **fields: str) -> int:
        return int(send(henry, row, f"promises/{promise}/{name}", **fields).status_code)

    assert act("report") == 302
    assert PromiseRow.objects.get(id=promise).state == "REPORTED"
    assert "Done, says Henry; Noor has not confirmed it yet" in page_of("henry", row)
    assert act("retract_report") == 302
    assert act("flag_risk") == 302
    assert "<b>At risk</b>" in page_of("henry", row)
    assert act("propose_change") == 422
    assert act("propose_change", due=in_two_days()) == 302
    assert PromiseRow.objects.get(id=promise).state == "RENEGOTIATING"
    assert act("accept_change") == 409, "who proposed it cannot agree to it"
    assert act("revoke") == 422
    assert act("revoke", reason="No cards left") == 302
    assert PromiseRow.objects.get(id=promise).state == "REVOKED"
    assert "No cards left" in page_of("henry", row)


def test_the_last_promise_ends_only_with_the_next_time() -> None:
    row = heard()
    only, henry = PromiseRow.objects.get(case=row.id).id, client_of("henry")
    assert "And my next word to the customer, by" in page_of("henry", row)
    assert send(henry, row, f"promises/{only}/revoke", reason="Other plan").status_code == 422
    sent = send(henry, row, f"promises/{only}/revoke", reason="Other plan", next_due=in_two_days())
    assert sent.status_code == 302
    assert PromiseRow.objects.filter(case=row.id, ended=False).count() == 1


def test_only_acts_that_are_mine_are_shown() -> None:
    row = heard()
    promise = promised(row)
    assert f"/promises/{promise}/report" in page_of("henry", row)
    assert f"/promises/{promise}/report" not in page_of("mia", row)
    assert f"/promises/{promise}/declare_satisfied" not in page_of("henry", row)
    refused = send(client_of("mia"), row, f"promises/{promise}/report")
    assert refused.status_code == 409
    assert "This promise is between two others." in text(refused)
    assert send(client_of("henry"), row, f"promises/{promise}/declare_satisfied").status_code == 409
    assert send(client_of("henry"), row, f"promises/{promise}/dance").status_code == 404
    assert send(client_of("henry"), row, "promises/other/report").status_code == 404


def test_a_promise_of_another_case_is_not_found() -> None:
    row, other = heard(), heard(customer="c-tomas")
    assert send(client_of("henry"), row, f"promises/{promised(other)}/report").status_code == 404


# the customer's link


def test_the_owner_makes_and_renews_the_link_and_nobody_else_sees_it() -> None:
    row = heard()
    henry = client_of("henry")
    assert send(henry, row, "link").status_code == 302
    first = re.search(r'value="(http[^"]*/c/[^"]+)"', page_of("henry", row))
    assert first
    assert "/c/" not in page_of("mia", row)
    assert send(client_of("mia"), row, "link").status_code == 403
    send(henry, row, "link")
    second = re.search(r'value="(http[^"]*/c/[^"]+)"', page_of("henry", row))
    assert second
    assert second[1] != first[1]
    assert CustomerLink.objects.filter(case=row.id, revoked_at=None).count() == 1
    path = first[1].partition("/c/")[2]
    assert henry.get(f"/c/{path}").status_code == 410


def test_a_form_without_its_number_says_so_and_does_nothing() -> None:
    row = heard()
    answer = send(client_of("henry"), row, "action", people=["mia"], words="x", command_id="")
    assert answer.status_code == 422
    assert "no usable number of its own" in text(answer)
    assert fresh(row).state == "HEARD"


def test_a_get_is_not_an_act() -> None:
    row = heard()
    for path in ("decisions", "notes", "offer", "action/taking", "link"):
        assert client_of("henry").get(f"/cases/{row.number}/{path}").status_code == 405


def test_posts_need_the_token_of_their_page() -> None:
    row = heard()
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.force_login(Account.objects.get(person="henry"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/cases/{row.number}/notes", {"words": "x", "audience": "inside"}).status_code == 403


def test_whoever_is_offered_a_case_reads_the_pack_where_they_accept_it() -> None:
    row = heard()
    send(client_of("henry"), row, "offer", to="mia", pack="Speak slowly, face to face.")
    panel = page_of("mia", row).partition('aria-labelledby="offered"')[2].partition("</section>")[0]
    assert "Speak slowly, face to face." in panel


def test_whoever_has_no_part_any_more_goes_to_their_day() -> None:
    row = heard()
    asked(row, "lotte")
    answer = send(client_of("lotte"), row, "action/refusal", words="No time")
    assert answer["Location"] == "/"
    asked(row, "lotte")
    fields = {"command_id": uuid4().hex, "words": "No time"}
    swapped = client_of("lotte").post(f"/cases/{row.number}/action/refusal", fields, headers={"HX-Request": "true"})
    assert swapped["HX-Redirect"] == "/"


@pytest.mark.parametrize(
    ("sent_from", "back"),
    [
        ("http://localhost/cases/7", "/cases/7"),
        ("http://elsewhere.example/x", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_again_one_is_on_the_page_that_one_sent_from(sent_from: str, back: str) -> None:
    row = heard()
    answer = stranger().post(f"/cases/{row.number}/notes", {"words": "x"}, headers={"Referer": sent_from})
    assert answer["Location"] == f"/sign-in?next={back}"


def test_what_a_form_says_is_kept_as_an_id_only_where_it_is_one() -> None:
    row = heard()
    client = client_of("henry")
    send(client, row, "decisions", kind="refund", amount="300", do="ask", whom="Eva_is_ill ana")
    assert client.post(f"/cases/{row.number}/decisions/Eva is ill/reversal").status_code == 404
    assert "Eva" not in str(list(KeptCommand.objects.values()))
    assert fresh(row).case.asked == frozenset({"ana"})
