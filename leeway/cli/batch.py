"""Requests as JSON lines, one answer each, in order. Nothing that a line says can end the run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO

from leeway.core.authority import (
    BadRequest,
    Book,
    Guideline,
    judge,
    read_commit,
    read_request,
    read_time,
    spend_of,
)
from leeway.desk.explain_verdict import say

LONGEST_LINE = 1_000_000
TOO_LONG = object()


class BadLine(BadRequest):
    """A line that gets no verdict; `code` is stable, the message says what would be right."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class Batch:
    """Judges lines and remembers what was committed."""

    def __init__(self, guideline: Guideline) -> None:
        self.guideline = guideline
        self.book = Book()
        self._seen: dict[str, str] = {}
        self._latest: datetime | None = None

    def answers(self, stream: BinaryIO) -> Iterator[dict[str, Any]]:
        """One answer per line that is not blank; a line is read only when the answer before it was taken."""
        for raw in lines(stream):
            if raw is TOO_LONG or not isinstance(raw, bytes) or raw.strip():
                yield self.answer(raw)

    def answer(self, raw: object) -> dict[str, Any]:
        data: dict[str, Any] = {}
        try:
            data = parse(raw)
            return self._reverse(data) if "reverse" in data else self._judge(data)
        except BadRequest as error:
            line_id = data.get("id", data.get("reverse"))
            known_id = line_id if isinstance(line_id, str) and len(line_id) <= 200 else None
            return {"id": known_id, "error": str(error), "code": error.code}

    def _judge(self, data: dict[str, Any]) -> dict[str, Any]:
        request = read_request(self.guideline, data)
        commit = read_commit(data)
        if request.id is None:
            raise BadRequest('id is missing; give every line its own, such as "id": "r1"')
        if request.id in self._seen:
            raise BadLine("id_repeated", f"the id {request.id!a} was used before; give every line its own")
        self._keep_order(request.at)
        verdict = judge(self.guideline, request, self.book.used)
        committed = commit and verdict.allowed
        if committed:
            self.book.add(spend_of(request, verdict, request.id))
        self._seen[request.id] = verdict.verdict.value
        data = verdict.as_data(request.at)
        if commit:
            data["committed"] = committed
        return {**data, "say": say(self.guideline, request, verdict)}

    def _reverse(self, data: dict[str, Any]) -> dict[str, Any]:
        target, at = data["reverse"], read_time(data.get("at"))
        if not isinstance(target, str):
            raise BadRequest('reverse must be the id of an earlier line, such as "reverse": "r1"')
        line_id = data.get("id")
        if line_id is not None and (not isinstance(line_id, str) or not line_id):
            raise BadRequest("id must be text; leave it out or give one")
        if line_id in self._seen:
            raise BadLine("id_repeated", f"the id {line_id!a} was used before; give every line its own")
        self._keep_order(at)
        self._check_reversible(target)
        self.book.reverse(target)
        if line_id is not None:
            self._seen[line_id] = "a reversal"
        sentence = f"{target} is taken back; it no longer counts in any limit or pool."
        return {"id": line_id or target, "reverse": target, "reversed": True, "say": sentence}

    def _check_reversible(self, target: str) -> None:
        """What was committed can be taken back once. The line states that it was; whether it may is not asked."""
        spend = self.book.get(target)
        if spend is None:
            fate = f"was {self._seen[target]} and spent nothing" if target in self._seen else "is not an earlier line"
            raise BadLine("not_committed", f"{target!a} {fate}; name the id of a line that was committed")
        if spend.reversed:
            raise BadLine("already_reversed", f"{target!a} was taken back before; once is all that is possible")

    def _keep_order(self, at: datetime) -> None:
        if self._latest is not None and at < self._latest:
            sentence = (
                f"out_of_order: this line is of {at.isoformat()}, after one of {self._latest.isoformat()}; "
                "put the lines in order of time"
            )
            raise BadLine("out_of_order", sentence)
        self._latest = at


def lines(stream: BinaryIO) -> Iterator[object]:
    """The lines as bytes; `TOO_LONG` for one that is longer than a request can be, without keeping it."""
    while raw := stream.readline(LONGEST_LINE + 1):
        if len(raw) <= LONGEST_LINE:
            yield raw
            continue
        while raw and not raw.endswith(b"\n"):
            raw = stream.readline(LONGEST_LINE)
        yield TOO_LONG


def parse(raw: object) -> dict[str, Any]:
    """A line as an object, its numbers exact as they were written. Raises BadLine."""
    if not isinstance(raw, bytes):
        raise BadLine("bad_json", f"the line is longer than {LONGEST_LINE} bytes; a request is a few hundred")
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
