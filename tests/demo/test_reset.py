"""`leeway demo --reset` takes the demo's own tables, and nothing of anybody else's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, models

from leeway.demo import make as organisation
from leeway.demo.make import NotADemoError, empty, is_demo, is_empty, make, stories
from leeway.ledger.models import Fact
from leeway.ledger.verify import verify
from leeway.people.models import Account, Customer, Person
from leeway.projections.cases import CaseRow
from tests.desk.harbour import open_bank
from tests.stores import Store

NOW = datetime(2026, 3, 12, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four stories are enough here."""
    monkeypatch.setattr(organisation, "stories", lambda now: stories(now)[:4])


def run(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def tables() -> set[str]:
    return set(connection.introspection.table_names(include_views=True))


def test_a_demo_is_made_anew_as_it_was(store: Store) -> None:
    make(NOW)
    before, cases = tables(), CaseRow.objects.count()
    Customer.objects.create(id="c-extra", name="Extra")
    empty()
    assert is_empty()
    assert not is_demo()
    assert tables() == before
    assert make(NOW) == cases
    assert verify().wrong == ()
    with pytest.raises(DatabaseError, match="append-only"):
        Fact.objects.update(by="somebody")


def test_an_empty_database_may_be_emptied(store: Store) -> None:
    empty()
    empty()
    assert make(NOW) > 0


@pytest.mark.parametrize("what", ["TABLE", "VIEW"])
def test_other_tables_beside_the_demo_stop_it(store: Store, what: str) -> None:
    make(NOW)
    run("CREATE TABLE invoices AS SELECT 1 AS id" if what == "TABLE" else "CREATE VIEW invoices AS SELECT 1 AS id")
    facts = Fact.objects.count()
    with pytest.raises(NotADemoError, match=r"tables that are not Leeway's \(invoices\)"):
        empty()
    assert run("SELECT id FROM invoices") == [(1,)]
    assert Fact.objects.count() == facts


def test_what_others_keep_in_another_schema_is_left_alone(postgresql_store: Store) -> None:
    make(NOW)
    run("CREATE SCHEMA billing")
    run("CREATE TABLE billing.invoices AS SELECT 1 AS id")
    run("CREATE FUNCTION answer() RETURNS integer LANGUAGE sql AS 'SELECT 42'")
    empty()
    assert run("SELECT id, answer() FROM billing.invoices") == [(1, 42)]
    make(NOW)
    run("CREATE VIEW billing.people AS SELECT name FROM people_person")
    people = Person.objects.count()
    with pytest.raises(NotADemoError, match="other objects depend on"):
        empty()
    assert Person.objects.count() == people


def test_real_data_stops_it(store: Store) -> None:
    open_bank()
    before = (Fact.objects.count(), Person.objects.count(), Customer.objects.count())
    with pytest.raises(NotADemoError, match="that the demo did not make"):
        empty()
    assert (Fact.objects.count(), Person.objects.count(), Customer.objects.count()) == before


@pytest.mark.parametrize("row", [Person(id="p", name="P"), Customer(id="c", name="C"), Account(username="a")])
def test_one_row_of_whatever_sort_is_real_data(store: Store, row: models.Model) -> None:
    type(row)._default_manager.bulk_create([row])
    for act in (empty, make):
        with pytest.raises(NotADemoError):
            act()
    assert type(row)._default_manager.count() == 1
