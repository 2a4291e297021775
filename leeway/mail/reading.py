"""Reads a mail, whatever it is: wrong charsets, broken MIME, parts in parts. Reading never fails; it says less."""

from __future__ import annotations

import email
import email.header
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses
from typing import Any

from mailparser_reply import EmailReplyParser

from leeway.mail.html import safe, to_text

PARTS, DEPTH = 200, 20
ATTACHMENTS = 20
HEADER = 4_000  # characters of one header that are looked at
HEAD = 256 * 1024  # bytes of all headers
TEXT = 200_000  # characters of a mail's text
LOOKED_AT = 2_000  # characters in which the quoted part is looked for
LANGUAGES = ["en", "de", "fr", "nl", "es", "it"]
_ID = re.compile(r"<[^<>\s]{1,250}>")


@dataclass(frozen=True, slots=True)
class File:
    """place: which part of the mail it is."""

    place: int
    name: str
    content_type: str
    size: int
    cid: str


@dataclass(slots=True)
class Read:
    """What a mail says. address: of the one sender it names, empty where it names none or several.

    text: all of it; words: what is new in it. recipients: every address that it names as one it was sent to.
    """

    message_id: str = ""
    references: tuple[str, ...] = ()
    address: str = ""
    name: str = ""
    subject: str = ""
    text: str = ""
    html: str = ""
    words: str = ""
    recipients: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)
    parts: list[Message] = field(default_factory=list)


def read(raw: bytes) -> Read:
    mail = parsed(raw)
    found = Read(headers={name.lower(): _header(mail, name) for name in reversed(list(mail.keys()))})
    head = found.headers
    found.message_id = next(iter(_ID.findall(head.get("message-id", ""))), "")
    found.references = tuple(dict.fromkeys(_ID.findall(f"{head.get('in-reply-to', '')} {head.get('references', '')}")))[
        :50
    ]
    senders = _addresses(head.get("from", "")) if len(mail.get_all("from", [])) == 1 else []
    if len(senders) == 1:
        found.name, found.address = senders[0][0][:200], senders[0][1].lower()[:320]
    found.subject = head.get("subject", "")[:300]
    named = [head.get(each, "") for each in ("delivered-to", "x-original-to", "envelope-to", "to", "cc")]
    found.recipients = tuple(address for each in named for _, address in _addresses(each))[:100]
    _bodies(mail, found)
    found.words = _new(found.text)
    return found


def parsed(raw: bytes) -> Message:
    """The mail as a tree; one that cannot be read at all as its head alone."""
    head, separator, body = raw.partition(b"\r\n\r\n" if b"\r\n\r\n" in raw[: HEAD * 2] else b"\n\n")
    if len(head) > HEAD or max(map(len, head.split(b"\n")), default=0) > HEAD // 4:
        head = b"\n".join(line[:HEADER] for line in head[:HEAD].split(b"\n"))
    try:
        return email.message_from_bytes(head + separator + body, policy=compat32)
    except Exception:  # a parser that fails on hostile bytes must not lose the mail
        return email.message_from_bytes(head + b"\r\n\r\nThis mail could not be read.\r\n", policy=compat32)


def content_of(raw: bytes, place: int) -> bytes:
    """The bytes of the file at this place. Error: `LookupError`."""
    for number, part in enumerate(_leaves(parsed(raw))):
        if number == place:
            return _payload(part)
    raise LookupError(place)


def _leaves(mail: Message) -> Iterator[Message]:
    """The parts that hold something, in order, bounded in number and depth; a mail within a mail is one of them."""
    waiting: list[tuple[Message, int]] = [(mail, 0)]
    for _ in range(PARTS):
        if not waiting:
            return
        part, depth = waiting.pop()
        inside = part.get_payload() if part.is_multipart() else None
        if isinstance(inside, list) and depth < DEPTH and _type(part).startswith("multipart/"):
            waiting += [(each, depth + 1) for each in reversed(inside[:PARTS]) if isinstance(each, Message)]
        else:
            yield part


def _bodies(mail: Message, found: Read) -> None:
    plain: list[str] = []
    html: list[str] = []
    for place, part in enumerate(_leaves(mail)):
        found.parts.append(part)
        kind, name = _type(part), _file_name(part)
        shown = _header(part, "content-disposition").lower().startswith("attachment")
        if kind == "text/plain" and not shown and not name:
            plain.append(_text(part))
        elif kind == "text/html" and not shown and not name:
            html.append(_text(part))
        elif len(found.files) < ATTACHMENTS and kind != "message/delivery-status":
            cid = "".join(_ID.findall(_header(part, "content-id"))).strip("<>")[:200]
            size = len(_payload(part))
            found.files.append(File(place, name or f"part-{place}", kind[:100], size, cid))
    whole = "".join(html)[:TEXT]
    found.html = safe(whole) if whole else ""
    found.text = ("\n".join(plain).strip() or to_text(whole))[:TEXT]


def _payload(part: Message) -> bytes:
    try:
        if part.is_multipart():
            return part.as_bytes()
        payload: Any = part.get_payload(decode=True)
        return payload if isinstance(payload, bytes) else str(payload or "").encode("utf-8", "replace")
    except Exception:
        return b""


def _text(part: Message) -> str:
    payload = _payload(part)[: TEXT * 4]
    try:
        named = str(part.get_content_charset() or "")
    except Exception:
        named = ""
    for charset in (named, "utf-8", "cp1252"):
        try:
            return clean(payload.decode(charset)) if charset else clean(payload.decode("utf-8"))
        except (LookupError, ValueError, UnicodeError, TypeError):
            continue
    return clean(payload.decode("latin-1"))


def clean(text: str) -> str:
    """Without what no database keeps and no page shows: NUL, half characters, control codes."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in text if each in "\n\t" or (ord(each) >= 32 and not "\ud800" <= each <= "\udfff"))


def _header(mail: Message, name: str) -> str:
    """The header in words, in one line, however it was encoded."""
    try:
        raw = str(mail.get(name, ""))[:HEADER]
        pieces = email.header.decode_header(raw) if "=?" in raw else [(raw, None)]
        text = "".join(_piece(each, charset) for each, charset in pieces)
    except Exception:
        text = ""
    return " ".join(clean(text).split())


def _piece(text: str | bytes, charset: str | None) -> str:
    if isinstance(text, str):
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return text.decode(charset or "ascii", "replace")
    except (LookupError, ValueError):
        return text.decode("utf-8", "replace")


def _addresses(text: str) -> list[tuple[str, str]]:
    try:
        found = getaddresses([text[:HEADER]])
    except Exception:
        return []
    return [
        (name, address.strip()) for name, address in found if address.count("@") == 1 and " " not in address.strip()
    ]


def _type(part: Message) -> str:
    try:
        return part.get_content_type()
    except Exception:
        return "application/octet-stream"


def _file_name(part: Message) -> str:
    try:
        raw = str(part.get_filename() or "")[:HEADER]
    except Exception:
        return "file"
    probe: Message = Message(policy=compat32)
    probe["name"] = raw.replace("\n", " ").replace("\r", " ")
    name = re.sub(r"[\\/:*?\"<>|;]+", "_", _header(probe, "name")).strip(". ")
    return name[-120:]


def _new(text: str) -> str:
    """What is new in it: without quotes and signatures. Where that leaves nothing, all of it.

    The library's patterns take time that grows with the square of what they look at, so they see its two ends alone.
    """
    short = _without_quotes(re.sub(r"\n\s*\n+", "\n\n", text).strip())
    head, tail = short[:LOOKED_AT], short[LOOKED_AT:]
    first, more = _reply(head)
    if not tail or more:
        return first or text.strip()
    window = tail[-LOOKED_AT // 2 :]
    end, _ = _reply(window)
    over = len(window) - (window.find(end) + len(end)) if end in window else 0
    return _without_quotes(short[: len(short) - over]) or text.strip()


def _reply(text: str) -> tuple[str, bool]:
    """The first part, and whether others follow."""
    try:
        replies = EmailReplyParser(languages=list(LANGUAGES)).read(text).replies
    except Exception:
        return text, False
    if not replies:
        return text, False
    return _without_quotes(str(replies[0].body or replies[0].content or "")), len(replies) > 1


def _without_quotes(text: str) -> str:
    """Without the quoted lines that end it, and the mark of a signature."""
    lines = text.split("\n-- \n")[0].rstrip().split("\n")
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith(">")):
        lines.pop()
    return "\n".join(lines).strip()
