"""Each way of tampering is found, and the first fact that is wrong is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from leeway.core.refusal import Refusal
from leeway.ledger.models import Fact, Seal, Sealed
from leeway.ledger.seal import FIRST, seal
from leeway.ledger.verify import verify
from tests.ledger.toys import NOON, Purse, Purses, pay


@pytest.fixture(autouse=True)
def _sealed_and_not_yet(purses: Purses, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts 1 to 4 in two seals, 5 not sealed yet, one refusal."""
    monkeypatch.setattr("leeway.ledger.seal.BATCH", 2)
    pay("red", 1, command_id="c1")
    pay("red", 9, command_id="c2")
    pay("blue", 1, command_id="c3")
    with pytest.raises(Refusal):
        pay("blue", 99, command_id="c4")
    assert seal(NOON) == 4
    pay("green", 1, command_id="c5")


@contextmanager
def behind_its_back() -> Iterator[None]:
    """What somebody can do who owns the database: take the triggers away, and put them back."""
    tables = ("ledger_fact", "ledger_fact_tag", "ledger_command", "ledger_seal", "ledger_sealed")
    if connection.vendor == "postgresql":
        for table in tables:
            execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only")
        yield
        return
    execute("PRAGMA foreign_keys = OFF")
    for table in tables:
        for what in ("update", "delete", "replace"):
            execute(f"DROP TRIGGER {table}_no_{what}")
    yield


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_all_is_well() -> None:
    found = verify()
    last = Seal.objects.get(number=2)
    assert (found.facts, found.sealed, found.seals, found.commands, found.wrong) == (5, 4, 2, 5, ())
    assert (found.head, Seal.objects.get(number=1).previous) == (last.hash, FIRST)


def test_every_fact_is_sealed_once_also_one_that_commits_late() -> None:
    """Positions commit out of order: a fact may turn up below facts that are sealed already."""
    sealed = set(Sealed.objects.values_list("position", flat=True))
    with behind_its_back():
        execute("DELETE FROM ledger_sealed WHERE position = 2")
        execute("DELETE FROM ledger_sealed WHERE position = 1")
        execute("DELETE FROM ledger_seal WHERE number = 0")
    assert seal(NOON) == 3
    assert set(Sealed.objects.values_list("position", flat=True)) == sealed | {5}
    assert seal(NOON) == 0


TAMPERING: list[tuple[str, int | None, str]] = [
    (
        "UPDATE ledger_fact SET by = 'mia' WHERE position = 2",
        2,
        "Fact 2 (toy.spent, id c2.0) is not what was sealed",
    ),
    ("UPDATE ledger_fact SET at = '2026-03-01 12:00:01+00' WHERE position = 4", 4, "is not what was sealed in seal 2."),
    ("UPDATE ledger_fact SET command_id = 'c1' WHERE position = 5", 5, "is not among what the command c1 led to."),
    (
        "UPDATE ledger_fact SET name = 'toy.lent' WHERE position = 5",
        5,
        "cannot be read: no type of fact",
    ),
    ("UPDATE ledger_fact SET version = 3 WHERE position = 5", 5, "has version 3; this Leeway reads up to 2."),
    (
        "UPDATE ledger_fact_tag SET tag = 'purse:pink' WHERE position = 5",
        5,
        "is tagged purse:pink, but is about",
    ),
    ("DELETE FROM ledger_fact_tag WHERE position = 5", 5, "is tagged with nothing, but is about"),
    ("INSERT INTO ledger_fact_tag (tag, position) VALUES ('purse:red', 4)", 4, "is not what was sealed in seal 2."),
    ("UPDATE ledger_command SET positions = '[]' WHERE id = 'c5'", 5, "is not among what the command c5 led to."),
    (
        "UPDATE ledger_command SET answer = 'refused' WHERE id = 'c5'",
        None,
        "c5 is kept as refused with 1 facts.",
    ),
    ("UPDATE ledger_command SET answer = 'done' WHERE id = 'c4'", None, "Command c4 is kept as done with 0 facts."),
    ("DELETE FROM ledger_command WHERE id = 'c3'", 4, "is not among what the command c3 led to."),
    ("UPDATE ledger_seal SET count = 3 WHERE number = 1", None, "Seal 1 sealed 3 facts and lists 2."),
    (
        f"UPDATE ledger_seal SET hash = '{'0' * 64}' WHERE number = 1",
        None,
        "Seal 1 does not match the facts",
    ),
    (
        f"UPDATE ledger_seal SET previous = '{'1' * 64}' WHERE number = 2",
        None,
        "Seal 2 does not follow on",
    ),
    ("UPDATE ledger_sealed SET seal_id = 2 WHERE position = 1", None, "Seal 1 sealed 2 facts and lists 1."),
    (
        "UPDATE toys_purse SET spent = 3 WHERE id = 'green'",
        None,
        "Purses differs from what the facts say: row 2",
    ),
    (
        "DELETE FROM toys_purse WHERE id = 'red'",
        None,
        "what the facts say: 2 rows live, 3 rebuilt.",
    ),
]

TAKEN_OUT: list[tuple[str, int | None, str]] = [
    (
        f"DELETE FROM ledger_fact_tag WHERE position = {position}; DELETE FROM ledger_fact WHERE position = {position}",
        position,
        sentence,
    )
    for position, sentence in ((2, "Fact 2 is gone; seal 1 has it."), (5, "Fact 5 is gone; the command c5 led to it."))
]


def test_what_was_changed_or_taken_out_is_found(subtests: pytest.Subtests) -> None:
    for statements, position, sentence in [*TAMPERING, *TAKEN_OUT]:
        with subtests.test(statements), transaction.atomic():
            with behind_its_back():
                for statement in statements.split(";"):
                    execute(statement)
            first = verify().wrong[0]
            transaction.set_rollback(True)
        assert first.fact == position
        assert sentence in first.sentence
    assert verify().wrong == ()


def test_the_first_wrong_fact_is_named_first() -> None:
    with behind_its_back():
        execute("UPDATE ledger_fact SET by = 'mia' WHERE position IN (3, 4)")
        execute("DELETE FROM ledger_fact_tag WHERE position = 2")
        execute("UPDATE ledger_seal SET count = 9 WHERE number = 1")
    assert [each.fact for each in verify().wrong] == [2, 2, 3, 4, None]


def test_verify_changes_nothing() -> None:
    Purse.objects.filter(id="red").update(spent=3)
    before = list(Purse.objects.order_by("id").values())
    assert len(verify().wrong) == 1
    assert list(Purse.objects.order_by("id").values()) == before
    assert Fact.objects.count() == 5


def test_a_view_that_cannot_take_a_fact_is_named(purses: Purses) -> None:
    purses.broken = True
    assert [each.sentence for each in verify().wrong] == [
        "The view Purses cannot take fact 1 (toy.spent): ZeroDivisionError()."
    ]
    assert Purse.objects.count() == 3
