"""Real servers for the tests: one that takes what we send (SMTP), one that has a mailbox (Dovecot's IMAP)."""

from __future__ import annotations

import getpass
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from imapclient import IMAPClient

DOVECOT = "/usr/sbin/dovecot"
USER, PASSWORD = "help", "a-secret-of-the-mailbox"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Taken:
    """What a server of ours took: envelope and bytes. answer: what it says to the next mail."""

    mails: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    answer: str = "250 OK"
    to: str = "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.to.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.mails.append((envelope.mail_from, list(envelope.rcpt_tos), bytes(envelope.content)))
        return self.answer


@contextmanager
def smtp_server() -> Iterator[tuple[Taken, int]]:
    taken, port = Taken(), free_port()
    controller = Controller(taken, hostname="127.0.0.1", port=port, ready_timeout=20)
    controller.start()
    try:
        yield taken, port
    finally:
        controller.stop()


CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
mail_location = maildir:{home}/mail/%u
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {home}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
"""


@contextmanager
def imap_server(home: Path) -> Iterator[int]:
    """Dovecot, alone with a mailbox of its own; as root it uses the users of its package, else the one who runs it."""
    root, port, me = os.getuid() == 0, free_port(), getpass.getuser()
    owner = os.stat("/var/mail") if root else None
    uid, gid = (8, owner.st_gid) if owner else (os.getuid(), os.getgid())
    internal, login = ("dovecot", "dovenull") if root else (me, me)
    for each in ("run", "state", "mail"):
        (home / each).mkdir(parents=True)
    if root:
        os.chown(home / "mail", uid, gid)
        for folder in (home, *list(home.parents)[:3]):
            if str(folder).startswith("/tmp/"):
                folder.chmod(0o755)
    (home / "users").write_text(f"{USER}:{PASSWORD}\n")
    config = home / "dovecot.conf"
    config.write_text(
        CONFIG.format(home=home, port=port, uid=uid, gid=gid, internal=internal, login=login, group=internal)
    )
    server = subprocess.Popen([DOVECOT, "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, home)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def _wait(port: int, home: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            with in_mailbox(port):
                return
        except Exception:
            time.sleep(0.1)
    log = home / "log"
    raise RuntimeError(log.read_text() if log.exists() else "Dovecot did not start.")


@contextmanager
def in_mailbox(port: int) -> Iterator[Any]:
    client = IMAPClient("127.0.0.1", port, ssl=False, timeout=20)
    try:
        client.login(USER, PASSWORD)
        client.select_folder("INBOX")
        yield client
    finally:
        client.shutdown()
