"""Writes a sample of every version of every fact that has none yet: `python -m tests.ledger.freeze`.

A sample is never edited. When a type gets a new version, add its upcast, run this again, and write into the older
samples, as `now`, what their data have become.
"""

from __future__ import annotations

import dataclasses
import enum
import json
import os
import types
import typing
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

from leeway.core.message import Event

SAMPLES = Path(__file__).parent / "samples"
AT = datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=UTC)
PLAIN: dict[Any, Any] = {str: "text", int: 7, bool: True, float: 0.5, datetime: AT, Any: "anything"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leeway.config.settings")
    django.setup()
    from leeway.ledger.event_types import EVENTS

    for kind in EVENTS:
        if not file_of(kind.NAME, kind.VERSION).exists():
            file_of(kind.NAME, kind.VERSION).write_text(json.dumps(frozen(kind), indent=2, sort_keys=True) + "\n")
            print(f"{kind.NAME} {kind.VERSION}")


def file_of(name: str, version: int) -> Path:
    return SAMPLES / f"{name}.{version}.json"


def frozen(kind: type[Event]) -> dict[str, Any]:
    """Return a fact of this type as the ledger keeps it, made up from the types of its fields."""
    from leeway.ledger.codec import encode, utc

    event = example(kind)
    return {"name": kind.NAME, "version": kind.VERSION, "at": utc(event.at), "by": event.by, "data": encode(event)}


def example(kind: Any) -> Any:
    """Return a value of the type: optional ones are there, containers hold one thing."""
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return kind(**dict(_fields(kind)))
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return next(iter(kind))
    if origin in (types.UnionType, typing.Union):
        return example(next(each for each in inside if each is not types.NoneType))
    if origin is typing.Literal:
        return inside[0]
    if origin is tuple:
        return tuple(example(each) for each in inside if each is not Ellipsis)
    if origin in (list, set, frozenset):
        return origin([example(inside[0])])
    if isinstance(origin, type) and issubclass(origin, typing.cast(type, typing.Mapping)):
        return {example(inside[0]): example(inside[1])}
    return PLAIN[kind]


def _fields(kind: Any) -> Iterator[tuple[str, Any]]:
    hints = typing.get_type_hints(kind)
    for each in dataclasses.fields(kind):
        yield each.name, example(hints[each.name])


if __name__ == "__main__":
    main()
