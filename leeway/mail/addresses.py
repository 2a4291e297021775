"""The signed address that a case's mail is answered to, and the ids of our letters. Neither can be guessed."""

from __future__ import annotations

import base64
import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_REPLY = re.compile(r"case\+(\d{1,18})\.([a-z2-7]{20})", re.IGNORECASE)


def reply_address(number: int) -> str:
    """The address whose mail lands on the case of this number, if it comes from its customer."""
    return f"case+{number}.{_signature('reply', str(number))}@{settings.LEEWAY_MAIL.domain}"


def case_number(address: str) -> int | None:
    """The number in a reply address of ours; None for every other address, or one with another signature."""
    local, _, domain = address.strip().rpartition("@")
    found = _REPLY.fullmatch(local)
    if not found or domain.lower() != settings.LEEWAY_MAIL.domain:
        return None
    number, signature = found[1], found[2].lower()
    signed = constant_time_compare(signature, _signature("reply", str(int(number))))
    return int(number) if signed and str(int(number)) == number else None


def message_id(letter_id: str) -> str:
    """The Message-ID of a letter: the same however often it is sent."""
    return f"<{_signature('letter', letter_id, 32)}@{settings.LEEWAY_MAIL.domain}>"


def _signature(sort: str, value: str, length: int = 20) -> str:
    digest = salted_hmac(f"leeway.mail.{sort}", value, algorithm="sha256").digest()
    return base64.b32encode(digest).decode().lower().rstrip("=")[:length]
