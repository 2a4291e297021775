"""My day: what I owe by when, what is owed to me, and what waits for my answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leeway.core.cases import AskForAction, OfferHandoff, StateIntent
from leeway.core.cases.decisions import Decide, Deciding
from leeway.core.promises import MakePromise, OpenPromise
from leeway.people.hours import WorkingHours
from leeway.people.words import Texts
from leeway.projections.cases import CaseRow
from leeway.projections.spends import SpendRow
from tests.desk.harbour import client_of, command_id, do, heard, in_hours
from tests.desk.pages import fresh, publish_richer, send, text

pytestmark = pytest.mark.usefixtures("bank")


def written(row: CaseRow, author: str, said: str) -> tuple[str, list[object]]:
    texts = Texts(command_id(), case=row.id, customer=row.customer, author=author, at=timezone.now())
    words = texts.put("words", said)
    assert words
    return words, [*texts.rows]


def day_of(person: str) -> str:
    page = client_of(person).get("/")
    assert page.status_code == 200
    return text(page)


def test_a_quiet_day_says_that_it_is_well() -> None:
    assert "Nothing is due from you" in day_of("henry")
    assert "Nobody waits for a word from you." in day_of("henry")
    assert "You owe nobody anything, nobody owes you anything, and you own no open case." in day_of("henry")
    assert day_of("henry").count('class="empty"') == 2
    heard()
    assert 'class="empty"' not in day_of("henry").partition("<aside")[0]
    assert "Nobody owes you anything just now" in day_of("henry")


def test_what_i_owe_stands_by_its_time_the_next_one_as_title() -> None:
    row = heard(promise_due=in_hours(30))
    body, rows = written(row, "henry", "A new card")
    do(
        MakePromise(
            at=timezone.now(), by="henry", promise=command_id(), case=row.id, promisee="customer:c-noor",
            body=body, due=in_hours(0.5),
        ),
        rows,
    )  # fmt: skip
    shown = day_of("henry")
    assert shown.index("A new card") < shown.index("The next word to Noor Verhagen")
    assert "Next, " in shown
    assert 'data-due="soon"' in shown
    assert "29 min" in shown
    assert "The next word" not in day_of("mia")


def test_what_is_owed_to_me_is_a_list_of_its_own() -> None:
    row = heard()
    body, rows = written(row, "henry", "Look at the overdraft")
    do(
        OpenPromise(
            at=timezone.now(), by="henry", promise=command_id(), case=row.id, promiser="lotte", promisee="henry",
            act="request", body=body, due=in_hours(5),
        ),
        rows,
    )  # fmt: skip
    assert "Look at the overdraft" in day_of("henry").split('id="tome"')[1]
    assert "Look at the overdraft" in day_of("lotte").split('id="tome"')[0]


def test_an_offered_case_is_taken_from_here() -> None:
    row = heard(by="mia", said="Please at the counter.")
    pack, rows = written(row, "mia", "Speak slowly.")
    do(OfferHandoff(at=timezone.now(), by="mia", case=row.id, to="henry", pack=pack), rows)
    shown = day_of("henry")
    assert "Speak slowly." in shown
    assert "Mia owns it until you take it" in shown
    send(client_of("henry"), row, "offer/acceptance")
    assert fresh(row).owner == "henry"
    assert 'id="offered-' not in day_of("henry")
    assert f"/cases/{row.number}" in day_of("henry").split('id="mine"')[1]


def test_what_i_am_asked_to_take_shows_until_somebody_took_it() -> None:
    row = heard(by="lotte")
    words, rows = written(row, "lotte", "Was the fee right?")
    do(AskForAction(at=timezone.now(), by="lotte", case=row.id, people=("henry", "mia"), words=words), rows)
    assert "Was the fee right?" in day_of("henry")
    send(client_of("mia"), row, "action/taking")
    assert "Was the fee right?" not in day_of("henry")


def test_an_intent_shows_to_those_above_and_to_nobody_else() -> None:
    row = heard()
    reason, rows = written(row, "henry", "No fee was promised.")
    deciding = Deciding(decision=command_id(), kind="fee.waive", amount=1500, reason=reason)
    do(StateIntent(at=timezone.now(), by="henry", case=row.id, deciding=deciding), rows)
    for above in ("ana", "petra"):
        assert "Fee waive €15.00" in day_of(above)
        assert "No fee was promised." in day_of(above)
    for other in ("ruben", "mia"):
        assert "intends:" not in day_of(other)


def told_of_a_replacement(by: str = "henry", days_ago: float = 1) -> CaseRow:
    row, at = heard(by=by), timezone.now() - timedelta(days=days_ago)
    do(Decide(at=at, by=by, case=row.id, deciding=Deciding(decision=command_id(), kind="replacement", amount=2)))
    return row


def told_in(page: str) -> str:
    return page.partition('id="told"')[2].partition("</section>")[0]


def test_what_was_decided_and_one_is_told_of_shows_for_14_days_the_newest_first() -> None:
    publish_richer()
    assert "you are told" not in day_of("ana")
    told_of_a_replacement(days_ago=14.1)
    assert "you are told" not in day_of("ana")
    earlier, later = told_of_a_replacement(days_ago=13.9), told_of_a_replacement()
    shown = told_in(day_of("ana"))
    assert shown.count("<li>") == 2
    assert shown.index(f'/cases/{later.number}"') < shown.index(f'/cases/{earlier.number}"')
    assert "Replacement: 2" in shown
    assert "Henry Jansen" in shown
    for other in ("henry", "petra", "ruben"):
        assert "you are told" not in day_of(other)


def test_who_is_told_of_a_decision_sees_its_case_only_where_it_is_theirs_to_see() -> None:
    publish_richer()
    row = told_of_a_replacement(by="lotte")
    shown = told_in(day_of("ana"))
    assert "Lotte Dekker" in shown
    assert f"/cases/{row.number}" not in shown


def test_a_decision_that_was_taken_back_says_so() -> None:
    publish_richer()
    row = told_of_a_replacement()
    assert "Taken back" not in told_in(day_of("ana"))
    (decision,) = fresh(row).case.decisions
    SpendRow.objects.filter(decision=decision).update(reversed=True)
    assert "Taken back" in told_in(day_of("ana"))


@pytest.mark.parametrize("who", ["henry", "ana"])
def test_queries_do_not_grow_with_the_work(who: str) -> None:
    publish_richer()
    client = client_of(who)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/")
        return len(asked)

    heard()
    told_of_a_replacement(by="mia")
    few = queries()
    for each in range(5):
        told_of_a_replacement(by=("lotte", "mia")[each % 2])
        heard(customer="c-tomas", said=f"Matter {each}.")
    assert queries() == few


def test_an_administrator_has_no_cases_and_comes_to_the_people() -> None:
    assert client_of("ines").get("/")["Location"] == "/people"


def test_what_i_owe_says_how_much_working_time_is_left() -> None:
    heard()
    assert "working" not in day_of("henry").partition("I owe")[2].partition("</ul>")[0]
    shut = [(timezone.now() + timedelta(days=n)).date().isoformat() for n in range(3)]
    WorkingHours.objects.create(team="front-desk", zone="UTC", week=["00:00-24:00"] * 7, closed=shut)
    assert "no working time left" in day_of("henry")
