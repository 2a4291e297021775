"""`leeway mail`: takes mail in and sends what waits, once or for as long as it runs; or says what is wrong."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from datetime import UTC, datetime

import click

from leeway.config.start import start


@click.command()
@click.option("--once", is_flag=True, help="Fetch, take in and send what waits, and end.")
@click.option("--check", "only_check", is_flag=True, help="Say what is wrong with the settings, and end.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON; with --once or --check.")
def mail(once: bool, only_check: bool, as_json: bool) -> None:
    """Take mail in and send letters to customers; without an option until it is stopped."""
    start()
    if only_check:
        _check(as_json)
    elif once:
        _once(as_json)
    else:
        from leeway.clock.sending import keep_sending
        from leeway.mail.run import keep_running

        stop = threading.Event()
        threading.Thread(target=keep_sending, args=(stop,), name="sending", daemon=True).start()
        with suppress(KeyboardInterrupt):
            keep_running(stop)
        stop.set()


def _check(as_json: bool) -> None:
    from leeway.mail.checking import check

    wrong = check()
    if as_json:
        click.echo(json.dumps({"wrong": wrong}))
    elif not wrong:
        click.echo("Mail works: what the settings name answers, and lets us in.")
    if wrong:
        raise click.ClickException(" ".join(wrong))


def _once(as_json: bool) -> None:
    from django.conf import settings

    from leeway.clock.sending import send_waiting
    from leeway.mail.fetching import fetch, mailbox
    from leeway.mail.taking import take_waiting

    now, fetched, failed = datetime.now(UTC), 0, ""
    if settings.LEEWAY_MAIL.imap.host:
        try:
            with mailbox() as client:
                fetched = fetch(client)
        except Exception as error:
            failed = f"The mailbox could not be read ({type(error).__name__}); leeway mail --check says why."
    answer = {"fetched": fetched, "taken": take_waiting(now, limit=10_000), "sent": send_waiting(now)}
    said = f"{answer['fetched']} fetched, {answer['taken']} taken in, {answer['sent']} sent."
    click.echo(json.dumps(answer) if as_json else said)
    if failed:
        raise click.ClickException(failed)
