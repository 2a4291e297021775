"""A changed copy of a dataclass, quickly: rules fold many facts, and each makes a new state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")
E = TypeVar("E")


def changed(old: T, **changes: Any) -> T:
    """The same as `dataclasses.replace` for frozen dataclasses without slots and without `__post_init__`.

    `replace` asks every field for its value and sets each anew; copying what the object holds is ten times faster.
    """
    known = old.__dict__
    if not changes.keys() <= known.keys():
        raise TypeError(f"{type(old).__name__} has no field {', '.join(sorted(changes.keys() - known.keys()))}.")
    new = object.__new__(type(old))
    new.__dict__.update(known)
    new.__dict__.update(changes)
    return new


def folded(old: T, events: Iterable[E], changes_by: Callable[[T, E], Mapping[str, Any]]) -> T:
    """The same as `changed` for one event after another, with one copy for all: nobody sees what stands between.

    changes_by: what an event changes in what it finds.
    """
    new = object.__new__(type(old))
    fields = new.__dict__
    fields.update(old.__dict__)
    for event in events:
        changes = changes_by(new, event)
        if not changes.keys() <= fields.keys():
            raise TypeError(f"{type(old).__name__} has no field {', '.join(sorted(changes.keys() - fields.keys()))}.")
        fields.update(changes)
    return new
