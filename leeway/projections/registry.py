"""The projections, in the order in which they are told of facts.

A new one is a module with `tables`, `project(facts)` and `snapshot()`, and a place in `PROJECTIONS`; `project` may use
the ORM and is told of all facts of a transaction at once. Nothing else is needed. Those that most decisions write to
(`HOT`) have a `write` besides: the same rows, many at a time, from what the door has read and folded already.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from django.db import models

from leeway.core.cases.events import DecisionMade
from leeway.core.promises import Promise
from leeway.ledger.recorded import Recorded
from leeway.projections import carried, cases, expectations, grants, guidelines, promises, spends, timers

if TYPE_CHECKING:
    from leeway.ledger.sight import Sight


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


PROJECTIONS: tuple[Projection, ...] = (cases, promises, timers, carried, expectations, spends, guidelines, grants)
HOT: frozenset[object] = frozenset({cases, promises, timers, spends})


def write_hot(facts: Sequence[Recorded], sight: Sight) -> None:
    """Write all that is hot, from what the transaction has read and folded."""
    by_case, by_promise = cases.by_case(facts), promises.by_promise(facts)
    cases.write(by_case, sight.cases_before, sight.cases)
    was: dict[str, Promise] = {}
    now: dict[str, Promise] = {}
    for promise_id, events in by_promise.items():
        case = events[0].case
        before = sight.cases_before[case].promises if case else sight.promises_before
        after = sight.cases[case].promises if case else sight.promises
        was |= {promise_id: before[promise_id]} if promise_id in before else {}
        now |= {promise_id: after[promise_id]} if promise_id in after else {}
    promises.write(by_promise, was, now)
    timers.write_promises(now.values(), was)
    timers.write_cases((sight.cases[case_id] for case_id in by_case), sight.cases_before)
    made = [(event, sight.made[event.decision]) for each in facts if isinstance(event := each.event, DecisionMade)]
    if made or sight.returned:
        lasts = sight.lasts({key for event, _ in made for key in sight.keys[event.decision]})
        spends.write(made, sight.returned.values(), sight.keys, lasts)
