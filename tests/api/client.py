"""Sends requests as a program would: a bearer token, JSON, an Idempotency-Key on every act."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from leeway.projections.cases import CaseRow
from tests.desk.agents import AGENT, token_of

PROBLEM = "application/problem+json"


class Api:
    """As somebody, with their token; without one as a stranger."""

    def __init__(self, person: str = AGENT, *scopes: str, token: str | None = None) -> None:
        self.client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        self.token = token if token is not None else token_of(person, *scopes)

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(f"/api/v1{path}", query, headers=self._headers())

    def post(self, path: str, body: Any = None, *, key: str | None = "", **headers: str) -> HttpResponse:
        return self._send("POST", path, body, key, headers)

    def patch(self, path: str, body: Any = None, *, key: str | None = "", **headers: str) -> HttpResponse:
        return self._send("PATCH", path, body, key, headers)

    def _send(self, method: str, path: str, body: Any, key: str | None, headers: dict[str, str]) -> HttpResponse:
        sent = self._headers() | headers
        if key is not None:
            sent["Idempotency-Key"] = key or uuid4().hex
        text = body if isinstance(body, str | bytes) else json.dumps(body if body is not None else {})
        return self.client.generic(method, f"/api/v1{path}", text, content_type="application/json", headers=sent)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


def data(response: HttpResponse, status: int = 200) -> Any:
    """The answer's JSON; a problem is one in all its parts."""
    assert response.status_code == status, response.content
    assert response["Cache-Control"] == "no-store"
    found = json.loads(response.content)
    if status >= 400:
        assert response["Content-Type"] == PROBLEM
        assert (found["status"], found["type"]) == (status, f"urn:leeway:{found['code']}")
        assert found["detail"].endswith((".", "?")), found
    return found


HEARD = {"customer": "c-noor", "words": "I was charged twice.", "playback": True}


def hear(api: Api, **more: Any) -> str:
    """The id of a case that was heard over the API."""
    return str(data(api.post("/cases", HEARD | more), 201)["id"])


def row(case: str) -> CaseRow:
    return CaseRow.objects.get(id=case)
