"""The questions: may I, who could, what is left to me. Asked, nothing is recorded and nothing is spent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from leeway.api.bodies import Amount, Body, Fact, Id
from leeway.api.callers import Caller, Token, must
from leeway.api.documented import PROBLEMS
from leeway.api.possible import MINE, now_in
from leeway.api.problems import ProblemError
from leeway.api.seen import case_of
from leeway.api.worded import Wording
from leeway.core.authority import BadRequest, Guideline, Request, judge, read_request
from leeway.core.authority.expressions import as_value
from leeway.core.authority.questions import what_can, who_could
from leeway.core.cases.decisions import Decide, Deciding, may_be_stated, own_facts, request_of
from leeway.core.cases.state import Case
from leeway.core.refusal import Refusal
from leeway.desk.fact_fields import OWN
from leeway.ledger.standing import guideline_in_force, known_facts, standing_for
from leeway.people.access import may_hear, may_see_guideline
from leeway.people.models import Person
from leeway.people.presence import present
from leeway.projections.spends import oldest, used

router = Router(tags=["authority"])
WRITTEN_OUT = 100  # so many digits a number has at most when written out: 1e999999999 would fill the memory


class Question(Body):
    """What would be decided. In a case, its own facts and its customer are known and need not be said."""

    kind: Id = Field(description="what: a kind of the guideline", examples=["refund"])
    amount: Amount | None = None
    case: Id | None = Field(None, description="in which case; then its customer is known")
    customer: Id | None = Field(None, description="for whom, where no case is named")
    facts: dict[Id, Fact] = Field(default_factory=dict, description="what conditions ask for", max_length=50)
    reason: str | None = Field(None, description="why; asked for by some grants")
    agreed: list[Id] = Field(default_factory=list, description="as if these had agreed; only for asking", max_length=20)
    id: Id | None = Field(None, description="a name of your own, given back")
    person: Id | None = Field(None, description="you; anybody else is refused")


class Who(Question):
    limit: int = Field(3, ge=1, le=20, strict=True, description="how many at most")


class Verdict(Schema):
    """The answer to one question. docs/guidelines.md says what each key means."""

    model_config = ConfigDict(extra="allow")
    id: str | None
    verdict: str = Field(description="go, tell, intend, advise, beyond or never")
    grant: str | None
    grant_in_words: str | None
    most: str | None
    left: list[dict[str, Any]]
    reasons: list[dict[str, Any]]
    who: list[str]
    could: list[dict[str, Any]] = Field(description="the same people, each with up to how much")
    ways: list[dict[str, Any]] | None = Field(None, description="what leads to a yes, cheapest first")
    say: str = Field(description="the verdict as a sentence")
    now: dict[str, Any] | None = Field(
        None, description="in a case: whether it can be decided there as it stands (possible), else why not"
    )


class Coulds(Schema):
    could: list[dict[str, Any]]


class Leeways(Schema):
    person: str
    guideline: int
    leeway: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the guideline is asked it."""

    guideline: Guideline
    version: int
    request: Request
    case: Case | None = None


@router.post("/may", auth=Token("may:read"), response={200: Verdict, **PROBLEMS}, operation_id="may")
def may(request: HttpRequest, payload: Question) -> JsonResponse:
    """May I decide this, now? Nothing is recorded and nothing is spent."""
    asked = question(request.auth, payload)  # type: ignore[attr-defined]
    return JsonResponse(verdict_data(asked))


@router.post("/may/who", auth=Token("may:read"), response={200: Coulds, **PROBLEMS}, operation_id="who")
def who(request: HttpRequest, payload: Who) -> JsonResponse:
    """Who could decide this at once: first you, then your own line upwards, then others."""
    asked = question(request.auth, payload)  # type: ignore[attr-defined]
    known = Person.objects.in_bulk([each.id for each in asked.guideline.people])
    return JsonResponse(
        {
            "could": [
                {**each.as_data(), "name": known[each.person].name, "automated": known[each.person].service}
                for each in who_could(asked.guideline, asked.request, used, limit=payload.limit)
            ]
        }
    )


@router.get("/leeway", auth=Token("may:read"), response={200: Leeways, **PROBLEMS}, operation_id="leeway")
def leeway(
    request: HttpRequest,
    customer: Annotated[str | None, Query(max_length=200, description="for this customer")] = None,
    case: Annotated[str | None, Query(max_length=200, description="in this case")] = None,
) -> JsonResponse:
    """What is left to me now, for each kind: how far, what it hangs on, and who could where I cannot."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    version, guideline = guideline_in_force()
    facts: Mapping[str, Any] = {}
    if case:
        kind = next(iter(guideline.kinds))
        asked = question(caller, Question(kind=kind, case=case))
        customer, case, facts = asked.request.customer, asked.request.case, asked.request.facts
    elif customer:
        must(may_hear(caller.viewer), "Customers are for those who hear cases.")
        facts = _known(guideline, customer)
    found = what_can(guideline, caller.person.id, timezone.now(), used, customer=customer, case=case, facts=facts)
    wording = Wording()
    entries = [wording.leeway(guideline, each) for each in found]
    return JsonResponse({"person": caller.person.id, "guideline": version, "leeway": entries})


def question(caller: Caller, payload: Question) -> Asked:
    """Raises `ProblemError`, `Http404` for a case that is not theirs to see, `BadRequest`, `Refusal`."""
    must(may_see_guideline(caller.viewer), "The guideline is for those who work here.")
    if payload.person not in (None, caller.person.id):
        raise ProblemError(403, "not_you", "A token asks for its own person. Who else could: POST /may/who.")
    version, guideline = guideline_in_force()
    check_facts(guideline, payload.facts)
    now = timezone.now()
    plain = {
        "id": payload.id, "at": now.isoformat(), "person": caller.person.id, "kind": payload.kind,
        "amount": payload.amount, "agreed": payload.agreed, "reason": payload.reason,
    }  # fmt: skip
    if payload.kind not in guideline.kinds:
        known = ", ".join(guideline.kinds)
        raise ProblemError(422, "unknown_kind", f"The guideline has no such kind; it has {known}.", kind=payload.kind)
    if payload.case:
        case = case_of(caller, payload.case).case
        request = _in_case(caller, payload, case, now)
        bare = read_request(guideline, plain)
        request = replace(
            request, id=payload.id, amount=bare.amount, fault=bare.fault, agreed=bare.agreed, reason=bare.reason
        )
        return Asked(guideline, version, request, case)
    request = read_request(guideline, {**plain, "customer": payload.customer, "facts": payload.facts})
    if payload.customer:
        must(may_hear(caller.viewer), "Customers are for those who hear cases.")
        request = replace(request, facts={**request.facts, **_known(guideline, payload.customer)})
    return Asked(guideline, version, request)


def verdict_data(asked: Asked) -> dict[str, Any]:
    here = present(asked.guideline.local_date(asked.request.at))
    verdict = judge(asked.guideline, asked.request, used, oldest=oldest, present=here)
    data = {**Wording().verdict(asked.guideline, asked.request, verdict), "guideline": asked.version}
    if asked.case is None:
        return data
    now = now_in(asked.case, asked.request.person, verdict.verdict)
    if not now["possible"] and verdict.verdict in MINE:
        data["say"] = f"{data['say']} But not in this case as it stands: {now['say']}"
    return {**data, "now": now}


def check_facts(guideline: Guideline, facts: Mapping[str, Any]) -> None:
    """What a caller may state, and nothing else: what is true of the customer we know ourselves, or nobody does."""
    for name in facts:
        if name in guideline.facts and not may_be_stated(guideline, name):
            raise ProblemError(
                422, "fact_not_stated", f"{name} comes from our own records; leave it out of facts.", fact=name
            )
        if name not in guideline.facts:
            known = ", ".join(each for each in guideline.facts if may_be_stated(guideline, each)) or "no facts"
            raise ProblemError(
                422, "unknown_fact", f"The guideline declares no fact {name}; it takes {known}.", fact=name
            )


def check_own(case: Case, facts: Mapping[str, Any]) -> None:
    """What the case knows itself is said as it knows it, or not at all."""
    for name, known in own_facts(case).items():
        if name in facts and as_text(facts[name]) != as_text(known):
            raise ProblemError(
                422,
                "fact_not_stated",
                f"{name} is {as_text(known)} in this case, which knows it itself; leave it out of facts.",
                fact=name,
            )


def as_text(value: Any) -> str | None:
    """A fact of JSON as a form would carry it; None for one that is not known."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case list():
            return ",".join(filter(None, map(as_text, value)))
        case _:
            return f"{value:f}" if isinstance(value, Decimal) and abs(value.adjusted()) <= WRITTEN_OUT else str(value)


def texts(facts: Mapping[str, Any]) -> dict[str, str]:
    return {name: text for name, value in facts.items() if (text := as_text(value)) is not None}


def _in_case(caller: Caller, payload: Question, case: Case, now: datetime) -> Request:
    if payload.customer not in (None, case.customer):
        raise Refusal("other_customer")
    check_own(case, payload.facts)
    stated = {name: value for name, value in payload.facts.items() if name not in OWN}
    deciding = Deciding(decision="asked", kind=payload.kind, amount=None, facts=texts(stated))
    command = Decide(at=now, by=caller.person.id, case=case.id, deciding=deciding)
    return request_of(command, deciding, case, standing_for(case))


def _known(guideline: Guideline, customer: str) -> dict[str, Any]:
    """What our own records say of the customer, as the guideline types it."""
    found = {}
    for name, raw in known_facts(customer).items():
        if name in guideline.facts:
            try:
                found[name] = as_value(raw, guideline.facts[name], guideline.minor_units)
            except ValueError:
                raise BadRequest(f"our records of {name} do not fit the guideline") from None
    return found
