"""Who leads, who waits for whom, and what happens while a transaction is held up; without a database's own time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from leeway.ledger import turns
from leeway.ledger.turns import Turns
from leeway.ledger.writing import Asked
from tests.ledger.toys import NOON, Spend

LIMIT = 30


def asked(number: int) -> Asked:
    return Asked(Spend(purse="red", coins=1, at=NOON, by="henry"), f"c{number}")


class Held:
    """Answers at once, but for the first transaction, which is held until it is let go."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, all_asked: Sequence[Asked]) -> list[Any]:
        self.sizes.append(len(all_asked))
        if len(self.sizes) == 1:
            self.begun.set()
            assert self.go_on.wait(LIMIT)
        return [()] * len(all_asked)


def test_who_comes_while_others_are_decided_is_decided_with_all_who_wait() -> None:
    held = Held()
    taking = Turns(held)
    with ThreadPoolExecutor(10) as threads:
        first = threads.submit(taking.take, asked(0))
        assert held.begun.wait(LIMIT)
        others = [threads.submit(taking.take, asked(number)) for number in range(1, 10)]
        while len(taking._waiting) < 9:
            threading.Event().wait(0.01)
        held.go_on.set()
        assert [each.result(LIMIT) for each in (first, *others)] == [()] * 10
    assert held.sizes == [1, 9]


def test_while_all_are_held_up_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """One after another, though the first has not ended, and nobody's patience has."""
    monkeypatch.setitem(turns.AT_ONCE, "sqlite", 2)
    monkeypatch.setattr(turns, "SLOW", 0)
    monkeypatch.setattr(turns, "PATIENCE", LIMIT * 10)
    held = Held()
    taking = Turns(held)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(taking.take, asked(0))
        assert held.begun.wait(LIMIT)
        for number in range(1, 4):
            assert threads.submit(taking.take, asked(number)).result(LIMIT) == ()
        assert not first.done()
        held.go_on.set()
        assert first.result(LIMIT) == ()


def test_a_second_transaction_is_begun_for_many_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(turns.AT_ONCE, "sqlite", 2)
    monkeypatch.setattr(turns, "PATIENCE", LIMIT * 10)
    monkeypatch.setattr(turns, "SLOW", LIMIT * 10)
    held = Held()
    taking = Turns(held)
    with ThreadPoolExecutor(turns.MANY + 2) as threads:
        first = threads.submit(taking.take, asked(0))
        assert held.begun.wait(LIMIT)
        others = [threads.submit(taking.take, asked(number)) for number in range(1, turns.MANY + 1)]
        while len(taking._waiting) < turns.MANY:
            threading.Event().wait(0.01)
        assert held.sizes == [1]
        last = threads.submit(taking.take, asked(turns.MANY + 1))
        assert [each.result(LIMIT) for each in (*others, last)] == [()] * (turns.MANY + 1)
        assert held.sizes == [1, turns.MANY + 1]
        assert not first.done()
        held.go_on.set()
        first.result(LIMIT)
