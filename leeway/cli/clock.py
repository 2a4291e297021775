"""`leeway clock`: fires what is due, once or for as long as it runs."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from leeway.config.start import start


@click.command()
@click.option("--once", is_flag=True, help="Fire what is due and end. Without it, go on until stopped.")
@click.option("--now", "text", metavar="TIME", help="Take this as the time (ISO 8601 with a zone); only with --once.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def clock(once: bool, text: str | None, as_json: bool) -> None:
    """Fire what is due: each due time has one effect, however late and however many clocks run.

    With --once, status 1 where something failed; all else has been fired.
    """
    now = _time(text)
    if text and not once:
        raise click.UsageError("--now goes with --once: a clock that goes on takes the time as it is.")
    start()
    from leeway.clock.run import keep_ticking
    from leeway.clock.tick import look

    if not once:
        keep_ticking()
        return
    seen = look(now)
    answer = {"fired": seen.fired, "failed": list(seen.failed), "now": now.isoformat()}
    click.echo(json.dumps(answer) if as_json else f"{seen.fired} due times took effect.")
    if seen.failed:
        raise click.ClickException(
            f"{len(seen.failed)} failed and will be tried again at the next look: {', '.join(seen.failed[:5])}. "
            "The log says how."
        )


def _time(text: str | None) -> datetime:
    if not text:
        return datetime.now(UTC)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"--now {text!r} is no time. Write it like 2026-03-01T10:00:00Z.") from None
    if at.tzinfo is None:
        raise click.UsageError(f"--now {text!r} has no zone. Write it like {text}Z or {text}+01:00.")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise click.UsageError(
            f"--now {text!r} lies outside the calendar. Write it like 2026-03-01T10:00:00Z."
        ) from None
