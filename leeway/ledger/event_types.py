"""Every type of fact, and how facts of older versions are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

from leeway.core.cases.events import CaseEvent
from leeway.core.expectations import ExpectationEvent
from leeway.core.granting import GrantEvent
from leeway.core.message import Event
from leeway.core.promises.happenings import HappeningRecorded
from leeway.core.publishing import GuidelinePublished

EVENTS: tuple[type[Event], ...] = (
    *get_args(CaseEvent),
    HappeningRecorded,
    *get_args(ExpectationEvent),
    GuidelinePublished,
    *get_args(GrantEvent),
)

Upcast = Callable[[Mapping[str, Any]], dict[str, Any]]
UPCASTS: dict[tuple[str, int], Upcast] = {
    (GuidelinePublished.NAME, 1): lambda data: {**data, "in_force": data["sha256"]},
    ("decision.made", 1): lambda data: {**data, "proposal": None, "agreed": [], "judged": {}},
    ("promise.opened", 1): lambda data: {**data, "clauses": None},
    ("promise.moved", 1): lambda data: {**data, "clauses": None, "values": [], "judged": [], "follows": None},
    ("promise.moved", 2): lambda data: {**data, "warn_at": None},
    ("promise.fell_due", 1): lambda data: {**data, "warn_at": None},
    ("customer.asked", 1): lambda data: {**data, "until": None},
}
"""(name, version) -> what turns data of that version into data of the next one."""


def by_name(events: tuple[type[Event], ...]) -> dict[str, type[Event]]:
    """Return the types by name; two of one name would make one's facts read as the other's."""
    types: dict[str, type[Event]] = {}
    for each in events:
        if not each.NAME or each.NAME in types:
            raise ValueError(f"{each.__name__} needs a NAME of its own in the ledger; it has {each.NAME!r}.")
        types[each.NAME] = each
    return types


TYPES = by_name(EVENTS)
