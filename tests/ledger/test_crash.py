"""kill -9 at any moment: nothing acknowledged is lost, nothing is half done. On toys, and on real decisions."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.utils import timezone

from leeway.core.authority import Counts, Demand, Per, Unit
from leeway.ledger.models import Fact, FactTag, KeptCommand, Outbox
from leeway.ledger.verify import verify
from leeway.projections.cases import CaseRow
from leeway.projections.spends import SpendRow, used
from tests.desk.harbour import open_bank
from tests.ledger.toys import Purse, Purses, pay
from tests.stores import Store

ROOT = Path(__file__).parents[2]
WRITERS, KILLS = 2, 2


def pool(now: datetime) -> Demand:
    """All that was ever spent of the pool."""
    return Demand(Counts.POOL, "goodwill", Per.POOL, "", Unit.MONEY, None, now)


def start_writer(store: Store, home: Path, *arguments: str, module: str = "writer") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", f"tests.ledger.{module}", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "LEEWAY_DATABASE_URL": store.url, "LEEWAY_HOME": str(home)},
    )


def kill_in_the_middle(writers: list[subprocess.Popen[str]], after: float) -> set[str]:
    """Kill the writers once each has acknowledged something and some more time went by; return what they did."""
    acknowledged = {writer.stdout.readline() for writer in writers if writer.stdout}
    time.sleep(after)
    for writer in writers:
        writer.kill()
    for writer in writers:
        acknowledged |= set(writer.communicate()[0].splitlines(keepends=True))
        assert writer.returncode == -9
    return {line.strip() for line in acknowledged if line.endswith("\n")}


def test_kill_minus_nine_loses_nothing_acknowledged_and_leaves_nothing_half(
    purses: Purses, store: Store, tmp_path: Path
) -> None:
    connection.close()
    chance = random.Random(3)
    acknowledged: set[str] = set()
    for kill in range(KILLS):
        writers = [start_writer(store, tmp_path, f"w{kill}-{writer}") for writer in range(WRITERS)]
        acknowledged |= kill_in_the_middle(writers, chance.uniform(0.02, 0.2))
    assert len(acknowledged) > WRITERS * KILLS
    written = set(KeptCommand.objects.values_list("id", flat=True))
    assert acknowledged <= written
    assert len(written - acknowledged) <= WRITERS * KILLS  # committed, and killed before it could say so
    for table, each in ((Fact, 2), (FactTag, 2), (Purse, 1), (Outbox, 1)):
        assert table.objects.count() == each * len(written)
    assert verify().wrong == ()
    again = min(acknowledged)
    assert len(pay(again, 10, command_id=again)) == 2
    assert Fact.objects.count() == 2 * len(written)


def test_kill_minus_nine_in_the_middle_of_deciding_keeps_every_decision_and_spends_it_once(
    store: Store, tmp_path: Path
) -> None:
    open_bank()
    connection.close()
    chance = random.Random(5)
    acknowledged: set[str] = set()
    for kill in range(KILLS):
        deciders = [start_writer(store, tmp_path, who, f"{who}{kill}", module="decider") for who in ("henry", "mia")]
        acknowledged |= kill_in_the_middle(deciders, chance.uniform(0.1, 0.4))
    told = {decision: case for case, decision in (line.split() for line in acknowledged)}
    assert len(told) > WRITERS * KILLS
    made = {fact.data["decision"]: fact.data for fact in Fact.objects.filter(name="decision.made")}
    assert {decision: made[decision]["case"] for decision in told} == told, "all that was acknowledged is there"
    assert len(made.keys() - told.keys()) <= WRITERS * KILLS, "committed, and killed before it could say so"
    spent = SpendRow.objects.values_list("decision", "case", "amount", "person")
    assert set(spent) == {(key, data["case"], data["amount"], key.rstrip("-0123456789")) for key, data in made.items()}
    assert {tuple(pools) for pools in SpendRow.objects.values_list("pools", flat=True)} == {("goodwill",)}
    assert sum(data["amount"] for data in made.values()) == used(pool(timezone.now())).amount
    for decision in made:
        assert KeptCommand.objects.get(id=f"decide-{decision}").answer == "done"
    done = set(CaseRow.objects.filter(state="DONE").values_list("id", flat=True))
    assert done == {data["case"] for data in made.values()}, "decided and done are one"
    assert verify().wrong == ()
