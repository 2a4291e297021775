"""What sort of mail it is: a person's words, an automatic answer, or the news that a letter of ours did not arrive."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from email.message import Message
from email.policy import compat32

from leeway.mail.reading import Read

_ID = re.compile(r"<[^<>\s]{1,250}>")
BULK = frozenset({"bulk", "list", "junk"})


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report (RFC 3464). about: Message-IDs that it names. failed: for good; else it is only late."""

    about: tuple[str, ...]
    status: str
    failed: bool


def bounce(mail: Read) -> Bounce | None:
    """The report that it is, or None."""
    if "multipart/report" not in mail.headers.get("content-type", "").lower():
        return None
    status = next((each for each in mail.parts if each.get_content_type() == "message/delivery-status"), None)
    if status is None:
        return None
    text = _flat(status)
    action = re.search(r"^action:\s*(\w+)", text, re.IGNORECASE | re.MULTILINE)
    code = re.search(r"^status:\s*([245]\.\d{1,3}\.\d{1,3})", text, re.IGNORECASE | re.MULTILINE)
    originals = [each for each in mail.parts if each.get_content_type() in {"message/rfc822", "text/rfc822-headers"}]
    ids = [found for each in originals for found in _own_id(each)]
    return Bounce(
        about=tuple(dict.fromkeys([*ids, *mail.references])),
        status=code[1] if code else "",
        failed=(action[1].lower() if action else "failed") == "failed",
    )


def automatic(mail: Read, from_nobody: bool) -> bool:
    """Whether no person wrote it (RFC 3834): an answer of a machine, or a report. It is nobody's words."""
    head = mail.headers
    submitted = head.get("auto-submitted", "no").split(";")[0].strip().lower()
    empty = from_nobody or head.get("return-path", "").replace(" ", "") == "<>"
    reply = (
        head.get("precedence", "").strip().lower() == "auto_reply" or "x-autoreply" in head or "x-autorespond" in head
    )
    return submitted not in {"", "no"} or empty or reply or "multipart/report" in head.get("content-type", "").lower()


def answerable(mail: Read) -> bool:
    """Whether an automatic answer of ours may go to it: never to a list, to bulk, or where it asks for none."""
    head = mail.headers
    listed = "list-id" in head or "list-unsubscribe" in head or head.get("precedence", "").strip().lower() in BULK
    return bool(mail.address) and not listed and not head.get("x-auto-response-suppress", "")


def _flat(part: Message) -> str:
    try:
        return part.as_string()[:20_000]
    except Exception:  # bytes that fit no charset
        return ""


def _own_id(part: Message) -> list[str]:
    inside = part.get_payload()
    if isinstance(inside, list) and inside and isinstance(inside[0], Message):
        return _ID.findall(str(inside[0].get("message-id", "")))
    head = email.message_from_string(str(inside)[:20_000], policy=compat32)
    return _ID.findall(str(head.get("message-id", "")))
