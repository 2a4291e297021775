"""What two transactions keep each other from is tried again: deadlocks and failed serialization that PostgreSQL itself
raises, provoked with a second connection. Whoever was told "decided" finds it in the ledger, once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from typing import Any

import psycopg
import pytest
from django.db import connection, connections, transaction
from psycopg import IsolationLevel

from leeway.ledger import deciding, lending, sql
from leeway.ledger import handle as door
from leeway.ledger.handle import handle
from leeway.ledger.locks import lock_statement
from leeway.ledger.models import Fact
from leeway.ledger.verify import verify
from leeway.projections.spends import SpendRow
from tests.ledger import bank
from tests.ledger.bank import NOON, decide, hear
from tests.ledger.toys import together
from tests.stores import Store

pytestmark = pytest.mark.parametrize("store", ["postgresql"], indirect=True)
PATIENCE = 30


@pytest.fixture
def failed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What PostgreSQL said that the door looked at, to try again or not."""
    states: list[str] = []
    may_pass = door._may_pass

    def noted(error: Exception) -> bool:
        states.append(str(getattr(error.__cause__, "sqlstate", None)))
        return may_pass(error)

    monkeypatch.setattr(door, "_may_pass", noted)
    return states


@contextmanager
def another(store: Store) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(store.url) as other:
        yield other


def _lock(other: psycopg.Connection[Any], tag: str) -> None:
    statement, parameters = lock_statement([tag])
    other.execute(statement.encode(), parameters)


def _waiting_for_locks(other: psycopg.Connection[Any], count: int) -> None:
    """Return once so many wait for an advisory lock in this database."""
    until = time.monotonic() + PATIENCE
    asked = b"""SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
    while other.execute(asked).fetchone() != (count,):
        assert time.monotonic() < until, "nobody waits for the lock"
        time.sleep(0.01)


def _everything_once(ended: list[Future[Any]], states: list[str], wanted: str) -> None:
    told = {event.decision for each in ended for event in each.result() if event.NAME == "decision.made"}
    kept = list(Fact.objects.filter(name="decision.made").values_list("data__decision", flat=True))
    assert sorted(kept) == sorted(told)
    assert set(SpendRow.objects.values_list("decision", flat=True)) == told
    assert wanted in states
    assert bank.wrong_sums(NOON) == []
    assert verify().wrong == ()


def test_a_deadlock_is_tried_again_and_nothing_is_lost(store: Store, failed: list[str]) -> None:
    """Somebody who keeps no order holds what the door needs second, and then wants what the door holds."""
    bank.open_with()
    handle(hear("k1", "mia", "c-1"), command_id="h1")
    handle(hear("k2", "henry", "c-2"), command_id="h2")
    locked = threading.Event()

    def no_order() -> tuple[()]:
        with another(store) as other, another(store) as watcher:
            watcher.autocommit = True
            other.execute("SET deadlock_timeout = '1h'")  # so that it is the door which PostgreSQL ends
            _lock(other, "pool:goodwill")
            locked.set()
            _waiting_for_locks(watcher, 1)
            _lock(other, "case:k1")  # the door holds one of the two, or both
            _lock(other, "case:k2")
        return ()

    def decided(case: str, by: str) -> Any:
        assert locked.wait(PATIENCE)
        return handle(decide(case, by, f"d-{case}", NOON, 1_000), command_id=f"d-{case}")

    ended = together(no_order, partial(decided, "k1", "mia"), partial(decided, "k2", "henry"))
    _everything_once(ended, failed, "40P01")
    assert SpendRow.objects.count() == 2


def test_a_failed_serialization_is_tried_again_and_nothing_is_lost(
    store: Store, failed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under an isolation stricter than the door's own: a case's row is written between its look and its write."""
    bank.open_with()
    handle(hear("k1", "mia", "c-1"), command_id="h1")
    handle(hear("k2", "henry", "c-2"), command_id="h2")
    write, meddled = deciding.write, list[bool]()

    def meddles(*given: Any) -> None:
        if not meddled:
            meddled.append(True)
            with another(store) as other:
                other.execute("UPDATE projections_case SET moved_at = moved_at")
        write(*given)

    monkeypatch.setattr(deciding, "write", meddles)
    monkeypatch.setitem(connections.settings["default"]["OPTIONS"], "isolation_level", IsolationLevel.SERIALIZABLE)
    lending.close_all()
    ended = together(
        *(
            partial(handle, decide(case, by, f"d-{case}", NOON, 1_000), command_id=f"d-{case}")
            for case, by in (("k1", "mia"), ("k2", "henry"))
        )
    )
    lending.close_all()
    _everything_once(ended, failed, "40001")
    assert SpendRow.objects.count() == 2


def test_the_door_sees_what_was_committed_while_it_waited_whatever_the_server_is_set_to(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.open_with()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        (name,) = cursor.fetchone()
        cursor.execute(f'ALTER DATABASE "{name}" SET default_transaction_isolation = "repeatable read"')
    lending.close_all()
    decide_together, found = deciding.together, list[str]()

    def noted(asked: Any) -> Any:
        with transaction.atomic():
            found.append(sql.ask(("SHOW transaction_isolation", ()))[0][0][0])
        return decide_together(asked)

    monkeypatch.setattr(deciding, "together", noted)
    handle(hear("k1", "mia", "c-1"), command_id="h1")
    assert set(found) == {"read committed"}
