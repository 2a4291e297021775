"""A small world to try the ledger on: purses with ten coins in each, and a view of what is spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from django.db import connection, connections, models

from leeway.core.message import Command, Event
from leeway.core.refusal import Refusal
from leeway.ledger import event_types, handle, outbox, rebuild
from leeway.ledger.deciders import DECIDERS, Decider
from leeway.ledger.outbox import Letter
from leeway.ledger.read import facts
from leeway.ledger.recorded import Recorded
from leeway.projections import registry
from leeway.projections.registry import rows

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
COINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend(Command):
    NAME: ClassVar[str] = "toy.spend"
    purse: str
    coins: int
    also: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent(Event):
    """Version 1 said `amount` for `coins`."""

    NAME: ClassVar[str] = "toy.spent"
    VERSION: ClassVar[int] = 2
    purse: str
    coins: int
    also: frozenset[str] = frozenset()

    def tags(self) -> frozenset[str]:
        return frozenset({f"purse:{self.purse}", *(f"purse:{each}" for each in self.also)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied(Event):
    NAME: ClassVar[str] = "toy.emptied"
    purse: str

    def tags(self) -> frozenset[str]:
        return frozenset({f"purse:{self.purse}"})


def from_amount(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"purse": data["purse"], "coins": data["amount"]}


def spend(command: Spend, spent: int) -> tuple[Event, ...]:
    left = COINS - spent
    if command.coins > left:
        raise Refusal("over_limit", left=left, asked=command.coins)
    happened = Spent(purse=command.purse, coins=command.coins, also=command.also, at=command.at, by=command.by)
    if command.coins == left:
        return (happened, Emptied(purse=command.purse, at=command.at, by=command.by))
    return (happened,)


def tags(command: Spend) -> frozenset[str]:
    return frozenset({f"purse:{command.purse}", *(f"purse:{each}" for each in command.also)})


def load(command: Spend) -> int:
    return spent(command.purse)


def spent(purse: str) -> int:
    return sum(each.coins for each in facts(f"purse:{purse}") if isinstance(each, Spent) and each.purse == purse)


class Purse(models.Model):
    id = models.CharField(max_length=60, primary_key=True)
    spent = models.IntegerField(default=0)
    empty = models.BooleanField(default=False)

    class Meta:
        app_label = "toys"


class Note(models.Model):
    id = models.CharField(max_length=60, primary_key=True)
    text = models.TextField()

    class Meta:
        app_label = "toys"


class Purses:
    """The view. `broken` makes it fail, after it wrote, as a faulty one would."""

    tables = (Purse,)
    broken = False

    def project(self, facts: Sequence[Recorded]) -> None:
        for recorded in facts:
            match recorded.event:
                case Spent(purse=purse, coins=coins):
                    row, _ = Purse.objects.get_or_create(id=purse)
                    row.spent += coins
                    row.save()
                case Emptied(purse=purse):
                    Purse.objects.filter(id=purse).update(empty=True)
        if self.broken:
            raise ZeroDivisionError

    def snapshot(self) -> object:
        return rows(Purse)


def tell_treasurer(recorded: Recorded) -> tuple[Letter, ...]:
    assert isinstance(recorded.event, Emptied)
    return (Letter("mail.treasurer", {"purse": recorded.event.purse}),)


def install(patch: pytest.MonkeyPatch, projections: Sequence[Any]) -> None:
    patch.setitem(event_types.TYPES, Spent.NAME, Spent)
    patch.setitem(event_types.TYPES, Emptied.NAME, Emptied)
    patch.setitem(event_types.UPCASTS, (Spent.NAME, 1), from_amount)
    patch.setitem(DECIDERS, Spend, Decider(tags, load, spend))
    patch.setitem(outbox.LETTERS, Emptied, [tell_treasurer])
    patch.setattr(registry, "PROJECTIONS", projections)
    patch.setattr(rebuild, "PROJECTIONS", projections)


def make_tables() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Purse)
        editor.create_model(Note)


def pay(purse: str, coins: int, *, command_id: str, **more: Any) -> tuple[Event, ...]:
    return handle.handle(Spend(purse=purse, coins=coins, at=NOON, by="henry", **more), command_id=command_id)


def together(*calls: Any) -> list[Future[Any]]:
    """Run the calls at the same time, a thread and a connection each; return when all have ended."""

    def run(call: Any) -> Any:
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [threads.submit(run, call) for call in calls]
