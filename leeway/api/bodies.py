"""Bodies of requests: JSON, bounded, exact, and with no key that nobody reads."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja.parser import Parser
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from leeway.api.problems import ProblemError
from leeway.core.authority import read_time
from leeway.desk.acting import LONGEST, ONE_LINE

LARGEST = 64 * 1024
DEEPEST = 20


class Exact(Parser):
    """Hands over what `read_body` has read: numbers as they were written, never binary fractions."""

    def parse_body(self, request: HttpRequest) -> Any:
        return request.read_body  # type: ignore[attr-defined]


def read_body(request: HttpRequest) -> None:
    """Read the body of an act or a question, before anything is looked up. Raises `ProblemError` 400, 413 or 415."""
    if request.method not in {"POST", "PUT", "PATCH"}:
        return
    if request.content_type != "application/json":
        raise ProblemError(415, "not_json", "Send JSON, with the header Content-Type: application/json.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST:
        raise ProblemError(413, "too_long", f"A request holds {LARGEST:,} bytes; send less.", most=LARGEST)
    try:
        text = request.body.decode("utf-8")
        value = json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise ProblemError(400, "bad_json", f"This is not one JSON object in UTF-8 ({_short(error)}).") from None
    if not isinstance(value, dict):
        raise ProblemError(400, "bad_json", "Send one JSON object, in braces.")
    if not all(_can_be_kept(each) for each in _texts(value, DEEPEST)):
        raise ProblemError(400, "bad_json", "Text with NUL or with half a character cannot be kept.")
    request.read_body = value  # type: ignore[attr-defined]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _texts(value: Any, deep: int) -> Iterator[str]:
    if deep == 0:
        raise ProblemError(400, "bad_json", f"Objects and lists stand at most {DEEPEST} deep in each other.")
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _texts(each, deep - 1)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, deep - 1)


def _can_be_kept(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= each <= "\udfff" for each in text)


def _short(error: Exception) -> str:
    return str(error)[:120] if isinstance(error, ValueError) else "too deep"


class Body(BaseModel):
    """A body in which every key is read; another one is refused, and the nearest named."""

    model_config = ConfigDict(extra="forbid", str_max_length=LONGEST)

    @model_validator(mode="before")
    @classmethod
    def _only_known_keys(cls, data: Any) -> Any:
        for key in data if isinstance(data, dict) else ():
            if key not in cls.model_fields:
                raise ValueError(_unknown(key, list(cls.model_fields)))
        return data


def _amount(raw: Any) -> Any:
    if isinstance(raw, bool) or not isinstance(raw, str | int | Decimal):
        raise ValueError('write an amount as text, such as "120.00"')
    return raw


def _fact(raw: Any) -> Any:
    plain = raw if isinstance(raw, list) else [raw]
    if not all(each is None or isinstance(each, str | int | Decimal) for each in plain):
        raise ValueError("a fact is text, a number, true or false, or a list of these")
    return raw


Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=ONE_LINE)]
Yes = Annotated[bool, Field(strict=True)]
Time = Annotated[
    str,
    AfterValidator(read_time),
    WithJsonSchema({"type": "string", "format": "date-time", "description": "with its zone: 2026-03-01T10:00:00Z"}),
]
Amount = Annotated[
    Any,
    PlainValidator(_amount),
    WithJsonSchema(
        {
            "type": ["string", "number"],
            "description": "in the guideline's currency, or pieces; best as text",
            "examples": ["120.00"],
        }
    ),
]
_PLAIN = ["string", "number", "boolean", "null"]
Fact = Annotated[
    Any,
    PlainValidator(_fact),
    WithJsonSchema({"anyOf": [{"type": _PLAIN}, {"type": "array", "items": {"type": _PLAIN}}]}),
]


def _unknown(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key[:80], known, n=1, cutoff=0.5)
    right = f"did you mean {near[0]}?" if near else f"it takes {', '.join(known)}"
    return f"{json.dumps(key[:60])} is not read here; {right}"
