"""The projections, in the order in which they are told of a fact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.db import models

from leeway.ledger.recorded import Recorded
from leeway.projections import cases, guidelines, promises, spends, timers


class Projection(Protocol):
    """A module or object that keeps tables in step with the ledger.

    Rows hold nothing but what facts say, under keys that facts give: no row number, no clock, no side effect. What two
    facts without a common tag do to the same row must come out the same in either order.
    """

    @property
    def tables(self) -> Sequence[type[models.Model]]:
        """What is emptied before a rebuild, those that refer to others first."""
        ...

    def project(self, facts: Sequence[Recorded]) -> None:
        """Write what these facts change, in the transaction that wrote them. One by one must give the same rows."""
        ...

    def snapshot(self) -> object:
        """Return all rows in a fixed order: equal when rebuilt equals live. `rows` does for most."""
        ...


def rows(*tables: type[models.Model]) -> list[list[dict[str, object]]]:
    """Return every row of the tables, ordered by primary key."""
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


PROJECTIONS: tuple[Projection, ...] = (cases, promises, timers, spends, guidelines)
