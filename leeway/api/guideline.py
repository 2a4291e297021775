"""The guideline in force, as data and as the file that was published: public in the organisation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router, Schema
from pydantic import Field

from leeway.api.callers import Token, must
from leeway.api.documented import READING
from leeway.core.authority.tree import Node, Sequence, Table
from leeway.core.refusal import Refusal
from leeway.guidelines.yaml_tree import read_tree
from leeway.ledger import codec
from leeway.people.access import may_see_guideline
from leeway.people.models import GuidelineText
from leeway.projections.guidelines import GuidelineVersion

router = Router(tags=["authority"])


class GuidelineShown(Schema):
    version: int
    sha256: str = Field(description="of the file's text")
    published_at: str
    published_by: str
    guideline: dict[str, Any] = Field(description="the file as data; every value as it was written, as text")


@router.get("/guideline", auth=Token("may:read"), response={200: GuidelineShown, **READING}, operation_id="guideline")
def show(request: HttpRequest) -> JsonResponse:
    """Who may decide what, how far, and what nobody may do: the version in force."""
    row, text = _in_force(request)
    return JsonResponse(
        {
            "version": row.version,
            "sha256": row.sha256,
            "published_at": codec.utc(row.at),
            "published_by": row.by,
            "guideline": as_data(read_tree(text)),
        }
    )


FILE: dict[str, Any] = {"responses": {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}}


@router.get(
    "/guideline/file",
    auth=Token("may:read"),
    response={200: str, **READING},
    operation_id="guideline_file",
    openapi_extra=FILE,
)
def file(request: HttpRequest) -> HttpResponse:
    """The same as the file that was published, to be asked elsewhere: `leeway may --guideline FILE`."""
    _, text = _in_force(request)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def as_data(node: Node) -> Any:
    """The tree of a file as plain data. Nothing is interpreted: 250 is "250", true is "true"."""
    match node:
        case Table():
            return {key.text: as_data(value) for key, value in node.entries}
        case Sequence():
            return [as_data(each) for each in node.items]
        case _:
            return None if node.null else node.text


def _in_force(request: HttpRequest) -> tuple[GuidelineVersion, str]:
    must(may_see_guideline(request.auth.viewer), "The guideline is for those who work here.")  # type: ignore[attr-defined]
    row = GuidelineVersion.objects.order_by("-version").first()
    if row is None:
        raise Refusal("no_guideline")
    return row, GuidelineText.objects.get(sha256=row.sha256).text
