from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from leeway.core.message import Command
from leeway.core.refusal import Refusal
from leeway.ledger.deciders import DECIDERS, Decider
from leeway.ledger.handle import handle
from leeway.ledger.models import Fact, FactTag, KeptCommand, Outbox
from leeway.ledger.read import facts
from tests.ledger.toys import NOON, Emptied, Note, Purse, Purses, Spend, Spent, pay, spend, tags


def nothing_written() -> bool:
    return not any(table.objects.exists() for table in (Fact, FactTag, KeptCommand, Outbox, Purse, Note))


def test_what_was_decided_is_written_and_read_again(purses: Purses) -> None:
    events = pay("red", 10, command_id="c1")
    assert events == (
        Spent(purse="red", coins=10, at=NOON, by="henry"),
        Emptied(purse="red", at=NOON, by="henry"),
    )
    assert facts("purse:red") == list(events)
    assert Purse.objects.get() == Purse(id="red", spent=10, empty=True)
    assert list(FactTag.objects.order_by("fact_id").values_list("tag", flat=True)) == ["purse:red", "purse:red"]
    kept = KeptCommand.objects.get()
    assert (kept.id, kept.name, kept.answer, len(kept.positions)) == ("c1", "toy.spend", "done", 2)


def test_facts_of_any_of_the_tags_come_once_and_in_order(purses: Purses) -> None:
    pay("red", 1, command_id="c1")
    pay("blue", 2, command_id="c2", also=frozenset({"red"}))
    pay("green", 3, command_id="c3")
    assert [each.coins for each in facts("purse:red", "purse:blue") if isinstance(each, Spent)] == [1, 2]


def test_the_same_command_id_gets_the_same_facts_again(purses: Purses) -> None:
    first = pay("red", 4, command_id="c1")
    assert pay("red", 4, command_id="c1") == first
    assert Purse.objects.get().spent == 4


def test_a_form_sent_again_later_is_still_the_same_command(purses: Purses) -> None:
    first = pay("red", 4, command_id="c1")
    later = Spend(purse="red", coins=4, at=NOON + timedelta(minutes=5), by="henry")
    assert handle(later, command_id="c1") == first


@pytest.mark.parametrize(
    "other",
    [
        Spend(purse="red", coins=5, at=NOON, by="henry"),
        Spend(purse="blue", coins=4, at=NOON, by="henry"),
        Spend(purse="red", coins=4, at=NOON, by="mia"),
    ],
)
def test_a_command_id_with_other_content_is_refused(purses: Purses, other: Spend) -> None:
    pay("red", 4, command_id="c1")
    with pytest.raises(Refusal) as refusal:
        handle(other, command_id="c1")
    assert refusal.value == Refusal("command_id_reused")
    assert Fact.objects.count() == 1


def test_a_refusal_is_kept_and_given_again_even_when_it_would_fit_now(
    purses: Purses, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        with pytest.raises(Refusal) as refusal:
            pay("red", 11, command_id="c1")
        assert refusal.value == Refusal("over_limit", left=10, asked=11)
        monkeypatch.setattr("tests.ledger.toys.COINS", 100)
    kept = KeptCommand.objects.get()
    assert (kept.answer, kept.refusal_code, kept.data) == (
        "refused",
        "over_limit",
        {"purse": "red", "coins": 11, "also": []},
    )
    assert not Fact.objects.exists()
    assert not Purse.objects.exists()


def test_words_are_saved_with_what_was_accepted_only(purses: Purses) -> None:
    handle(Spend(purse="red", coins=1, at=NOON, by="henry"), command_id="c1", words=[Note(id="n1", text="for cake")])
    with pytest.raises(Refusal):
        handle(Spend(purse="red", coins=99, at=NOON, by="henry"), command_id="c2", words=[Note(id="n2", text="more")])
    handle(Spend(purse="red", coins=1, at=NOON, by="henry"), command_id="c1", words=[Note(id="n1", text="again")])
    assert [(each.id, each.text) for each in Note.objects.all()] == [("n1", "for cake")]


def test_what_loading_wrote_goes_when_the_command_is_refused(purses: Purses, monkeypatch: pytest.MonkeyPatch) -> None:
    def load_and_write(command: Spend) -> int:
        Note.objects.create(id=f"{command.coins}", text="a number, taken while reading")
        return 0

    monkeypatch.setitem(DECIDERS, Spend, Decider(tags, load_and_write, spend))
    with pytest.raises(Refusal):
        pay("red", 99, command_id="c1")
    pay("red", 1, command_id="c2")
    assert [each.id for each in Note.objects.all()] == ["1"]
    assert KeptCommand.objects.count() == 2


def test_words_never_write_over_others(purses: Purses) -> None:
    Note.objects.create(id="n1", text="mine")
    with pytest.raises(IntegrityError):
        handle(Spend(purse="red", coins=1, at=NOON, by="henry"), command_id="c1", words=[Note(id="n1", text="yours")])
    assert Note.objects.get().text == "mine"
    assert not Fact.objects.exists()


def test_a_failing_projection_leaves_nothing(purses: Purses) -> None:
    purses.broken = True
    with pytest.raises(ZeroDivisionError):
        handle(Spend(purse="red", coins=10, at=NOON, by="henry"), command_id="c1", words=[Note(id="n1", text="cake")])
    assert nothing_written()
    purses.broken = False
    assert len(pay("red", 10, command_id="c1")) == 2


def test_a_rule_that_fails_or_says_nothing_leaves_nothing(purses: Purses, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(command: Command, state: object) -> tuple[()]:
        raise ZeroDivisionError

    monkeypatch.setitem(DECIDERS, Spend, Decider(tags, lambda command: None, fails))
    with pytest.raises(ZeroDivisionError):
        pay("red", 1, command_id="c1")
    monkeypatch.setitem(DECIDERS, Spend, Decider(tags, lambda command: None, lambda command, state: ()))
    with pytest.raises(RuntimeError, match=r"'toy\.spend' neither decided nor refused"):
        pay("red", 1, command_id="c1")
    assert nothing_written()


def test_a_command_id_that_cannot_be_kept_is_refused(purses: Purses) -> None:
    for command_id in ("", "x" * 201, "two words", "naïve", "nul\0"):
        with pytest.raises(Refusal) as refusal:
            pay("red", 1, command_id=command_id)
        assert refusal.value == Refusal("command_id_bad", longest=200)
    assert nothing_written()


def test_a_command_id_may_be_as_long_as_it_says(purses: Purses) -> None:
    assert len(pay("red", 10, command_id="x" * 200)) == 2


def test_a_decision_takes_few_statements_however_many_facts(purses: Purses) -> None:
    with CaptureQueriesContext(connection) as sent:
        pay("blue", 10, command_id="c1")
    own = [each["sql"] for each in sent if "toys_" not in each["sql"] and "SAVEPOINT" not in each["sql"]]
    # begin, share, lock, known?, load, facts, tags, command, letters, commit
    assert len(own) <= 10, own
