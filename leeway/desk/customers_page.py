"""The customer's own page: who looks after it, what we promised, and the words that only they can give.

It opens by a link and needs no sign-in; it shows this one case and nothing else. Whoever is signed in at the desk reads
it and says nothing: a word that is the customer's is not taken from somebody who works here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from leeway.core.cases.closing import SayExpected
from leeway.core.cases.results import GiveWord
from leeway.core.message import customer as as_party
from leeway.core.promises import ActOnPromise
from leeway.core.refusal import Refusal
from leeway.demo.make import on_show
from leeway.desk import times
from leeway.desk.acting import ActForm
from leeway.desk.customers_forms import ACTS, AnswerForm, PromiseForm, WordForm
from leeway.desk.customers_view import CustomersView, view_for
from leeway.desk.explain import explain
from leeway.desk.visible import access_of, address_of
from leeway.ledger.handle import handle
from leeway.people import links
from leeway.people.access import Viewer, may_see_as_customer
from leeway.people.models import CustomerLink
from leeway.people.words import Texts
from leeway.projections.cases import CaseRow

WRONG_AT_MOST = 20
WRONG_WITHIN = 15 * 60  # seconds
WORDS = frozenset({"not_going_well", "withdraw", "came_back", "expected"})
SAID = {
    "satisfied": "Thank you. It is settled because you say so.",
    "not_yet": "Thank you. It goes straight to {owner}, who takes it up again.",
    "not_going_well": "Thank you. It goes straight to {owner}, who takes it up again.",
    "withdraw": "It is withdrawn. If you need us after all, call {owner}.",
    "expected": "Thank you. {owner} reads what you had expected.",
    "came_back": "It is open again, with all that you told us. {owner} takes it up.",
}

Page = Callable[..., HttpResponse]


class Opened(HttpRequest):
    """A request with a link that opens: what `by_link` hands to a view."""

    link: CustomerLink
    case: CaseRow


def by_link(page: Page) -> Page:
    """Open the case that the token is for; a wrong token, or one that is over, gets a page that says so."""

    @wraps(page)
    def wrapped(request: Any, token: str, **more: Any) -> HttpResponse:
        response = _opened(page, request, token, **more)
        # Not "no-referrer": with that, browsers send forms from nowhere, and the check against forged forms fails.
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "no-store, private"
        return response

    return wrapped


def _opened(page: Page, request: Any, token: str, **more: Any) -> HttpResponse:
    link = links.find(token)
    row = CaseRow.objects.filter(id=link.case).first() if link else None
    if link is None or row is None:
        return _wrong(request)
    if not may_see_as_customer(Viewer(link=(link.case, link.customer_id)), access_of(row)):
        return _wrong(request)
    if link.revoked_at or link.expires_at <= timezone.now():
        return render(request, "c/over.html", status=410)
    request.link, request.case = link, row
    with timezone.override(times.zone_of(link.customer.zone)):
        if request.method == "POST" and _reader(request):
            return _page(request, token, status=403)
        return page(request, token, **more)


def _reader(request: HttpRequest) -> str:
    """Who is signed in at the desk and may only read here; nobody on a demo, where one person plays all parts."""
    if not request.user.is_authenticated or on_show():
        return ""
    person = request.user.person
    return str(person.name if person else request.user.get_username())


def _wrong(request: HttpRequest) -> HttpResponse:
    """Nobody guesses a token; whoever tries again and again is slowed down. Links that are right open all the same."""
    if _tries(f"wrong-links:{address_of(request)}") > WRONG_AT_MOST:
        return render(request, "c/slow.html", {"minutes": WRONG_WITHIN // 60}, status=429)
    return render(request, "c/unknown.html", status=404)


def _tries(key: str) -> int:
    """How many wrong links came from there so far, this one included."""
    cache.add(key, 0, WRONG_WITHIN)
    try:
        return cache.incr(key)
    except ValueError:  # it ended in between: the count begins again
        return 1


@require_GET
@by_link
def show(request: Opened, token: str) -> HttpResponse:
    return _page(request, token)


@require_http_methods(["POST"])
@by_link
def answer(request: Opened, token: str) -> HttpResponse:
    """Whether it feels resolved. Only this page can say so."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, token, form, status=422)
    act = {"yes": "satisfied", "not-yet": "not_yet"}[form.cleaned_data["felt"]]
    said = form.cleaned_data["thanks" if act == "satisfied" else "missing"]
    stay = form.cleaned_data["stay"] or None
    return _give_word(request, token, form, act, said, form.cleaned_data["easy"], stay)


@require_http_methods(["POST"])
@by_link
def word(request: Opened, token: str, act: str) -> HttpResponse:
    """It is not going well, it is withdrawn, it has come back."""
    if act not in WORDS:
        return _wrong(request)
    form = WordForm(request.POST, slug=act)
    if not form.is_valid():
        return _page(request, token, form, status=422)
    if act == "expected":
        texts = _texts(request, form)
        words, by = texts.put("words", form.cleaned_data["words"]), as_party(request.link.customer_id)
        expected = SayExpected(at=timezone.now(), by=by, case=request.case.id, words=words)
        return _handled(request, token, form, expected, texts, SAID[act])
    return _give_word(request, token, form, act, form.cleaned_data["words"], None)


@require_http_methods(["POST"])
@by_link
def promise(request: Opened, token: str, promise: str, act: str) -> HttpResponse:
    """Answer an offer, say how a promise was kept, or ask for another time."""
    party = as_party(request.link.customer_id)
    known = request.case.case.promises.get(promise)
    if known is None or known.promisee != party or act not in ACTS:
        return _wrong(request)
    form = PromiseForm(request.POST, promise=promise, act=act)
    if not form.is_valid():
        return _page(request, token, form, status=422)
    texts = _texts(request, form)
    command = ActOnPromise(
        at=timezone.now(),
        by=party,
        promise=promise,
        case=request.case.id,
        act=act,
        due=form.cleaned_data.get("due"),
        reason=texts.put("reason", form.cleaned_data.get("reason")),
    )
    return _handled(request, token, form, command, texts, ACTS[act].said)


def _give_word(
    request: Opened,
    token: str,
    form: ActForm,
    act: str,
    said: str | None,
    easy: int | None,
    stay: str | None = None,
) -> HttpResponse:
    texts = _texts(request, form)
    command = GiveWord(
        at=timezone.now(),
        by=as_party(request.link.customer_id),
        case=request.case.id,
        act=act,
        words=texts.put("words", said),
        easy=easy,
        stay=stay,
    )
    return _handled(request, token, form, command, texts, SAID[act])


def _texts(request: Opened, form: ActForm) -> Texts:
    customer = request.link.customer_id
    return Texts(form.sent, case=request.case.id, customer=customer, author=as_party(customer), at=timezone.now())


def _handled(
    request: Opened, token: str, form: ActForm, command: GiveWord | ActOnPromise | SayExpected, texts: Texts, said: str
) -> HttpResponse:
    try:
        handle(command, command_id=form.sent, words=texts.rows)
    except Refusal as refusal:
        return _page(request, token, form.renewed(), refusal=explain(refusal), status=409)
    owner = view_for(request.case, request.link.customer, timezone.now()).owner
    messages.success(request, said.format(owner=owner.first_name if owner else "us"))
    return redirect("customers_page", token=token)


def _page(
    request: Opened, token: str, sent: ActForm | None = None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    reader = _reader(request)
    view: CustomersView = view_for(request.case, request.link.customer, timezone.now())
    view = view.to_read() if reader else view
    forms: dict[str, ActForm] = {"answer": AnswerForm()} | {act: WordForm(slug=act) for act in WORDS}
    lines = [(line, [PromiseForm(promise=line.id, act=act) for act in line.acts]) for line in view.promises]
    if sent is not None:
        forms = {slug: sent if sent.slug == slug else form for slug, form in forms.items()}
        lines = [(line, [sent if form.slug == sent.slug else form for form in own]) for line, own in lines]
    context = {
        "view": view, "forms": forms, "lines": lines, "token": token, "reader": reader,
        "refusal": refusal, "refused": sent.slug if sent and refusal else "", "zone": times.zone_in_words(),
    }  # fmt: skip
    return render(request, "c/page.html", context, status=status)
