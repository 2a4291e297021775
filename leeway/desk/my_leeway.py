"""My leeway: what I can decide, what waits for my signature, what I have passed on, and who stands in for me."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from leeway.core.authority import Guideline, what_can
from leeway.core.authority.ladder import ladder
from leeway.core.granting import OfferStandIn
from leeway.desk import amounts, giving, in_force
from leeway.desk.acting import ActForm, Asked, signed_in
from leeway.desk.explain_verdict import Voice
from leeway.desk.grant_forms import AcceptGrantForm, DeclineGrantForm, StandInForm
from leeway.desk.grant_pages import giveable, hand_in, name_for, others_of
from leeway.desk.leeway_lines import Line, line_of
from leeway.desk.timeline import currency_of
from leeway.guidelines.writing import table, write_tree
from leeway.ledger.grants import keep
from leeway.people.access import may_hold_grants
from leeway.people.models import Person
from leeway.projections import spends
from leeway.projections.grants import GrantRow


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer that waits, with both forms."""

    given: giving.GivenLine
    yes: ActForm
    no: ActForm


@require_GET
@signed_in
def page(request: Asked) -> HttpResponse:
    return show(request)


def show(request: Asked, sent: StandInForm | None = None, refusal: str = "", status: int = 200) -> HttpResponse:
    if not may_hold_grants(request.viewer):
        raise PermissionDenied("Who works on cases holds grants. The guideline shows them all.")
    guideline, now = in_force.guideline(request), timezone.now()
    if guideline is None:
        return render(request, "guideline/none.html")
    given = giving.given_by(request.viewer, guideline, now)
    away = GrantRow.objects.filter(sort="stand_in", state__in=["offered", "live"])
    context = {
        "offers": offers(request), "lines": leeway_of(request.person, guideline),
        "given": [each for each in given if not each.stand_in],
        "mine_away": [each for each in given if each.stand_in],
        "for_others": giving.lines(away.filter(to=request.person.id, state="live"), guideline, request.viewer),
        "form": sent or StandInForm(people=others_of(request.person)), "refusal": refusal,
        "sent": sent.slug if sent else "", "may_give": giveable(request, guideline),
    }  # fmt: skip
    return render(request, "leeway/page.html", context, status=status)


@require_POST
@signed_in
def stand_in(request: Asked) -> HttpResponse:
    """Ask somebody to act for me from one day until another."""
    if not may_hold_grants(request.viewer):
        raise PermissionDenied("Who works on cases holds grants, and can have somebody stand in.")
    form = StandInForm(request.POST, people=others_of(request.person))
    if not form.is_valid():
        return show(request, form, status=422)
    grant = name_for(form, f"{request.person.id}-away")
    text = write_tree(table(form.terms(request.person.id, grant)))
    command = OfferStandIn(at=timezone.now(), by=request.person.id, grant=grant, text=keep(text))
    if refusal := hand_in(command, form):
        return show(request, form, refusal, status=409)
    messages.success(request, "Asked. They act for you as soon as they accept it, in those days.")
    return redirect("leeway")


def offers(request: Asked) -> list[Offer]:
    waiting = giving.offers_to(request.viewer, in_force.guideline(request))
    return [
        Offer(each, AcceptGrantForm(auto_id=f"accept-{each.id}-%s"), DeclineGrantForm(auto_id=f"decline-{each.id}-%s"))
        for each in waiting
    ]


def leeway_of(person: Person, guideline: Guideline) -> list[Line]:
    """A line for each kind, what one can decide first."""
    people = Person.objects.in_bulk()
    currency = currency_of(guideline)

    def money(text: str, _: str) -> str:
        return amounts.written(int(text.replace(".", "")), currency)

    voice = Voice(names=lambda each: people[each].called if each in people else each, money=money, ids=False)
    now = timezone.now()
    found = what_can(guideline, person.id, now, spends.used)
    stands = {each.kind: each for each in ladder(guideline, person.id, now)}
    return [
        line_of(each, guideline, voice, people, stands[each.kind])
        for each in sorted(found, key=lambda each: not each.mine)
    ]
