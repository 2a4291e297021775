"""Keeps a mail before anybody is told that it has arrived: what is kept is not lost, and kept twice is once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from leeway.mail.models import Message, RawMessage

_ON_THE_WAY = re.compile(
    rb"(?im)^(received|return-path|delivered-to|x-original-to|envelope-to|x-[\w-]+|authentication-results|arc-[\w-]+|"
    rb"dkim-signature|status|lines|content-length):[^\n]*\n(?:[ \t][^\n]*\n)*"
)
HEAD = 256 * 1024


def keep(
    raw: bytes, at: datetime, *, envelope_from: str | None = None, envelope_to: Sequence[str] = (), size: int = 0
) -> tuple[str, bool]:
    """Keep the mail; return its id and whether it is new. It has been committed when this returns.

    size: of the whole mail, where only its head is here. Two who keep the same at once keep one.
    """
    id_ = identity(raw)
    message = Message(
        id=id_,
        received_at=at,
        envelope_from=(envelope_from or "")[:320],
        from_nobody=envelope_from == "",
        envelope_to=[each[:320] for each in envelope_to][:100],
        size=size or len(raw),
        cut=size > len(raw),
    )
    with transaction.atomic():
        if Message.objects.filter(id=id_).exists():
            return id_, False
        Message.objects.bulk_create([message], ignore_conflicts=True)
        RawMessage.objects.bulk_create([RawMessage(message_id=id_, content=raw)], ignore_conflicts=True)
    return id_, True


def identity(raw: bytes) -> str:
    """The same for the same mail, by whichever way it came; another for another, though it bear the same Message-ID."""
    raw = raw.replace(b"\r\n", b"\n")
    head, _, body = raw.partition(b"\n\n")
    kept = _ON_THE_WAY.sub(b"", head[:HEAD] + b"\n") + head[HEAD:]
    return hashlib.blake2b(kept.rstrip() + b"\n\n" + body.rstrip(), digest_size=20).hexdigest()
