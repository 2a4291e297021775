"""Fixtures for all tests.

db, transactional_db, live_server, the mark django_db: a fresh SQLite database for the test.
store: the test runs twice, on a fresh SQLite and on a fresh PostgreSQL database; commits and threads are real.
sqlite_store, postgresql_store: one of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from tests import stores
from tests.postgres import Server, throw_away_server
from tests.stores import Store

copies = itertools.count(1)


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def migrated_sqlite(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "leeway.sqlite3"
    with django_db_blocker.unblock():
        stores.migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgresql_server(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Server]:
    """A server of this worker's own, with the migrated database to copy."""
    with throw_away_server() as server:
        server.execute(f"CREATE DATABASE {stores.TEMPLATE}")
        with django_db_blocker.unblock():
            stores.migrate(server.url(stores.TEMPLATE))
        yield server


@pytest.fixture
def sqlite_store(migrated_sqlite: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Store]:
    with django_db_blocker.unblock(), stores.sqlite_copy(migrated_sqlite, tmp_path) as store:
        yield store


@pytest.fixture
def postgresql_store(postgresql_server: Server, django_db_blocker: DjangoDbBlocker) -> Iterator[Store]:
    with django_db_blocker.unblock(), stores.postgresql_copy(postgresql_server, f"copy_{next(copies)}") as store:
        yield store


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Store:
    kept: Store = request.getfixturevalue(f"{request.param}_store")
    return kept


@pytest.fixture
def _django_db_helper(migrated_sqlite: Path, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What all of pytest-django's database fixtures and its mark stand on.

    It would roll back, or empty the tables, which the ledger's triggers refuse; a copied file needs neither.
    """
    with django_db_blocker.unblock(), stores.sqlite_copy(migrated_sqlite, tmp_path, hurry=True):
        yield
