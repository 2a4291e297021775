"""Nobody changes what was written: not by the ORM, not by SQL, not by a replacing insert."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from leeway.ledger.models import Fact, FactTag, KeptCommand, Outbox, Seal, Sealed
from leeway.ledger.seal import seal
from tests.ledger.toys import NOON, Purses, pay

CLOSED: tuple[type[models.Model], ...] = (Fact, FactTag, KeptCommand, Seal, Sealed)


@pytest.fixture(autouse=True)
def _something_written(purses: Purses) -> None:
    pay("red", 10, command_id="c1")
    seal(NOON)


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        act()


def rows(table: type[models.Model]) -> list[object]:
    return list(table._default_manager.order_by("pk").values())


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_rows_cannot_be_changed_deleted_or_replaced(subtests: pytest.Subtests) -> None:
    for table in CLOSED:
        before = rows(table)
        name = table._meta.db_table
        column = table._meta.concrete_fields[-1].column
        statements = [f"UPDATE {name} SET {column} = {column}", f"DELETE FROM {name}"]
        if connection.vendor == "postgresql":
            statements.append(f"TRUNCATE {name} CASCADE")
            statements.append(f"SET LOCAL session_replication_role = replica; DELETE FROM {name}")
        else:
            statements.append(f"REPLACE INTO {name} SELECT * FROM {name}")
        assert before
        for statement in statements:
            with subtests.test(statement):
                refused(partial(execute, statement))
        assert rows(table) == before


def test_nor_through_models() -> None:
    fact, tag, command, link = (
        Fact.objects.first(),
        FactTag.objects.first(),
        KeptCommand.objects.get(),
        Seal.objects.get(),
    )
    assert fact is not None
    assert tag is not None
    fact.data = {"coins": 1}
    refused(fact.save)
    refused(lambda: Fact.objects.update(by="mia"))
    refused(lambda: Fact.objects.all()._raw_delete(connection.alias))
    refused(tag.delete)
    refused(lambda: KeptCommand.objects.filter(id="c1").update(answer="refused"))
    refused(command.delete)
    refused(lambda: Seal(number=link.number, previous="", hash="", count=0, at=NOON).save())
    refused(
        lambda: Fact.objects.bulk_create(
            [fact], update_conflicts=True, update_fields=["data"], unique_fields=["position"]
        )
    )


def test_the_outbox_may_be_changed() -> None:
    assert Outbox.objects.update(sent=NOON) == 1


def test_the_migration_goes_back_and_forth() -> None:
    call_command("migrate", "ledger", "0001", verbosity=0)
    assert Fact.objects.update(by="mia") == 2
    call_command("migrate", "ledger", verbosity=0)
    refused(lambda: Fact.objects.update(by="henry"))
