"""`leeway serve`: pages and clock in one process."""

from __future__ import annotations

import gc
import os
import threading
from contextlib import suppress
from typing import Any

import click

from leeway.config.start import start

THREADS = 8
# Half-open connections and bodies that nobody wants cost others nothing for long.
BOUNDS: dict[str, int] = {
    "max_request_body_size": 4 * 1024 * 1024,
    "channel_timeout": 20,
    "cleanup_interval": 5,
    "connection_limit": 1000,
}
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  compared with, not listened on
FROM_THE_PROXY = {
    "trusted_proxy": "*",
    "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--clock/--no-clock", default=True, help="Run the clock in this process, too.")
@click.option("--mail/--no-mail", default=True, help="Take mail in in this process, too, where the settings name any.")
def serve(host: str, port: int, clock: bool, mail: bool) -> None:
    """Serve the pages, with the clock and mail beside them."""
    address = url(host, port)
    os.environ.setdefault("LEEWAY_URL", address)
    start()
    from django.conf import settings

    from leeway.clock.run import keep_ticking
    from leeway.config.wsgi import application
    from leeway.mail.run import comes_in
    from leeway.mail.run import keep_running as keep_mail

    gc.collect()
    gc.freeze()  # what is imported stays: looking through it again and again cost a fifth of each decision
    server = listening(application, host, port, behind_proxy=settings.ENVIRONMENT.behind_proxy)
    stop = threading.Event()
    if clock:
        threading.Thread(target=keep_ticking, args=(stop,), name="clock", daemon=True).start()
    if mail and comes_in():
        threading.Thread(target=keep_mail, args=(stop,), name="mail", daemon=True).start()
    click.echo(f"Leeway is at {address}")
    if settings.LEEWAY_DEMO:
        click.echo(f"Look around as Henry, Ana, Petra or a customer, one click each: {address}/demo")
    with suppress(KeyboardInterrupt):  # one that comes before the server runs, which ends at later ones by itself
        click.echo("Stop it with Ctrl C.")
        server.run()
    stop.set()
    server.close()
    click.echo("Stopped.")


def url(host: str, port: int) -> str:
    """Where a browser on this machine finds what listens there."""
    name = EVERYWHERE.get(host, host)
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def listening(application: Any, host: str, port: int, *, behind_proxy: bool) -> Any:
    """A server that listens already. behind_proxy: what the proxy says of address, scheme and host is believed.

    Else such headers are taken off: anybody can send them.
    """
    import waitress

    believed = FROM_THE_PROXY if behind_proxy else {}
    try:
        return waitress.create_server(
            application,
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            clear_untrusted_proxy_headers=True,
            **BOUNDS,
            **believed,
        )
    except (OSError, ValueError) as error:  # ValueError: waitress found no address of that name
        reason = getattr(error, "strerror", None) or "no such address"
        raise click.UsageError(
            f"Port {port} on {host} cannot be used ({reason}). Name another one with --port, or another --host."
        ) from error
