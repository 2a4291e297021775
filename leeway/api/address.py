"""The API as one: every resource under /api/v1, with its documentation, which needs no network but this one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja.openapi.docs import Swagger

from leeway import __version__
from leeway.api import asking, cases, customers, decisions, expectations, guideline, ledger, people, promises, proposals
from leeway.api.bodies import Exact
from leeway.api.documented import Documented
from leeway.api.problems import answer_in_problems

DESCRIPTION = """The same questions and acts as on the pages, for programs, shops and assistants.

Every request carries a bearer token: it acts as its person, within its scopes. Every act carries an `Idempotency-Key`:
the same again gets the same answer and changes nothing. What is refused comes as problem details with a stable `code`,
its `facts` and a sentence. Amounts are text. See docs/api.md."""


class OwnPage(Swagger):
    """Ninja's page, with its files from here alone, as our security policy wants it."""

    def render_page(self, request: HttpRequest, api: Any, **more: Any) -> HttpResponse:
        settings = {**self.settings, "url": self.get_openapi_url(api, more)}
        return render(request, "api/docs.html", {"settings": settings, "title": api.title})


api = Documented(
    title="Leeway",
    version=__version__,
    description=DESCRIPTION,
    urls_namespace="api",
    docs=OwnPage(),
    parser=Exact(),
)
answer_in_problems(api)
for resource in (asking, decisions, guideline, cases, customers, people, proposals, promises, expectations, ledger):
    api.add_router("", resource.router)
