"""Between the dataclasses of the core and JSON. What stands in the ledger names no class and no import path."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import cache
from operator import is_
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec

from leeway.core.message import Command, Event
from leeway.ledger.event_types import TYPES, UPCASTS


class UnreadableFactError(Exception):
    """The ledger holds a fact that this version of Leeway cannot read."""


def encode(event: Event) -> dict[str, Any]:
    """Return what the event says besides its time and who acts, which have columns of their own."""
    data: dict[str, Any] = msgspec.json.decode(encoded(event))
    return data


def encoded(message: Command | Event) -> bytes:
    """Return the same as JSON, of a command too."""
    return _ENCODER.encode(_fields(message))


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


def kept(command: Command) -> tuple[bytes, str]:
    """Return what the command says as JSON, as `encoded` does, and its `content`."""
    data = _fields(command)
    asked = {"name": command.NAME, "by": command.by, "data": data}
    return _ENCODER.encode(data), hashlib.sha256(_SORTED.encode(asked)).hexdigest()


def content(command: Command) -> str:
    """Return a hash of all that the command asks but its time: a form that is sent again comes later."""
    return kept(command)[1]


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
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(timespec="microseconds")


def _fields(message: Command | Event) -> dict[str, Any]:
    """What it says but for what has columns of its own; each as msgspec writes it, with times as text."""
    kind: Any = type(message)
    names, timed = _names(kind)
    found = {name: getattr(message, name) for name in names}
    for name in timed:
        value = found[name]
        if value is not None:
            found[name] = utc(value) if type(value) is datetime else _in_plain(value)
    return found


def _in_plain(value: Any) -> Any:
    return _plain(msgspec.to_builtins(value, builtin_types=(datetime,), order="deterministic"))


@cache
def _names(kind: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields without columns of their own, and those of them that may hold times."""
    return _columnless(kind), tuple(name for name in _may_hold_times(kind) if name != "at")


@cache
def _columnless(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name not in {"at", "by"})


_ENCODER = msgspec.json.Encoder(order="deterministic")
_SORTED = msgspec.json.Encoder(order="sorted")


def _plan(kind: Any) -> tuple[str, ...]:
    found: tuple[str, ...] = _may_hold_times(kind)
    return found


@cache
def _may_hold_times(kind: Any) -> tuple[str, ...]:
    """The fields that may hold times, in whatever they hold; all others are text, numbers and lists of them."""
    hints = get_type_hints(kind)
    return tuple(field.name for field in fields(kind) if _holds_times(hints[field.name]))


def _holds_times(hint: Any) -> bool:
    """What is `Any` is data that JSON can hold, so it holds none."""
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return any(_holds_times(hints[field.name]) for field in fields(hint))
    parts = [each for each in get_args(hint) if each is not ...]
    return any(map(_holds_times, parts)) if parts else hint not in _TIMELESS


_TIMELESS = {str, int, bool, type(None), Any}


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
