"""`leeway guideline publish`: a new version in force."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from leeway.config.start import start
from leeway.core.authority.ladder import Rung
from leeway.guidelines.leaps import Leap

FEW = 8  # people who are named one by one


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", required=True, metavar="PERSON", help="Who publishes: a leader's id.")
@click.option("--really", is_flag=True, help="Also where people rise by more than one step of the ladder at once.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def publish(file: Path, by: str, really: bool, as_json: bool) -> None:
    """Put FILE in force as the next version, and say what changes for whom.

    Refused where it would raise people by more than one step of the ladder at once, unless it is really meant.
    """
    start()
    from leeway.cli.guideline import line
    from leeway.core.authority import Severity
    from leeway.core.refusal import Refusal
    from leeway.desk.explain import explain
    from leeway.guidelines.files import load_guideline
    from leeway.ledger.publishing import leaps_of
    from leeway.ledger.publishing import publish as put_in_force
    from leeway.ledger.standing import grantees

    guideline, problems = load_guideline(file, grantees())
    wrong = [problem for problem in problems if problem.severity is not Severity.WARNING]
    if guideline is None or wrong:
        raise click.ClickException("\n".join(line(file, problem) for problem in wrong))
    text = file.read_text(encoding="utf-8-sig")
    if not really and (leaps := leaps_of(text, datetime.now(UTC))):
        raise click.ClickException(
            f"This file raises people by more than one step of the ladder at once: {'; '.join(map(_leap, leaps))}. "
            "Nothing was changed. Authority is grown into: give the next step first, or publish it all the same "
            "with --really."
        )
    try:
        published = put_in_force(text, by=by, at=datetime.now(UTC), command_id=f"publish:{uuid.uuid4().hex}")
    except Refusal as refusal:
        raise click.ClickException(explain(refusal)) from refusal
    if as_json:
        click.echo(json.dumps(asdict(published)))
        return
    click.echo(f"Version {published.version} is in force; its amounts are {published.currency}.")
    for change in published.changes or ("Nobody's grants change.",):
        click.echo(f"  {change}")
    if published.people:
        click.echo(f"It concerns {_few(published.people)}.")
    click.echo("Grants accepted in the product stay in force where this file still carries them.")


def _leap(leap: Leap) -> str:
    return f"{leap.kind} from {_rung(leap.was)} to {_rung(leap.now)} for {_few(leap.people)}"


def _rung(rung: Rung) -> str:
    return rung.value.replace("_", " ")


def _few(people: tuple[str, ...]) -> str:
    return ", ".join(people) if len(people) <= FEW else f"{len(people)} people"
