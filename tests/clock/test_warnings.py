"""Each warning once: late, twice, from several clocks at once, after kill -9, and with the wall clock set back."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from leeway.clock.tick import tick
from leeway.ledger.models import Fact
from leeway.ledger.verify import verify
from leeway.people.models import Person
from leeway.projections.promises import PromiseRow
from leeway.projections.timers import Timer
from tests.clock.test_processes import _clock
from tests.desk.harbour import heard
from tests.ledger.toys import together
from tests.stores import Store

FIRST, SECOND = timedelta(hours=6), timedelta(hours=3)  # before the due of what is due in a day: a quarter, and half


@pytest.fixture
def dues(bank: Store) -> list[PromiseRow]:
    Person.objects.filter(id="henry").update(stand_in="mia")
    for _ in range(4):
        heard()
    return list(PromiseRow.objects.order_by("due"))


def told() -> Counter[tuple[str, str]]:
    return Counter((each.data["promise"], each.data["to"]) for each in Fact.objects.filter(name="promise.warned"))


def test_who_promised_then_their_stand_in_each_once(dues: list[PromiseRow]) -> None:
    first, last = dues[0].due, dues[-1].due
    assert tick(first - FIRST - timedelta(seconds=1)) == 0
    assert [tick(last - FIRST), tick(last - FIRST), tick(first - timedelta(days=3))] == [4, 0, 0]
    assert Timer.objects.filter(about__startswith="promise:").count() == 4, "one row each"
    assert set(told()) == {(each.id, "henry") for each in dues}
    fired = [each.result() for each in together(*(partial(tick, last - SECOND) for _ in range(3)))]
    assert sum(fired) >= 4
    assert told() == Counter({(each.id, to): 1 for each in dues for to in ("henry", "mia")})
    assert tick(first - timedelta(seconds=1)) == 0
    assert set(PromiseRow.objects.values_list("state", "late")) == {("PROMISED", False)}
    assert verify().wrong == ()


def test_clocks_that_are_killed_warn_once(bank: Store, dues: list[PromiseRow]) -> None:
    for before in (FIRST, SECOND):
        clocks = [_clock(bank, (dues[-1].due - before).isoformat()) for _ in range(2)]
        time.sleep(0.2)
        for clock in clocks:
            clock.kill()
        for clock in clocks:
            clock.communicate()
    tick(dues[-1].due - SECOND)
    tick(dues[-1].due + timedelta(days=8))
    ours = {each.id for each in dues}
    found = {who: count for who, count in told().items() if who[0] in ours}
    assert set(found.values()) == {1}
    assert {(each.id, "henry") for each in dues} <= set(found)
    assert verify().wrong == ()
