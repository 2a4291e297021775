"""A connection to the server that sends our mail."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from leeway.config.mail import Server

PATIENCE = 30  # seconds


@contextmanager
def connected(server: Server) -> Iterator[smtplib.SMTP]:
    """Connected, encrypted and signed in as the settings say. Error: `OSError`, `smtplib.SMTPException`."""
    context = ssl.create_default_context()
    if server.tls == "tls":
        client: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    try:
        if server.tls == "starttls":
            client.starttls(context=context)
        if server.user:
            client.login(server.user, server.password)
        yield client
    finally:
        try:
            client.quit()
        except (OSError, smtplib.SMTPException):
            client.close()
