"""`leeway guideline`: files with the rules of who may decide what."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from leeway.cli.main import Lazy
from leeway.core.authority import Guideline, Problem, Severity
from leeway.guidelines import NotReadable, load_guideline

COMMANDS = {
    "check": ("leeway.cli.guideline:check", "Say whether a file is valid, or everything that is wrong."),
    "show": ("leeway.cli.guideline:show", "Write what is in force, or was, as a file."),
    "publish": ("leeway.cli.publish:publish", "Put a file in force, and say what changes for whom."),
}


@click.command(cls=Lazy, table=COMMANDS)
def guideline() -> None:
    """Check and publish guideline files."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def check(file: Path, as_json: bool) -> None:
    """Say whether FILE is valid, or every error with line, column and what would be right.

    Exit status 0: valid (warnings are allowed). 1: errors. 2: there is no such file.
    """
    found, problems = read(file)
    errors = [problem for problem in problems if problem.severity is not Severity.WARNING]
    if as_json:
        click.echo(json.dumps({"file": str(file), "valid": not errors, "problems": [as_data(p) for p in problems]}))
    else:
        for problem in problems:
            click.echo(line(file, problem))
        click.echo(_summary(file, found, errors))
    sys.exit(1 if errors else 0)


@click.command()
@click.option("--version", type=int, default=None, help="An earlier version, as it was; absent: the one in force.")
def show(version: int | None) -> None:
    """Write the guideline in force as a file, with all that was given and taken back beside the published one."""
    from leeway.config.start import start  # only here: `check` and `may` need no Django

    start()
    from leeway.ledger.grants import text_of
    from leeway.projections.guidelines import GuidelineVersion

    rows = GuidelineVersion.objects.order_by("-version")
    row = (rows.filter(version=version) if version is not None else rows).first()
    if row is None:
        raise click.ClickException(
            "No guideline was published yet. Publish one: leeway guideline publish FILE --by PERSON"
            if version is None
            else f"There is no version {version}. The last one is {rows[0].version if rows else 'none'}."
        )
    click.echo(text_of(row.sha256), nl=False)


def read(file: Path) -> tuple[Guideline | None, tuple[Problem, ...]]:
    """The guideline of a file that a command was given; one that cannot be opened is wrong usage."""
    try:
        return load_guideline(file)
    except NotReadable as error:
        raise click.UsageError(str(error)) from error


def line(file: Path, problem: Problem) -> str:
    sort = "warning" if problem.severity is Severity.WARNING else "error"
    return f"{file}:{problem.line}:{problem.column}: {sort}: {problem.message}"


def as_data(problem: Problem) -> dict[str, object]:
    return {
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity.value,
        "code": problem.code.value,
        "message": problem.message,
    }


def _summary(file: Path, found: Guideline | None, errors: list[Problem]) -> str:
    if errors or found is None:
        return f"{file} is not valid: {len(errors)} error{'' if len(errors) == 1 else 's'}."
    return f"{file} is valid: {len(found.kinds)} kinds, {len(found.grants)} grants, {len(found.guardrails)} guardrails."
