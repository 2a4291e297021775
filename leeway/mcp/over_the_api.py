"""Answers from a running Leeway, through its API alone: one door and one check, as the person of the token."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2

from leeway.mcp.answers import NOBODY, Answer, of_verdict, ways_of

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PATIENCE = 20.0
TRIES = 3
TRIES_A_DAY = 50  # of the same act that was refused each time
REMEMBERED = 500  # refused acts
REPLAYED = "replayed"
UNREACHABLE = (
    "Leeway does not answer at {url}. Nothing is known to have happened; the same call again is safe, it happens once."
)


def is_loopback(url: str) -> bool:
    return (urlsplit(url).hostname or "") in LOOPBACK


class OverTheApi:
    """Sends each question and act to the API. An act has a key, given or derived: sent twice it happens once."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url.rstrip("/")
        self._client = httpx2.AsyncClient(
            base_url=f"{self.url}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=PATIENCE,
            trust_env=not is_loopback(url),
        )
        self._refused: OrderedDict[str, int] = OrderedDict()

    async def may(self, question: dict[str, Any]) -> Answer:
        status, data = await self._send("POST", "/may", question)
        return of_verdict(data) if status == 200 else _problem(data)

    async def who(self, question: dict[str, Any]) -> Answer:
        status, data = await self._send("POST", "/may/who", question)
        if status != 200:
            return _problem(data)
        names = ", ".join(each["name"] for each in data["could"])
        return Answer(ok=True, say=f"Who could decide this: {names}." if names else NOBODY, result=data)

    async def leeway(self, customer: str | None, case: str | None) -> Answer:
        status, data = await self._send("GET", "/leeway", query={"customer": customer, "case": case})
        mine = [each["kind"] for each in data.get("leeway", ()) if each["verdict"] not in ("beyond", "never")]
        say = f"You have leeway for {', '.join(mine)}." if mine else "Nothing is yours to decide now."
        return Answer(ok=True, say=say, result=data) if status == 200 else _problem(data)

    async def decide(self, decision: dict[str, Any], key: str | None) -> Answer:
        answer = await self._act("/decisions", decision, key)
        if (answer.code or "").startswith("verdict_"):
            asked = {name: decision.get(name) for name in ("case", "kind", "amount", "facts", "reason")}
            status, verdict = await self._send("POST", "/may", {k: v for k, v in asked.items() if v is not None})
            answer.ways = ways_of(verdict) if status == 200 else []
        return answer

    async def take_back(self, decision: str, reason: str, key: str | None) -> Answer:
        return await self._act(f"/decisions/{quote(decision, safe='')}/reversal", {"reason": reason}, key)

    async def hear(self, heard: dict[str, Any], key: str | None) -> Answer:
        return await self._act("/cases", heard, key)

    async def read(self, case: str) -> Answer:
        path = f"/cases/{quote(case, safe='')}"
        status, data = await self._send("GET", path)
        if status != 200:
            return _problem(data)
        _, told = await self._send("GET", f"{path}/timeline")
        say = f"Case {data['number']}: {data['state_in_words']}."
        return Answer(ok=True, say=say, result={**data, "timeline": told.get("entries", [])})

    async def act(self, case: str, act: dict[str, Any], key: str | None) -> Answer:
        return await self._act(f"/cases/{quote(case, safe='')}/acts", act, key)

    async def guideline(self) -> str:
        response = await self._client.get("/guideline/file")
        return response.text if response.status_code == 200 else _problem(response.json()).say

    async def proposals(self) -> Answer:
        status, data = await self._send("GET", "/proposals")
        count = len(data.get("proposals", ()))
        say = f"{count} of them {'is' if count == 1 else 'are'} open." if count else "Nothing of it is open."
        return Answer(ok=True, say=say, result=data) if status == 200 else _problem(data)

    async def _act(self, path: str, body: dict[str, Any], key: str | None) -> Answer:
        """A key that was given is asked once. Under a derived one a refusal of before is passed over: asked later, it
        is a new try with the rules of then. What was done before is answered again, also after a restart."""
        base = key or _derived(path, body)
        first = 0 if key else self._refused.get(base, 0)
        for tried in range(first, first + TRIES_A_DAY):
            status, data = await self._send("POST", path, body, key=f"{base}.{tried}" if tried else base)
            if status != 409 or key or not data.pop(REPLAYED, False):
                break
        if status == 201:
            data.pop(REPLAYED, None)
            return Answer(ok=True, say=_done(path, data), result=data)
        if status == 409 and not key:
            self._remember(base, tried + 1)
        return _problem(data)

    def _remember(self, base: str, tried: int) -> None:
        """Where the next try begins; what is forgotten costs a few more requests, and nothing else."""
        self._refused[base] = tried
        self._refused.move_to_end(base)
        while len(self._refused) > REMEMBERED:
            self._refused.popitem(last=False)

    async def _send(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, key: str = "",
        query: dict[str, Any] | None = None,
    ) -> tuple[int, dict[str, Any]]:  # fmt: skip
        """Status and data. What got no answer is sent again, with the same key: it happens once."""
        headers = {"Idempotency-Key": key} if key else {}
        params = {name: value for name, value in (query or {}).items() if value}
        for _ in range(TRIES):
            try:
                response = await self._client.request(method, path, json=body, headers=headers, params=params)
                found = response.json()
                if response.headers.get("Idempotent-Replayed"):
                    found[REPLAYED] = True
                return response.status_code, found
            except (httpx2.TransportError, ValueError):
                continue
        say = UNREACHABLE.format(url=self.url)
        return 0, {"code": "unreachable", "detail": say, "facts": {}}


def _derived(path: str, body: dict[str, Any]) -> str:
    """The key of an act that was given none: the same act on the same day is one act."""
    text = json.dumps([datetime.now(UTC).date().isoformat(), path, body], sort_keys=True)
    return f"mcp-{hashlib.sha256(text.encode()).hexdigest()[:40]}"


def _done(path: str, data: dict[str, Any]) -> str:
    if path == "/decisions" and data["verdict"] == "intend":
        return f"Your intent is stated; it goes ahead at {data['goes_ahead']} unless somebody stops it."
    if path == "/decisions":
        amount = f" {data['amount']}" if data["amount"] else ""
        return f"Decided and recorded as yours: {data['kind']}{amount}."
    if path == "/cases":
        return f"Case {data['number']} is yours until the customer says that it is right."
    return "Done and recorded as yours."


def _problem(data: dict[str, Any]) -> Answer:
    return Answer(
        ok=False, code=data.get("code", "fault"), say=data.get("detail", "It failed."), facts=data.get("facts", {})
    )
