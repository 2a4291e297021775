from __future__ import annotations

import os
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from leeway.config.environment import SETTINGS, BadSetting, Environment, database, read
from tests.stores import default_database

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"


def read_at(home: Path, **more: str) -> Environment:
    return read({"LEEWAY_HOME": str(home), **more})


def test_the_document_lists_every_setting_with_its_default_and_meaning() -> None:
    rows = re.findall(r"^\| `(LEEWAY_\w+)` \| (.*?) \| (.*) \|$", DOCUMENT.read_text(), re.MULTILINE)
    assert rows == [(each.name, f"`{each.default}`" if each.default else "empty", each.meaning) for each in SETTINGS]


def test_without_any_setting_it_starts_in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = read({})
    assert found.home == tmp_path / "var"
    assert found.database["NAME"] == str(tmp_path / "var" / "leeway.sqlite3")
    assert found.hosts == ("localhost", "127.0.0.1", "[::1]")
    assert (found.demo, found.behind_proxy, found.https, found.timezone) == (False, False, False, "UTC")


def test_the_secret_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first = read_at(tmp_path).secret_key
    assert len(first) >= 50
    assert read_at(tmp_path).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["secret-key"]
    assert read_at(tmp_path / "other").secret_key != first


def test_of_two_that_start_at_once_both_have_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: read_at(tmp_path).secret_key, range(16)))
    assert len(keys) == 1


def test_a_given_secret_key_is_used_and_not_kept(tmp_path: Path) -> None:
    assert read_at(tmp_path, LEEWAY_SECRET_KEY="k" * 32).secret_key == "k" * 32
    assert not list(tmp_path.iterdir())


def test_sqlite_locks_early_and_waits_for_the_disk() -> None:
    options = database("sqlite:////srv/leeway.sqlite3")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["init_command"] == "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"


def test_the_files_of_sqlite_are_made_for_their_owner_alone(tmp_path: Path, django_db_blocker: Any) -> None:
    before = os.umask(0o022)
    try:
        with django_db_blocker.unblock(), default_database(f"sqlite:///{tmp_path / 'leeway.sqlite3'}"):
            connection.cursor().execute("CREATE TABLE t (x)")
            modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    finally:
        os.umask(before)
    names = ("leeway.sqlite3", "leeway.sqlite3-shm", "leeway.sqlite3-wal")
    assert modes == dict.fromkeys(names, 0o600)


def test_a_file_of_sqlite_that_is_there_stays_as_it_was_set(tmp_path: Path, django_db_blocker: Any) -> None:
    file = tmp_path / "leeway.sqlite3"
    file.touch()
    file.chmod(0o640)
    with django_db_blocker.unblock(), default_database(f"sqlite:///{file}"):
        connection.cursor().execute("CREATE TABLE t (x)")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_folder_that_is_missing_is_said_by_sqlite(tmp_path: Path, django_db_blocker: Any) -> None:
    url = f"sqlite:///{tmp_path / 'missing' / 'leeway.sqlite3'}"
    with (
        django_db_blocker.unblock(),
        default_database(url),
        pytest.raises(OperationalError, match="unable to open database file"),
    ):
        connection.ensure_connection()


def test_postgresql_is_read_from_its_address() -> None:
    found = database("postgresql://leeway:p%40ss@db.example.org:5433/leeway")
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert [found[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        *("leeway", "p@ss", "db.example.org", 5433, "leeway")
    ]


def test_the_host_of_the_address_may_always_be_asked_for(tmp_path: Path) -> None:
    found = read_at(tmp_path, LEEWAY_URL="https://leeway.example.org/", LEEWAY_HOSTS=" desk.example.org , ")
    assert found.hosts == ("desk.example.org", "leeway.example.org")
    assert (found.url, found.https) == ("https://leeway.example.org", True)
    assert read_at(tmp_path, LEEWAY_URL="http://[::2]:8000").hosts[-1] == "[::2]"


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("TRUE", True), ("1", True), ("off", False), ("", False)])
def test_yes_and_no(tmp_path: Path, text: str, value: bool) -> None:
    assert read_at(tmp_path, LEEWAY_DEMO=text).demo is value


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("LEEWAY_DATABASE_URL", "mysql://localhost/leeway", "it must be sqlite:////path/to/file or postgresql://"),
        ("LEEWAY_DATABASE_URL", "leeway.sqlite3", "it must be sqlite:////path/to/file or postgresql://"),
        ("LEEWAY_DATABASE_URL", "postgresql://u:p@host:port/leeway", "write postgresql://user:password@host:port/name"),
        ("LEEWAY_DATABASE_URL", "postgresql://u:p/w@host/leeway", "special characters in the password as %XX"),
        ("LEEWAY_DATABASE_URL", "postgresql://localhost", "add a file or a name after the last slash"),
        ("LEEWAY_DATABASE_URL", "sqlite://:memory:", "add a file or a name after the last slash"),
        ("LEEWAY_SECRET_KEY", "short", "it must have 32 or more"),
        ("LEEWAY_URL", "leeway.example.org", "it must be http:// or https:// with a host and no path"),
        ("LEEWAY_URL", "https://example.org/leeway", "it must be http:// or https:// with a host and no path"),
        ("LEEWAY_URL", "https://[::1", "it must be http:// or https:// with a host and no path"),
        ("LEEWAY_HOSTS", "*", "write host names with commas between"),
        ("LEEWAY_HOSTS", "https://example.org", "write host names with commas between"),
        ("LEEWAY_BEHIND_PROXY", "maybe", "it must be yes or no"),
        ("LEEWAY_DEMO", "maybe", "it must be yes or no"),
        ("LEEWAY_TIMEZONE", "Amsterdam", "it must be a timezone by its place, such as Europe/Amsterdam"),
        ("LEEWAY_TIMEZONE", "../etc/passwd", "it must be a timezone by its place, such as Europe/Amsterdam"),
        ("LEEWAY_LOG_LEVEL", "LOUD", "it must be one of DEBUG, INFO, WARNING, ERROR"),
        ("LEEWAY_HOME", "/dev/null/leeway", "name a folder that you may write to"),
    ],
)
def test_a_value_that_cannot_be_used_gets_one_sentence(tmp_path: Path, name: str, value: str, right: str) -> None:
    with pytest.raises(BadSetting) as refusal:
        read({"LEEWAY_HOME": str(tmp_path), name: value})
    sentence = str(refusal.value)
    assert sentence.startswith(name)
    assert right in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_a_damaged_secret_key_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("")
    with pytest.raises(BadSetting, match="'secret-key' under LEEWAY_HOME is damaged; delete it"):
        read_at(tmp_path)
