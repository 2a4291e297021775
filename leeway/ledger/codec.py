"""Between the dataclasses of the core and JSON. What stands in the ledger names no class and no import path."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

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


def content(command: Command) -> str:
    """Return a hash of all that the command asks but its time: a form that is sent again comes later."""
    return digest({"name": command.NAME, "by": command.by, "data": command_data(command)})


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
    fields = msgspec.to_builtins(message, builtin_types=(datetime,), order="deterministic")
    return {name: _plain(value) for name, value in fields.items()}


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
