"""`leeway doctor`: whether this installation is well, a line for each thing looked at."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import click

from leeway.config.start import start

LATE = timedelta(minutes=2)  # a clock that runs looks every few seconds
WAITS = timedelta(minutes=15)  # longer than a letter is left alone after it could not be sent


class State(StrEnum):
    WELL = "well"
    LOOK = "look"  # it works, and may not be meant
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """sentence: what is so and, unless it is well, what to do."""

    about: str
    state: State
    sentence: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def doctor(as_json: bool) -> None:
    """Look at settings, database, clock, mail and people, and say what is wrong and what to do about it.

    Changes nothing but missing tables. Exit status 1 where anything is wrong. `leeway verify` checks the facts.
    """
    start()
    found = list(look(datetime.now(UTC)))
    wrong = any(each.state is State.WRONG for each in found)
    if as_json:
        click.echo(json.dumps({"ok": not wrong, "findings": [asdict(each) for each in found]}))
    else:
        for each in found:
            click.echo(f"{each.state:5}  {each.about}: {each.sentence}")
    sys.exit(int(wrong))


def look(now: datetime) -> Iterator[Finding]:
    """Everything, in order. now: aware UTC."""
    yield _home()
    yield _database()
    yield _address()
    yield _guideline()
    yield _people()
    yield _clock(now)
    yield _outbox(now)
    yield _mail()


def _home() -> Finding:
    from django.conf import settings

    home = settings.ENVIRONMENT.home
    open_to_all = [
        file.name
        for file in (home / "secret-key", home / "leeway.sqlite3")
        if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077
    ]
    if open_to_all:
        say = f"others on this machine can read {' and '.join(open_to_all)}; take that away with chmod 600."
        return Finding("home", State.WRONG, say)
    return Finding("home", State.WELL, f"{home} and what is in it belong to its owner alone.")


def _database() -> Finding:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            mode = cursor.fetchone()[0]
            cursor.execute("PRAGMA synchronous")
            safe = mode == "wal" and cursor.fetchone()[0] == 2
            how = "SQLite, waiting for the disk at each commit"
        else:
            off = []
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                cursor.execute(f"SHOW {name}")
                off += [name] if cursor.fetchone()[0] == "off" else []
            safe, how = not off, "PostgreSQL, waiting for the disk at each commit"
    if safe:
        return Finding("database", State.WELL, f"{how}; all tables are there.")
    say = "it does not wait for the disk, so acknowledged work can be lost when the power fails; turn that on again."
    return Finding("database", State.WRONG, say)


def _address() -> Finding:
    from django.conf import settings

    environment = settings.ENVIRONMENT
    if environment.demo:
        say = "LEEWAY_DEMO is on, and anybody signs in with one click. Never on real data."
        return Finding("address", State.LOOK, say)
    if not environment.https and "localhost" not in environment.url and "127.0.0.1" not in environment.url:
        say = f"{environment.url} is without https; passwords and customers' links go over the network in the open."
        return Finding("address", State.WRONG, say)
    return Finding("address", State.WELL, f"{environment.url} is what links lead to.")


def _guideline() -> Finding:
    from leeway.core.refusal import Refusal
    from leeway.ledger.standing import guideline_in_force

    try:
        version, guideline = guideline_in_force()
    except Refusal:
        say = "none is in force, so nobody may decide anything; publish one with leeway guideline publish."
        return Finding("guideline", State.LOOK, say)
    return Finding("guideline", State.WELL, f"version {version} of {guideline.organisation} is in force.")


def _people() -> Finding:
    from leeway.people.models import Account, Person

    can_sign_in = Account.objects.filter(is_active=True, person__active=True)
    missing = [
        role.value
        for role in (Person.Role.LEADER, Person.Role.ADMINISTRATOR)
        if not can_sign_in.filter(person__role=role).exists()
    ]
    if missing:
        say = f"nobody who can sign in is {' or '.join(missing)}; add somebody with leeway person add --role."
        return Finding("people", State.LOOK, say)
    return Finding("people", State.WELL, f"{can_sign_in.count()} can sign in, leader and administrator among them.")


def _clock(now: datetime) -> Finding:
    from leeway.projections.timers import Timer

    late = Timer.objects.filter(at__lte=now - LATE).count()
    if late:
        say = f"{late} due times have passed without effect; is leeway serve or leeway clock running? See its log."
        return Finding("clock", State.WRONG, say)
    return Finding("clock", State.WELL, "nothing that was due is waiting.")


def _outbox(now: datetime) -> Finding:
    from leeway.ledger.models import Outbox

    waiting = Outbox.objects.filter(sent=None, created__lte=now - WAITS).count()
    if waiting:
        say = f"{waiting} letters have waited for over a quarter of an hour; leeway mail --check says why."
        return Finding("outbox", State.WRONG, say)
    return Finding("outbox", State.WELL, "nothing that must leave is waiting for long.")


def _mail() -> Finding:
    from django.conf import settings

    from leeway.mail.checking import check

    mail = settings.LEEWAY_MAIL
    if not mail.smtp.host and not mail.imap.host and not mail.address:
        say = "not set up, so customers hear nothing by mail; LEEWAY_MAIL_FROM and LEEWAY_SMTP_HOST begin it."
        return Finding("mail", State.LOOK, say)
    wrong = check()
    return Finding("mail", State.WRONG if wrong else State.WELL, " ".join(wrong) or "what the settings name answers.")
