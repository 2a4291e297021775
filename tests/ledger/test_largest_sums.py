"""Running sums near the end of 64 bits: a clear refusal before it, on both databases, and never a wrong sum."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from leeway.core.authority.amounts import MOST
from leeway.core.cases import Decide, Reverse
from leeway.core.cases.decisions import Deciding
from leeway.core.refusal import Refusal
from leeway.desk.explain import explain
from leeway.ledger.publishing import publish
from leeway.ledger.rebuild import differences
from leeway.projections.sums import MOST_SUM, SumChange, SumRow
from tests.desk.harbour import GUIDELINE, command_id, do, heard, open_bank
from tests.stores import Store

WIDE = GUIDELINE.replace("up_to: 1000,", "limits: [{per: person, within: 1 days, count: 50000}],")
WIDE = WIDE.replace("reversible: false", "reversible: true")
NEAR = MOST_SUM - MOST


@pytest.fixture(autouse=True)
def _bank(store: Store) -> None:
    open_bank()
    publish(WIDE, by="petra", at=timezone.now(), command_id=command_id())


def decide(amount: int, at: datetime | None = None) -> tuple[Any, str]:
    """Ana decides; nothing but a count limits her. Returns the case and the decision."""
    row, decision = heard("ana"), command_id()
    deciding = Deciding(decision, "refund", amount)
    do(Decide(at=at or timezone.now(), by="ana", case=row.id, deciding=deciding))
    return row, decision


def refused(amount: int, at: datetime | None = None) -> str:
    with pytest.raises(Refusal) as refusal:
        decide(amount, at)
    assert "nothing was done" in explain(refusal.value)
    return refusal.value.code


def last() -> int:
    return SumRow.objects.latest("at").money


def test_what_cannot_be_added_up_any_more_is_refused_and_the_rest_is_exact() -> None:
    decide(MOST)
    SumRow.objects.update(money=NEAR)
    decide(MOST - 1)
    assert last() == MOST_SUM - 1
    assert refused(2) == "sum_too_large"
    assert refused(MOST) == "sum_too_large"
    assert last() == MOST_SUM - 1
    decide(1)
    assert last() == MOST_SUM
    assert refused(1) == "sum_too_large"


def test_a_clock_that_was_behind_comes_no_further() -> None:
    decide(1)
    late = timezone.now() - timedelta(hours=1)
    decide(MOST, late)
    SumChange.objects.update(money=NEAR)
    decide(MOST, late)
    assert refused(1, late) == "sum_too_large"
    assert {type(each.money) for each in SumChange.objects.all()} == {int}
    assert max(each.money for each in SumChange.objects.all()) == MOST_SUM


def test_what_is_taken_back_of_the_largest_sum_is_taken_off_exactly() -> None:
    decide(MOST)
    SumRow.objects.update(money=NEAR)
    row, decision = decide(MOST)
    do(Reverse(at=timezone.now(), by="ana", case=row.id, decision=decision))
    assert {each.money for each in SumChange.objects.all()} == {-MOST}


def test_many_of_the_largest_amounts_add_up() -> None:
    for _ in range(12):
        decide(MOST)
    assert last() == 12 * MOST
    assert differences() == []
