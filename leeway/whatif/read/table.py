"""What every reader hands over: the log's rows as texts, before anybody asks what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts in file order.

    rows: columns `row` (as a spreadsheet counts, the header is row 1) and our words case, activity, time, amount, who
    and role; an empty cell is null. repeated: as long as `rows`; true where the whole row, also its columns that nobody
    named, says the same as an earlier one.
    """

    file: str
    sha256: str
    rows: pl.DataFrame
    repeated: pl.Series
    blank: int
