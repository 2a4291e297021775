"""Mails per second in: over the listener (LMTP) and into the ledger, beside a bare parse-and-insert of the same mails.

Bare: the standard library's parser and one committed INSERT per mail, on the same database file, in the same run.
"""

from __future__ import annotations

import email
import os
import smtplib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

MAILS = int(os.environ.get("BENCH_MAILS", "200"))


def mails(count: int) -> list[bytes]:
    found = []
    for n in range(count):
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"] = f"Customer {n} <c{n}@customer.test>", "help@harbour.test"
        mail["Subject"], mail["Message-ID"] = f"Matter {n}", f"<{n}@customer.test>"
        mail.set_content("My card was stopped and nobody told me why.\n" * 10 + "\n> quoted\n" * 10)
        mail.add_attachment(b"x" * 4_000, maintype="image", subtype="png", filename="photo.png")
        found.append(mail.as_bytes())
    return found


def bare(raws: list[bytes], file: Path) -> float:
    table = sqlite3.connect(file, isolation_level=None)
    table.execute("PRAGMA journal_mode = WAL")
    table.execute("PRAGMA synchronous = FULL")
    table.execute("CREATE TABLE bare (sender TEXT, subject TEXT, words TEXT, raw BLOB)")
    began = time.perf_counter()
    for raw in raws:
        mail = email.message_from_bytes(raw, policy=default)
        body = mail.get_body(("plain",))
        row = (str(mail["from"]), str(mail["subject"]), str(body.get_content()) if body else "", raw)
        table.execute("INSERT INTO bare VALUES (?, ?, ?, ?)", row)
    return len(raws) / (time.perf_counter() - began)


@contextmanager
def listening() -> Iterator[int]:
    from django.conf import settings

    from leeway.config.start import start
    from leeway.mail.listening import Listener
    from tests.mail.servers import free_port

    start()
    before = settings.LEEWAY_MAIL
    settings.LEEWAY_MAIL = replace(before, address="help@harbour.test", domain="harbour.test")
    listener = Listener("lmtp", "127.0.0.1", free_port())
    listener.start()
    try:
        yield listener.port
    finally:
        listener.stop()
        settings.LEEWAY_MAIL = before


def run(home: Path) -> str:
    raws = mails(MAILS)
    with listening() as port:
        from datetime import UTC, datetime

        from leeway.mail.taking import take_waiting

        began = time.perf_counter()
        with smtplib.LMTP("127.0.0.1", port) as client:
            for raw in raws:
                client.sendmail("a@customer.test", ["help@harbour.test"], raw)
        kept = MAILS / (time.perf_counter() - began)
        began = time.perf_counter()
        taken = take_waiting(datetime.now(UTC), limit=MAILS)
        into = taken / (time.perf_counter() - began)
        plain = bare(raws, home / "bare.sqlite3")
    return "\n".join(
        (
            "# Mails in",
            "",
            f"{taken} mails of {len(raws[0])} bytes, one connection, SQLite that waits for the disk.",
            "",
            "| step | mails per second |",
            "| --- | --- |",
            f"| kept and answered with 250 over LMTP | {kept:.0f} |",
            f"| read, put into the ledger as cases | {into:.0f} |",
            f"| bare: parsed and inserted, one commit each | {plain:.0f} |",
            "",
        )
    )
