from __future__ import annotations

import random
import threading
from contextlib import suppress
from functools import partial

import pytest

from leeway.core.refusal import Refusal
from leeway.ledger.models import Fact
from leeway.ledger.rebuild import ProjectionFailedError, differences, rebuild
from tests.ledger.toys import Purse, Purses, pay, spent, together


def play(seed: int) -> None:
    chance = random.Random(seed)
    for number in range(60):
        with suppress(Refusal):
            pay(f"purse-{chance.randrange(5)}", chance.randint(1, 5), command_id=f"{seed}-{number}")


def test_rebuilt_equals_live(purses: Purses) -> None:
    play(1)
    live = purses.snapshot()
    assert differences() == []
    Purse.objects.all().delete()
    Purse.objects.create(id="ghost")
    assert rebuild() == Fact.objects.count()
    assert purses.snapshot() == live


def test_progress_is_told_fact_by_fact(purses: Purses) -> None:
    pay("red", 10, command_id="c1")
    seen: list[str] = []
    rebuild(lambda recorded: seen.append(recorded.id))
    assert seen == ["c1.0", "c1.1"]


def test_a_rebuild_that_fails_leaves_the_old_views(purses: Purses) -> None:
    play(2)
    live = purses.snapshot()
    purses.broken = True
    with pytest.raises(ProjectionFailedError, match=r"The view Purses cannot take fact 1 \(toy\.spent\)"):
        rebuild()
    assert purses.snapshot() == live


def test_a_rebuild_while_others_write_loses_nothing(purses: Purses) -> None:
    """Without the lock, a rebuild misses what commits while it reads, and a view counts it twice or never."""
    rebuilding = threading.Event()

    def writer(number: int) -> None:
        assert rebuilding.wait(30)
        for turn in range(8):
            pay(f"purse-{number}", 1, command_id=f"w{number}-{turn}")

    def rebuilder() -> None:
        for _ in range(4):
            rebuild(lambda _: rebuilding.set())
            rebuilding.set()

    pay("purse-0", 1, command_id="first")
    for each in together(rebuilder, *(partial(writer, number) for number in range(4))):
        each.result()
    live = {each.id: each.spent for each in Purse.objects.all()}
    assert live == {f"purse-{number}": spent(f"purse-{number}") for number in range(4)}
    assert differences() == []
