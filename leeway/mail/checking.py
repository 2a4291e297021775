"""Says in sentences what is wrong with the settings of mail, by trying them. No password stands in any of them."""

from __future__ import annotations

import smtplib
import socket
import ssl

from django.conf import settings
from imapclient.exceptions import IMAPClientError, LoginError

from leeway.config.mail import Server
from leeway.mail.fetching import mailbox
from leeway.mail.smtp import connected


def check() -> list[str]:
    """What is wrong, each with what would help; empty where all of it works."""
    mail = settings.LEEWAY_MAIL
    if not mail.address:
        return ["Mail is not set up: set LEEWAY_MAIL_FROM to the address that customers know."]
    found = []
    if not mail.smtp.host:
        found.append("Nothing is sent: set LEEWAY_SMTP_HOST to the server that sends your mail.")
    elif wrong := _smtp(mail.smtp):
        found.append(wrong)
    if mail.imap.host:
        found += filter(None, [_imap(mail.imap)])
    elif not mail.listen:
        found.append("Nothing comes in: set LEEWAY_IMAP_HOST to your mailbox, or LEEWAY_MAIL_LISTEN.")
    if settings.LEEWAY_URL.startswith("http://") and mail.smtp.host:
        found.append("LEEWAY_URL is http://; links in mails would travel in the open. Set the https:// address.")
    return found


def _smtp(server: Server) -> str:
    try:
        with connected(server) as client:
            client.noop()
    except smtplib.SMTPAuthenticationError:
        return f"{server.host} does not accept LEEWAY_SMTP_USER with its password."
    except smtplib.SMTPNotSupportedError:
        return f"{server.host} does not offer what LEEWAY_SMTP_TLS={server.tls} or LEEWAY_SMTP_USER asks for."
    except (OSError, smtplib.SMTPException) as error:
        return _unreachable("LEEWAY_SMTP", server, error)
    return ""


def _imap(server: Server) -> str:
    try:
        with mailbox():
            pass
    except LoginError:
        return f"{server.host} does not accept LEEWAY_IMAP_USER with its password."
    except (OSError, IMAPClientError) as error:
        if isinstance(error, IMAPClientError) and "select" in str(error).lower():
            return f"The mailbox has no folder {settings.LEEWAY_MAIL.folder!r}: change LEEWAY_IMAP_FOLDER."
        return _unreachable("LEEWAY_IMAP", server, error)
    return ""


def _unreachable(name: str, server: Server, error: Exception) -> str:
    at = f"{server.host} on port {server.port}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate of {at} is not one that this machine trusts: {error.verify_message}."
    if isinstance(error, ssl.SSLError):
        return f"{at} does not speak as {name}_TLS={server.tls} says; try another value, or its port."
    if isinstance(error, socket.gaierror):
        return f"No server is named {server.host}: look at {name}_HOST."
    if isinstance(error, TimeoutError):
        return f"{at} does not answer: look at {name}_HOST and {name}_PORT, or a firewall between."
    return f"{at} cannot be reached ({type(error).__name__}): look at {name}_HOST, {name}_PORT and {name}_TLS."
