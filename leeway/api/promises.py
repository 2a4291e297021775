"""Promises: asked for, offered, made to oneself, read, and acted on, each by the one whose act it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from leeway.api.bodies import Id, Time, Words
from leeway.api.callers import Caller, Key, Token, must
from leeway.api.documented import PROBLEMS, READING
from leeway.api.doing import facts_data, made_data, through_the_door
from leeway.api.problems import ProblemError
from leeway.api.promise_bodies import JudgedBody, StatedBody, TermsBody, judged, stated
from leeway.api.seen import case_of
from leeway.core.message import Command, customer, is_customer
from leeway.core.promises import ActOnPromise, AssessPromise, MakePromise, OpenPromise, PromiseAnswer, StateBelief
from leeway.core.promises.happenings import RecordHappening
from leeway.desk.promised import acts_of, figures_of, of_person, seen, words_in
from leeway.desk.visible import NOBODY_TO_TELL, promise_or_404, was_erased
from leeway.people.access import WORKS_ON_CASES, may_hear
from leeway.people.models import Person
from leeway.people.words import Texts, derived
from leeway.projections.cases import CaseRow
from leeway.projections.promises import PromiseRow

router = Router(tags=["promises"])
PAGE = 100
ACTS = (
    "promise", "counter", "decline", "answer_by", "amend", "withdraw", "accept", "report", "flag_risk",
    "propose_change", "accept_change", "keep_old_terms", "revoke", "release", "declare_broken",
    "declare_satisfied", "declare_not_satisfied", "retract_report", "rework",
    "answer_later", "believe", "assess", "happened",
)  # fmt: skip


class NewPromise(TermsBody):
    """request: you ask `to` for it. offer: you offer it to `to`. promise: to yourself, at once."""

    act: Literal["request", "offer", "promise"]
    to: Id | None = Field(None, description="the id of a colleague, or customer:ID in a case of theirs")
    case: Id | None = None


class PromiseAct(TermsBody):
    """due, body and the rest: the new terms, where the act has terms. next_due: needed where this ends the last one."""

    act: Annotated[str, Field(max_length=60, json_schema_extra={"enum": list(ACTS)})]
    reason: Words | None = None
    next_due: Time | None = Field(None, description="by when your next word to the customer comes")
    values: list[StatedBody] = Field(default_factory=list, max_length=10, description="with report")
    judged: list[JudgedBody] = Field(default_factory=list, max_length=10, description="with your answer, and assess")
    percent: int | None = Field(None, ge=0, le=100, strict=True, description="with believe: how likely it is kept")
    how: Literal["seen", "told", "measured"] = "seen"


class PromiseShown(Schema):
    model_config = ConfigDict(extra="allow")
    id: str
    state: str
    promiser: str
    promisee: str
    due: str
    acts: list[str] = Field(description="what you may do with it now")


class Promises(Schema):
    promises: list[PromiseShown]
    next: str | None = Field(description="the cursor of the next page; null where this was the last")
    figures: dict[str, int] = Field(description="how your own promises ended; for you alone")


class PromiseDone(Schema):
    case: str | None
    number: int | None
    promise: PromiseShown
    made: list[dict[str, Any]] = Field(description="promises that came to be: what, id")
    facts: list[dict[str, Any]] = Field(description="what happened, as it was recorded")


@router.post("/promises", auth=Token("promises:write"), response={201: PromiseDone, **PROBLEMS},
             operation_id="open_promise")  # fmt: skip
def create(request: HttpRequest, payload: NewPromise, key: Key) -> JsonResponse:
    """Ask for a promise, offer one, or make one to yourself. Nobody promises in another's name."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    must(may_hear(caller.viewer), "Promises are between those who work on cases, and their customers.")
    case = case_of(caller, payload.case) if payload.case else None
    other = _other(payload, caller, case)
    if payload.depends_on:
        promise_or_404(caller.viewer, payload.depends_on)
    command_id, at, me = caller.command_id(key), timezone.now(), caller.person.id
    texts = _texts(caller, command_id, case)
    promise, body = derived(command_id, "promise"), texts.put("body", payload.body) or ""
    command: Command
    if payload.act == "promise":
        command = MakePromise(
            at=at, by=me, promise=promise, case=case.id if case else None, promisee=me, body=body, due=payload.when,
            clauses=payload.clauses(texts),
        )  # fmt: skip
    else:
        sides = (other, me) if payload.act == "request" else (me, other)
        command = OpenPromise(
            at=at, by=me, promise=promise, case=case.id if case else None, promiser=sides[0], promisee=sides[1],
            act=payload.act, body=body, due=payload.when, clauses=payload.clauses(texts),
        )  # fmt: skip
    return _done(request, caller, command, command_id, texts, case, promise)


@router.get("/promises", auth=Token("cases:read", "promises:write"), response={200: Promises, **READING},
            operation_id="promises")  # fmt: skip
def index(
    request: HttpRequest,
    side: Annotated[Literal["all", "by_me", "to_me"], Query()] = "all",
    cursor: Annotated[str, Query(max_length=80, description="`next` of the page before")] = "",
) -> JsonResponse:
    """Your own promises and those made to you, the newest first; nobody sees this list of another."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    must(caller.viewer.role in WORKS_ON_CASES, "Promises are between those who work on cases, and their customers.")
    unread = sorted(set(request.GET) - {"side", "cursor"})
    if unread:
        raise ProblemError(422, "not_valid", f"{unread[0][:60]!r} is not read here; it takes side and cursor.")
    me = caller.person.id
    rows = of_person(me).order_by("-opened_at", "id")
    if side != "all":
        rows = rows.filter(**{"promiser" if side == "by_me" else "promisee": me})
    last = of_person(me).filter(id=cursor).first() if cursor else None
    if last is not None:
        rows = rows.filter(Q(opened_at__lt=last.opened_at) | Q(opened_at=last.opened_at, id__gt=last.id))
    found = [row.promise for row in rows[: PAGE + 1]]
    words = words_in(found)
    return JsonResponse({
        "promises": [seen(each, me, words) for each in found[:PAGE]],
        "next": found[PAGE - 1].id if len(found) > PAGE else None,
        "figures": asdict(figures_of(me)),
    })  # fmt: skip


@router.get("/promises/{promise}", auth=Token("cases:read", "promises:write"),
            response={200: PromiseShown, **READING}, operation_id="promise")  # fmt: skip
def show(request: HttpRequest, promise: str) -> JsonResponse:
    """A promise as its two sides see it, or whoever sees its case."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    row, _ = promise_or_404(caller.viewer, promise)
    return JsonResponse(_shown(row, caller))


@router.post("/promises/{promise}/acts", auth=Token("promises:write"), response={201: PromiseDone, **PROBLEMS},
             operation_id="act_on_promise")  # fmt: skip
def act(request: HttpRequest, promise: str, payload: PromiseAct, key: Key) -> JsonResponse:
    """One act on a promise that you may see. Only the one it was made to can call it kept well."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    row, case = promise_or_404(caller.viewer, promise)
    if payload.act not in ACTS:
        raise _no_such_act(payload.act, acts_of(row.promise, caller.person.id))
    if payload.depends_on:
        promise_or_404(caller.viewer, payload.depends_on)
    command_id = caller.command_id(key)
    texts = _texts(caller, command_id, case)
    command = _command(caller, row, payload, command_id, texts)
    return _done(request, caller, command, command_id, texts, case, promise)


def _no_such_act(sent: str, possible: Sequence[str]) -> ProblemError:
    """Of all acts, those are named that whoever calls can do with this promise now."""
    now = f"you can do now: {', '.join(possible)}" if possible else "nothing is yours to do with it now"
    wrong = f"{json.dumps(sent)} is none; {now}"
    return ProblemError(422, "not_valid", f"act: {wrong}.", errors=[{"at": "act", "what": wrong}])


def _command(caller: Caller, row: PromiseRow, sent: PromiseAct, command_id: str, texts: Texts) -> Command:
    at, me, promise, case = timezone.now(), caller.person.id, row.id, row.case or None
    match sent.act:
        case "believe":
            if sent.percent is None:
                raise ProblemError(422, "percent_bad", "Say how likely it is, from 0 to 100, in percent.")
            return StateBelief(at=at, by=me, promise=promise, case=case, percent=sent.percent)
        case "assess":
            words = texts.put("reason", sent.reason)
            return AssessPromise(
                at=at, by=me, promise=promise, case=case, judged=judged(sent.judged), how=sent.how, words=words
            )
        case "answer_later":
            body = texts.put("answer", sent.body or "A full answer") or ""
            answer = derived(command_id, "answer")
            return PromiseAnswer(at=at, by=me, promise=promise, case=case, answer=answer, body=body, due=sent.when)
        case "happened":
            return RecordHappening(at=at, by=me, event=row.promise.awaits or "")
        case _:
            return ActOnPromise(
                at=at, by=me, promise=promise, case=case, act=sent.act, due=sent.when,
                body=texts.put("body", sent.body), reason=texts.put("reason", sent.reason),
                next_promise=derived(command_id, "next promise") if sent.next_due else None,
                next_due=sent.next_due, clauses=sent.clauses(texts),  # type: ignore[arg-type]
                values=stated(sent.values), judged=judged(sent.judged),
            )  # fmt: skip


def _other(sent: NewPromise, caller: Caller, case: CaseRow | None) -> str:
    """The other side: a colleague, or the customer of the case."""
    to = sent.to or ""
    if sent.act == "promise":
        if to not in {"", caller.person.id}:
            raise ProblemError(422, "not_asked_for", "A promise to another is offered; it is one once they accept it.")
        return caller.person.id
    if is_customer(to):
        if case is None or to != customer(case.customer):
            raise ProblemError(422, "unknown_person", "Name the case of this customer.", person=to)
        if was_erased(case):
            raise ProblemError(409, "customer_erased", NOBODY_TO_TELL)
        return to
    if not Person.objects.filter(id=to, active=True, role__in=WORKS_ON_CASES).exists():
        raise ProblemError(422, "unknown_person", "Nobody here who works on cases has this id.", person=to)
    return to


def _texts(caller: Caller, command_id: str, case: CaseRow | None) -> Texts:
    of, whose = (case.id, case.customer) if case else ("", "")
    return Texts(command_id, case=of, customer=whose, author=caller.person.id, at=timezone.now())


def _done(
    request: HttpRequest, caller: Caller, command: Command, command_id: str, texts: Texts, case: CaseRow | None,
    promise: str,
) -> JsonResponse:  # fmt: skip
    events = through_the_door(request, command, command_id, texts.rows, case.customer if case else "")
    row = PromiseRow.objects.get(id=promise)
    said = {"case": case.id if case else None, "number": case.number if case else None, "promise": _shown(row, caller)}
    return JsonResponse({**said, "made": made_data(events), "facts": facts_data(events)}, status=201)


def _shown(row: PromiseRow, caller: Caller) -> dict[str, Any]:
    promise = row.promise
    return seen(promise, caller.person.id, words_in([promise]))
