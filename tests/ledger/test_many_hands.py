"""Many hands on one pool and on allowances of their own, killed at random: nothing above a limit, nothing lost.

16 processes on PostgreSQL, 8 threads on SQLite; a few seconds, or a minute each with LEEWAY_SOAK.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from django.db import connection

from leeway.ledger.models import Fact, KeptCommand
from leeway.ledger.verify import verify
from leeway.projections.spends import SpendRow
from tests.ledger import bank
from tests.stores import Store

SECONDS = 60 if os.environ.get("LEEWAY_SOAK") else 5
HANDS = {"sqlite": ("1", "8"), "postgresql": ("16", "1")}  # processes, threads of each
POOL = 300_000
PATIENCE = 60
GUIDELINE = bank.GUIDELINE.replace("amount: 300,", "amount: 3000,").replace("amount: 250}", "amount: 2500}")


def test_many_hands_that_are_killed_overspend_nothing_and_lose_nothing(store: Store, tmp_path: Path) -> None:
    bank.open_with(GUIDELINE)
    connection.close()
    seed = int.from_bytes(os.urandom(4), "big") if os.environ.get("LEEWAY_SOAK") else 7
    how = [str(tmp_path), *HANDS[store.vendor], str(SECONDS), str(seed)]
    spender = subprocess.run(
        [sys.executable, "-m", "tests.ledger.spender", *how],
        env={**os.environ, "LEEWAY_DATABASE_URL": store.url, "LEEWAY_HOME": str(tmp_path)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(spender.stdout) >= 2, "killed in the middle"
    _wait_for_the_server(store)
    said = [line.split(maxsplit=2) for file in tmp_path.glob("said-*") for line in file.read_text().splitlines()]
    assert [line for line in said if line[0] == "failed"] == [], f"seed {seed}"
    assert max(Counter(line[1] for line in said).values()) == 1
    kept = dict(KeptCommand.objects.values_list("id", "answer"))
    assert {line[1]: line[0] for line in said}.items() <= kept.items(), "all that was acknowledged is there, as it was"
    made = set(Fact.objects.filter(name="decision.made").values_list("command_id", flat=True))
    assert made == {each for each, answer in kept.items() if each.startswith("decide-") and answer == "done"}
    assert len(made) == SpendRow.objects.count() > 5
    last = max(row.at for row in SpendRow.objects.all())
    assert bank.overspent(timedelta(days=1), POOL) == [], f"seed {seed}"
    assert bank.wrong_sums(last) == [], f"seed {seed}"
    assert verify().wrong == (), f"seed {seed}"


def _wait_for_the_server(store: Store) -> None:
    """Who is killed no longer waits, but what was sent before is still committed by the server."""
    others = """SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"""
    until = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while store.vendor == "postgresql":
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                return
            assert time.monotonic() < until, "the server still has clients that were killed"
            time.sleep(0.05)
