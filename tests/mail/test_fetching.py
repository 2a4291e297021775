"""Mail comes in over a real IMAP server (Dovecot) and over our own listener, spoken to by real clients."""

from __future__ import annotations

import smtplib
import threading
import time
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from leeway.config.mail import Server
from leeway.mail.checking import check
from leeway.mail.fetching import fetch, keep_fetching, mailbox
from leeway.mail.listening import Listener
from leeway.mail.models import Message
from leeway.mail.taking import take_waiting
from leeway.people.models import Words
from tests.mail.mails import written
from tests.mail.servers import free_port, in_mailbox


@pytest.fixture
def box(mailbox: int, transactional_db: None) -> int:
    return mailbox


def test_what_is_in_the_mailbox_is_kept_and_marked_as_seen(box: int) -> None:
    with in_mailbox(box) as client:
        client.append("INBOX", written(text="By IMAP."))
    with mailbox() as client:
        assert (fetch(client), fetch(client)) == (1, 0)
        assert client.search(["UNSEEN"]) == []
    take_waiting(timezone.now())
    assert Words.objects.get().text == "My card\n\nBy IMAP."


def test_a_mail_that_is_too_large_is_said_and_stays_in_the_mailbox(box: int, mail: Any) -> None:
    mail.LEEWAY_MAIL = replace(mail.LEEWAY_MAIL, largest=100_000)
    with in_mailbox(box) as client:
        client.append("INBOX", written(text="x" * 70 + "\r\n" + ("y" * 70 + "\r\n") * 30_000))
    with mailbox() as client:
        fetch(client)
    take_waiting(timezone.now())
    message = Message.objects.select_related("raw").get()
    assert message.cut
    assert len(bytes(message.raw.content)) < 2_000
    assert "This mail has 2 MB, more than is taken in here." in Words.objects.get().text
    with in_mailbox(box) as client:
        assert len(client.search(["ALL"])) == 1


def test_new_mail_is_fetched_while_the_server_is_listened_to(box: int) -> None:
    stop = threading.Event()
    runner = threading.Thread(target=keep_fetching, args=(stop,))
    runner.start()
    try:
        time.sleep(0.5)
        with in_mailbox(box) as client:
            client.append("INBOX", written(text="While idle."))
        until = time.monotonic() + 20
        while time.monotonic() < until and not Message.objects.exclude(handled_at=None).exists():
            time.sleep(0.1)
    finally:
        stop.set()
        runner.join(20)
    assert Message.objects.get().became == "new"


@pytest.fixture
def listener(transactional_db: None, mail: Any, request: pytest.FixtureRequest) -> Any:
    mail.LEEWAY_MAIL = replace(mail.LEEWAY_MAIL, largest=4 * 1024 * 1024)
    running = Listener(request.param, "127.0.0.1", free_port())
    running.start()
    yield running
    running.stop()


@pytest.mark.parametrize("listener", ["lmtp", "smtp"], indirect=True)
def test_the_listener_keeps_what_it_says_250_to_and_relays_nothing(listener: Any) -> None:
    kind = smtplib.LMTP if listener.protocol == "lmtp" else smtplib.SMTP
    with kind("127.0.0.1", listener.port) as client:
        client.sendmail("noor@customer.test", ["help@harbour.test"], written(text="By hand."))
        assert Message.objects.count() == 1
        with pytest.raises(smtplib.SMTPRecipientsRefused, match="nothing is relayed"):
            client.sendmail("a@b.test", ["somebody@elsewhere.test"], written())
        client.sendmail("", ["help@harbour.test"], written("robot@b.test", text="Out of office."))
        with pytest.raises(smtplib.SMTPException, match="552"):
            client.sendmail("a@b.test", ["help@harbour.test"], b"Subject: x\r\n\r\n" + b"y" * 5_000_000)
    take_waiting(timezone.now())
    assert set(Message.objects.values_list("became", flat=True)) == {"new", "automatic"}


def test_what_is_wrong_with_the_settings_is_said_in_sentences(box: int, mail: Any) -> None:
    right = mail.LEEWAY_MAIL
    away = Server("127.0.0.1", free_port(), "none", "help", "a-hidden-password")
    mail.LEEWAY_MAIL = replace(right, smtp=away)
    assert f"127.0.0.1 on port {away.port} cannot be reached" in check()[0]
    mail.LEEWAY_MAIL = replace(right, imap=replace(right.imap, password="wrong-password"))
    assert "127.0.0.1 does not accept LEEWAY_IMAP_USER with its password." in check()
    mail.LEEWAY_MAIL = replace(right, folder="Elsewhere")
    assert any("no folder 'Elsewhere'" in each for each in check())
    mail.LEEWAY_MAIL = replace(right, imap=away, smtp=away)
    assert not any("hidden" in each for each in check())
