"""What somebody asks: read from the plain data of a JSON line, an API call or a form."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from leeway.core.authority.amounts import BadAmount, read_amount
from leeway.core.authority.expressions import BOOL, INT, NUMBER, Type, Value, as_value
from leeway.core.authority.model import KNOWN_FROM_THE_REQUEST, Guideline, Unit

REQUEST_KEYS = (
    "id",
    "at",
    "person",
    "kind",
    "amount",
    "customer",
    "case",
    "facts",
    "agreed",
    "reason",
    "commit",
    "currency",
)
_KNOWN_KEYS = frozenset(REQUEST_KEYS)
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
_LAST = LAST.replace(tzinfo=None)
_NO_FACTS: Mapping[str, Value] = MappingProxyType({})
LONGEST_NAME = 200
MOST_AGREED = 100


class BadRequest(ValueError):  # noqa: N818  it is an answer, not a fault
    """The request cannot be read. `code` is stable ("bad_request"), the sentence says what would be right."""

    code = "bad_request"


@dataclass(frozen=True, kw_only=True)
class Request:
    """May `person` decide this? at: aware UTC. amount: in the smallest unit; plain pieces for a kind that counts.

    fault: why the amount that was given cannot be used (a code of `BadAmount`); then `amount` is None.
    reason: whether one was given; its words are kept elsewhere.
    """

    id: str | None
    at: datetime
    person: str
    kind: str
    amount: int | None = None
    customer: str | None = None
    case: str | None = None
    facts: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    agreed: tuple[str, ...] = ()
    reason: bool = False
    fault: str = ""


def read_request(guideline: Guideline, data: Mapping[str, object]) -> Request:
    """Raises BadRequest for what is no request at all; a bad amount is a request still, with a `fault`.

    Keys that are not known are passed over, unless one looks like a known key misspelt; the same for facts.
    """
    get = data.get
    if not data.keys() <= _KNOWN_KEYS:
        _refuse_misspelt(data, REQUEST_KEYS, "key")
    _refuse_other_currency(guideline, get("currency"))
    kind = _name(data, "kind", "refund")
    amount, fault = _amount(guideline, kind, get("amount"))
    agreed = get("agreed")
    said: dict[str, object] = {
        "id": _optional_name(data, "id"),
        "at": read_time(get("at")),
        "person": _name(data, "person", "henry"),
        "kind": kind,
        "amount": amount,
        "customer": _optional_name(data, "customer"),
        "case": _optional_name(data, "case"),
        "facts": _facts(guideline, get("facts")),
        "agreed": () if agreed is None else guideline.who_count(_agreed(agreed)),
        "reason": _reason(get("reason")),
        "fault": fault,
    }
    request = object.__new__(Request)
    request.__dict__.update(said)  # every field, and quicker than to name each
    return request


def read_time(raw: object) -> datetime:
    """A time with its zone (ISO 8601), as aware UTC. Raises BadRequest."""
    if raw is None:
        raise BadRequest("at is missing; give a time with its zone such as 2026-03-01T10:00:00Z")
    try:
        if not isinstance(raw, str) or (raw[10:11] != "T" and "T" not in raw.upper().replace(" ", "T")):
            raise ValueError(raw)
        at = datetime.fromisoformat(raw)
    except ValueError:
        raise BadRequest(f"at is {_shown(raw)}; write a time with its zone such as 2026-03-01T10:00:00Z") from None
    if at.tzinfo is None:
        raise BadRequest(f"at is {_shown(raw)}, without a zone; end it with Z or an offset such as +01:00")
    if not 1900 <= at.year < 3000 and at.replace(tzinfo=None) != _LAST:
        raise BadRequest(f"at is {_shown(raw)}; a time lies between the years 1900 and 3000")
    return at if at.tzinfo is UTC else at.astimezone(UTC)


def read_commit(data: Mapping[str, object]) -> bool:
    commit = data.get("commit")
    if commit is not None and not isinstance(commit, bool):
        raise BadRequest(f"commit is {_shown(commit)}; write true or false")
    return bool(commit)


def _amount(guideline: Guideline, kind_id: str, raw: object) -> tuple[int | None, str]:
    kind = guideline.kinds.get(kind_id)
    if raw is None or kind is None:
        return None, ""
    if kind.unit is Unit.NONE:
        return None, "not_wanted"
    try:
        return read_amount(raw, guideline.decimals(kind.unit)), ""
    except BadAmount as bad:
        return None, bad.code


def _refuse_other_currency(guideline: Guideline, raw: object) -> None:
    if raw is not None and raw != guideline.currency:
        raise BadRequest(
            f"currency is {_shown(raw)}, and this guideline's amounts are in {guideline.currency}; "
            f"ask in {guideline.currency}, or by the guideline of that currency"
        )


def _facts(guideline: Guideline, raw: object) -> Mapping[str, Value]:
    if raw is None:
        return _NO_FACTS
    if type(raw) is not dict and not isinstance(raw, Mapping):
        raise BadRequest(f'facts is {_shown(raw)}; write an object such as {{"case.our_fault": true}}')
    declared = guideline.facts
    if not raw.keys() <= declared.keys():
        for name in raw:
            if name in KNOWN_FROM_THE_REQUEST:
                raise BadRequest(f"fact {name} is known from the request itself; leave it out of facts")
        _refuse_misspelt(raw, declared, "fact")
    values: dict[str, Value] = {}
    for name, value in raw.items():
        if name in declared and value is not None:
            try:
                values[name] = as_value(value, declared[name], guideline.minor_units)
            except ValueError as error:
                raise BadRequest(f"fact {name}: {error}") from None
    return MappingProxyType(values)


def _agreed(raw: object) -> tuple[str, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, list | tuple) or not all(isinstance(person, str) for person in raw):
        raise BadRequest(f'agreed is {_shown(raw)}; write a list of people such as ["ana"]')
    if len(raw) > MOST_AGREED:
        raise BadRequest(f"agreed names {len(raw)} people; at most {MOST_AGREED} are right")
    return tuple(dict.fromkeys(raw))


def _reason(raw: object) -> bool:
    if raw is None or isinstance(raw, bool):
        return raw is True
    if isinstance(raw, str):
        return bool(raw.strip())
    raise BadRequest(f"reason is {_shown(raw)}; write it as text")


def _name(data: Mapping[str, object], key: str, example: str) -> str:
    name = _optional_name(data, key)
    if name is None:
        raise BadRequest(f'{key} is missing; add "{key}": "{example}"')
    return name


def _optional_name(data: Mapping[str, object], key: str) -> str | None:
    raw = data.get(key)
    if raw is None or (isinstance(raw, str) and 0 < len(raw) <= LONGEST_NAME and "\x00" not in raw):
        return raw
    raise BadRequest(f"{key} is {_shown(raw)}; write it as text of 1 to {LONGEST_NAME} characters")


def _refuse_misspelt(data: Mapping[str, object], known: Collection[str], noun: str) -> None:
    for name in data:
        if name not in known and (close := _misspelt(str(name)[:80], tuple(known))):
            raise BadRequest(f"{noun} {_shown(name)} is not known; did you mean {close}?")


@lru_cache(maxsize=256)
def _misspelt(name: str, known: tuple[str, ...]) -> str:
    """The known name that this one is a slip of; "" for another word."""
    return next(iter(difflib.get_close_matches(name, known, n=1, cutoff=0.8)), "")


def _shown(raw: object) -> str:
    if isinstance(raw, list | tuple | dict):
        return "a list" if not isinstance(raw, dict) else "an object"
    text = ascii(raw)
    return text if len(text) <= 60 else f"{text[:57]}..."


def fact_from_text(guideline: Guideline, name: str, text: str) -> object:
    """A typed fact as the plain data that a request holds: "true", "12", "gold", and "a,b" or JSON for a list.

    Raises BadRequest for a fact that the guideline does not declare.
    """
    type_ = guideline.facts.get(name)
    if type_ is None:
        close = difflib.get_close_matches(name[:80], list(guideline.facts), n=1, cutoff=0.5)
        known = f"did you mean {close[0]}?" if close else f"it knows {', '.join(guideline.facts) or 'no facts'}"
        raise BadRequest(f"fact {_shown(name)} is not declared by the guideline; {known}")
    return _typed(text, type_)


def _typed(text: str, type_: Type) -> object:
    if type_.item is not None and text.startswith("["):
        try:
            return json.loads(text, parse_float=Decimal)
        except (ValueError, RecursionError):
            return text
    if type_.item is not None:
        return [_typed(part.strip(), type_.item) for part in text.split(",")] if text.strip() else []
    if type_ == BOOL and text in ("true", "false"):
        return text == "true"
    if type_ == INT and re.fullmatch(r"-?[0-9]{1,20}", text):
        return int(text)
    if type_ == NUMBER and re.fullmatch(r"-?[0-9]{1,300}(\.[0-9]{1,300})?", text):
        return Decimal(text)
    return text
