"""The settings of mail: where it goes out, where it comes in, which address answers come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

PORTS = {"smtp": {"tls": 465, "starttls": 587, "none": 25}, "imap": {"tls": 993, "starttls": 143, "none": 143}}
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class BadMailSetting(ImproperlyConfigured):
    """One sentence about one setting."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server of mail. tls: tls (from the first byte), starttls or none. host: empty where there is none."""

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """listen: (protocol, host, port) or None. largest: bytes of one mail."""

    address: str
    domain: str
    smtp: Server
    imap: Server
    folder: str
    listen: tuple[str, str, int] | None
    largest: int

    @property
    def sends(self) -> bool:
        return bool(self.smtp.host and self.address)


def read(text: Mapping[str, str]) -> Mail:
    """Return the settings out of those of `environment.SETTINGS`, as text."""
    address = _address(text["LEEWAY_MAIL_FROM"])
    mail = Mail(
        address=address,
        domain=text["LEEWAY_MAIL_DOMAIN"].lower() or address.rpartition("@")[2].lower(),
        smtp=_server("smtp", text),
        imap=_server("imap", text),
        folder=text["LEEWAY_IMAP_FOLDER"],
        listen=_listen(text["LEEWAY_MAIL_LISTEN"]),
        largest=_megabytes(text["LEEWAY_MAIL_LARGEST_MB"]),
    )
    if not address and (mail.smtp.host or mail.imap.host or mail.listen):
        raise BadMailSetting(
            "LEEWAY_MAIL_FROM is missing; mail needs the address that customers know, such as help@example.org."
        )
    return mail


def _address(text: str) -> str:
    address = parseaddr(text)[1] if text else ""
    local, _, domain = address.rpartition("@")
    if text and (not local or "." not in f"{domain}." or any(each in text for each in "\r\n<> ,")):
        raise BadMailSetting(f"LEEWAY_MAIL_FROM is {text!r}; it must be one plain address, such as help@example.org.")
    return address


def _server(kind: str, text: Mapping[str, str]) -> Server:
    name = f"LEEWAY_{kind.upper()}"
    host, tls, port = text[f"{name}_HOST"], text[f"{name}_TLS"].lower(), text[f"{name}_PORT"]
    if tls not in PORTS[kind]:
        raise BadMailSetting(f"{name}_TLS is {tls!r}; it must be tls, starttls or none.")
    if port and not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
        raise BadMailSetting(f"{name}_PORT is {port!r}; it must be a number from 1 to 65535, or be left out.")
    user, password = text[f"{name}_USER"], text[f"{name}_PASSWORD"]
    if password and tls == "none" and host not in HERE:
        raise BadMailSetting(f"{name}_TLS is none; a password goes over tls or starttls, or stays on this machine.")
    if kind == "imap" and host and not (user and password):
        raise BadMailSetting("LEEWAY_IMAP_USER is missing, or its password; a mailbox opens to nobody without both.")
    return Server(host, int(port) if port else PORTS[kind][tls], tls, user, password)


def _listen(text: str) -> tuple[str, str, int] | None:
    if not text:
        return None
    try:
        parts = urlsplit(text)
        if parts.scheme in ("lmtp", "smtp") and parts.hostname and parts.port and parts.path in ("", "/"):
            return parts.scheme, parts.hostname, parts.port
    except ValueError:
        pass
    raise BadMailSetting(
        f"LEEWAY_MAIL_LISTEN is {text!r}; it must be lmtp:// or smtp:// with host and port, such as lmtp://127.0.0.1:8024."
    )


def _megabytes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:5]) <= 200):
        raise BadMailSetting(f"LEEWAY_MAIL_LARGEST_MB is {text!r}; it must be a whole number from 1 to 200.")
    return int(text) * 1024 * 1024
