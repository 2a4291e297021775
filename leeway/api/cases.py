"""Cases: heard, read and acted on. What is not the caller's to see is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.db import models
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from leeway.api import proposals
from leeway.api.acts import CaseAct
from leeway.api.beside import DisputeAct
from leeway.api.bodies import Body, Id, Line, Time, Words, Yes
from leeway.api.callers import Caller, Key, Token, must
from leeway.api.documented import PROBLEMS, READING
from leeway.api.doing import amount_text, carry_out, doing, facts_data, made_data, party, through_the_door
from leeway.api.problems import ProblemError
from leeway.api.seen import case_of, case_of_contact
from leeway.core.cases.events import CaseHeard
from leeway.core.cases.hearing import Hear
from leeway.core.effort import askings, effort
from leeway.core.hours import known_zone
from leeway.core.message import Event, is_customer
from leeway.core.message import customer as as_party
from leeway.desk.board import Board, board_for
from leeway.desk.cases import CaseLine, lines_of
from leeway.desk.queues import in_queue
from leeway.desk.timeline import Entry
from leeway.desk.visible import cases_for
from leeway.ledger import codec
from leeway.ledger.read import facts
from leeway.people.access import may_hear
from leeway.people.models import Customer, Person
from leeway.people.words import Texts, derived
from leeway.projections.cases import CaseRow

router = Router(tags=["cases"])
MOST = 200
NAMES = {"offer": "offer_to", "accept_case": "accept_handoff", "decline_case": "decline_handoff",
         "take_offer_back": "decline_handoff", "contact": "", "work": ""}  # fmt: skip
UNKNOWN_CUSTOMER = (
    "No customer has this id. Send the id of a known one, or of a new one the name: "
    '"customer": {"name": "...", "phone": "...", "email": "..."}.'
)


class NewCustomer(Body):
    name: Line
    phone: str = Field("", max_length=40)
    email: str = Field("", max_length=254)
    zone: str = Field("", max_length=64, description="the IANA name of their timezone, where it is not ours")


class Promised(Body):
    body: Line = Field(description="what is promised, as you would say it to them")
    due: Time


class Heard(Body):
    """A customer who was heard: their own words, played back. Whoever hears owns the case until it is right."""

    customer: Id | NewCustomer = Field(description="the id of a known customer, or a new one with a name")
    words: Words = Field(description="what the customer says, in their own words; never yours")
    wish: Words | None = Field(None, description="what they want in the end, in their own words")
    playback: Yes = Field(description="that you said it back to them and they said that this is it; must be true")
    summary: Words | None = Field(None, description="what you said back to them, in your own words")
    category: Line | None = Field(None, description="what sort of case it is, in a free word")
    distress: int = Field(0, ge=0, le=2, strict=True, description="0 calm, 1 upset, 2 in distress")
    our_fault: Yes = False
    asked_for: Id | None = Field(None, description="the colleague whom they asked for")
    promise: Promised | None = Field(None, description="what you promise first; else your next word is due by itself")


class CaseShown(Schema):
    model_config = ConfigDict(extra="allow")
    id: str
    number: int
    state: str
    owner: dict[str, Any] | None
    customer: dict[str, Any] | None
    done: bool = Field(description="what was done was said, by us")
    felt_resolved: bool | None = Field(description="the customer's last word on what was done; null: none yet")
    success: bool = Field(description="done, and felt resolved")
    acts: list[str] = Field(description="what you may do now; whether so much is yours, POST /may says")


class Cases(Schema):
    cases: list[dict[str, Any]]
    next: str | None = Field(description="the cursor of the next page; null where this was the last")


class Done(Schema):
    case: str
    number: int
    made: list[dict[str, Any]] = Field(description="decisions, proposals and promises that came to be: what, id")
    facts: list[dict[str, Any]] = Field(description="what happened, as it was recorded")


class Timeline(Schema):
    case: str
    entries: list[dict[str, Any]]


class AskingShown(Schema):
    """In whole minutes. asked: of those who were asked, from having it before them to their word, added up."""

    proposal: str
    customer: int
    employee: int
    asked: int


class EffortShown(Schema):
    case: str
    transfers: int
    points: int
    people: int
    minutes: int
    repeats: int
    wait_minutes: int
    askings: list[AskingShown] = Field(description="what it took of whom each time a decision was put to others")


@router.post("/cases", auth=Token("cases:write"), response={201: CaseShown, **PROBLEMS}, operation_id="hear")
def create(request: HttpRequest, payload: Heard, key: Key) -> JsonResponse:
    """Hear a customer. The case is yours until the customer says that it is right; nobody else can say so."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    must(may_hear(caller.viewer), "Cases are heard by those who work on them.")
    command_id = caller.command_id(key)
    command, rows = _hear(caller, payload, command_id)
    events = through_the_door(request, command, command_id, rows, command.customer)
    heard = next(each for each in events if isinstance(each, CaseHeard))
    return JsonResponse(shown(CaseRow.objects.get(id=heard.case), caller.person), status=201)


@router.get("/cases", auth=Token("cases:read"), response={200: Cases, **READING}, operation_id="cases")
def index(
    request: HttpRequest,
    queue: Annotated[Literal["open", "not_felt", "waiting", "right", "all"], Query()] = "open",
    cursor: Annotated[str, Query(pattern=r"^[0-9]{1,18}$", description="`next` of the page before")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> JsonResponse:
    """The cases that you may see, of one queue, the newest first. `not_felt`: done, and the customer says not yet."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    must(may_hear(caller.viewer), "Cases are for those who work on them.")
    unread = sorted(set(request.GET) - {"queue", "cursor", "limit"})
    if unread:
        raise ProblemError(422, "not_valid", f"{unread[0][:60]!r} is not read here; it takes queue, cursor and limit.")
    rows = in_queue(cases_for(caller.viewer), queue).order_by("-number")
    found = list((rows.filter(number__lt=int(cursor)) if cursor else rows)[: limit + 1])
    more = str(found[limit - 1].number) if len(found) > limit else None
    return JsonResponse({"cases": [_listed(each) for each in lines_of(found[:limit])], "next": more})


@router.get("/cases/{case}", auth=Token("cases:read"), response={200: CaseShown, **READING}, operation_id="case")
def show(request: HttpRequest, case: str) -> JsonResponse:
    """A case as it stands: who owns it, what the customer said, what is promised, what was decided, what you may do."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return JsonResponse(shown(case_of(caller, case), caller.person))


@router.post("/cases/{case}/acts", auth=Token("cases:write", "decide", "promises:write", "agree"),
             response={201: Done, **PROBLEMS}, operation_id="act")  # fmt: skip
def act(request: HttpRequest, case: str, payload: CaseAct, key: Key) -> JsonResponse:
    """One act on a case: `act` names it. Whose act it is, and when it is possible, the case itself says."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    sent = payload.root
    if sent.scope not in caller.scopes:
        raise ProblemError(403, "scope_missing", f"This act needs a token with {sent.scope}.", needs=[sent.scope])
    disputes = isinstance(sent, DisputeAct)
    row = case_of_contact(caller, case, sent.contact) if disputes else case_of(caller, case)
    events = carry_out(doing(request, row, key), sent.command)
    return JsonResponse(done(row, events), status=201)


@router.get("/cases/{case}/timeline", auth=Token("cases:read"), response={200: Timeline, **READING},
            operation_id="timeline")  # fmt: skip
def timeline(request: HttpRequest, case: str) -> JsonResponse:
    """What happened, newest first, a sentence each; what an automated agent did is marked as its own."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    board = board_for(case_of(caller, case), caller.person, timezone.now())
    return JsonResponse({"case": board.case.id, "entries": [_entry(each) for each in board.timeline]})


@router.get("/cases/{case}/effort", auth=Token("cases:read"), response={200: EffortShown, **READING},
            operation_id="effort")  # fmt: skip
def effort_of(request: HttpRequest, case: str) -> JsonResponse:
    """What the customer had to go through so far: transfers, places, people, minutes, repeats, waiting."""
    row = case_of(request.auth, case)  # type: ignore[attr-defined]
    told, now = facts(f"case:{row.id}"), timezone.now()
    cost = [
        {"proposal": each.proposal, "customer": each.customer, "employee": each.employee, "asked": each.asked}
        for each in askings(told, now)
    ]
    return JsonResponse({"case": row.id, **asdict(effort(told, now)), "askings": cost})


def done(row: CaseRow, events: Sequence[Event]) -> dict[str, Any]:
    return {"case": row.id, "number": row.number, "made": made_data(events), "facts": facts_data(events)}


def _hear(caller: Caller, payload: Heard, command_id: str) -> tuple[Hear, list[models.Model]]:
    case, now = derived(command_id, "case"), timezone.now()
    added, customer = _customer(payload.customer, command_id)
    theirs = Texts(command_id, case=case, customer=customer, author=as_party(customer), at=now)
    ours = Texts(command_id, case=case, customer=customer, author=caller.person.id, at=now)
    if payload.asked_for and not Person.objects.filter(id=payload.asked_for, active=True).exists():
        raise ProblemError(422, "unknown_person", "Nobody here has this id.", person=payload.asked_for)
    promised = payload.promise
    command = Hear(
        at=now,
        by=caller.person.id,
        case=case,
        customer=customer,
        words=theirs.put("words", payload.words),
        wish=theirs.put("wish", payload.wish),
        playback=payload.playback,
        summary=ours.put("summary", payload.summary),
        category=ours.put("category", payload.category),
        distress=payload.distress,
        our_fault=payload.our_fault,
        asked_for=payload.asked_for,
        promise=derived(command_id, "promise"),
        promise_body=ours.put("promise", promised.body) if promised else None,
        promise_due=promised.due if promised else None,  # type: ignore[arg-type]
    )
    return command, [*added, *theirs.rows, *ours.rows]


def _customer(given: str | NewCustomer, command_id: str) -> tuple[list[models.Model], str]:
    if isinstance(given, NewCustomer):
        id_ = derived(command_id, "customer")
        if given.zone:
            known_zone(given.zone)
        return [Customer(id=id_, name=given.name.strip(), phone=given.phone, email=given.email, zone=given.zone)], id_
    if not Customer.objects.filter(id=given, erased_at=None).exists():
        raise ProblemError(422, "unknown_customer", UNKNOWN_CUSTOMER, customer=given)
    return [], given


def shown(row: CaseRow, me: Person) -> dict[str, Any]:
    board = board_for(row, me, timezone.now())
    case, people = board.case, board.people
    acts = {NAMES.get(each, each) for each in board.acts} | ({"note"} if board.heard else set())
    put = proposals.in_case(case, me.id, board.now, board.guideline, people, board.facts)
    acts |= {act for each in put for act in each["acts"]}
    if acts & {"decide_within_authority", "report_done"} and not any(each.by == me.id for each in case.open_proposals):
        acts.add("propose")
    return {
        "id": row.id,
        "number": row.number,
        "state": case.state,
        "state_in_words": board.state,
        "owner": party(board.owner, case.owner),
        "customer": {"id": board.customer.id, "name": board.customer.name},
        "words": board.said,
        "wish": board.wish,
        "round": case.round,
        "asked_for": case.asked_for or None,
        "not_felt_resolved": case.not_felt,
        "done": case.done,
        "felt_resolved": case.felt_resolved,
        "success": case.success,
        "action_owner": party(board.action_owner, case.action_owner),
        "offered_to": party(board.offered_to, case.offered_to),
        "intent": case.intent or None,
        "intent_goes_ahead": codec.utc(case.window_ends) if case.window_ends else None,
        "acts": sorted(acts - {""}),
        "decisions": [_decision(each, board) for each in case.decisions.values()],
        "proposals": put,
        "promises": [_promise(each, board) for each in case.promises.values()],
        "people": [party(people.get(each), each) for each in sorted(_ids(board))],
    }


def _listed(line: CaseLine) -> dict[str, Any]:
    row, case = line.row, line.row.case
    return {
        "id": row.id,
        "number": row.number,
        "state": row.state,
        "state_in_words": line.state,
        "owner": party(line.owner, row.owner),
        "customer": {"id": row.customer, "name": line.customer.name if line.customer else None},
        "says": line.title,
        "moved_at": codec.utc(row.moved_at),
        "done": case.done,
        "felt_resolved": case.felt_resolved,
        "success": case.success,
    }


def _decision(made: Any, board: Board) -> dict[str, Any]:
    unit = board.guideline.kinds[made.kind].unit if board.guideline and made.kind in board.guideline.kinds else "money"
    return {
        "id": made.id,
        "by": made.by,
        "kind": made.kind,
        "amount": amount_text(made.amount, unit, board.guideline),
        "verdict": {"decide": "go"}.get(made.mode, made.mode),
        "reversed": made.reversed,
    }


def _promise(promise: Any, board: Board) -> dict[str, Any]:
    words = {line.id: line for line in (*board.promises, *board.past_promises)}
    line = words.get(promise.id)
    return {
        "id": promise.id,
        "kind": promise.kind,
        "state": promise.state,
        "promiser": promise.promiser,
        "promisee": promise.promisee,
        "due": codec.utc(promise.terms.due),
        "acts": [act.name for act in line.acts] if line else [],
    }


def _ids(board: Board) -> set[str]:
    case = board.case
    found = {case.owner, case.action_owner, case.offered_to, *(each.by for each in case.decisions.values())}
    found |= {party for each in case.promises.values() for party in (each.promiser, each.promisee)}
    return {each for each in found if each and not is_customer(each)}


def _entry(entry: Entry) -> dict[str, Any]:
    who = entry.who
    by: dict[str, Any] | None = None
    if isinstance(who, Person):
        by = party(who, who.id)
    elif who is not None:
        by = {"id": as_party(who.id), "name": who.name, "automated": False}
    return {"at": codec.utc(entry.at), "by": by, "title": entry.title, "text": entry.text, "more": entry.more,
            "inside": entry.voice == "inside", "verdict": entry.mode or None}  # fmt: skip
