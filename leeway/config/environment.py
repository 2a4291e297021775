"""Every setting of an installation: one table, read from the environment, documented in docs/settings.md.

A value that cannot be used stops the start with one sentence: which setting, what is wrong, what would be right.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from psycopg import IsolationLevel

from leeway.config import mail as mail_settings


class BadSetting(ImproperlyConfigured):
    """One sentence about one setting."""


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting(
        "LEEWAY_HOME",
        "./var",
        "Folder for the SQLite database and the secret key, both made for their owner alone. Made when it is missing.",
    ),
    Setting(
        "LEEWAY_DATABASE_URL",
        "",
        "`sqlite:////path/to/file` or `postgresql://user:password@host:port/name`. "
        "Empty: SQLite in `leeway.sqlite3` under `LEEWAY_HOME`.",
    ),
    Setting(
        "LEEWAY_SECRET_KEY",
        "",
        "Signs sessions and links; at least 32 characters. Empty: made once and kept in `secret-key` under "
        "`LEEWAY_HOME`, readable by the owner alone. Several machines need the same one.",
    ),
    Setting(
        "LEEWAY_URL",
        "http://127.0.0.1:8000",
        "Where people reach Leeway; links for customers begin with it. `leeway serve` without it takes the address "
        "that it listens on. With `https://`, cookies travel over https alone.",
    ),
    Setting(
        "LEEWAY_HOSTS",
        "localhost,127.0.0.1,[::1]",
        "Host names that may be asked for, separated by commas. The one in `LEEWAY_URL` is always among them.",
    ),
    Setting(
        "LEEWAY_BEHIND_PROXY",
        "no",
        "`yes` where a proxy that you run ends https and sets `X-Forwarded-For`, `-Proto` and `-Host`; they are "
        "believed then, whoever sends them, so only the proxy may reach the port. Never without such a proxy.",
    ),
    Setting("LEEWAY_TIMEZONE", "UTC", "Timezone that pages show times in, such as `Europe/Amsterdam`."),
    Setting("LEEWAY_DEMO", "no", "`yes` shows the demo organisation with sign-in by one click. Never on real data."),
    Setting(
        "LEEWAY_API_PER_MINUTE", "600", "Requests that one token of the API may make in a minute, over all processes."
    ),
    Setting(
        "LEEWAY_MAIL_FROM",
        "",
        "The organisation's address that mail to customers comes from, such as `help@example.org`. Mail needs it.",
    ),
    Setting(
        "LEEWAY_MAIL_DOMAIN",
        "",
        "Domain of the signed reply addresses (`case+1042.SIGNATURE@domain`); all of them must reach the mailbox or "
        "the listener. Empty: the domain of `LEEWAY_MAIL_FROM`.",
    ),
    Setting("LEEWAY_MAIL_LARGEST_MB", "35", "Largest mail that is taken in, in megabytes; 1 to 200."),
    Setting(
        "LEEWAY_MAIL_LISTEN",
        "",
        "Where a mail server on this machine or network hands mail over: `lmtp://127.0.0.1:8024` or `smtp://...`. "
        "It relays nothing. Empty: no listener.",
    ),
    *(
        Setting(f"LEEWAY_{name}_{part}", default, meaning)
        for name, does, security in (("SMTP", "sends mail", "starttls"), ("IMAP", "has the mailbox", "tls"))
        for part, default, meaning in (
            ("HOST", "", f"The server that {does}. Empty: none."),
            ("PORT", "", "Its port. Empty: the usual one for what `_TLS` says."),
            ("TLS", security, "`tls`, `starttls` or `none`. A password goes without either only on this machine."),
            ("USER", "", "Name to sign in with."),
            ("PASSWORD", "", "Password to sign in with; it stands in no log."),
        )
    ),
    Setting("LEEWAY_IMAP_FOLDER", "INBOX", "Folder that mail is taken from; what was kept is marked as seen there."),
    Setting(
        "LEEWAY_WEBHOOK_PRIVATE",
        "no",
        "`yes` lets webhooks go to private, loopback and link-local addresses, and over http. Else they are refused, "
        "looked at each time something is sent.",
    ),
    Setting("LEEWAY_LOG_LEVEL", "INFO", "`DEBUG`, `INFO`, `WARNING` or `ERROR`. Logs go to standard error."),
)

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SECRET_KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings, read and checked."""

    home: Path
    database: dict[str, Any]
    secret_key: str
    url: str
    hosts: tuple[str, ...]
    behind_proxy: bool
    timezone: str
    demo: bool
    log_level: str
    api_per_minute: int
    mail: mail_settings.Mail
    webhook_private: bool

    @property
    def https(self) -> bool:
        return self.url.startswith("https://")


def read(environ: Mapping[str, str]) -> Environment:
    """Return the settings in `environ`; make the home folder and the secret key when they are missing."""
    text = {each.name: environ.get(each.name, "").strip() or each.default for each in SETTINGS}
    url = _url(text["LEEWAY_URL"])
    home = Path(text["LEEWAY_HOME"]).expanduser().resolve()
    return Environment(
        behind_proxy=_yes_or_no("LEEWAY_BEHIND_PROXY", text["LEEWAY_BEHIND_PROXY"]),
        demo=_yes_or_no("LEEWAY_DEMO", text["LEEWAY_DEMO"]),
        timezone=_timezone(text["LEEWAY_TIMEZONE"]),
        log_level=_log_level(text["LEEWAY_LOG_LEVEL"]),
        api_per_minute=_whole("LEEWAY_API_PER_MINUTE", text["LEEWAY_API_PER_MINUTE"]),
        mail=mail_settings.read(text),
        webhook_private=_yes_or_no("LEEWAY_WEBHOOK_PRIVATE", text["LEEWAY_WEBHOOK_PRIVATE"]),
        url=url,
        hosts=_hosts(text["LEEWAY_HOSTS"], url),
        home=_folder(home),
        database=database(text["LEEWAY_DATABASE_URL"] or f"sqlite:///{home / 'leeway.sqlite3'}"),
        secret_key=_secret_key(text["LEEWAY_SECRET_KEY"], home),
    )


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for the database at `url`.

    SQLite writes ahead, waits for the disk and locks when a transaction begins, not when it first writes; its file is
    made for its owner alone. PostgreSQL shows each statement what was committed before it, whatever the server is set
    to: who waited for a lock has to see what the one before did.
    """
    scheme = url.partition(":")[0]
    if scheme not in ("sqlite", "postgres", "postgresql"):
        raise BadSetting(
            f"LEEWAY_DATABASE_URL begins with {scheme!r}; it must be sqlite:////path/to/file or "
            "postgresql://user:password@host:port/name."
        )
    try:
        found: dict[str, Any] = {**dj_database_url.parse(url)}
    except ValueError as error:
        raise BadSetting(
            "LEEWAY_DATABASE_URL cannot be read as an address; write postgresql://user:password@host:port/name, "
            "with special characters in the password as %XX."
        ) from error
    if not found["NAME"] or found["NAME"] == ":memory:":
        raise BadSetting("LEEWAY_DATABASE_URL names no database; add a file or a name after the last slash.")
    if scheme == "sqlite":
        found["ENGINE"] = "leeway.config.sqlite"
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;",
        }
    else:
        found.setdefault("OPTIONS", {})["isolation_level"] = IsolationLevel.READ_COMMITTED
        found["CONN_MAX_AGE"] = 60
        found["CONN_HEALTH_CHECKS"] = True
    return found


def _yes_or_no(name: str, text: str) -> bool:
    match text.lower():
        case "yes" | "true" | "on" | "1":
            return True
        case "no" | "false" | "off" | "0":
            return False
        case _:
            raise BadSetting(f"{name} is {text!r}; it must be yes or no.")


def _url(text: str) -> str:
    def right() -> bool:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.path in ("", "/")

    return _checked(
        text,
        right,
        f"LEEWAY_URL is {text!r}; it must be http:// or https:// with a host and no path, "
        "such as https://leeway.example.org.",
    ).rstrip("/")


def _timezone(text: str) -> str:
    return _checked(
        text,
        lambda: ZoneInfo(text),
        f"LEEWAY_TIMEZONE is {text!r}; it must be a timezone by its place, such as Europe/Amsterdam.",
    )


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:8]) <= 1_000_000):
        raise BadSetting(f"{name} is {text!r}; it must be a whole number from 1 to 1000000.")
    return int(text)


def _log_level(text: str) -> str:
    level = text.upper()
    return _checked(
        level, lambda: level in LOG_LEVELS, f"LEEWAY_LOG_LEVEL is {text!r}; it must be one of {', '.join(LOG_LEVELS)}."
    )


def _hosts(text: str, url: str) -> tuple[str, ...]:
    hosts = [each.strip() for each in text.split(",") if each.strip()]
    for host in hosts:
        if "/" in host or " " in host or host == "*":
            raise BadSetting(
                f"LEEWAY_HOSTS has {host!r}; write host names with commas between, such as leeway.example.org."
            )
    own = urlsplit(url).hostname or ""
    return tuple(dict.fromkeys([*hosts, f"[{own}]" if ":" in own else own]))


def _checked(text: str, right: Callable[[], object], sentence: str) -> str:
    """Return `text` where `right()` is true; raise `sentence` where it is false or cannot be worked out."""
    try:
        if right():
            return text
    except (ValueError, OSError, KeyError) as error:
        raise BadSetting(sentence) from error
    raise BadSetting(sentence)


def _folder(home: Path) -> Path:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(
            f"LEEWAY_HOME is {str(home)!r}, which cannot be made ({error.strerror}); "
            "name a folder that you may write to."
        ) from error
    return home


def _secret_key(given: str, home: Path) -> str:
    if given:
        return _checked(
            given,
            lambda: len(given) >= SECRET_KEY_LENGTH,
            f"LEEWAY_SECRET_KEY has {len(given)} characters; it must have {SECRET_KEY_LENGTH} or more, "
            "or be left out to have one made.",
        )
    try:
        return _kept_secret_key(home / "secret-key")
    except OSError as error:
        raise BadSetting(
            f"The secret key in LEEWAY_HOME cannot be read or made ({error.strerror}); make the folder writable "
            "or set LEEWAY_SECRET_KEY."
        ) from error


def _kept_secret_key(file: Path) -> str:
    """Return the key kept in `file`, made at the first call; of two that start at once, one's key wins for both."""
    if not file.exists():
        mine = file.with_name(f"secret-key.{secrets.token_hex(8)}")
        with open(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write(secrets.token_urlsafe(48))
        try:
            os.link(mine, file)
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    key = file.read_text(encoding="ascii").strip()
    if len(key) < SECRET_KEY_LENGTH:
        raise BadSetting(f"{file.name!r} under LEEWAY_HOME is damaged; delete it to have a new one made.")
    return key
