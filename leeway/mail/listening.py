"""Takes mail from a mail server on this machine or network (LMTP, or SMTP). It relays nothing."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.db import close_old_connections

from leeway.mail.keeping import keep

log = logging.getLogger(__name__)
IDENT = "Leeway"


class Taker:
    """What aiosmtpd asks. 250 is said once the mail has been committed, and not before."""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        mail = settings.LEEWAY_MAIL
        domain = address.rpartition("@")[2].lower()
        if domain not in {mail.domain, mail.address.rpartition("@")[2].lower()}:
            return "550 5.7.1 This is no address of ours, and nothing is relayed here."
        if isinstance(server, LMTP) and envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time, please."  # LMTP owes an answer to each
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        try:
            await asyncio.get_running_loop().run_in_executor(
                None, _keep, bytes(envelope.content), envelope.mail_from, list(envelope.rcpt_tos)
            )
        except Exception as error:
            log.error("A mail could not be kept (%s); its sender keeps it.", type(error).__name__)
            return "451 4.3.0 It could not be kept just now. Please try again later."
        return "250 2.0.0 Kept."


def _keep(raw: bytes, envelope_from: str | None, envelope_to: list[str]) -> None:
    close_old_connections()
    sender = "" if envelope_from in (None, "<>") else envelope_from  # aiosmtpd leaves the brackets of an empty one
    keep(raw, datetime.now(UTC), envelope_from=sender, envelope_to=envelope_to)


class Listener(Controller):
    """Listens in a thread of its own; `start()` returns once it does. Error: `OSError`."""

    def __init__(self, protocol: str, host: str, port: int) -> None:
        super().__init__(Taker(), hostname=host, port=port, ready_timeout=10)
        self.protocol = protocol

    def factory(self) -> SMTP:
        kind = LMTP if self.protocol == "lmtp" else SMTP
        return kind(
            self.handler, data_size_limit=settings.LEEWAY_MAIL.largest, ident=IDENT, hostname=IDENT, loop=self.loop
        )
