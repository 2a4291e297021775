"""kill -9 of real processes between any two steps, against real servers: nothing lost, nothing taken twice."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from leeway.clock.sending import send_waiting
from leeway.ledger.models import Fact
from leeway.ledger.outbox import PATIENCE
from leeway.mail.fetching import fetch, mailbox
from leeway.mail.models import Delivery, Message
from leeway.mail.taking import take_waiting
from leeway.people.models import Customer
from tests.desk.harbour import heard, open_bank
from tests.mail.mails import written
from tests.mail.servers import Taken, in_mailbox
from tests.mail.test_letters import sent
from tests.stores import Store

ROOT = Path(__file__).parents[2]


def killed(step: str, store: Store, home: Path) -> None:
    """Run a process up to the step, and kill it there."""
    mail = settings.LEEWAY_MAIL
    servers = {
        f"LEEWAY_{name}_{key.upper()}": str(getattr(server, key))
        for name, server in (("SMTP", mail.smtp), ("IMAP", mail.imap))
        for key in ("host", "port", "tls", "user", "password")
        if server.host
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.mail.worker", step],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={
            **os.environ, **servers, "LEEWAY_MAIL_FROM": mail.address, "LEEWAY_DATABASE_URL": store.url,
            "LEEWAY_HOME": str(home), "LEEWAY_SECRET_KEY": settings.SECRET_KEY,
        },
    )  # fmt: skip
    assert worker.stdout
    line = worker.stdout.readline()
    worker.kill()
    worker.communicate()
    assert (line, worker.returncode) == ("here\n", -9)


def test_killed_between_the_server_and_the_mark_it_is_sent_again_under_the_same_id(
    sqlite_store: Store, tmp_path: Path, post: Taken
) -> None:
    open_bank()
    Customer.objects.filter(id="c-noor").update(email="noor@customer.test")
    heard()
    killed("dies_after_sending", sqlite_store, tmp_path)
    assert len(post.mails) == 1
    assert Delivery.objects.get().state == "waiting"
    assert send_waiting(timezone.now() + PATIENCE - timedelta(minutes=1)) == 0
    assert send_waiting(timezone.now() + PATIENCE) == 1
    assert Delivery.objects.get().state == "sent"
    first, second = sent(post, 0), sent(post, 1)
    assert first["message-id"] == second["message-id"] == Delivery.objects.get().message_id
    assert send_waiting(timezone.now() + PATIENCE * 3) == 0


@pytest.mark.parametrize("step", ["dies_before_keeping", "dies_before_marking"])
def test_killed_while_fetching_nothing_is_lost_and_nothing_taken_twice(
    step: str, sqlite_store: Store, tmp_path: Path, mailbox: Any
) -> None:
    _fetched_after(step, sqlite_store, tmp_path, mailbox)


def test_killed_between_the_ledger_and_the_mark_a_mail_is_one_case_on_both_databases(
    store: Store, tmp_path: Path, mail: Any
) -> None:
    from leeway.mail.keeping import keep

    keep(written(), timezone.now())
    connection.close()
    killed("dies_before_it_is_handled", store, tmp_path)
    assert (Fact.objects.count(), Message.objects.get().handled_at) == (1, None)
    take_waiting(timezone.now())
    assert (Fact.objects.count(), Customer.objects.count(), Message.objects.get().became) == (1, 1, "new")


def _fetched_after(step: str, store: Store, home: Path, port: int) -> None:
    with in_mailbox(port) as client:
        for n in range(3):
            client.append("INBOX", written(text=f"Mail {n}.", message_id=f"<{n}@customer.test>"))
    killed(step, store, home)
    with mailbox() as client:
        fetch(client)
        assert client.search(["UNSEEN"]) == []
    take_waiting(timezone.now())
    assert Message.objects.count() == Fact.objects.filter(name="case.received").count() == 3
