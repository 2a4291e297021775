"""Commands that are decided together get the same answers, facts and views as if each had come by itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection

from leeway.core.message import Command
from leeway.core.refusal import Refusal
from leeway.ledger import codec, deciding
from leeway.ledger import handle as door
from leeway.ledger.codec import in_utc
from leeway.ledger.handle import handle
from leeway.ledger.models import Fact, FactTag, KeptCommand
from leeway.ledger.publishing import publish
from leeway.ledger.verify import verify
from leeway.ledger.writing import Asked
from leeway.people.models import CaseNumber, Words
from leeway.projections.registry import PROJECTIONS
from leeway.projections.spends import SpendRow
from tests.ledger import bank
from tests.ledger.bank import NOON, decide, hear
from tests.ledger.toys import together
from tests.stores import Store

LATER = NOON + timedelta(days=3)


def answered(commands: Sequence[tuple[Command, str]]) -> list[Any]:
    """The answers to commands that come at once."""
    return door._answer_all([Asked(in_utc(command), command_id) for command, command_id in commands])


def everything() -> list[Any]:
    """All that the database says, but for numbers that nobody promised to be without gaps."""
    facts = [
        {**fact, "data": {key: value for key, value in fact["data"].items() if key != "number"}}
        for fact in Fact.objects.order_by("position").values("id", "name", "at", "by", "command_id", "data")
    ]
    tags = FactTag.objects.order_by("fact__id", "tag").values_list("fact__id", "tag")
    kept = KeptCommand.objects.order_by("id").values(
        "id", "content", "data", "answer", "refusal_code", "refusal_details"
    )
    return [facts, list(tags), list(kept), [_without_numbers(each.snapshot()) for each in PROJECTIONS]]


def _without_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_numbers(each) for key, each in value.items() if key != "number"}
    return [_without_numbers(each) for each in value] if isinstance(value, list | tuple) else value


def batches(commands: Iterator[tuple[Command, str]], chance: Random) -> Iterator[list[tuple[Command, str]]]:
    waiting = list(commands)
    while waiting:
        size = chance.choice([1, 2, 3, 8, 20])
        yield waiting[:size]
        waiting = waiting[size:]


@pytest.mark.parametrize("seed", [1, 2])
def test_any_composition_of_batches_says_and_writes_the_same(
    seed: int, tmp_path: Any, migrated_sqlite: Any, django_db_blocker: Any, store: Store
) -> None:
    """One by one on SQLite; together on both."""
    from tests import stores

    (tmp_path / "one").mkdir()
    with stores.sqlite_copy(migrated_sqlite, tmp_path / "one", hurry=True):
        bank.open_with()
        alone = [answered([each])[0] for each in bank.stream(seed, 90)]
        written = everything()
    bank.open_with()
    same = [answer for batch in batches(bank.stream(seed, 90), Random(seed)) for answer in answered(batch)]
    assert [_said(each) for each in same] == [_said(each) for each in alone]
    assert everything() == written
    assert {type(each).__name__ for each in alone} == {"tuple", "Refusal"}
    assert SpendRow.objects.filter(reversed=True).exists()
    assert bank.wrong_sums(LATER) == []
    assert verify().wrong == ()


def _said(answer: Any) -> Any:
    if not isinstance(answer, tuple):
        return answer
    return [(type(each).__name__, each.at, each.by, _without_numbers(codec.encode(each))) for each in answer]


def test_each_sees_what_those_before_it_decided(store: Store) -> None:
    """Three refunds of 40.00 to one customer in one transaction, 80.00 in two hours: the third is refused."""
    bank.open_with()
    answered([(hear(f"k{n}", rep, "c-1"), f"h{n}") for n, rep in enumerate(bank.REPS)])
    answers = answered([(decide(f"k{n}", rep, f"d{n}", NOON, 4_000), f"d{n}") for n, rep in enumerate(bank.REPS[:3])])
    assert [isinstance(each, Refusal) for each in answers] == [False, False, True]
    assert SpendRow.objects.count() == 2


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)  # SQLite has one writer
def test_what_one_spends_from_in_a_case_heard_just_before_is_locked_too(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose case it is, is not known before it is heard: what follows in it is decided under locks of its own."""
    bank.open_with()
    locked: list[set[str]] = []
    lock_statement = deciding.lock_statement

    def noted(tags: Any) -> Any:
        locked.append(set(tags))
        return lock_statement(tags)

    monkeypatch.setattr(deciding, "lock_statement", noted)
    answers = answered(
        [
            (hear("k1", "mia", "c-1"), "h1"),
            (decide("k1", "mia", "d1", NOON, 100), "d1"),
            (hear("k2", "mia", "c-2"), "h2"),
        ]
    )
    assert [type(each) for each in answers] == [tuple, tuple, tuple]
    assert "customer:c-1" in set().union(*locked)
    ids = [{tag for tag in each if tag.startswith("command:")} for each in locked]
    assert [each for each in ids if each][-2:] == [
        {"command:h1", "command:d1", "command:h2"},
        {"command:d1", "command:h2"},
    ]


def test_one_id_twice_in_one_transaction_is_one_command(store: Store) -> None:
    bank.open_with()
    first, same, other = answered(
        [(hear("k1", "mia", "c-1"), "h"), (hear("k1", "mia", "c-1"), "h"), (hear("k2", "mia", "c-1"), "h")]
    )
    assert first == same
    assert other == Refusal("command_id_reused")
    assert Fact.objects.filter(name="case.heard").count() == 1


def test_what_fails_fails_alone(store: Store) -> None:
    """Words that cannot be saved: a mistake of one caller costs nobody else their answer."""
    bank.open_with()
    Words.objects.create(id="w1", case="k0", customer="c-1", author="mia", text="first", at=NOON)
    again = Words(id="w1", case="k2", customer="c-1", author="mia", text="second", at=NOON)
    asked = [Asked(in_utc(hear(f"k{n}", "mia", "c-1")), f"h{n}", [again] if n == 2 else []) for n in range(5)]
    answers = door._answer_all(asked)
    assert [type(each) for each in answers] == [tuple, tuple, IntegrityError, tuple, tuple]
    assert set(KeptCommand.objects.values_list("id", flat=True)) == {"publish-1", "h0", "h1", "h3", "h4"}
    assert Words.objects.get(id="w1").text == "first"


def test_a_rule_that_fails_fails_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    bank.open_with()
    decider, rule = door.DECIDERS[bank.Hear], door.DECIDERS[bank.Hear].decide

    def fails(command: Any, state: Any) -> Any:
        if command.case == "k1":
            raise ZeroDivisionError
        return rule(command, state)

    broken = replace(decider, decide=fails)
    monkeypatch.setitem(door.DECIDERS, bank.Hear, broken)
    answers = answered([(hear(f"k{n}", "mia", "c-1"), f"h{n}") for n in range(3)])
    assert [type(each) for each in answers] == [tuple, ZeroDivisionError, tuple]
    assert not KeptCommand.objects.filter(id="h1").exists()


def test_a_refused_hearing_takes_no_number(store: Store) -> None:
    bank.open_with()
    answered([(hear("k1", "mia", "c-1"), "h1"), (hear("k1", "henry", "c-1"), "h2"), (hear("k2", "mia", "c-1"), "h3")])
    assert sorted(CaseNumber.objects.values_list("case", flat=True)) == ["k1", "k2"]


def test_many_threads_share_transactions(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The leader is held until all have come; they are then decided in one transaction, or two."""
    bank.open_with()
    handle(hear("k-first", "mia", "c-1"), command_id="first")  # builds the sums of the guideline
    sizes: list[int] = []
    held = threading.Event()
    decide_together = deciding.together

    def noted(asked: Any) -> Any:
        sizes.append(len(asked))
        if len(sizes) == 1:
            held.wait(1)
        return decide_together(asked)

    monkeypatch.setattr(deciding, "together", noted)
    threading.Timer(0.3, held.set).start()
    ended = together(*(partial(handle, hear(f"k{n}", "mia", "c-1"), command_id=f"h{n}") for n in range(20)))
    assert all(len(each.result()) >= 3 for each in ended)
    assert sum(sizes) == 20
    assert max(sizes) > 5
    assert verify().wrong == ()


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_a_connection_that_ends_at_the_commit_is_asked_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Committed, and the answer lost on its way: the same id is asked for anew and answers what was decided."""
    bank.open_with()
    decide_together, lost = deciding.together, list[bool]()

    def loses(asked: Any) -> Any:
        found = decide_together(asked)
        if not lost:
            lost.append(True)
            connection.close()
            raise OperationalError("the connection is gone")
        return found

    monkeypatch.setattr(deciding, "together", loses)
    events = handle(hear("k1", "mia", "c-1"), command_id="h1")
    assert lost == [True]
    assert Fact.objects.filter(command_id="h1").count() == len(events)


def test_a_new_guideline_finds_the_sums_that_none_asked_for_before(store: Store) -> None:
    bank.open_with()
    for batch in batches(bank.stream(5, 60), Random(5)):
        answered(batch)
    publish(bank.WIDER, by="petra", at=LATER, command_id="publish-2")
    answered([(hear("k-new", "mia", "c-1", LATER), "h-new")])
    for batch in batches(bank.stream(6, 40, "second-"), Random(6)):
        answered(batch)
    assert bank.wrong_sums(LATER) == []
    assert verify().wrong == ()
