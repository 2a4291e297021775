"""`leeway verify` and `leeway rebuild`."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from leeway.config.start import start

as_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


@click.command()
@as_json
def verify(as_json: bool) -> None:
    """Check that no fact was changed and that every view says what the facts say.

    Names the first fact that is wrong, with status 1.
    """
    start()
    from leeway.ledger.verify import verify as check

    found = check()
    answer = {
        "ok": not found.wrong,
        "facts": found.facts,
        "sealed": found.sealed,
        "seals": found.seals,
        "commands": found.commands,
        "head": found.head,
        "wrong": [{"fact": each.fact, "sentence": each.sentence} for each in found.wrong],
    }
    _answer(answer, _sentence(answer), as_json)
    if found.wrong:
        sys.exit(1)


@click.command()
@as_json
def rebuild(as_json: bool) -> None:
    """Write all views anew from the facts. Others can read meanwhile, and wait with what they want to change."""
    start()
    from leeway.ledger.codec import UnreadableFactError
    from leeway.ledger.models import Fact
    from leeway.ledger.rebuild import ProjectionFailedError
    from leeway.ledger.rebuild import rebuild as write_anew

    bar = click.progressbar(
        length=Fact.objects.count(), label="Rebuilding", file=sys.stderr, hidden=not sys.stderr.isatty()
    )
    try:
        with bar:
            count = write_anew(lambda _: bar.update(1))
    except (ProjectionFailedError, UnreadableFactError) as error:
        raise click.ClickException(f"{error} Nothing was changed.") from error
    _answer({"facts": count}, f"Rebuilt every view from {count} facts.", as_json)


def _answer(answer: dict[str, Any], sentence: str, as_json: bool) -> None:
    click.echo(json.dumps(answer) if as_json else sentence)


def _sentence(answer: dict[str, Any]) -> str:
    if answer["ok"]:
        return (
            f"All is well: {answer['facts']} facts, {answer['sealed']} of them in {answer['seals']} seals, "
            f"{answer['commands']} commands; views equal the facts. Head: {answer['head']}"
        )
    more = len(answer["wrong"]) - 1
    return answer["wrong"][0]["sentence"] + (f" {more} more with --json." if more else "")
