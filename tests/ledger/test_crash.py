from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection

from leeway.ledger.models import Fact, FactTag, KeptCommand, Outbox
from leeway.ledger.verify import verify
from tests.ledger.toys import Purse, Purses, pay
from tests.stores import Store

ROOT = Path(__file__).parents[2]
WRITERS, KILLS = 2, 2


def start_writer(store: Store, home: Path, prefix: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.writer", prefix],
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
