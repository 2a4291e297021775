"""Sets up Django for a command, with the database at this version."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
import django
from django.core.exceptions import ImproperlyConfigured

MIGRATING = 5_393_219_004_417_127_001  # any number that no other program on the server locks


def start() -> None:
    """Read the settings, set Django up and apply the migrations that are missing.

    Error: a bad setting or a database that does not answer ends the command with one sentence and status 2.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leeway.config.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise click.UsageError(str(error)) from error
    _migrate()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        if _behind():
            with _alone():
                call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise click.UsageError(f"The database in LEEWAY_DATABASE_URL does not answer: {reason}") from error


def _behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone() -> Iterator[None]:
    """Keep a second process that starts at the same time waiting until the first has migrated."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])
        return
    with (settings.ENVIRONMENT.home / "migrating.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
