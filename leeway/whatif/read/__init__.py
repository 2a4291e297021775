"""From a file to one columnar form. CSV (also .gz) today; another format is one more function in `READERS`.

A reader takes (path, mapping, progress) and returns a `Table` of texts; `read_log` makes the `EventLog` of it: times,
amounts, and what was kept out. Nothing after `read_log` knows which format a log came in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeway.whatif.bad_input import BadInput, quoted
from leeway.whatif.read.csv_file import read_csv
from leeway.whatif.read.event_log import EventLog, event_log

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from leeway.whatif.mapping import LogMapping
    from leeway.whatif.read.file_bytes import Progress
    from leeway.whatif.read.table import Table

    Reader = Callable[[Path, LogMapping, Progress], Table]

READERS: dict[str, Reader] = {".csv": read_csv, ".tsv": read_csv, ".txt": read_csv, "": read_csv}


def read_log(path: Path, mapping: LogMapping, progress: Progress = lambda _done: None) -> EventLog:
    """The log as typed columns in file order; raises BadInput with a sentence where it cannot be one."""
    kind = path.with_suffix("").suffix if path.suffix.lower() == ".gz" else path.suffix
    reader = READERS.get(kind.lower())
    if reader is None:
        raise BadInput(
            f"{quoted(path.name)} is not a CSV file; only .csv and .csv.gz can be read so far, export as CSV."
        )
    return event_log(reader(path, mapping, progress), mapping)


__all__ = ["EventLog", "read_log"]
