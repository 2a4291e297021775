"""A program that is told: a real server on this machine, which keeps what comes and answers as a test wants."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """answers: statuses of the next requests, 204 once they are used up. location: where a redirect leads.

    gate: held by a test to keep answers back. endless: answers with a body that does not end.
    dripping: how many headers come first, one at a time.
    """

    port: int = 0
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    location: str = ""
    gate: threading.Event = field(default_factory=threading.Event)
    endless: bool = False
    dripping: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/told?by=leeway"

    def ids(self) -> list[str]:
        return [headers["Leeway-Id"] for headers, _ in self.got]


def rightly_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Written anew from docs/api.md, as a receiver would."""
    signed = headers["Leeway-Id"].encode() + b"." + headers["Leeway-Time"].encode() + b"." + body
    return hmac.compare_digest(
        headers["Leeway-Signature"], "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    )


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    receiver.gate.set()
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append((dict(self.headers.items()), body))
            receiver.gate.wait(30)
            self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
            if receiver.location:
                self.send_header("Location", receiver.location)
            try:
                for number in range(receiver.dripping):
                    self.send_header(f"X-{number}", "more")
                    self.flush_headers()
                    closing.wait(0.05)
                self.end_headers()
                while receiver.endless and not closing.is_set():
                    self.wfile.write(b"more and more " * 1000)
            except OSError:
                receiver.endless = False

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        closing.set()
        receiver.gate.set()
        server.shutdown()
        server.server_close()
        thread.join()
