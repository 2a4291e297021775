"""The customer's page: that case and nothing else, and the words that only a customer can give."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from leeway.core.cases import AskForAction, ConfirmStep, TakeAction
from leeway.core.cases.hearing import Contact
from leeway.core.promises import OpenPromise
from leeway.ledger.read import facts
from leeway.people.erasing import erase
from leeway.people.models import CustomerLink
from tests.desk.customers import note, promised, say, seen, state_of, words
from tests.desk.harbour import client_of, command_id, decided, do, heard, in_hours, page_of, stranger
from tests.desk.pages import fresh, text

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    cache.clear()


# What it shows


def test_it_shows_who_looks_after_it_what_was_said_and_what_is_promised() -> None:
    row = heard(said="I stood at the gate.")
    promised(row, "Your new card is in your letterbox.")
    shown = seen(row)
    assert "Noor, Henry is looking after this for you." in shown
    assert 'href="tel:0205550142"' in shown
    assert "“I stood at the gate.”" in shown
    assert "Your new card is in your letterbox." in shown
    assert "You hear from Henry by" in shown


def test_effort_and_our_fault_are_said_as_they_were() -> None:
    calls = [Contact("main-number", f"unknown-{each}", timezone.now(), 10, True, True) for each in range(3)]
    assert "You had to tell this to 4 people, for 30 minutes. That was our fault" in seen(
        heard(contacts=tuple(calls), our_fault=True)
    )
    assert "our fault" not in seen(heard())


def test_what_stays_inside_is_never_there() -> None:
    row = decided(heard(said="Mine"))
    other = heard(customer="c-noor", by="mia", said="Another matter of hers")
    note(row, "inside", "Security forgot it.")
    note(row, "customer", "I am sorry. Henry")
    id_, rows = words(row, "henry", "Somebody knows?")
    do(AskForAction(at=timezone.now(), by="mia", case=other.id, people=("henry",), words=id_), rows)
    shown = seen(row)
    assert "I am sorry. Henry" in shown
    assert "Refund €186.40" in shown
    for hidden in ("Security forgot it.", "Another matter of hers", "rep-refund", "Tomás", "petra"):
        assert hidden not in shown


def test_what_an_intent_would_do_is_told_once_it_went_ahead() -> None:
    from leeway.core.cases import AnswerIntent, StateIntent
    from leeway.core.cases.decisions import Deciding

    row = heard()
    deciding = Deciding(decision=command_id(), kind="fee.waive", amount=1500)
    do(StateIntent(at=timezone.now(), by="henry", case=row.id, deciding=deciding))
    assert "Fee waive" not in seen(row)
    do(AnswerIntent(at=timezone.now(), by="ana", case=row.id, act="very_well"))
    assert "Fee waive €15.00" in seen(row)


def test_the_page_is_kept_by_nobody_and_found_by_no_search() -> None:
    page = stranger().get(page_of(heard()))
    assert page["Cache-Control"] == "no-store, private"
    assert "noindex" in page["X-Robots-Tag"]
    assert page["Referrer-Policy"] == "same-origin"
    assert "script-src" not in page["Content-Security-Policy"]
    assert "default-src 'self'" in page["Content-Security-Policy"]


# Links that do not open


def test_a_guessed_link_opens_nothing_and_says_nothing_of_any_case() -> None:
    good = page_of(heard(said="Secret"))
    for guess in ("/c/1", "/c/abc~def", good[:-1], good.replace("~", "~x"), f"/c/{good[3:].upper()}"):
        page = stranger().get(guess)
        assert page.status_code == 404, guess
        assert "This link opens nothing" in text(page)
        assert "Secret" not in text(page)


def test_a_link_that_is_over_says_what_to_do() -> None:
    row = heard(said="Secret")
    address = page_of(row)
    CustomerLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    over = stranger().get(address)
    assert over.status_code == 410
    assert "ask for a new link" in text(over)
    assert "Secret" not in text(over)
    CustomerLink.objects.update(expires_at=in_hours(1), revoked_at=timezone.now())
    assert stranger().get(address).status_code == 410
    assert stranger().post(f"{address}/word/withdraw", {"command_id": command_id()}).status_code == 410
    assert fresh(row).state == "HEARD"


def test_a_link_of_one_case_does_nothing_in_another() -> None:
    mine, other = heard(), heard(customer="c-tomas", by="mia")
    promise = promised(other, "A letter")
    answer = say(mine, f"promises/{promise}/release")
    assert answer.status_code == 404
    assert state_of(promise) == "PROMISED"


def test_a_promise_between_colleagues_is_not_the_customers() -> None:
    row = heard()
    id_, rows = words(row, "henry", "Look at it")
    promise = command_id()
    command = OpenPromise(
        at=timezone.now(), by="henry", promise=promise, case=row.id, promiser="lotte", promisee="henry",
        act="request", body=id_, due=in_hours(5),
    )  # fmt: skip
    do(command, rows)
    assert "Look at it" not in seen(row)
    assert say(row, f"promises/{promise}/withdraw").status_code == 404


def test_whoever_tries_link_after_link_is_slowed_down_and_the_right_one_still_opens() -> None:
    row, client = heard(), stranger()
    answers = [client.get(f"/c/wrong{each}").status_code for each in range(22)]
    assert answers == [404] * 20 + [429] * 2
    assert client.get(page_of(row)).status_code == 200
    elsewhere = Client(SERVER_NAME="localhost", REMOTE_ADDR="192.0.2.7")
    assert elsewhere.get("/c/wrong").status_code == 404


def test_a_count_that_ends_in_between_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "add", lambda *args: True)
    assert stranger().get("/c/wrong").status_code == 404


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for each in range(21):
        stranger().get(f"/c/wrong{each}", headers={"X-Forwarded-For": f"192.0.2.{each}, 198.51.100.1"})
    assert stranger().get("/c/w", headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 429
    assert stranger().get("/c/w", headers={"X-Forwarded-For": "198.51.100.1, 198.51.100.2"}).status_code == 404


def test_after_an_erasure_the_link_ends() -> None:
    row = heard()
    address = page_of(row)
    erase("c-noor", timezone.now())
    assert stranger().get(address).status_code == 410


# The customer's word


def test_satisfied_is_the_customers_word_and_settles_it() -> None:
    row = decided(heard())
    done = say(row, "answer", felt="yes", thanks="Henry was kind.", easy="6")
    assert done.status_code == 302
    assert fresh(row).state == "CONFIRMED"
    given = facts(f"case:{row.id}")[-3:]
    assert [getattr(each, "easy", None) for each in given if hasattr(each, "easy")] == [6]
    assert "Noor, you said that it is right." in seen(row)
    assert "Does it feel resolved" not in seen(row)


def test_not_yet_goes_back_to_the_owner_with_what_is_missing() -> None:
    row = decided(heard())
    say(row, "answer", felt="not-yet", missing="The letter never came.")
    assert (fresh(row).state, fresh(row).owner, fresh(row).case.round) == ("HEARD", "henry", 2)
    assert "“The letter never came.”" in seen(row)
    assert "You said that it is not right yet, so it is with Henry again." in seen(row)
    assert "The letter never came." in text(client_of("henry").get(f"/cases/{row.number}"))


def test_the_same_answer_sent_twice_counts_once() -> None:
    row, sent = decided(heard()), {"command_id": command_id(), "felt": "not-yet", "missing": "The letter"}
    for _ in range(2):
        assert stranger().post(f"{page_of(row)}/answer", sent).status_code == 302
    assert fresh(row).case.round == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Please choose one of the two answers."),
        ({"felt": "perhaps"}, "Please choose again."),
        ({"felt": "yes", "easy": "8"}, "a number from 1 to 7"),
        ({"felt": "yes", "easy": "six"}, "a number from 1 to 7"),
    ],
)
def test_an_answer_that_cannot_be_read_keeps_what_was_typed(fields: dict[str, str], sentence: str) -> None:
    row = decided(heard())
    answer = say(row, "answer", missing="The letter", **fields)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "The letter" in text(answer)
    assert fresh(row).state == "DONE"


def test_nobody_is_asked_before_it_is_done_and_an_answer_then_says_why_not() -> None:
    row = heard()
    assert "Does it feel resolved" not in seen(row)
    answer = say(row, "answer", felt="yes")
    assert answer.status_code == 409
    assert fresh(row).state == "HEARD"


def test_it_is_withdrawn_and_it_comes_back() -> None:
    row = heard()
    say(row, "word/withdraw", words="It was my mistake.")
    assert fresh(row).state == "WITHDRAWN"
    assert "Noor, you withdrew this." in seen(row)
    missed = decided(heard())
    say(missed, "answer", felt="not-yet")
    say(missed, "word/withdraw")
    assert "is with Henry again" not in seen(missed)
    again = decided(heard())
    say(again, "answer", felt="yes")
    say(again, "word/came_back", words="The fee is there again.")
    assert fresh(again).state == "HEARD"
    assert "The fee is there again." in seen(again)


def test_it_is_not_going_well_while_somebody_works_on_it() -> None:
    row, now = heard(), timezone.now()
    do(AskForAction(at=now, by="henry", case=row.id, people=("lotte",)))
    do(TakeAction(at=now, by="lotte", case=row.id))
    for step in ("contact", "work"):
        do(ConfirmStep(at=now, by="lotte", case=row.id, step=step))
    assert "Lotte Dekker works on it now." in seen(row)
    say(row, "word/not_going_well")
    assert fresh(row).state == "HEARD"


def test_only_words_that_there_are_can_be_given() -> None:
    row = heard()
    assert say(row, "word/satisfied").status_code == 404
    assert say(row, "word/hear").status_code == 404


def test_an_act_needs_the_token_of_its_page() -> None:
    row = decided(heard())
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    refused = client.post(f"{page_of(row)}/answer", {"command_id": command_id(), "felt": "yes"})
    assert refused.status_code == 403
    assert fresh(row).state == "DONE"
    assert stranger().get(f"{page_of(row)}/answer").status_code == 405


def test_what_customers_write_stays_text() -> None:
    row = decided(heard(said="<script>alert(1)</script>"))
    say(row, "answer", felt="not-yet", missing="<b>bold</b>")
    assert "<script>alert" not in seen(row)
    assert "&lt;b&gt;bold" in seen(row)
