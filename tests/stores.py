"""Databases for tests: migrated once, copied for each test, so that none has to be emptied.

The ledger cannot be emptied anyway: its triggers refuse.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections

from leeway.config import environment
from leeway.ledger import lending
from tests.postgres import Server

TEMPLATE = "leeway_template"


@dataclass(frozen=True)
class Store:
    """vendor: "sqlite" or "postgresql". url: for LEEWAY_DATABASE_URL of another process."""

    vendor: str
    url: str


@contextmanager
def default_database(url: str, *, hurry: bool = False) -> Iterator[None]:
    """Make `url` the database of this process, threads included. hurry: SQLite does not wait for the disk."""
    settings = environment.database(url)
    if hurry:
        settings["OPTIONS"]["init_command"] = "PRAGMA synchronous = OFF;"
    settings = connections.configure_settings({"default": settings})["default"]
    before = connections.settings["default"]
    _switch(settings)
    try:
        yield
    finally:
        _switch(before)


def _switch(settings: dict[str, object]) -> None:
    connections["default"].close()
    lending.close_all()
    del connections["default"]
    connections.settings["default"] = settings
    ContentType.objects.clear_cache()


def migrate(url: str) -> None:
    with default_database(url, hurry=url.startswith("sqlite")):
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def sqlite_copy(migrated: Path, folder: Path, *, hurry: bool = False) -> Iterator[Store]:
    file = folder / "leeway.sqlite3"
    shutil.copy(migrated, file)
    store = Store("sqlite", f"sqlite:///{file}")
    with default_database(store.url, hurry=hurry):
        yield store


@contextmanager
def postgresql_copy(server: Server, name: str) -> Iterator[Store]:
    server.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    store = Store("postgresql", server.url(name))
    try:
        with default_database(store.url):
            yield store
    finally:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
