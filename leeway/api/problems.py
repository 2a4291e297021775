"""Every answer that is not a yes, as problem details (RFC 9457): a stable code, its facts, and a sentence."""

from __future__ import annotations

import difflib
import json
import logging
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from leeway.core.authority import BadRequest
from leeway.core.authority.amounts import write_amount
from leeway.core.refusal import Refusal
from leeway.desk import in_force
from leeway.desk.explain import explain
from leeway.desk.phrasing import sentence

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "This cannot be read",
    401: "A token is needed",
    403: "The token does not open this",
    404: "There is no such thing here",
    405: "This cannot be done here",
    409: "Refused",
    413: "This is too long",
    415: "This is no JSON",
    422: "This is not what is asked for",
    429: "Too often",
    500: "Something of ours is wrong",
}
SENTENCES = {
    400: "The request cannot be read. Send one JSON object in UTF-8.",
    404: "There is no such address or thing, or it is not yours to see.",
    405: "This address does not take that method; the documentation at /api/v1/docs names those that it takes.",
    500: "Something of ours is wrong, and it is written down. Send the same again with the same Idempotency-Key.",
}
REUSED = (
    "This Idempotency-Key came before with something else, and that one counts; nothing was done now. Send what you "
    "want under a key of its own."
)
ON_PAGES = {
    "act_not_now": ("; the page shows what can be done now.", "; the case names in `acts` what can be done now."),
    "command_id_bad": ("Open the page afresh", "Choose another Idempotency-Key"),
}
"""What sentences tell people on pages, and what a program can do instead."""
MONEY = frozenset({"asked", "most", "left"})
log = logging.getLogger("leeway.api")


class Problem(Schema):
    """What was refused or could not be read, and what would be right."""

    type: str = Field(description="urn:leeway: and the code")
    title: str
    status: int
    detail: str = Field(description="a sentence for a person: what happened, by how much, what to do now")
    code: str = Field(description="stable; programs decide by this alone")
    facts: dict[str, Any] = Field(description="what the code is about: ids, codes, amounts as text")


class ProblemError(Exception):
    """Raised where a request ends; becomes the answer."""

    def __init__(
        self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None, **facts: Any
    ) -> None:
        super().__init__(status, code)
        self.status, self.code, self.detail, self.facts = status, code, detail, facts
        self.headers = dict(headers or {})


def answer(status: int, code: str, detail: str, facts: Mapping[str, Any] | None = None) -> HttpResponse:
    data = {
        "type": f"urn:leeway:{code}",
        "title": TITLES.get(status, "Not done"),
        "status": status,
        "detail": detail,
        "code": code,
        "facts": dict(facts or {}),
    }
    return JsonResponse(data, status=status, content_type=MEDIA_TYPE)


def facts_of(refusal: Refusal) -> dict[str, Any]:
    """The refusal's facts as the API writes them: amounts as text, several people as a list."""
    found: dict[str, Any] = dict(refusal.details)
    guideline = in_force.guideline()
    kind = guideline.kinds.get(str(found.get("kind"))) if guideline else None
    for name in MONEY & found.keys():
        if guideline and kind and isinstance(found[name], int):
            found[name] = write_amount(found[name], guideline.decimals(kind.unit))
    if "who" in found:
        found["who"] = str(found["who"]).split(", ") if found["who"] else []
    return found


def for_programs(refusal: Refusal) -> str:
    """The sentence of a refusal, with nothing in it that only a page has."""
    if refusal.code == "command_id_reused":
        return REUSED
    return explain(refusal).replace(*ON_PAGES.get(refusal.code, ("", "")))


def answer_in_problems(api: NinjaAPI) -> None:
    """Let whatever is raised become problem details."""

    @api.exception_handler(ProblemError)
    def _(request: HttpRequest, problem: ProblemError) -> HttpResponse:
        response = answer(problem.status, problem.code, problem.detail, problem.facts)
        for name, value in problem.headers.items():
            response[name] = value
        return response

    @api.exception_handler(Refusal)
    def _(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        if refusal.code == "command_id_reused":  # no answer of before, and no form that could be opened afresh
            request.replayed = False  # type: ignore[attr-defined]
        return answer(409, refusal.code, for_programs(refusal), facts_of(refusal))

    @api.exception_handler(BadRequest)
    def _(request: HttpRequest, error: BadRequest) -> HttpResponse:
        return answer(422, error.code, sentence(str(error)))

    @api.exception_handler(Http404)
    def _(request: HttpRequest, error: Http404) -> HttpResponse:
        return answer(404, "not_found", SENTENCES[404])

    @api.exception_handler(ValidationError)
    def _(request: HttpRequest, error: ValidationError) -> HttpResponse:
        wrong = [_wrong(each) for each in error.errors[:20]]
        return answer(
            422,
            "not_valid",
            " ".join(f"{each['at']}: {each['what']}{'' if each['what'].endswith('?') else '.'}" for each in wrong),
            {"errors": wrong},
        )

    @api.exception_handler(HttpError)
    def _(request: HttpRequest, error: HttpError) -> HttpResponse:
        status = error.status_code
        return answer(status, f"http_{status}", SENTENCES.get(status, str(error)))

    @api.exception_handler(Exception)
    def _(request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("A request to the API failed.", exc_info=error)
        return answer(500, "fault", SENTENCES[500])


def _wrong(error: Mapping[str, Any]) -> dict[str, str]:
    """One error of pydantic's, with the place in the words of the request."""
    place = [str(each) for each in error["loc"] if each not in ("body", "payload")]
    if error["type"] in ("union_tag_invalid", "literal_error") and (said := _not_one_of(error)):
        return {"at": "act" if error["type"] == "union_tag_invalid" else ".".join(place), "what": said}
    return {"at": ".".join(place) or "the body", "what": str(error["msg"]).removeprefix("Value error, ").rstrip(".")}


def _not_one_of(error: Mapping[str, Any]) -> str:
    """One of a few names was wanted: the nearest to what was sent, or all; empty where that is not known."""
    about = error.get("ctx", {})
    known = re.findall("'([^']*)'", str(about.get("expected_tags") or about.get("expected") or ""))
    sent = about.get("tag")
    if not known or not isinstance(sent, str):
        return f"must be one of {', '.join(known)}" if known else ""
    near = difflib.get_close_matches(sent[:80], known, n=1, cutoff=0.6)
    right = f"did you mean {near[0]}?" if near else f"one of {', '.join(known)}"
    return f"{json.dumps(sent[:60])} is none; {right}"


Page = Callable[[HttpRequest], HttpResponse]
OURS = "/api/"
REPLAYED = "Idempotent-Replayed"  # this key was answered before; sent with that answer


def around_the_api(get_response: Page) -> Page:
    """What Django itself answers under /api/ (no such address, no such method, unreadable) becomes a problem, too.

    Nothing that the API answers is kept by anybody on the way.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith(OURS):
            return response
        if response.status_code >= 400 and response.headers.get("Content-Type") != MEDIA_TYPE:
            status = response.status_code
            allowed = response.headers.get("Allow")
            response = answer(status, f"http_{status}", SENTENCES.get(status, "This cannot be done."))
            if allowed:
                response["Allow"] = allowed
        if getattr(request, "replayed", False):
            response[REPLAYED] = "true"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware
