"""What customers answer to promises on their page, and that nobody who works here answers for them."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from leeway.core.promises import ActOnPromise
from tests.desk.customers import note, offered, promised, say, seen, state_of, words
from tests.desk.harbour import client_of, command_id, decided, do, heard, in_hours, page_of
from tests.desk.pages import fresh, text

pytestmark = pytest.mark.usefixtures("bank")


def test_an_offer_is_accepted_countered_or_declined_with_a_reason() -> None:
    row = heard()
    first, second, third = offered(row, "A call"), offered(row, "A visit"), offered(row, "A letter")
    say(row, f"promises/{first}/accept")
    assert state_of(first) == "PROMISED"
    say(row, f"promises/{second}/counter", due=f"{timezone.localtime(in_hours(50)):%Y-%m-%dT%H:%M}")
    assert state_of(second) == "COUNTERED_BY_PROMISEE"
    assert say(row, f"promises/{third}/decline").status_code == 422
    assert state_of(third) == "OFFERED"
    say(row, f"promises/{third}/decline", reason="I would rather not.")
    assert state_of(third) == "DECLINED"


def test_only_the_customer_says_how_a_promise_was_kept() -> None:
    row = heard()
    good, bad = promised(row, "A card"), promised(row, "A refund")
    for each in (good, bad):
        do(ActOnPromise(at=timezone.now(), by="henry", promise=each, case=row.id, act="report"))
    assert seen(row).count("Was it done well?") == 2
    say(row, f"promises/{good}/declare_satisfied")
    say(row, f"promises/{bad}/declare_not_satisfied", reason="Half of it came.")
    assert (state_of(good), state_of(bad)) == ("CONFIRMED", "CONTESTED")
    assert "you said: yes" in seen(row)


def test_a_next_word_that_was_given_is_not_shown_and_asks_nothing() -> None:
    row = heard()
    (touch,) = row.case.ours_to_keep
    assert seen(row).count("You hear from Henry by") == 1
    note(row, "customer", "It is on its way. Henry")
    assert state_of(touch.id) == "REPORTED"
    shown = seen(fresh(row))
    assert shown.count("You hear from Henry by") == 1
    assert f"promise-{touch.id}" not in shown
    assert "Was it" not in shown


def test_the_time_that_the_customer_proposed_is_the_one_that_is_shown() -> None:
    row = heard()
    open_, given = offered(row, "A visit"), promised(row, "A card")
    wanted = timezone.localtime(in_hours(50))
    for promise, act in ((open_, "counter"), (given, "propose_change")):
        assert say(row, f"promises/{promise}/{act}", due=f"{wanted:%Y-%m-%dT%H:%M}").status_code == 302
    shown = seen(row)
    assert shown.count(f"{wanted:%a %H:%M}</time>; not answered yet") == 2
    assert f'id="promise-{open_}"><time datetime="{wanted:%Y-%m-%d}"' in shown
    assert "promised for <time" in shown


# Somebody who works here


def test_whoever_is_signed_in_reads_and_says_nothing() -> None:
    row = decided(heard())
    promise = offered(row, "A letter")
    for who, name in (("henry", "Henry Jansen"), ("petra", "Petra Lindqvist"), ("ines", "Ines Moreau")):
        client, sentence = client_of(who), f"You are signed in as {name}. Only Noor can answer here"
        page = client.get(page_of(row))
        assert page.status_code == 200
        assert sentence in text(page)
        assert "<form" not in text(page)
        assert "Refund €186.40" in text(page)
        for path, fields in (
            ("answer", {"felt": "yes"}),
            ("word/withdraw", {}),
            (f"promises/{promise}/accept", {}),
        ):
            refused = client.post(f"{page_of(row)}/{path}", {"command_id": command_id(), **fields})
            assert (refused.status_code, sentence in text(refused)) == (403, True), path
    assert (fresh(row).state, state_of(promise)) == ("DONE", "OFFERED")
    assert "You are signed in" not in seen(row)


@pytest.mark.parametrize(("setting", "filled", "status"), [(True, True, 302), (True, False, 403), (False, True, 403)])
def test_only_in_the_demo_one_person_plays_all_parts(
    settings: Any, monkeypatch: pytest.MonkeyPatch, setting: bool, filled: bool, status: int
) -> None:
    row = decided(heard())
    settings.LEEWAY_DEMO = setting
    monkeypatch.setattr("leeway.demo.make.is_demo", lambda: filled)
    page = client_of("henry").get(page_of(row))
    assert ("You are signed in as" in text(page)) == (status == 403)
    answer = client_of("henry").post(f"{page_of(row)}/answer", {"command_id": command_id(), "felt": "yes"})
    assert answer.status_code == status


def test_what_was_done_stands_beside_the_decision_for_it() -> None:
    from leeway.core.cases.decisions import Decide, Deciding

    row = heard()
    id_, rows = words(row, "henry", "€20.00 is back on your account.")
    deciding = Deciding(decision=command_id(), kind="refund", amount=2000)
    do(Decide(at=timezone.now(), by="henry", case=row.id, deciding=deciding, outcome=id_), rows)
    assert seen(row).count("€20.00 is back on your account.") == 1
    assert "Refund €20.00, decided by Henry Jansen" in seen(row)


def test_a_time_that_has_passed_is_refused_in_a_sentence_and_can_be_corrected() -> None:
    row = heard()
    promise = promised(row, "A card")
    refused = say(row, f"promises/{promise}/propose_change", due="2026-01-01T10:00")
    assert refused.status_code == 409
    assert "has passed already" in text(refused)
    assert state_of(promise) == "PROMISED"
    assert say(row, f"promises/{promise}/propose_change", due="soon").status_code == 422


def test_an_act_that_is_not_the_customers_is_not_found_or_refused() -> None:
    row = heard()
    promise = promised(row, "A card")
    assert say(row, f"promises/{promise}/report").status_code == 404
    assert say(row, f"promises/{promise}/declare_satisfied").status_code == 409
    assert state_of(promise) == "PROMISED"
