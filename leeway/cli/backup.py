"""`leeway backup` and `leeway restore`."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import click

from leeway.config.start import start

as_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@as_json
def backup(file: Path, as_json: bool) -> None:
    """Write the whole installation to FILE, while it runs.

    It holds names, words and facts, for its owner alone; keep it where the database could be kept. The secret key and
    the settings are not in it: keep those too, or links that customers have open nothing any more.
    """
    start()
    from leeway.backup.write import write

    with _bar("Writing") as bar:
        try:
            rows = write(file, now=datetime.now(UTC), row_written=lambda: bar.update(1))
        except FileExistsError:
            raise click.ClickException(f"{file} is there already, and nothing is written over. Name another.") from None
        except OSError as error:
            raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
    size = file.stat().st_size
    said = f"Written: {rows} rows, {size} bytes, in {file}. The secret key is not in it; keep that too."
    click.echo(json.dumps({"rows": rows, "bytes": size, "file": str(file)}) if as_json else said)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@as_json
def restore(file: Path, as_json: bool) -> None:
    """Fill an empty database from FILE, of the same sort as the one it was written from or of the other.

    All of it or nothing. Afterwards everything is checked as by `leeway verify`.
    """
    start()
    from leeway.backup.restore import BackupError
    from leeway.backup.restore import restore as fill
    from leeway.ledger.verify import verify

    with _bar("Reading") as bar:
        try:
            rows = fill(file, row_read=lambda: bar.update(1))
        except BackupError as error:
            raise click.ClickException(f"{error} Nothing was changed.") from error
        except OSError as error:
            raise click.ClickException(f"{file} cannot be read: {error.strerror}. Nothing was changed.") from error
    found = verify()
    answer = {"rows": rows, "facts": found.facts, "ok": not found.wrong}
    said = f"Restored: {rows} rows; {found.facts} facts, seals and views checked."
    if found.wrong:
        said = f"Restored {rows} rows, but what was written was not whole: {found.wrong[0].sentence}"
    click.echo(json.dumps(answer) if as_json else said)
    if found.wrong:
        sys.exit(1)


def _bar(label: str) -> Any:
    """How many rows so far; nobody knows how many there will be."""
    hidden = not sys.stderr.isatty()
    return click.progressbar(label=label, iterable=count(), show_pos=True, file=sys.stderr, hidden=hidden)
