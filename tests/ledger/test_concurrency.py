from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterable
from functools import partial
from itertools import count

import pytest

from leeway.core.message import Event
from leeway.core.refusal import Refusal
from leeway.ledger.deciders import DECIDERS, Decider
from leeway.ledger.locks import lock
from leeway.ledger.models import Fact, KeptCommand, Sealed
from leeway.ledger.recorded import Recorded
from leeway.ledger.seal import seal
from leeway.ledger.verify import verify
from tests.ledger.toys import COINS, NOON, Purse, Purses, Spend, load, pay, spend, spent, tags, together

PATIENCE = 30


def test_fifty_at_once_never_overspend(purses: Purses) -> None:
    ended = together(*(partial(pay, "red", 1, command_id=f"c{number}") for number in range(50)))
    refused = [each.exception() for each in ended if each.exception()]
    assert refused == [Refusal("over_limit", left=0, asked=1)] * (50 - COINS)
    assert spent("red") == Purse.objects.get().spent == COINS
    assert KeptCommand.objects.count() == 50
    assert verify().wrong == ()


def test_one_command_id_from_many_threads_has_one_effect_and_one_answer(purses: Purses) -> None:
    ended = together(*(partial(pay, "red", 3, command_id="c1") for _ in range(20)))
    assert len({each.result() for each in ended}) == 1
    assert spent("red") == Purse.objects.get().spent == 3
    assert Fact.objects.count() == KeptCommand.objects.count() == 1


def test_one_command_id_for_different_purses_has_one_effect(purses: Purses) -> None:
    ended = together(*(partial(pay, f"purse-{number}", 3, command_id="c1") for number in range(10)))
    refused = [each.exception() for each in ended if each.exception()]
    assert refused == [Refusal("command_id_reused")] * 9
    assert Fact.objects.count() == 1


def test_commands_on_overlapping_tags_never_lock_each_other_for_ever(purses: Purses) -> None:
    chance = random.Random(7)
    colours = [f"colour-{number}" for number in range(6)]

    def call(number: int) -> partial[tuple[Event, ...]]:
        first, *others = chance.sample(colours, 4)
        return partial(pay, first, 1, also=frozenset(others), command_id=f"c{number}")

    ended = together(*(call(number) for number in range(40)))
    assert all(isinstance(each.exception(), Refusal | None) for each in ended)
    assert all(spent(colour) <= COINS for colour in colours)
    assert verify().wrong == ()


class SlowRule:
    """Holds the decision on the purse "slow" until it is let go."""

    def __init__(self) -> None:
        self.deciding = threading.Event()
        self.go_on = threading.Event()

    def __call__(self, command: Spend, state: int) -> tuple[Event, ...]:
        if command.purse == "slow":
            self.deciding.set()
            assert self.go_on.wait(PATIENCE)
        return spend(command, state)


@pytest.fixture
def slow(purses: Purses, monkeypatch: pytest.MonkeyPatch) -> SlowRule:
    rule = SlowRule()
    monkeypatch.setitem(DECIDERS, Spend, Decider(tags, load, rule))
    return rule


def test_who_shares_a_tag_waits_and_decides_on_what_was_committed(slow: SlowRule) -> None:
    order: list[str] = []

    def first() -> None:
        pay("slow", 6, command_id="c1")
        order.append("first")

    def second() -> None:
        assert slow.deciding.wait(PATIENCE)
        threading.Timer(0.3, slow.go_on.set).start()
        with pytest.raises(Refusal) as refusal:
            pay("slow", 5, command_id="c2")
        assert refusal.value == Refusal("over_limit", left=4, asked=5)
        assert slow.go_on.is_set()
        order.append("second")

    for each in together(first, second):
        each.result()
    assert order == ["first", "second"]


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)  # SQLite has one writer
def test_who_shares_no_tag_does_not_wait(slow: SlowRule) -> None:
    def other() -> float:
        assert slow.deciding.wait(PATIENCE)
        began = time.monotonic()
        pay("red", 1, command_id="c2")
        took = time.monotonic() - began
        assert not slow.go_on.is_set()
        slow.go_on.set()
        return took

    held, free = together(partial(pay, "slow", 1, command_id="c1"), other)
    assert len(held.result()) == 1
    assert free.result() < PATIENCE / 2


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_a_fact_that_commits_below_sealed_ones_is_sealed_too(purses: Purses, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever had followed "everything above the last position" would never see it."""
    written, go_on = threading.Event(), threading.Event()
    project = purses.project

    def wait_before_committing(facts: list[Recorded]) -> None:
        project(facts)
        if any("purse:slow" in each.event.tags() for each in facts):
            written.set()
            assert go_on.wait(PATIENCE)

    monkeypatch.setattr(purses, "project", wait_before_committing)

    def other() -> None:
        assert written.wait(PATIENCE)
        pay("red", 1, command_id="c2")
        assert seal(NOON) == 1
        go_on.set()

    for each in together(partial(pay, "slow", 1, command_id="c1"), other):
        each.result()
    late, sealed = Fact.objects.get(command_id="c1"), Sealed.objects.get()
    assert late.position < sealed.position
    assert seal(NOON) == 1
    assert set(Sealed.objects.values_list("position", flat=True)) == {late.position, sealed.position}
    assert verify().wrong == ()


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_tags_that_hang_on_facts_are_locked_as_they_are_once_locked(
    purses: Purses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a decision is checked against may change between asking for it and locking it."""
    asked: list[frozenset[str]] = []
    locked: list[set[str]] = []

    def moving(command: Spend) -> frozenset[str]:
        asked.append(frozenset({"purse:red"} if not asked else {"purse:red", "pool:goodwill"}))
        return asked[-1]

    def noted(tags: Iterable[str]) -> None:
        locked.append(set(tags))
        lock(tags)

    monkeypatch.setitem(DECIDERS, Spend, Decider(moving, load, spend))
    monkeypatch.setattr("leeway.ledger.deciding.lock", noted)
    pay("red", 1, command_id="c1")
    assert locked == [{"purse:red", "command:c1"}, {"purse:red", "pool:goodwill", "command:c1"}]
    assert Fact.objects.count() == 1


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_tags_that_never_come_to_rest_leave_nothing(purses: Purses, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()
    monkeypatch.setitem(DECIDERS, Spend, Decider(lambda command: frozenset({f"x:{next(numbers)}"}), load, spend))
    with pytest.raises(RuntimeError, match="changed 10 times while it was being locked"):
        pay("red", 1, command_id="c1")
    assert not KeptCommand.objects.exists()
