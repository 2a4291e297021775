"""Locks that end with the transaction. Who shares a tag waits; who shares none does not.

PostgreSQL: advisory locks on the tags' hashes. SQLite has one writer: its transactions begin IMMEDIATE, so every
transaction waits for the one before it and nothing more is to be locked.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

LEDGER = "ledger"
SEAL = "seal"

# Sorted by the key that is locked, so that no two transactions lock in different orders; MATERIALIZED keeps the order.
LOCK_TAGS = """
WITH keys AS MATERIALIZED (SELECT DISTINCT hashtextextended(tag, 0) AS key FROM unnest(%s::text[]) AS tag ORDER BY key)
SELECT pg_advisory_xact_lock(key) FROM keys
"""


SHARE = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))"


def lock(tags: Iterable[str]) -> None:
    """Wait until nobody else decides on any of the tags, and keep others out until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(*lock_statement(tags))


def lock_statement(tags: Iterable[str]) -> tuple[str, list[list[str]]]:
    """The same as a statement of PostgreSQL, to be sent with others."""
    return LOCK_TAGS, [list(tags)]


def share_ledger() -> None:
    """Wait for whoever has the ledger alone, and keep such ones out until the transaction ends; others go on."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(*share_statement())


def share_statement() -> tuple[str, list[str]]:
    return SHARE, [LEDGER]


def lock_ledger() -> None:
    """Have the ledger alone: wait for every `handle()` under way, keep all others out until the transaction ends."""
    _lock_alone(LEDGER)


def lock_seal() -> None:
    """Keep a second sealing out until the transaction ends; `handle()` goes on."""
    _lock_alone(SEAL)


def _lock_alone(name: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
