"""What is written comes back whole, in an empty database of either sort; anything less changes nothing."""

from __future__ import annotations

import gzip
import itertools
import json
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from leeway.backup.restore import BackupError, restore
from leeway.backup.tables import kept_models
from leeway.backup.write import write
from leeway.ledger.verify import verify
from leeway.people.models import CaseNumber, Customer, Person
from leeway.people.tokens import make
from leeway.projections.cases import CaseRow
from tests import stores
from tests.desk.harbour import decided, heard, open_bank
from tests.postgres import Server
from tests.stores import Store

NOW = datetime(2026, 3, 1, tzinfo=UTC)
numbers = itertools.count(1)
Fresh = Callable[[str], AbstractContextManager[Store]]


@pytest.fixture
def fresh(
    migrated_sqlite: Path, postgresql_server: Server, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Fresh]:
    """An empty, migrated database of the sort that is asked for."""

    def one(vendor: str) -> AbstractContextManager[Store]:
        number = next(numbers)
        if vendor == "postgresql":
            return stores.postgresql_copy(postgresql_server, f"backup_{number}")
        folder = tmp_path / f"sqlite-{number}"
        folder.mkdir()
        return stores.sqlite_copy(migrated_sqlite, folder)

    with django_db_blocker.unblock():
        yield one


def fill() -> None:
    open_bank()
    decided(heard())
    Customer.objects.filter(id="c-noor").update(name="Noor \U0001f6df Verhagen\u2028", facts={"customer.tier": "plus"})
    make(Person.objects.get(id="henry"), "desk", ["may:read"], by="henry", now=NOW)


def rows() -> dict[str, list[dict[str, object]]]:
    found = {}
    for model in kept_models():
        names = [field.attname for field in model._meta.local_concrete_fields if field.column is not None]
        found[model._meta.label] = sorted(
            ({name: _bytes(each) for name, each in row.items()} for row in model._base_manager.values(*names)), key=repr
        )
    return found


def _bytes(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
@pytest.mark.parametrize("of", ["sqlite", "postgresql"])
def test_everything_comes_back_and_goes_on(fresh: Fresh, tmp_path: Path, of: str, to: str) -> None:
    file = tmp_path / "leeway.backup"
    with fresh(of):
        fill()
        before, written = rows(), write(file, now=NOW)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sum(map(len, before.values())) == written
    assert all(before[name] for name in ("ledger.Fact", "people.Words", "people.ApiToken", "projections.CaseRow"))
    with fresh(to):
        assert restore(file) == written
        assert rows() == before
        assert verify().wrong == ()
        last = CaseNumber.objects.order_by("-number").first()
        row = heard()
        assert last is not None
        assert row.number > last.number
        assert CaseRow.objects.count() == len(before["projections.CaseRow"]) + 1


@pytest.fixture
def backup(fresh: Fresh, tmp_path: Path) -> Path:
    file = tmp_path / "leeway.backup"
    with fresh("sqlite"):
        fill()
        write(file, now=NOW)
    return file


def lines(file: Path) -> list[bytes]:
    return gzip.decompress(file.read_bytes()).splitlines(keepends=True)


SPOILT: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "cut in the middle": (lambda file: file.read_bytes()[: file.stat().st_size // 2], "cut short"),
    "its end missing": (lambda file: gzip.compress(b"".join(lines(file)[:-1])), "its end is missing"),
    "a row missing": (lambda file: gzip.compress(b"".join(lines(file)[:3] + lines(file)[4:])), "changed after"),
    "a name changed": (
        lambda file: gzip.compress(b"".join(lines(file)).replace(b"Petra Lindqvist", b"Petra Somebody")),
        "changed after",
    ),
    "no gzip": (lambda _: b"hello\n", "damaged"),
    "empty": (lambda _: b"", "cut short"),
    "other JSON": (lambda _: gzip.compress(b'{"a": 1}\n'), "no backup"),
    "no JSON": (lambda _: gzip.compress(b"hello\n"), "no backup"),
    "a newer one": (
        lambda file: gzip.compress(b"".join(lines(file)).replace(b"ledger.0001", b"ledger.9001", 1)),
        "another version",
    ),
    "another format": (
        lambda file: gzip.compress(b"".join(lines(file)).replace(b'"leeway_backup":1', b'"leeway_backup":2', 1)),
        "format 2",
    ),
    "an unknown table": (
        lambda file: gzip.compress(b"".join(lines(file)).replace(b'"people.words"', b'"people.wards"', 1)),
        "does not know",
    ),
    "a short row": (lambda file: gzip.compress(b"".join([*lines(file)[:2], b"[1]\n"])), "too few"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_not_whole_changes_nothing(fresh: Fresh, backup: Path, name: str) -> None:
    spoil, said = SPOILT[name]
    backup.write_bytes(spoil(backup))
    with fresh("sqlite"):
        with pytest.raises(BackupError, match=said):
            restore(backup)
        assert not any(rows().values())


def test_nothing_is_written_over(fresh: Fresh, backup: Path) -> None:
    before = backup.read_bytes()
    with fresh("sqlite"):
        Customer.objects.create(id="c-1", name="Somebody")
        with pytest.raises(BackupError, match="not empty"):
            restore(backup)
        with pytest.raises(FileExistsError):
            write(backup, now=NOW)
        assert Customer.objects.count() == 1
    assert backup.read_bytes() == before


def test_no_session_and_no_password_tried_is_in_it(backup: Path) -> None:
    tables = [json.loads(line)["table"] for line in lines(backup) if line.startswith(b'{"table"')]
    assert "people.person" in tables
    assert not [name for name in tables if name.startswith(("sessions", "axes"))]


@pytest.mark.parametrize("of", ["sqlite", "postgresql"])
def test_others_go_on_working_and_what_they_do_is_not_half_in_it(fresh: Fresh, tmp_path: Path, of: str) -> None:
    file, heard_meanwhile = tmp_path / "leeway.backup", []

    def at_the_first_row() -> None:
        if not heard_meanwhile:
            with ThreadPoolExecutor(1) as other:
                heard_meanwhile.append(other.submit(_heard_elsewhere).result(timeout=30))

    with fresh(of):
        fill()
        before = rows()
        write(file, now=NOW, row_written=at_the_first_row)
        assert CaseRow.objects.filter(id=heard_meanwhile[0]).exists()
    with fresh("sqlite"):
        restore(file)
        assert rows() == before


def _heard_elsewhere() -> str:
    try:
        return heard().id
    finally:
        connection.close()
