"""Two clocks as processes, killed at any moment, begun again a week late: each due time has one effect.

LEEWAY_SOAK=1 kills many times.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

from django.db import connection

from leeway.clock.tick import tick
from leeway.ledger.models import Fact
from leeway.ledger.verify import verify
from leeway.projections.promises import PromiseRow
from leeway.projections.timers import Timer
from tests.clock.test_tick import TICKING
from tests.desk.harbour import heard
from tests.stores import Store

KILLS = 40 if os.environ.get("LEEWAY_SOAK") else 2
CASES = 60 if os.environ.get("LEEWAY_SOAK") else 8


def test_two_clocks_that_are_killed_and_come_back_a_week_late_do_everything_once(bank: Store) -> None:
    for _ in range(CASES):
        heard()
    due = PromiseRow.objects.order_by("-due")[0].due
    chance = random.Random(7)
    for kill in range(KILLS):
        at = due + timedelta(days=chance.choice((0, 1, 8)) if kill else 0)
        clocks = [_clock(bank, at.isoformat()) for _ in range(2)]
        time.sleep(chance.uniform(0, 0.4))
        for clock in clocks:
            clock.kill()
        for clock in clocks:
            clock.communicate()
    connection.close()
    late = due + timedelta(days=8)
    tick(late)
    assert tick(late) == 0
    assert tick(due - timedelta(days=1)) == 0, "the wall clock was set back"
    happened = Counter(
        (fact.data["promise"], fact.data["act"]) for fact in Fact.objects.filter(name="promise.moved", by="clock")
    )
    assert set(happened.values()) == {1}
    assert sum(act == "due_passed" for _, act in happened) >= CASES
    assert not Timer.objects.filter(at__lte=late).exists()
    assert verify().wrong == ()


def _clock(store: Store, at: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "LEEWAY_DATABASE_URL": store.url}
    clock = subprocess.Popen([sys.executable, "-c", TICKING, at], env=environment, stdout=subprocess.PIPE, text=True)
    assert clock.stdout is not None
    assert clock.stdout.readline() == "begun\n"
    return clock
