"""Between the dataclasses of the core and JSON. What stands in the ledger names no class and no import path."""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import cache
from operator import is_
from typing import Any, TypeVar

import msgspec

from leeway.core.message import Command, Event
from leeway.ledger.event_types import TYPES, UPCASTS


class UnreadableFactError(Exception):
    """The ledger holds a fact that this version of Leeway cannot read."""


def encode(event: Event) -> dict[str, Any]:
    """Return what the event says besides its time and who acts, which have columns of their own."""
    data = _plain_fields(event)
    del data["at"], data["by"]
    return data


def decode(name: str, version: int, at: datetime, by: str, data: Mapping[str, Any]) -> Event:
    """Return the event as its type is today, upcast from the version in which it was written.

    Error: `UnreadableFactError` where no type has the name, no upcast leads on from the version or the data do not fit.
    """
    kind = TYPES.get(name)
    if kind is None:
        raise UnreadableFactError(f"no type of fact is named {name!r}")
    if version > kind.VERSION:
        raise UnreadableFactError(f"{name!r} has version {version}; this Leeway reads up to {kind.VERSION}")
    for older in range(version, kind.VERSION):
        upcast = UPCASTS.get((name, older))
        if upcast is None:
            raise UnreadableFactError(f"nothing leads from version {older} of {name!r} to the next")
        data = upcast(data)
    try:
        return msgspec.convert({**data, "at": at, "by": by}, type=kind)
    except msgspec.ValidationError as error:
        raise UnreadableFactError(f"{name!r} cannot be read: {error}") from error


def command_data(command: Command) -> dict[str, Any]:
    """Return what the command asks besides its time and who asks."""
    data = _plain_fields(command)
    del data["at"], data["by"]
    return data


def content(command: Command, data: dict[str, Any] | None = None) -> str:
    """Return a hash of all that the command asks but its time: a form that is sent again comes later."""
    asked = {"name": command.NAME, "by": command.by, "data": command_data(command) if data is None else data}
    return hashlib.sha256(msgspec.json.encode(asked, order="sorted")).hexdigest()


M = TypeVar("M", Command, Event)


def in_utc(message: M) -> M:
    """The same with every time in UTC, as it will be read again: live views then equal rebuilt ones."""
    changes = {}
    for name in _plan(type(message)):
        value = getattr(message, name)
        if (there := _in_utc(value)) is not value:
            changes[name] = there
    return replace(message, **changes) if changes else message


def digest(value: object) -> str:
    """Return the SHA-256, in hexadecimal, of the value as JSON with sorted keys and no spaces."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def utc(at: datetime) -> str:
    """Return the time as ISO 8601 in UTC with microseconds, the one form that hashes and facts use."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no timezone; facts and commands carry aware times.")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _plain_fields(message: Command | Event) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(message, builtin_types=(datetime,), order="deterministic")
    for name in _plan(type(message)):
        if name not in {"at", "by"}:  # they have columns of their own
            plain[name] = _plain(plain[name])
    return plain


def _plan(kind: Any) -> tuple[str, ...]:
    found: tuple[str, ...] = _may_hold_times(kind)
    return found


@cache
def _may_hold_times(kind: Any) -> tuple[str, ...]:
    """The fields that may hold times, in whatever they hold; all others are text, numbers and lists of them."""
    hints = inspect.get_annotations(kind)
    for base in kind.__mro__[1:]:
        hints = {**inspect.get_annotations(base), **hints}
    return tuple(field.name for field in fields(kind) if not _PLAIN.fullmatch(str(hints[field.name])))


_PLAIN = re.compile(r"(str|int|bool|None|list|dict|frozenset|Mapping|[\[\], |.])+")


def _in_utc(value: Any) -> Any:
    match value:
        case datetime():
            utc(value)
            return value if value.tzinfo is UTC else value.astimezone(UTC)
        case tuple():
            there = tuple(map(_in_utc, value))
            return value if all(map(is_, there, value)) else there
        case None | str() | int() | Mapping() | frozenset():
            return value
        case _:
            times = {each.name: _in_utc(getattr(value, each.name)) for each in fields(value)}
            changes = {name: there for name, there in times.items() if there is not getattr(value, name)}
            return replace(value, **changes) if changes else value


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return utc(value)
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _:
            return value
