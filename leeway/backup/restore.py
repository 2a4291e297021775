"""Reads a backup into an empty database: all of it, or, where anything is wrong with it, nothing."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction

from leeway.backup.tables import columns_of, kept_models, migrations, value
from leeway.backup.write import FORMAT

_CHUNK = 500
_LONGEST = 64_000_000  # bytes of a line; a mail of 30 MB takes 40 as text


class BackupError(Exception):
    """The file cannot be restored here. The sentence says why and what to do."""


def restore(file: Path, *, row_read: Callable[[], object] = lambda: None) -> int:
    """Fill the database from `file` and return the number of rows.

    Raises BackupError, OSError; then nothing was changed.
    """
    with transaction.atomic():
        _must_be_empty()
        try:
            with gzip.open(file, "rb") as lines:
                rows = _read(lines, row_read)
        except (gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise BackupError("The file is cut short or damaged. Take another copy of it.") from error
        except (DatabaseError, ValidationError) as error:
            raise BackupError(f"A row of the file does not fit the database ({type(error).__name__}).") from error
        _number_on()
    return rows


def _read(lines: gzip.GzipFile, row_read: Callable[[], object]) -> int:
    digest, rows = sha256(), 0
    table: _Table | None = None
    head = False
    for line in _whole(lines):
        found = _decoded(line)
        match found:
            case {"leeway_backup": format_, "migrations": list(known)} if not head:
                _must_fit(format_, known)
                head = True
            case {"table": str(name), "columns": list(columns)} if head:
                _end(table)
                table = _Table(name, columns)
            case list() if table is not None:
                table.add(found)
                rows += 1
                row_read()
            case {"rows": int(wanted), "sha256": str(seal)} if head:
                _end(table)
                if wanted != rows or seal != digest.hexdigest():
                    raise BackupError("The file was changed after it was written. Take another copy of it.")
                return rows
            case _:
                raise BackupError("This is no backup of Leeway. Name a file that `leeway backup` wrote.")
        digest.update(line)
    raise BackupError("The file is cut short: its end is missing. Take another copy of it.")


def _whole(lines: gzip.GzipFile) -> Iterator[bytes]:
    while line := lines.readline(_LONGEST):
        if not line.endswith(b"\n"):
            raise BackupError("The file is cut short, or is no backup of Leeway. Take another copy of it.")
        yield line


def _decoded(line: bytes) -> Any:
    try:
        return msgspec.json.decode(line)
    except msgspec.DecodeError:
        raise BackupError("This is no backup of Leeway. Name a file that `leeway backup` wrote.") from None


def _must_fit(format_: object, known: list[str]) -> None:
    if format_ != FORMAT:
        raise BackupError(f"The file has format {format_!r}; this Leeway reads {FORMAT}. Use the one that wrote it.")
    here = migrations()
    if known != here:
        newer = sorted(set(map(str, known)) - set(here))
        why = f"it has {newer[0]}, which is not known here" if newer else "it was written before the last update"
        raise BackupError(
            f"The file is of another version of Leeway: {why}. Restore it with the version that wrote it, then update."
        )


def _must_be_empty() -> None:
    for model in kept_models():
        if model._base_manager.exists():
            raise BackupError(
                f"The database is not empty ({model._meta.verbose_name_plural} are there), and nothing is ever written "
                "over. Name an empty one in LEEWAY_DATABASE_URL."
            )


def _end(table: _Table | None) -> None:
    if table is not None:
        table.write()


class _Table:
    """The rows of one table that are read and not written yet."""

    def __init__(self, label: str, columns: list[Any]) -> None:
        model = next((each for each in kept_models() if each._meta.label_lower == label), None)
        fields = {field.attname: field for field in columns_of(model)} if model else {}
        if model is None or not all(name in fields for name in columns):
            raise BackupError(f"The file holds {label}, which this Leeway does not know. Use the one that wrote it.")
        self._model, self._fields = model, [fields[name] for name in columns]
        self._rows: list[models.Model] = []

    def add(self, row: list[Any]) -> None:
        if len(row) != len(self._fields):
            raise BackupError("A row of the file has too few or too many values. Take another copy of it.")
        values = {field.attname: value(field, each) for field, each in zip(self._fields, row, strict=True)}
        self._rows.append(self._model(**values))
        if len(self._rows) >= _CHUNK:
            self.write()

    def write(self) -> None:
        self._model._base_manager.bulk_create(self._rows)
        self._rows.clear()


def _number_on() -> None:
    """Let the database number on after what was read."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(apps.get_models())):
            cursor.execute(statement)
