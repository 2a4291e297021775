"""Expectations that are no promises: declared, none, or assumed; seen by their two sides alone."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from leeway.api.bodies import Body, Id, Line, Time, Words
from leeway.api.callers import Caller, Key, Token, must
from leeway.api.documented import PROBLEMS, READING
from leeway.api.doing import through_the_door
from leeway.api.problems import ProblemError
from leeway.api.seen import case_of
from leeway.core.expectations import (
    EndExpectation,
    FeelCost,
    GiveView,
    OfferForAgreement,
    RecordExpectation,
    WriteLine,
    standing,
)
from leeway.core.message import Command, customer, is_customer
from leeway.desk.expected import expectation_or_404, of_person, seen
from leeway.people.access import WORKS_ON_CASES, may_hear
from leeway.people.models import Person
from leeway.people.words import Texts, derived
from leeway.projections.cases import CaseRow
from leeway.projections.expectations import load

router = Router(tags=["expectations"])
CLOSED = "Expectations are between those who work on cases, and their customers."


class NewExpectation(Body):
    """declared: this is how I want it. none: I expect nothing here. implicit: I had assumed it."""

    kind: Literal["declared", "none", "implicit"]
    of: Id = Field(description="of whom: a colleague's id, or customer:ID in a case of theirs")
    words: Words | None = None
    case: Id | None = None


class ExpectationAct(Body):
    """agree and offer need body and due: a promise is asked for, or offered, with them."""

    act: Literal["view", "cost", "agree", "adjust", "part", "offer", "withdraw", "line"]
    words: Words | None = None
    cost: int = Field(0, ge=0, le=5, strict=True, description="with cost: 1 to 5, for your own eyes")
    body: Line | None = None
    due: Time | None = None


class ExpectationShown(Schema):
    model_config = ConfigDict(extra="allow")
    id: str
    kind: str
    acts: list[str]


class Expectations(Schema):
    expectations: list[ExpectationShown]
    standing: dict[str, str] = Field(description="by the other side, what you expect of them: nothing is not none")


@router.post("/expectations", auth=Token("promises:write"), response={201: ExpectationShown, **PROBLEMS},
             operation_id="expect")  # fmt: skip
def create(request: HttpRequest, payload: NewExpectation, key: Key) -> JsonResponse:
    """Put on record what you expect of somebody, or that you expect nothing; it cannot be broken and counts nowhere."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    must(may_hear(caller.viewer), CLOSED)
    case = case_of(caller, payload.case) if payload.case else None
    if is_customer(payload.of):
        if case is None or payload.of != customer(case.customer):
            raise ProblemError(422, "unknown_person", "Name the case of this customer.", person=payload.of)
    elif not Person.objects.filter(id=payload.of, active=True, role__in=WORKS_ON_CASES).exists():
        raise ProblemError(422, "unknown_person", "Nobody here who works on cases has this id.", person=payload.of)
    command_id = caller.command_id(key)
    texts = _texts(caller, command_id, case)
    new = derived(command_id, "expectation")
    command = RecordExpectation(
        at=timezone.now(), by=caller.person.id, expectation=new, kind=payload.kind, other=payload.of,
        words=texts.put("words", payload.words), case=case.id if case else None,
    )  # fmt: skip
    return _done(request, caller, command, command_id, texts, case, new)


@router.get("/expectations", auth=Token("cases:read", "promises:write"), response={200: Expectations, **READING},
            operation_id="expectations")  # fmt: skip
def index(request: HttpRequest) -> JsonResponse:
    """What you expect of others and others of you, the newest first."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    must(caller.viewer.role in WORKS_ON_CASES, CLOSED)
    me = caller.person.id
    found = of_person(me)
    known = {each.id: each for each in found}
    others = {side for each in found for side in each.sides} - {me}
    return JsonResponse({
        "expectations": [seen(each, me) for each in found],
        "standing": {other: standing(known, me, other) for other in sorted(others)},
    })  # fmt: skip


@router.get("/expectations/{expectation}", auth=Token("cases:read", "promises:write"),
            response={200: ExpectationShown, **READING}, operation_id="expectation")  # fmt: skip
def show(request: HttpRequest, expectation: str) -> JsonResponse:
    """Your view first, the other's beside it, and what the log itself counts."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return JsonResponse(seen(expectation_or_404(caller.viewer, expectation), caller.person.id))


@router.post("/expectations/{expectation}/acts", auth=Token("promises:write"),
             response={201: ExpectationShown, **PROBLEMS}, operation_id="act_on_expectation")  # fmt: skip
def act(request: HttpRequest, expectation: str, payload: ExpectationAct, key: Key) -> JsonResponse:
    """Your view, your cost, one of the three endings, or the offer of what you declared."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    known = expectation_or_404(caller.viewer, expectation)
    case = CaseRow.objects.filter(id=known.case).first() if known.case else None
    command_id = caller.command_id(key)
    texts = _texts(caller, command_id, case)
    command = _command(caller, expectation, known.case, payload, command_id, texts)
    return _done(request, caller, command, command_id, texts, case, expectation)


def _command(
    caller: Caller, expectation: str, case: str | None, sent: ExpectationAct, command_id: str, texts: Texts
) -> Command:
    about: dict[str, Any] = {"at": timezone.now(), "by": caller.person.id, "expectation": expectation}
    words, body, promise = texts.put("words", sent.words), texts.put("body", sent.body), derived(command_id, "promise")
    match sent.act:
        case "view":
            return GiveView(**about, words=words)
        case "cost":
            return FeelCost(**about, cost=sent.cost)
        case "line":
            return WriteLine(**about, words=words)
        case "offer":
            return OfferForAgreement(
                **about,
                promise=promise,
                body=body or "",
                due=sent.due,
                case=case,  # type: ignore[arg-type]
            )
        case _:
            agreed = sent.act == "agree"
            return EndExpectation(
                **about, ending=sent.act, words=words, case=case if agreed else None,
                promise=promise if agreed else None, body=body, due=sent.due,  # type: ignore[arg-type]
            )  # fmt: skip


def _texts(caller: Caller, command_id: str, case: CaseRow | None) -> Texts:
    of, whose = (case.id, case.customer) if case else ("", "")
    return Texts(command_id, case=of, customer=whose, author=caller.person.id, at=timezone.now())


def _done(
    request: HttpRequest, caller: Caller, command: Command, command_id: str, texts: Texts, case: CaseRow | None,
    expectation: str,
) -> JsonResponse:  # fmt: skip
    through_the_door(request, command, command_id, texts.rows, case.customer if case else "")
    return JsonResponse(seen(load(expectation)[expectation], caller.person.id), status=201)
