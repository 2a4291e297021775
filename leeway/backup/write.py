"""Writes a backup: one look at everything at one instant, while others go on working.

The file is gzip over lines of JSON: a head, then for each table its name and columns and a line for each row, and at
the end the number of rows and the SHA-256 of all lines before.
"""

from __future__ import annotations

import gzip
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import msgspec
from django.db import connection, transaction

from leeway.backup.tables import columns_of, kept_models, migrations, plain

FORMAT = 1
_CHUNK = 2_000
_ENCODER = msgspec.json.Encoder()


def write(file: Path, *, now: datetime, row_written: Callable[[], object] = lambda: None) -> int:
    """Write everything to `file` and return the number of rows. Raises FileExistsError, OSError.

    The file comes to be at once, whole, for its owner alone; what was begun and not ended leaves nothing behind.
    """
    if file.exists():
        raise FileExistsError(file)
    begun = file.with_name(f".{file.name}.{secrets.token_hex(6)}")
    try:
        descriptor = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as raw:
            rows = _write_to(gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0), now, row_written)
            raw.flush()
            os.fsync(raw.fileno())
        os.link(begun, file)  # fails where somebody was faster
    finally:
        begun.unlink(missing_ok=True)
    return rows


def _write_to(out: gzip.GzipFile, now: datetime, row_written: Callable[[], object]) -> int:
    digest, rows = sha256(), 0
    with out, _one_instant():
        for line in _lines(now):
            digest.update(line)
            out.write(line)
            if line.startswith(b"["):
                rows += 1
                row_written()
        out.write(_ENCODER.encode({"rows": rows, "sha256": digest.hexdigest()}) + b"\n")
    return rows


def _lines(now: datetime) -> Iterator[bytes]:
    head = {"leeway_backup": FORMAT, "version": version("leeway"), "made": now.isoformat(), "migrations": migrations()}
    yield _ENCODER.encode(head) + b"\n"
    for model in kept_models():
        columns = columns_of(model)
        names = [field.attname for field in columns]
        yield _ENCODER.encode({"table": model._meta.label_lower, "columns": names}) + b"\n"
        found = model._base_manager.order_by(*_key(names, model._meta.pk.attname)).values_list(*names)
        for row in found.iterator(chunk_size=_CHUNK):
            yield _ENCODER.encode([plain(field, each) for field, each in zip(columns, row, strict=True)]) + b"\n"


def _key(names: list[str], key: str) -> list[str]:
    return [key] if key in names else names[:3]


@contextmanager
def _one_instant() -> Iterator[None]:
    """All reads see the same, whatever is written meanwhile; nobody has to wait for them."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django's own begins as a writer, and keeps all others from writing
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
