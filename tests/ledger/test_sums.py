"""Running sums answer what the rows themselves add up to, whatever the order in which decisions came and went."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import connection, transaction

from leeway.core.authority import Counts, Demand, Per, Unit
from leeway.core.cases.events import DecisionMade, DecisionReversed, Held
from leeway.ledger.recorded import Recorded
from leeway.projections import spends, sums
from leeway.projections.sums import SumChange, SumRow
from tests.ledger import bank
from tests.ledger.bank import NOON
from tests.stores import Store


def made(number: int, at: datetime, amount: int, customer: str = "c-1") -> DecisionMade:
    return DecisionMade(
        at=at, by="mia", case=f"k{number}", decision=f"d{number}", customer=customer, kind="credit", unit="money",
        amount=amount, mode="decide", grant="rep-credit", chain=(Held("rep-credit", "mia"), Held("all", "ana")),
        pools=("goodwill",), told=(), guideline=1, facts={"account.id": "a"}, reversible=True, reason=None,
        proposal=None, agreed=(), judged={},
    )  # fmt: skip


def reversed_(number: int) -> DecisionReversed:
    return DecisionReversed(at=NOON, by="mia", case=f"k{number}", decision=f"d{number}", reason=None)


def project(*events: DecisionMade | DecisionReversed) -> None:
    with transaction.atomic():
        spends.project([Recorded(number, f"f{number}", event) for number, event in enumerate(events)])


def of_customer(since: datetime | None, whom: str = "c-1") -> Demand:
    return Demand(Counts.GRANT, "rep-credit", Per.CUSTOMER, whom, Unit.MONEY, since, NOON)


@pytest.fixture
def open_bank(store: Store) -> Store:
    bank.open_with()
    with transaction.atomic():
        spends.complete()
    return store


def test_decisions_in_any_order_and_what_was_taken_back_sum_to_the_same(open_bank: Store) -> None:
    chance = Random(11)
    steps = [0, 1, 255, 256, 10**6, 10**9, 10**13]
    times = [NOON + timedelta(microseconds=chance.choice(steps) * chance.randint(-3, 3)) for _ in range(60)]
    for number, at in enumerate(times):
        project(made(number, at, chance.randint(1, 900), chance.choice(["c-1", "c-2"])))
        if chance.random() < 0.3:
            project(reversed_(chance.randint(0, number)))
    assert SumChange.objects.exists()
    for whom in ("c-1", "c-2", "c-3"):
        for since in [None, *times, *(at - timedelta(microseconds=1) for at in times)]:
            demand = of_customer(since, whom)
            assert spends.used(demand) == spends.used_by_rows(demand)


def test_the_moment_itself_is_outside_of_the_window(open_bank: Store) -> None:
    project(made(1, NOON, 500))
    assert spends.used(of_customer(NOON)).count == 0
    assert spends.used(of_customer(NOON - timedelta(microseconds=1))).amount == 500


def test_taking_back_restores_the_window_it_came_from(open_bank: Store) -> None:
    project(made(1, NOON, 500))
    project(made(2, NOON + timedelta(hours=3), 700))
    before = spends.used(of_customer(NOON - timedelta(hours=1)))
    project(made(3, NOON + timedelta(hours=1), 100))
    project(reversed_(3))
    assert spends.used(of_customer(NOON - timedelta(hours=1))) == before
    project(reversed_(1))
    assert spends.used(of_customer(NOON - timedelta(hours=1))).amount == 700
    assert spends.used(of_customer(NOON + timedelta(hours=1))).amount == 700


def test_a_clock_that_goes_back_opens_no_hole(open_bank: Store) -> None:
    """What carries a later time than the one who asks is counted all the same."""
    project(made(1, NOON + timedelta(days=400), 500), made(2, NOON, 300))
    assert spends.used(of_customer(NOON - timedelta(hours=2))).amount == 800


def test_before_the_year_1970_counts_too(open_bank: Store) -> None:
    project(made(1, datetime(1950, 1, 1, tzinfo=UTC), 500), made(2, datetime(1940, 1, 1, tzinfo=UTC), 300))
    assert spends.used(of_customer(None)).amount == 800
    assert spends.used(of_customer(datetime(1945, 1, 1, tzinfo=UTC))).amount == 500


def test_oldest_is_the_decision_with_which_enough_is_gathered(open_bank: Store) -> None:
    chance = Random(3)
    for number in range(30):
        project(made(number, NOON + timedelta(minutes=chance.randint(-500, 500)), chance.randint(1, 300)))
    for number in (3, 9, 17):
        project(reversed_(number))
    for since in (None, NOON - timedelta(minutes=200)):
        for amount in (0, 1, 250, 1_500, 10**9):
            for count in (0, 1, 7, 100):
                demand = of_customer(since)
                assert spends.oldest(demand, amount, count) == spends._oldest_by_rows(demand, amount, count)


def test_what_the_guideline_no_longer_asks_for_is_dropped_and_what_it_asks_for_now_is_built(open_bank: Store) -> None:
    project(*(made(number, NOON + timedelta(minutes=number), 100) for number in range(5)))
    assert {sums.shape_in(key) for key in SumRow.objects.values_list("key", flat=True)} >= {"grant:rep-credit/case/"}
    from leeway.ledger.publishing import publish

    publish(bank.GUIDELINE.replace("      - {per: case, amount: 60}\n", ""), by="petra", at=NOON, command_id="second")
    assert spends.used(of_customer(None)).amount == 500, "the old sums answer until the new ones are built"
    with transaction.atomic():
        spends.complete()
    assert not SumRow.objects.filter(key__startswith="grant:rep-credit/case/").exists()
    assert spends.used(of_customer(None)).amount == 500


def test_a_window_is_summed_without_looking_at_what_lies_in_it(open_bank: Store) -> None:
    """Three thousand decisions lie in it; both databases find its ends in the index."""
    project(*(made(number, NOON + timedelta(seconds=number), 1) for number in range(3_000)))
    pool = Demand(Counts.POOL, "goodwill", Per.POOL, "", Unit.MONEY, NOON + timedelta(seconds=9), NOON)
    assert spends.used(pool).amount == 2_990
    (statement, given), _ = sums.standing_statements([(sums.key_of(pool), 0)])
    with connection.cursor() as cursor:
        if open_bank.vendor == "postgresql":
            cursor.execute("ANALYZE projections_sum")
            cursor.execute(f"EXPLAIN {statement}", given)
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", given)
        plan = str(cursor.fetchall())
    assert "Seq Scan on projections_sum" not in plan
    assert "SCAN projections_sum" not in plan
    assert "SCAN l" not in plan
