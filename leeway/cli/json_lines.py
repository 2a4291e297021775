"""JSON lines, read exactly and quickly: every number as it was written, every key once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, Protocol

import msgspec

from leeway.core.authority import BadRequest

LONGEST_LINE = 1_000_000
TOO_LONG = object()
_CHUNK = 1 << 16
_SIMPLE = 4_000
"""Longer lines are read the slow way, which bounds every number and every depth."""


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class BadLine(BadRequest):
    """A line that gets no verdict; `code` is stable, the message says what would be right."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def lines(stream: Readable, before_waiting: Callable[[], object] = lambda: None) -> Iterator[object]:
    """The lines as bytes; `TOO_LONG` for one that is longer than a request can be, without keeping it.

    before_waiting: called whenever all that has come is handed out and more is asked for, which may wait for somebody.
    """
    read = getattr(stream, "read1", stream.read)
    rest, too_long = b"", False
    while True:
        before_waiting()
        chunk = read(_CHUNK)
        if not chunk:
            break
        *whole, last = chunk.split(b"\n")
        for line in whole:
            line, rest = rest + line, b""
            if too_long or len(line) >= LONGEST_LINE:
                too_long = False
                yield TOO_LONG
            else:
                yield line
        rest += b"" if too_long else last
        if len(rest) > LONGEST_LINE:
            rest, too_long = b"", True
    if too_long or rest:
        yield TOO_LONG if too_long else rest


def parse(raw: object) -> dict[str, Any]:
    """A line as an object, its numbers exact as they were written. Raises BadLine."""
    if not isinstance(raw, bytes):
        raise BadLine("bad_json", f"the line is longer than {LONGEST_LINE} bytes; a request is a few hundred")
    found = _plain(raw)
    return _checked(raw) if found is None else found


def write(answer: dict[str, Any]) -> bytes:
    """One line, with its end."""
    return _ENCODER.encode(answer) + b"\n"


def _plain(raw: bytes) -> dict[str, Any] | None:
    """A short line without escapes; None where it needs a closer look.

    Without a backslash every quote begins or ends a text. The decoder keeps the last of two equal keys, so a key that
    stands twice is seen by a text that is missing.
    """
    if len(raw) > _SIMPLE or b"\\" in raw:
        return None
    try:
        data = _DECODER.decode(raw)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return data if type(data) is dict and 2 * _texts(data) == raw.count(b'"') else None


def _texts(value: Any) -> int:
    """How many texts stand in it, keys included."""
    if type(value) is dict:
        count = len(value)
        for entry in value.values():
            kind = type(entry)
            count += 1 if kind is str else _texts(entry) if kind is dict or kind is list else 0
        return count
    if type(value) is list:
        return sum(map(_texts, value))
    return int(type(value) is str)


def _checked(raw: bytes) -> dict[str, Any]:
    """The same in full, with what is wrong and where."""
    try:
        text = raw.decode("utf-8-sig")
        data = json.loads(
            text, parse_float=_exact, parse_int=_whole, parse_constant=_exact, object_pairs_hook=_each_key_once
        )
    except UnicodeDecodeError as error:
        sentence = f"the line is not UTF-8 from byte {error.start + 1} on; write it with the encoding UTF-8"
        raise BadLine("bad_json", sentence) from None
    except json.JSONDecodeError as error:
        sentence = f"the line is not JSON: {error.msg} at column {error.colno}; write one object per line"
        raise BadLine("bad_json", sentence) from None
    except RecursionError:
        raise BadLine("bad_json", "the line is nested too deep; a request is one flat object with facts") from None
    if not isinstance(data, dict):
        sentence = 'the line is not an object; write one such as {"id": "r1", "at": ..., "person": ..., "kind": ...}'
        raise BadLine("bad_json", sentence)
    return data


def _each_key_once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in pairs:
        if key in data:
            raise BadLine("bad_json", f"the key {key[:60]!a} stands twice; leave one of them out")
        data[key] = value
    return data


def _exact(text: str) -> Decimal:
    """A number as it was written; one that no decimal can hold is endless."""
    try:
        return Decimal(text) if len(text) <= 1000 else Decimal("Infinity")
    except ArithmeticError:
        return Decimal("Infinity")


def _whole(text: str) -> int | Decimal:
    return int(text) if len(text) <= 30 else _exact(text)


_DECODER = msgspec.json.Decoder(float_hook=_exact)
_ENCODER = msgspec.json.Encoder()
