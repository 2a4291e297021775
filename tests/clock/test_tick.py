"""Every due time has one effect: late, twice, from two clocks, over a restart, and with the wall clock set back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.utils import timezone

from leeway.clock.tick import tick
from leeway.core.message import customer
from leeway.core.promises import LIMIT_AFTER_DUE, OpenPromise
from leeway.ledger.models import Fact
from leeway.ledger.verify import verify
from leeway.people.models import ApiAct
from leeway.people.words import derived
from leeway.projections.promises import PromiseRow
from leeway.projections.timers import Timer
from tests.desk.harbour import command_id, do, heard
from tests.ledger.toys import together
from tests.stores import Store


def effects(act: str) -> int:
    return sum(fact.data["act"] == act for fact in Fact.objects.filter(name__in=("promise.moved", "case.moved")))


def due_of_first() -> datetime:
    """When the first is due; that is warned of before."""
    due: datetime = PromiseRow.objects.order_by("due")[0].due
    tick(due - timedelta(hours=1))
    return due


def test_nothing_happens_before_its_time(bank: Store) -> None:
    heard()
    assert tick(due_of_first() - timedelta(microseconds=1)) == 0
    assert effects("due_passed") == 0


def test_what_is_due_happens_once_however_often_one_looks(bank: Store) -> None:
    heard()
    due = due_of_first()
    assert [tick(due), tick(due), tick(due + timedelta(minutes=5))] == [1, 0, 0]
    assert effects("due_passed") == 1


def test_after_a_stop_of_days_everything_happens_once_in_its_order(bank: Store) -> None:
    row = heard()
    late = due_of_first() + LIMIT_AFTER_DUE + timedelta(hours=3)
    tick(late)
    tick(late)
    states = list(PromiseRow.objects.filter(case=row.id).order_by("opened_at").values_list("state", flat=True))
    assert effects("due_passed") == effects("limit") == 1
    assert states == ["BROKEN", "PROMISED"], "the owner's next word must be due again"
    assert PromiseRow.objects.get(state="PROMISED").due > late


def test_a_clock_that_was_set_back_does_nothing_twice(bank: Store) -> None:
    heard()
    due = due_of_first()
    tick(due)
    assert tick(due - timedelta(days=30)) == 0
    assert tick(due) == 0
    assert effects("due_passed") == 1


def test_many_clocks_at_once_have_one_effect_each(bank: Store) -> None:
    for _ in range(6):
        heard()
    due = PromiseRow.objects.order_by("-due")[0].due
    fired = [each.result() for each in together(*(partial(tick, due) for _ in range(4)))]
    assert effects("due_passed") == 6
    assert sum(fired) >= 6
    assert verify().wrong == ()


def test_an_offer_that_nobody_answers_ends(bank: Store) -> None:
    row, now = heard(), timezone.now()
    offer = OpenPromise(
        at=now, by="henry", promise=derived(command_id(), "promise"), case=row.id, promiser="henry",
        promisee=customer(row.customer), act="offer", body="w1", due=now + timedelta(days=9),
        answer_by=now + timedelta(hours=1),
    )  # fmt: skip
    do(offer)
    tick(now + timedelta(hours=1))
    assert PromiseRow.objects.get(id=offer.promise).state == "EXPIRED"
    assert not Timer.objects.filter(about=f"promise:{offer.promise}").exists()


TICKING = """
import sys
from datetime import datetime
from leeway.config.start import start
start()
from leeway.clock.tick import tick
print("begun", flush=True)
for _ in range(1000):
    tick(datetime.fromisoformat(sys.argv[1]))
"""


@pytest.mark.parametrize("after", range(3))
def test_kill_9_in_the_middle_of_a_tick_loses_and_doubles_nothing(bank: Store, after: int) -> None:
    for _ in range(8):
        heard()
    due = PromiseRow.objects.order_by("-due")[0].due
    environment = {**os.environ, "LEEWAY_DATABASE_URL": bank.url}
    clock = subprocess.Popen(
        [sys.executable, "-c", TICKING, due.isoformat()], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert clock.stdout is not None
    assert clock.stdout.readline() == "begun\n"
    while effects("due_passed") < after * 3:
        pass
    clock.send_signal(signal.SIGKILL)
    clock.wait()
    clock.stdout.close()
    tick(due)
    assert effects("due_passed") == 8
    assert verify().wrong == ()


def test_what_is_kept_of_api_acts_goes_after_its_time(db: None) -> None:
    now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    for name, days in (("old", 31), ("just", 30), ("new", 0)):
        ApiAct.objects.create(id=name, customer="c1", digest="d", at=now - timedelta(days=days))
    tick(now)
    assert set(ApiAct.objects.values_list("id", flat=True)) == {"just", "new"}
