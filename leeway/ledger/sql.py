"""Many rows in one statement, and several statements in one round trip, on both databases.

The door writes and reads with these where the ORM, a row at a time, would cost more than the decision. PostgreSQL takes
the rows of a table as one JSON parameter, and all tables in one statement; SQLite is in the same process and takes them
one after another.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any

import msgspec
import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

Row = tuple[Any, ...]
JSON = "jsonb"  # given as bytes that are JSON already
TIME = "timestamptz"


def on_postgresql() -> bool:
    return connections[DEFAULT_DB_ALIAS].vendor == "postgresql"


def ask(*statements: tuple[str, Sequence[Any]]) -> list[list[Row]]:
    """Return the rows of each statement. On PostgreSQL one round trip; each sees what committed before it began."""
    with _own() as here:
        if isinstance(here, sqlite3.Connection):
            return [here.execute(_as_sqlite(text), parameters).fetchall() for text, parameters in statements]
        if len(statements) == 1:
            return [_send(here, *statements[0]).fetchall()]
        with here.pipeline():
            cursors = [_send(here, *statement) for statement in statements]
            return [cursor.fetchall() for cursor in cursors]


def tell(statement: str, parameters: Sequence[Any] = ()) -> None:
    """Send a statement that answers nothing."""
    with _own() as here:
        if isinstance(here, sqlite3.Connection):
            here.execute(_as_sqlite(statement), parameters)
        else:
            _send(here, statement, parameters)


def tell_many(statement: str, rows: Sequence[Row]) -> None:
    """Send a statement once for each row; SQLite alone."""
    with _own() as here:
        here.executemany(_as_sqlite(statement), rows)


@contextmanager
def at_once() -> Iterator[None]:
    """Send all that `Rows` writes in the block at its end; on PostgreSQL in one statement, and none where it fails.

    No row may be written twice in the block: what one part of a statement writes, another does not see.
    """
    if not on_postgresql():
        yield
        return
    here = connections[DEFAULT_DB_ALIAS]
    parts = _gathered[here] = []
    try:
        yield
    finally:
        del _gathered[here]
    if parts:
        tell(_in_one(tuple(text for text, _ in parts)), [rows for _, rows in parts])


_gathered: dict[BaseDatabaseWrapper, list[tuple[str, str]]] = {}  # by the connection that it will go over


@lru_cache(maxsize=256)
def _in_one(texts: tuple[str, ...]) -> str:
    if len(texts) == 1:
        return texts[0]
    before = ", ".join(f"w{number} AS ({text})" for number, text in enumerate(texts[:-1]))
    return f"WITH {before} {texts[-1]}"


@contextmanager
def _own() -> Iterator[Any]:
    """The driver's own connection: what Django does to each statement costs as much as the statement."""
    django = connections[DEFAULT_DB_ALIAS]
    django.ensure_connection()
    with django.wrap_database_errors:
        yield django.connection


@lru_cache(maxsize=256)
def _as_sqlite(statement: str) -> str:
    return statement.replace("%s", "?")


@lru_cache(maxsize=256)
def _as_postgresql(statement: str) -> str:
    """With numbered places, which the driver hands on as they are."""
    first, *others = statement.split("%s")
    return first + "".join(f"${number}{text}" for number, text in enumerate(others, start=1))


def _send(here: psycopg.Connection[Any], statement: str, parameters: Sequence[Any]) -> psycopg.RawCursor[Row]:
    cursor = psycopg.RawCursor(here)
    cursor.execute(_as_postgresql(statement), parameters)
    return cursor


def one_of(column: str) -> str:
    """The condition that a column is in a list; its parameter comes from `listed`."""
    if on_postgresql():
        return f"{column} = ANY(%s)"
    return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608


def listed(values: Iterable[str]) -> Any:
    return list(values) if on_postgresql() else msgspec.json.encode(list(values)).decode()


@dataclass(frozen=True)
class Rows:
    """A table with some of its columns and their types of PostgreSQL, for `insert`, `update` and `delete`.

    key: how many of the columns, from the first, are the key.
    """

    table: str
    columns: dict[str, str]
    key: int = 1

    def insert(self, rows: Sequence[Row], *, conflict: str = "") -> None:
        """Insert the rows in their order. conflict: an ON CONFLICT clause."""
        if rows:
            names = ", ".join(f'"{name}"' for name in self.columns)
            into = f'INSERT INTO "{self.table}" ({names})'
            if on_postgresql():
                self._tell(f"{into} SELECT {names} FROM {self._recordset} {conflict}", rows)  # noqa: S608
            else:
                self._many(f"{into} VALUES ({', '.join(['%s'] * len(self.columns))}) {conflict}", rows)

    def upsert(self, rows: Sequence[Row]) -> None:
        """Insert the rows, or write over the one with the same key."""
        keys = ", ".join(self._names[: self.key])
        sets = ", ".join(f"{name} = excluded.{name}" for name in self._names[self.key :])
        self.insert(rows, conflict=f"ON CONFLICT ({keys}) DO UPDATE SET {sets}")

    def update(self, rows: Sequence[Row]) -> None:
        """Write over the rows with these keys; those that are not there are passed over."""
        if not rows:
            return
        keys, others = self._names[: self.key], self._names[self.key :]
        update = f'UPDATE "{self.table}" SET '  # noqa: S608
        if on_postgresql():
            sets = ", ".join(f"{name} = r.{name}" for name in others)
            same = " AND ".join(f'"{self.table}".{name} = r.{name}' for name in keys)
            self._tell(f"{update}{sets} FROM {self._recordset} WHERE {same}", rows)
        else:
            sets = ", ".join(f"{name} = %s" for name in others)
            same = " AND ".join(f"{name} = %s" for name in keys)
            self._many(f"{update}{sets} WHERE {same}", [(*row[self.key :], *row[: self.key]) for row in rows], self.key)

    def delete(self, keys: Sequence[Row]) -> None:
        """Delete the rows with these keys."""
        if not keys:
            return
        delete = f'DELETE FROM "{self.table}" '  # noqa: S608
        names = self._names[: self.key]
        if on_postgresql():
            same = " AND ".join(f'"{self.table}".{name} = r.{name}' for name in names)
            self._tell(f"{delete} USING {self._recordset} WHERE {same}", keys)
        else:
            tell_many(delete + "WHERE " + " AND ".join(f"{name} = %s" for name in names), keys)

    def _tell(self, statement: str, rows: Sequence[Row]) -> None:
        """PostgreSQL's way."""
        parts, given = _gathered.get(connections[DEFAULT_DB_ALIAS]), self._as_json(rows)
        if parts is None:
            tell(statement, [given])
        else:
            parts.append((statement, given))

    @cached_property
    def _names(self) -> list[str]:
        return [f'"{name}"' for name in self.columns]

    @cached_property
    def _recordset(self) -> str:
        typed = ", ".join(f'"{name}" {kind}' for name, kind in self.columns.items())
        return f"jsonb_to_recordset(%s::jsonb) AS r({typed})"

    @cached_property
    def _json(self) -> list[int]:
        return [place for place, kind in enumerate(self.columns.values()) if kind == JSON]

    @cached_property
    def _record(self) -> Callable[..., Any]:
        """A row with its names, as the encoder takes it quickest."""
        made: Callable[..., Any] = msgspec.defstruct("Record", [(name, Any) for name in self.columns], gc=False)
        return made

    def _as_json(self, rows: Sequence[Row]) -> str:
        """The rows with their names; of keys, the first columns alone."""
        if len(rows[0]) < len(self.columns):
            names = list(self.columns)
            return msgspec.json.encode([dict(zip(names, row, strict=False)) for row in rows]).decode()
        if self._json:
            rows = [self._with_raw(row) for row in rows]
        return msgspec.json.encode([self._record(*row) for row in rows]).decode()

    def _with_raw(self, row: Row) -> Row:
        found = list(row)
        for place in self._json:
            found[place] = msgspec.Raw(row[place])
        return tuple(found)

    def _many(self, statement: str, rows: Sequence[Row], turned: int = 0) -> None:
        """turned: how many columns stand last instead of first."""
        kinds = list(self.columns.values())
        write = [_SQLITE.get(kind) for kind in [*kinds[turned:], *kinds[:turned]]]
        if any(write):
            columns = zip(*rows, strict=True)
            changed = [map(how, column) if how else column for how, column in zip(write, columns, strict=True)]
            rows = list(zip(*changed, strict=True))
        tell_many(statement, rows)


@lru_cache(maxsize=1024)
def time_text(at: datetime | None) -> str | None:
    """A time as Django keeps it in SQLite."""
    if at is None:
        return None
    text = str(at if at.tzinfo is UTC else at.astimezone(UTC))
    return text.removesuffix("+00:00")


_SQLITE: dict[str, Callable[[Any], str | None]] = {JSON: bytes.decode, TIME: time_text}
