"""`leeway demo`: the demo organisation."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

import click

from leeway.config.start import start


@click.command()
@click.option("--reset", is_flag=True, help="Make the demo's tables anew first; refused where there is anything else.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def demo(reset: bool, as_json: bool) -> None:
    """Fill an empty database with Harbour Bank, a made-up organisation; does nothing where it is there already."""
    start()
    from leeway.demo import make as organisation

    now = datetime.now(UTC)
    try:
        if reset:
            organisation.empty()
        steps = sum(len(story.steps) for story in organisation.stories(now))
        bar = click.progressbar(
            length=steps, label="Making Harbour Bank", file=sys.stderr, hidden=not sys.stderr.isatty()
        )
        with bar:
            made = organisation.make(now, bar.update)
    except organisation.NotADemoError as error:
        raise click.ClickException(
            f"This database holds {error}, so nothing was touched; "
            "name another one in LEEWAY_DATABASE_URL or LEEWAY_HOME."
        ) from None
    if as_json:
        click.echo(json.dumps({"cases": made}))
    elif made:
        click.echo(f"Harbour Bank is there, with {made} cases.")
    else:
        click.echo("Harbour Bank is there already. Start it anew with: leeway demo --reset")
