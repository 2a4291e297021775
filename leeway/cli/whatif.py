"""`leeway whatif`: an event log of the past, and what deciding on the spot would have covered."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leeway.whatif.answer import answer, warnings
from leeway.whatif.bad_input import BadInput
from leeway.whatif.figures import figures
from leeway.whatif.limits import parse_limits
from leeway.whatif.mapping import read_mapping
from leeway.whatif.output import write_all
from leeway.whatif.read import read_log
from leeway.whatif.report.page import page
from leeway.whatif.report.terminal import terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

STDOUT = Path("-")
FILE = click.Path(path_type=Path)


def _limits(_context: click.Context, _option: click.Parameter, text: str | None) -> tuple[Decimal, ...] | None:
    if text is None:
        return None
    try:
        return parse_limits(text)
    except BadInput as bad:
        raise click.BadParameter(str(bad)) from None


@click.command()
@click.argument("log", type=FILE)
@click.option("--mapping", "mapping_file", required=True, type=FILE, help="What the log's columns and activities mean.")
@click.option("--on-the-spot", "limits", metavar="AMOUNT,...", callback=_limits, help="Limits to try: 100,250,500.")
@click.option("--policy", "policies", multiple=True, type=FILE, help="A guideline file; not available yet.")
@click.option("--json", "json_out", type=FILE, metavar="OUT", help="Write the answer as JSON; - is standard output.")
@click.option("--html", "html_out", type=FILE, metavar="OUT", help="Write a page with a picture, in one file.")
def whatif(
    log: Path,
    mapping_file: Path,
    limits: tuple[Decimal, ...] | None,
    policies: tuple[Path, ...],
    json_out: Path | None,
    html_out: Path | None,
) -> None:
    """What would have been covered if people had decided on the spot?

    LOG is an event log as CSV or CSV.gz. Without --json and --html a table is printed. Every figure is defined in
    docs/whatif.md, where the mapping file is described too.
    """
    if policies:
        raise click.UsageError("--policy is not available yet; use --on-the-spot AMOUNT,... for limits.")
    if limits is None:
        raise click.UsageError("Name at least one limit: --on-the-spot 100,250,500.")
    _refuse_same_file(log, mapping_file, json_out, html_out)
    try:
        mapping = read_mapping(mapping_file)
        with _progress(f"Reading {log.name}") as progress:
            events = read_log(log, mapping, progress)
        counted = figures(events, mapping, limits)
        result = answer(events, mapping, counted)
        texts: dict[Path, str] = {}
        if json_out is not None:
            texts[json_out] = json.dumps(result, indent=2) + "\n"
        if html_out is not None:
            texts[html_out] = page(result, counted, mapping)
        to_stdout = texts.pop(STDOUT, None)
        write_all(texts)
    except BadInput as bad:
        click.echo(str(bad), err=True)
        sys.exit(1)
    for warning in warnings(counted):
        click.echo(f"Warning: {warning}", err=True)
    if json_out is None and html_out is None:
        to_stdout = terminal(result)
    if to_stdout is not None:
        click.echo(to_stdout, nl=False)


def _refuse_same_file(log: Path, mapping_file: Path, json_out: Path | None, html_out: Path | None) -> None:
    if html_out == STDOUT:
        raise click.UsageError("--html needs a file; only --json can go to standard output.")
    outs = [out.resolve() for out in (json_out, html_out) if out is not None and out != STDOUT]
    if len(set(outs)) < len(outs):
        raise click.UsageError("--json and --html name the same file; name two.")
    if {log.resolve(), mapping_file.resolve()} & set(outs):
        raise click.UsageError("The answer would overwrite the log or its mapping; name another file.")


@contextmanager
def _progress(label: str) -> Iterator[Callable[[float], None]]:
    """A bar on standard error where that is a terminal; nothing at all in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    with click.progressbar(length=1000, label=label, file=sys.stderr) as bar:
        yield lambda done: bar.update(max(0, round(done * 1000) - bar.pos))
