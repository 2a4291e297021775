"""Later acts on a promise: reported, renegotiated, released, each by the one whose act it is."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, JsonResponse
from ninja import Router
from pydantic import Field

from leeway.api.bodies import Body, Line, Time, Words
from leeway.api.callers import Caller, Key, Token
from leeway.api.cases import Done, done
from leeway.api.documented import PROBLEMS
from leeway.api.doing import Doing, carry_out, doing
from leeway.api.seen import promise_of
from leeway.core.promises import ActOnPromise

router = Router(tags=["promises"])


class PromiseAct(Body):
    """due and body: the new terms, where the act has terms. next_due: needed where this ends the last one."""

    act: Literal[
        "promise", "counter", "decline", "answer_by", "amend", "withdraw", "accept", "report", "flag_risk",
        "propose_change", "accept_change", "keep_old_terms", "revoke", "release", "declare_broken",
        "declare_satisfied", "declare_not_satisfied", "retract_report", "rework",
    ]  # fmt: skip
    due: Time | None = None
    body: Line | None = None
    reason: Words | None = None
    next_due: Time | None = Field(None, description="by when your next word to the customer comes")


@router.post("/promises/{promise}/acts", auth=Token("promises:write"), response={201: Done, **PROBLEMS},
             operation_id="act_on_promise")  # fmt: skip
def act(request: HttpRequest, promise: str, payload: PromiseAct, key: Key) -> JsonResponse:
    """One act on a promise in a case that you may see. Only the one it was made to can call it kept well."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    row = promise_of(caller, promise)

    def command(doing: Doing) -> ActOnPromise:
        return ActOnPromise(
            at=doing.at,
            by=doing.by,
            promise=promise,
            case=row.id,
            act=payload.act,
            due=payload.due,  # type: ignore[arg-type]
            body=doing.words("body", payload.body),
            reason=doing.words("reason", payload.reason),
            next_promise=doing.id("next promise") if payload.next_due else None,
            next_due=payload.next_due,  # type: ignore[arg-type]
        )

    events = carry_out(doing(request, row, key), command)
    return JsonResponse(done(row, events), status=201)
