"""My promises: mine, to me, asked of me; each on a page of its own with what I may do about it now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from leeway.core.cases.state import Case
from leeway.core.message import Command, is_customer
from leeway.core.promises import ActOnPromise, MakePromise, OpenPromise, Promise, PromiseAnswer, StateBelief
from leeway.core.promises.happenings import RecordHappening
from leeway.core.refusal import Refusal
from leeway.desk.acting import ActForm, Asked, signed_in
from leeway.desk.explain import explain
from leeway.desk.phrasing import unsaid
from leeway.desk.promise_forms import BeliefForm, NewPromiseForm, TapForm, WholeActForm
from leeway.desk.promise_lines import ACTS, ENDED, WAITING, act_named
from leeway.desk.promised import acts_of, figures_of, of_person, seen, words_in
from leeway.desk.visible import promise_or_404
from leeway.ledger.handle import handle
from leeway.people.access import WORKS_ON_CASES
from leeway.people.models import Customer, Person
from leeway.people.words import Texts, derived
from leeway.projections.cases import CaseRow
from leeway.projections.promises import PromiseRow

SHOWN = 100
ANSWER_IN = timedelta(hours=24)
BESIDE = {
    "believe": "Say how likely it is",
    "answer_later": "Seen, full answer within a day",
    "happened": "It happened",
}
RUNNING = {"PROMISED": "Promised", "OVERDUE": "Promised, and late", "RENEGOTIATING": "A change is proposed"}
STATES = RUNNING | WAITING | ENDED


@require_GET
@signed_in
def index(request: Asked) -> HttpResponse:
    return _list(request)


@require_POST
@signed_in
def create(request: Asked) -> HttpResponse:
    form = NewPromiseForm(request.POST, people=_colleagues(request))
    if not form.is_valid():
        return _list(request, form, status=422)
    given, at, me = form.cleaned_data, timezone.now(), request.person.id
    texts = Texts(form.sent, case="", customer="", author=me, at=at)
    promise, body, clauses = derived(form.sent, "promise"), texts.put("body", given["body"]) or "", form.clauses(texts)
    command: Command
    if given["act"] == "promise":
        command = MakePromise(
            at=at, by=me, promise=promise, case=None, promisee=me, body=body, due=given["due"], clauses=clauses
        )
    else:
        promiser, promisee = (given["to"], me) if given["act"] == "request" else (me, given["to"])
        command = OpenPromise(
            at=at, by=me, promise=promise, case=None, promiser=promiser, promisee=promisee, act=given["act"],
            body=body, due=given["due"], clauses=clauses,
        )  # fmt: skip
    try:
        handle(command, command_id=form.sent, words=texts.rows)
    except Refusal as refusal:
        return _list(request, form, explain(refusal), status=409)
    said = {"request": "Asked.", "offer": "Offered. It is a promise once they accept it.", "promise": "Promised."}
    messages.success(request, said[given["act"]])
    return redirect("my_promise", promise)


@require_GET
@signed_in
def page(request: Asked, promise: str) -> HttpResponse:
    return _show(request, *promise_or_404(request.viewer, promise))


@require_POST
@signed_in
def act(request: Asked, promise: str, act: str) -> HttpResponse:
    row, case = promise_or_404(request.viewer, promise)
    known = row.promise
    if act not in ACTS and act not in BESIDE:
        raise Http404("No such act.")
    form = _form(act, known, case, words_in([known]), request.POST)
    if not form.is_valid():
        return _show(request, row, case, form, status=422)
    of, whose = (case.id, case.customer) if case else ("", "")
    texts = Texts(form.sent, case=of, customer=whose, author=request.person.id, at=timezone.now())
    try:
        handle(_command(request, row, act, form, texts), command_id=form.sent, words=texts.rows)
    except Refusal as refusal:
        again = PromiseRow.objects.get(id=row.id)
        return _show(request, again, case, form, explain(refusal), status=409)
    messages.success(request, f"{BESIDE.get(act) or ACTS[act][1]}: written down.")
    return redirect("my_promise", promise)


def _command(request: Asked, row: PromiseRow, act: str, form: Any, texts: Texts) -> Command:
    about: dict[str, Any] = {"at": timezone.now(), "by": request.person.id}
    if act == "happened":
        return RecordHappening(**about, event=row.promise.awaits or "")
    about |= {"promise": row.id, "case": row.case or None}
    given = form.cleaned_data.get
    match act:
        case "believe":
            return StateBelief(**about, percent=given("percent"))
        case "answer_later":
            answer, body = derived(form.sent, "answer"), texts.put("answer", "A full answer") or ""
            return PromiseAnswer(**about, answer=answer, body=body, due=about["at"] + ANSWER_IN)
        case _:
            return ActOnPromise(
                **about, act=act, due=given("due"), body=texts.put("body", given("body")),
                reason=texts.put("reason", given("reason")), values=form.values, judged=form.judged,
                next_promise=derived(form.sent, "next promise") if given("next_due") else None,
                next_due=given("next_due"),
            )  # fmt: skip


def _form(act: str, promise: Promise, case: CaseRow | None, words: Any, data: Any = None) -> ActForm:
    if act == "believe":
        return BeliefForm(data)
    if act in BESIDE:
        return TapForm(data, auto_id=f"{act}-%s")
    folded = case.case if case else Case(id="")
    return WholeActForm(data, known=promise, words=words, act=act_named(act, promise, folded))


def _show(
    request: Asked, row: PromiseRow, case: CaseRow | None, sent: ActForm | None = None, refusal: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    promise, me = row.promise, request.person.id
    words = words_in([promise])
    if sent is not None and refusal:
        sent.renewed()
    acts = []
    for name in acts_of(promise, me):
        if name in BESIDE or name in ACTS:
            fresh = _form(name, promise, case, words)
            shown = sent if sent is not None and type(sent) is type(fresh) and sent.slug == fresh.slug else fresh
            acts.append((name, BESIDE.get(name) or ACTS[name][1], shown, not shown.visible_fields()))
    name = _namer({promise.promiser, promise.promisee, *promise.judges})
    context = {
        "row": row, "case": case, "promise": seen(promise, me, words), "acts": acts, "refusal": refusal,
        "said": _said(promise, name), "by": name(promise.promiser), "to": name(promise.promisee),
        "assessed": [(name(each.by), each) for each in promise.assessments], "due": promise.terms.due,
        "proposed_due": promise.proposed.due if promise.proposed else None,
        "runs": promise.runs, "sent": sent.slug if sent else "", "mine": me in {promise.promiser, promise.promisee},
    }  # fmt: skip
    return render(request, "promises/page.html", context, status=status)


def _list(request: Asked, form: NewPromiseForm | None = None, refusal: str = "", status: int = 200) -> HttpResponse:
    if request.viewer.role not in WORKS_ON_CASES:
        raise PermissionDenied("Promises are between those who work on cases, and their customers.")
    if form is not None and refusal:
        form.renewed()
    me = request.person.id
    rows = list(of_person(me).filter(ended=False).order_by("due")[:SHOWN])
    over = list(of_person(me).filter(ended=True).order_by("-moved_at")[:20])
    words = words_in(row.promise for row in [*rows, *over])
    name = _namer({party for row in [*rows, *over] for party in (row.promiser, row.promisee)})

    def line(row: PromiseRow) -> dict[str, Any]:
        other = row.promisee if row.promiser == me else row.promiser
        who = "myself" if row.promiser == row.promisee else name(other)
        text = words.get(row.body) or unsaid(row.kind, name(row.promisee))
        return {"row": row, "text": text, "who": who, "said": _said(row.promise, name)}

    groups = [
        ("I promised", [row for row in rows if row.promiser == me and row.promise.version]),
        ("Asked of me, or offered by me", [row for row in rows if row.promiser == me and not row.promise.version]),
        ("Promised to me, or asked by me", [row for row in rows if row.promiser != me]),
    ]
    context = {
        "groups": [(title, [line(row) for row in found]) for title, found in groups],
        "over": [line(row) for row in over], "figures": figures_of(me), "refusal": refusal,
        "form": form or NewPromiseForm(people=_colleagues(request)), "sent": form.slug if form else "",
    }  # fmt: skip
    return render(request, "promises/index.html", context, status=status)


def _said(promise: Promise, name: Callable[[str], str]) -> str:
    return STATES[promise.state].format(by=name(promise.promiser), to=name(promise.promisee))


def _namer(parties: set[str]) -> Callable[[str], str]:
    people = Person.objects.in_bulk([each for each in parties if not is_customer(each)])
    customers = Customer.objects.in_bulk([each.removeprefix("customer:") for each in parties if is_customer(each)])

    def name(party: str) -> str:
        if is_customer(party):
            known = customers.get(party.removeprefix("customer:"))
            return known.name if known else "a customer"
        return people[party].called if party in people else "somebody"

    return name


def _colleagues(request: Asked) -> list[Person]:
    found = Person.objects.filter(active=True, role__in=WORKS_ON_CASES).exclude(id=request.person.id)
    return list(found.order_by("name"))
