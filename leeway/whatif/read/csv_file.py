"""CSV: read by polars for speed; where polars stumbles or a row is short, read again slowly to say exactly where."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import polars as pl

from leeway.whatif.bad_input import BadInput, did_you_mean, quoted, shown
from leeway.whatif.read.file_bytes import MOST_LINE, Progress, read_bytes
from leeway.whatif.read.table import Table

if TYPE_CHECKING:
    from pathlib import Path

    from leeway.whatif.mapping import LogMapping

MOST_COLUMNS = 1_000


def read_csv(path: Path, mapping: LogMapping, progress: Progress) -> Table:
    text, sha256 = read_bytes(path, progress)
    file = shown(path.name)
    header = _header(text, mapping, file)
    places = {word: _place(column, word, header, mapping, file) for word, column in mapping.columns.named().items()}
    frame = _frame(text, mapping.separator, len(header), file)
    frame = frame.with_row_index("row", offset=2)
    cells = [name for name in frame.columns if name != "row"]
    filled = frame.filter(~pl.all_horizontal(pl.col(cells).is_null()))
    if filled.is_empty():
        raise BadInput(f"{file} has a header and no rows; a log has one event per row.")
    rows = filled.select("row", *(pl.col(cells[place]).alias(word) for word, place in places.items()))
    return Table(path.name, sha256, rows, _repeated(filled.select(cells)), frame.height - filled.height)


def _header(text: bytes, mapping: LogMapping, file: str) -> list[str]:
    """The names of the columns as the file says them."""
    if not text.strip():
        raise BadInput(f"{file} is empty; a log has a header and one event per row.")
    first = text.split(b"\n", 1)[0].removesuffix(b"\r")
    if b"\r" in first:
        raise BadInput(f"{file}, line 1: lines end in a bare carriage return; save it with line feeds.")
    if (count := first.count(mapping.separator.encode()) + 1) > MOST_COLUMNS:
        raise BadInput(f"{file}, line 1: {count:,} columns; a log has at most {MOST_COLUMNS:,}, leave away the others.")
    header = next(csv.reader([first.decode()], delimiter=mapping.separator))
    wanted = set(mapping.columns.named().values())
    if len(header) == 1 and not wanted & set(header):
        others = [letter for letter in ",;\t|" if letter != mapping.separator and letter in header[0]]
        if others:
            raise BadInput(
                f"{file}, line 1: one column only; its separator seems to be {quoted(others[0])}: "
                f'say so in {shown(mapping.file)} as "separator".'
            )
    return header


def _place(column: str, word: str, header: list[str], mapping: LogMapping, file: str) -> int:
    match header.count(column):
        case 1:
            return header.index(column)
        case 0:
            found = did_you_mean(column, header)
            raise BadInput(
                f"{file} has no column {quoted(column)}, named for {quoted(word)} in {shown(mapping.file)}; {found}"
            )
        case count:
            raise BadInput(f"{file} has {count} columns named {quoted(column)}; rename all but the one that is meant.")


def _frame(text: bytes, separator: str, width: int, file: str) -> pl.DataFrame:
    """All cells as texts, columns named 0, 1, 2..."""
    names = [str(place) for place in range(width)]
    try:
        frame = pl.read_csv(
            text, separator=separator, new_columns=names, infer_schema=False, raise_if_empty=False, quote_char='"'
        )
    except pl.exceptions.PolarsError as error:
        _refuse_bad_row(text, separator, width, file)
        reason = str(error).splitlines()[0]
        raise BadInput(f"{file} cannot be read as CSV: {shown(reason)}; export it again.") from None
    if frame.width != width or (frame.height and frame.to_series(width - 1).has_nulls()):
        _refuse_bad_row(text, separator, width, file)
    return frame


def _refuse_bad_row(text: bytes, separator: str, width: int, file: str) -> None:
    """Read slowly and exactly, and raise at the first row that is too short, too long or wrongly quoted."""
    csv.field_size_limit(MOST_LINE)
    rows = csv.reader(io.StringIO(text.decode(), newline=""), delimiter=separator, strict=True)
    try:
        for row in rows:
            if row and len(row) != width:
                raise BadInput(
                    f"{file}, line {rows.line_num:,}: {len(row):,} cells where the header has {width:,}; "
                    "a row has one cell per column, with quotes around a cell that holds a separator."
                )
    except csv.Error as error:
        raise BadInput(f"{file}, line {rows.line_num:,}: wrongly quoted ({error}); export it again.") from None


def _repeated(cells: pl.DataFrame) -> pl.Series:
    """True where a row says the same as an earlier one; hashes find the few, the cells themselves decide."""
    suspects = cells.with_row_index("place").filter(cells.hash_rows(seed=7).is_duplicated())
    if suspects.is_empty():
        return pl.repeat(False, cells.height, eager=True)
    firsts = suspects.unique(cells.columns, keep="first", maintain_order=True)["place"]
    again = set(suspects["place"]) - set(firsts)
    return pl.Series([place in again for place in range(cells.height)])
