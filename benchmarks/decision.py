"""The decision that is measured: one fact, its tag, the kept command, one view."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from leeway.core.message import Command
from tests.ledger import toys

WHAT = "coins taken from a purse within a limit that is read from its earlier facts (five decisions each)"


def prepare(patch: pytest.MonkeyPatch) -> None:
    """Make the database that is the default now ready for `commands`."""
    toys.install(patch, [toys.Purses()])
    toys.make_tables()


def commands(count: int) -> Iterator[tuple[Command, str]]:
    """Yield commands with their ids; all of them are accepted."""
    for number in range(count):
        yield toys.Spend(purse=f"purse-{number // 5}", coins=1, at=toys.NOON, by="henry"), f"c{number}"
