"""Answers from a guideline file alone: nothing was decided yet, and nothing can be decided here."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from leeway.core.authority import BadRequest, Book, Guideline, Request, judge, read_request
from leeway.core.authority.questions import what_can, who_could
from leeway.desk.explain_verdict import say
from leeway.desk.phrasing import sentence
from leeway.mcp.answers import NOBODY, Answer, of_verdict


class FromAFile:
    """As one person of the file. Limits are whole, for no decision is known."""

    def __init__(self, guideline: Guideline, text: str, person: str) -> None:
        self._guideline, self._text, self._person = guideline, text, person

    async def may(self, question: dict[str, Any]) -> Answer:
        try:
            request = self._request(question)
        except BadRequest as error:
            return _bad(error)
        book = Book()
        verdict = judge(self._guideline, request, book.used, oldest=book.oldest)
        sentence = say(self._guideline, request, verdict)
        return of_verdict({**verdict.as_data(request.at), "say": sentence})

    async def who(self, question: dict[str, Any]) -> Answer:
        limit = question.pop("limit", 3)
        try:
            request = self._request(question)
        except BadRequest as error:
            return _bad(error)
        found = who_could(self._guideline, request, Book().used, limit=limit)
        names = ", ".join(each.person for each in found)
        say = f"Who could decide this: {names}." if names else NOBODY
        return Answer(ok=True, say=say, result={"could": [each.as_data() for each in found]})

    async def leeway(self, customer: str | None, case: str | None) -> Answer:
        found = what_can(self._guideline, self._person, datetime.now(UTC), Book().used, customer=customer, case=case)
        mine = [each.kind for each in found if each.mine]
        say = f"You have leeway for {', '.join(mine)}." if mine else "Nothing is yours to decide."
        return Answer(ok=True, say=say, result={"person": self._person, "leeway": [each.as_data() for each in found]})

    async def guideline(self) -> str:
        return self._text

    def _request(self, question: dict[str, Any]) -> Request:
        at = datetime.now(UTC).isoformat()
        return read_request(self._guideline, {**question, "person": self._person, "at": at})


def _bad(error: BadRequest) -> Answer:
    return Answer(ok=False, code=error.code, say=sentence(str(error)))
