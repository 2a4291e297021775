"""The loop through the one door, on both databases: authority under many hands, erasing, rebuilding, replaying."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial, reduce
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from leeway.core.cases import Decide, GiveWord, TakeAction
from leeway.core.cases.actions import AskForAction
from leeway.core.cases.decisions import Deciding
from leeway.core.cases.state import Case, evolve
from leeway.core.message import Event, customer
from leeway.core.refusal import Refusal
from leeway.ledger.handle import handle
from leeway.ledger.models import Fact, KeptCommand
from leeway.ledger.publishing import publish
from leeway.ledger.read import facts
from leeway.ledger.rebuild import rebuild
from leeway.ledger.verify import verify
from leeway.people.erasing import erase
from leeway.people.models import ERASED, Words
from leeway.projections import cases as case_rows
from leeway.projections.cases import CaseRow
from leeway.projections.spends import SpendRow
from tests.desk.harbour import GUIDELINE, command_id, decided, do, heard, open_bank
from tests.ledger.toys import together
from tests.stores import Store


@pytest.fixture
def bank(store: Store) -> Store:
    open_bank()
    return store


def refund(row: CaseRow, amount: int, decision: str) -> tuple[Event, ...]:
    deciding = Deciding(decision, "refund", amount)
    return handle(
        Decide(at=timezone.now(), by=row.owner, case=row.id, deciding=deciding), command_id=f"decide-{decision}"
    )


def test_deciding_books_at_once_what_it_spends(bank: Store) -> None:
    row = decided(heard(), 18_640)
    (spend,) = SpendRow.objects.all()
    assert (spend.amount, spend.person, spend.customer, spend.case) == (18_640, "henry", "c-noor", row.id)
    assert CaseRow.objects.get(id=row.id).state == "DONE"


def test_refused_leaves_the_refusal_and_nothing_else(bank: Store) -> None:
    row = heard()
    before = Fact.objects.count()
    with pytest.raises(Refusal) as refusal:
        refund(row, 25_001, "d1")
    assert refusal.value.code == "verdict_beyond"
    kept = KeptCommand.objects.get(id="decide-d1")
    assert (kept.answer, kept.refusal_code, kept.positions) == ("refused", "verdict_beyond", [])
    assert Fact.objects.count() == before
    assert not SpendRow.objects.exists()
    with pytest.raises(Refusal) as again:
        refund(row, 25_001, "d1")
    assert again.value == refusal.value


def test_many_hands_never_overspend_one_customer(bank: Store) -> None:
    """Ten cases of one customer, 60.00 each at once, 400.00 in 90 days: six go through."""
    rows = [heard("henry" if number % 2 else "mia") for number in range(10)]
    ended = together(*(partial(refund, row, 6_000, f"d{number}") for number, row in enumerate(rows)))
    refused = [each.exception() for each in ended if each.exception()]
    assert SpendRow.objects.count() == 6
    assert [isinstance(each, Refusal) and each.details["reason"] for each in refused] == ["over_limit"] * 4
    assert verify().wrong == ()


def test_two_takers_one_winner(bank: Store) -> None:
    row = heard()
    do(AskForAction(at=timezone.now(), by="henry", case=row.id, people=("mia", "ana", "ruben", "lotte", "petra")))
    takers = ("mia", "ana", "ruben", "lotte", "petra")
    ended = together(*(
        partial(handle, TakeAction(at=timezone.now(), by=person, case=row.id), command_id=f"take-{person}")
        for person in takers
    ))  # fmt: skip
    refused = [each.exception() for each in ended if each.exception()]
    assert len(refused) == 4
    assert {each.code for each in refused if isinstance(each, Refusal)} == {"already_taken"}
    assert CaseRow.objects.get(id=row.id).state == "ACTION_OWNED"


def test_the_row_of_a_case_is_what_its_facts_add_up_to(bank: Store) -> None:
    row = decided(heard())
    word = GiveWord(at=timezone.now(), by=customer(row.customer), case=row.id, act="not_yet", easy=2)
    do(word)
    assert case_rows.load(row.id) == reduce(evolve, facts(f"case:{row.id}"), Case(id=row.id))


def test_no_words_stand_in_the_ledger(bank: Store) -> None:
    heard(said="My name is Noor and I live at Quay 7.")
    everything = str(list(Fact.objects.values())) + str(list(KeptCommand.objects.values()))
    assert "Quay" not in everything
    assert "Noor" not in everything
    assert Words.objects.filter(text__contains="Quay 7").exists()


def test_after_erasing_all_still_adds_up(bank: Store) -> None:
    row = decided(heard(said="My name is Noor."))
    before = list(Fact.objects.order_by("position").values())
    assert erase("c-noor", timezone.now()) >= 1
    assert list(Fact.objects.order_by("position").values()) == before
    assert set(Words.objects.filter(case=row.id).values_list("text", flat=True)) <= {ERASED}
    rebuild()
    assert verify().wrong == ()


def test_rebuilt_views_equal_live_ones(bank: Store) -> None:
    for number in range(3):
        row = decided(heard(), 1_000 + number)
        do(GiveWord(at=timezone.now() + timedelta(hours=1), by=customer(row.customer), case=row.id, act="satisfied"))
    live = case_rows.snapshot()
    rebuild()
    assert case_rows.snapshot() == live
    assert verify().wrong == ()


def test_numbers_grow_and_the_same_form_sent_twice_takes_one(bank: Store) -> None:
    first, second = heard(), heard()
    assert second.number > first.number
    command = Decide(at=timezone.now(), by="henry", case=first.id, deciding=Deciding("d1", "refund", 100))
    once = handle(command, command_id="same")
    twice = handle(command, command_id="same")
    assert once == twice
    assert SpendRow.objects.count() == 1
    assert command_id() != command_id()


def test_times_of_another_zone_are_the_same_live_and_rebuilt(bank: Store) -> None:
    there = timezone.now().astimezone(ZoneInfo("Asia/Kathmandu")) + timedelta(days=1)
    row = heard(promise_body="w1", promise_due=there)
    do(
        GiveWord(
            at=timezone.now().astimezone(ZoneInfo("America/Lima")),
            by=customer(row.customer),
            case=row.id,
            act="withdraw",
        )
    )
    assert verify().wrong == ()


@pytest.mark.parametrize("counts", ["grant", "kinds"])
def test_a_limit_per_fact_sums_what_was_judged_on_the_same_value(bank: Store, counts: str) -> None:
    """Two cases of two customers with one cause: what the one got counts for the other."""
    limit = f'      - {{per: case.cause, within: 90 days, amount: 100, counts: {counts}}}\n    why: "A small'
    text = GUIDELINE.replace("  case.our_fault: bool\n", "  case.our_fault: bool\n  case.cause: string\n")
    text = text.replace('    why: "A small', limit)
    publish(text, by="petra", at=datetime(2026, 1, 2, tzinfo=UTC), command_id="publish-2")

    def caused(number: int, cause: str, amount: int) -> None:
        row = heard(customer="c-noor" if number % 2 else "c-tomas")
        deciding = Deciding(f"d{number}", "refund", amount, {"case.cause": cause})
        do(Decide(at=timezone.now(), by="henry", case=row.id, deciding=deciding))

    caused(1, "late", 6_000)
    with pytest.raises(Refusal) as refusal:
        caused(2, "late", 4_001)
    assert (refusal.value.details["reason"], refusal.value.details["most"]) == ("over_limit", 4_000)
    caused(3, "late", 4_000)
    caused(4, "lost", 10_000)
    with pytest.raises(Refusal) as missing:
        do(Decide(at=timezone.now(), by="henry", case=heard().id, deciding=Deciding("d5", "refund", 1)))
    assert missing.value.details["reason"] == "subject_missing"
    rebuild()
    assert verify().wrong == ()
