"""Mails as customers, machines and attackers write them."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from django.utils import timezone

from leeway.mail.keeping import keep
from leeway.mail.models import Message
from leeway.mail.taking import take_waiting


def written(
    sender: str = "Noor Verhagen <noor@customer.test>", to: str = "help@harbour.test", text: str = "It is still wrong.",
    **headers: str,
) -> bytes:  # fmt: skip
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, headers.pop("subject", "My card")
    mail["Message-ID"] = headers.pop("message_id", f"<{abs(hash((sender, to, text)))}@customer.test>")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def came(raw: bytes, **envelope: Any) -> Message:
    """The mail, kept and taken in."""
    id_, _ = keep(raw, timezone.now(), **envelope)
    take_waiting(timezone.now())
    return Message.objects.get(id=id_)


def report(about: str, *, action: str = "failed", to: str = "help@harbour.test") -> bytes:
    """A delivery report (RFC 3464) about a letter of ours, as a mail server writes it."""
    return f"""From: MAILER-DAEMON@mx.customer.test\r
To: {to}\r
Subject: Undelivered Mail Returned to Sender\r
Message-ID: <report-{action}@mx.customer.test>\r
Auto-Submitted: auto-replied\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r
\r
--B\r
Content-Type: text/plain\r
\r
I am sorry.\r
--B\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.customer.test\r
\r
Final-Recipient: rfc822; noor@customer.test\r
Action: {action}\r
Status: 5.1.1\r
Diagnostic-Code: smtp; 550 5.1.1 nobody\r
\r
--B\r
Content-Type: text/rfc822-headers\r
\r
From: help@harbour.test\r
Message-ID: {about}\r
\r
--B--\r
""".encode()
