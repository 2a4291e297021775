from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from leeway.config.mail import Mail, Server
from leeway.people.models import Customer, Person
from tests.desk.harbour import open_bank
from tests.mail.servers import PASSWORD, USER, Taken, imap_server, smtp_server

NOOR = "noor@customer.test"
NOWHERE = Server("", 0, "none", "", "")


@pytest.fixture
def mail(settings: Any) -> Any:
    """The settings of mail, without any server; a test puts in what it needs."""
    settings.LEEWAY_MAIL = Mail(
        address="help@harbour.test", domain="harbour.test", smtp=NOWHERE, imap=NOWHERE, folder="INBOX", listen=None,
        largest=35 * 1024 * 1024,
    )  # fmt: skip
    return settings


@pytest.fixture
def bank(transactional_db: None) -> None:
    open_bank()
    Customer.objects.filter(id="c-noor").update(email=NOOR)
    Person.objects.filter(id="henry").update(email="henry@harbour.test")


@pytest.fixture
def post(mail: Any) -> Iterator[Taken]:
    """A server that takes what is sent."""
    from dataclasses import replace

    with smtp_server() as (taken, port):
        mail.LEEWAY_MAIL = replace(mail.LEEWAY_MAIL, smtp=Server("127.0.0.1", port, "none", "", ""))
        yield taken


@pytest.fixture(scope="session")
def dovecot() -> Iterator[int]:
    with tempfile.TemporaryDirectory(dir="/tmp", ignore_cleanup_errors=True) as home, imap_server(Path(home)) as port:
        yield port


@pytest.fixture
def mailbox(dovecot: int, mail: Any) -> int:
    """A mailbox, emptied; its port."""
    from dataclasses import replace

    from tests.mail.servers import in_mailbox

    mail.LEEWAY_MAIL = replace(mail.LEEWAY_MAIL, imap=Server("127.0.0.1", dovecot, "none", USER, PASSWORD))
    with in_mailbox(dovecot) as client:
        client.delete_messages(client.search(["ALL"]))
        client.expunge()
    return dovecot
