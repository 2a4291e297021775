"""`leeway serve`: pages and clock in one process."""

from __future__ import annotations

import os
import threading

import click

from leeway.config.start import start

THREADS = 8


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--clock/--no-clock", default=True, help="Run the clock in this process, too.")
def serve(host: str, port: int, clock: bool) -> None:
    """Serve the pages, with the clock beside them."""
    os.environ.setdefault("LEEWAY_URL", f"http://{host}:{port}")
    start()
    import waitress
    from django.conf import settings

    from leeway.clock.run import keep_ticking
    from leeway.config.wsgi import application

    try:
        server = waitress.create_server(application, host=host, port=port, threads=THREADS, ident=None)
    except OSError as error:
        raise click.UsageError(
            f"Port {port} on {host} cannot be used ({error.strerror}). Name another one: --port {port + 1}."
        ) from error
    stop = threading.Event()
    if clock:
        threading.Thread(target=keep_ticking, args=(stop,), name="clock", daemon=True).start()
    click.echo(f"Leeway is at http://{host}:{port}")
    if settings.LEEWAY_DEMO:
        click.echo(f"Look around as Henry, Ana, Petra or a customer, one click each: http://{host}:{port}/demo")
    click.echo("Stop it with Ctrl C.")
    try:
        server.run()
    except KeyboardInterrupt:
        click.echo("Stopped.")
    finally:
        stop.set()
