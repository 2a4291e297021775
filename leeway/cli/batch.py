"""Requests as JSON lines, one answer each, in order. Nothing that a line says can end the run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, BinaryIO

from leeway.cli.json_lines import TOO_LONG, BadLine, lines, parse
from leeway.core.authority import (
    BadRequest,
    Book,
    Guideline,
    Request,
    Verdict,
    judge,
    read_commit,
    read_request,
    read_time,
)
from leeway.core.authority.judge import judge_alone
from leeway.desk.explain_verdict import say


class Batch:
    """Judges lines and remembers what was committed."""

    def __init__(self, guideline: Guideline) -> None:
        self.guideline = guideline
        self.book = Book()
        self._seen: dict[str, str] = {}
        self._latest: datetime | None = None

    def answers(
        self, stream: BinaryIO, before_waiting: Callable[[], object] = lambda: None
    ) -> Iterator[dict[str, Any]]:
        """One answer per line that is not blank. before_waiting: called when more is read, which may take its time."""
        return self.each(lines(stream, before_waiting))

    def each(self, raws: Iterable[object]) -> Iterator[dict[str, Any]]:
        return (self.answer(raw) for raw in raws if not _is_blank(raw))

    def settle(self, raws: Iterable[object]) -> None:
        """Take lines as `each` does, with all that later lines hang on, without answering."""
        for raw in raws:
            if not _is_blank(raw):
                with suppress(BadRequest):
                    self._settle(parse(raw))

    def answer(self, raw: object) -> dict[str, Any]:
        data: dict[str, Any] = {}
        try:
            data = parse(raw)
            return self._reverse(data) if "reverse" in data else self._judge(data)
        except BadRequest as error:
            line_id = data.get("id", data.get("reverse"))
            known_id = line_id if isinstance(line_id, str) and len(line_id) <= 200 else None
            return {"id": known_id, "error": str(error), "code": error.code}

    def _settle(self, data: dict[str, Any]) -> None:
        if "reverse" in data:
            self._reverse(data)
            return
        request, line_id, commit = self._taken(data)
        self._keep(request, line_id, judge_alone(self.guideline, request, self.book.used), commit)

    def _judge(self, data: dict[str, Any]) -> dict[str, Any]:
        request, line_id, commit = self._taken(data)
        verdict = judge(self.guideline, request, self.book.used)
        committed = self._keep(request, line_id, verdict, commit)
        answer = verdict.as_data(request.at)
        if commit:
            answer["committed"] = committed
        answer["say"] = say(self.guideline, request, verdict)
        return answer

    def _taken(self, data: dict[str, Any]) -> tuple[Request, str, bool]:
        """What is asked, by which id, and whether it is to be committed."""
        request = read_request(self.guideline, data)
        commit = read_commit(data)
        if request.id is None:
            raise BadRequest('id is missing; give every line its own, such as "id": "r1"')
        if self._is_taken(request.id):
            raise BadLine("id_repeated", f"the id {request.id!a} was used before; give every line its own")
        self._keep_order(request.at)
        return request, request.id, commit

    def _keep(self, request: Request, line_id: str, verdict: Verdict, commit: bool) -> bool:
        """Whether it was committed."""
        if commit and verdict.allowed:
            self.book.commit(request, verdict, line_id)
            return True
        self._seen[line_id] = verdict.verdict.value
        return False

    def _reverse(self, data: dict[str, Any]) -> dict[str, Any]:
        target, at = data["reverse"], read_time(data.get("at"))
        if not isinstance(target, str):
            raise BadRequest('reverse must be the id of an earlier line, such as "reverse": "r1"')
        line_id = data.get("id")
        if line_id is not None and (not isinstance(line_id, str) or not line_id):
            raise BadRequest("id must be text; leave it out or give one")
        if line_id is not None and self._is_taken(line_id):
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

    def _is_taken(self, line_id: str) -> bool:
        """Whether an earlier line has this id; those that were committed stand in the book alone."""
        return line_id in self._seen or line_id in self.book

    def _keep_order(self, at: datetime) -> None:
        if self._latest is not None and at < self._latest:
            sentence = (
                f"out_of_order: this line is of {at.isoformat()}, after one of {self._latest.isoformat()}; "
                "put the lines in order of time"
            )
            raise BadLine("out_of_order", sentence)
        self._latest = at


def _is_blank(raw: object) -> bool:
    return raw is not TOO_LONG and isinstance(raw, bytes) and not raw.strip()
