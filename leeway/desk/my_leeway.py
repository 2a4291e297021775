"""My leeway: what I can decide, what waits for my signature, what I have passed on, and who stands in for me."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from leeway.core.authority import Guideline, Leeway, Room, what_can
from leeway.core.granting import OfferStandIn
from leeway.desk import amounts, giving, in_force
from leeway.desk.acting import ActForm, Asked, signed_in
from leeway.desk.explain_leeway import leeway_sentences
from leeway.desk.explain_verdict import Voice
from leeway.desk.grant_forms import AcceptGrantForm, DeclineGrantForm, StandInForm
from leeway.desk.grant_pages import giveable, hand_in, name_for, others_of
from leeway.desk.phrasing import label
from leeway.desk.timeline import currency_of
from leeway.guidelines.writing import table, write_tree
from leeway.ledger.grants import keep
from leeway.people.access import may_hold_grants
from leeway.people.models import Person
from leeway.projections import spends
from leeway.projections.grants import GrantRow

IN_A_CASE = frozenset({"customer.id", "case.id"})  # what guardrails ask for and every case answers by itself


@dataclass(frozen=True, slots=True)
class Line:
    """One kind. first: the answer in a sentence; rest: what is left and needed. used: percent of the limit that binds.

    lacks: trainings without which it is not yet one's own.
    """

    kind: str
    verdict: str
    first: str
    rest: tuple[str, ...]
    used: str
    bar: str
    grant: str
    giver: str
    why: str
    until: str
    lacks: tuple[str, ...]


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

    voice = Voice(names=lambda each: people[each].called if each in people else each, money=money)
    found = what_can(guideline, person.id, timezone.now(), spends.used)
    return [_line(each, guideline, voice) for each in sorted(found, key=lambda each: not each.mine)]


def _line(leeway: Leeway, guideline: Guideline, voice: Voice) -> Line:
    option = leeway.best
    grant = guideline.grant(option.grant) if option else None
    chain = guideline.chain(grant) if grant else ()
    until = min((link.until for link in chain if link.until), default=None)
    rooms = [each for each in option.rooms if each.left is not None] if option else []
    room = min(rooms, key=_share_left, default=None)
    known_later = replace(leeway, needs=tuple(n for n in leeway.needs if n.details.get("fact") not in IN_A_CASE))
    first, *rest = leeway_sentences(guideline, known_later, voice)
    needs = (*leeway.needs, *(option.needs if option else ()))
    lacks = [name for need in needs if need.code == "training_missing" for name in _names(need.details["training"])]
    used = f"{100 - _share_left(room) * 100:.1f}%" if room else ""
    return Line(
        kind=label(leeway.kind),
        verdict=leeway.verdict.value,
        first=first,
        rest=tuple(rest),
        used=used,
        bar=f"{used} used" if room else "",
        grant=grant.id if grant and leeway.mine and not grant.substitute else "",
        giver=voice.names(grant.grantor) if grant and leeway.mine else "",
        why=grant.why if grant and leeway.mine else "",
        until=f"{until.day} {until:%B %Y}" if until else "",
        lacks=tuple(lacks),
    )


def _share_left(room: Room) -> float:
    return max(0, min(1, (room.left or 0) / room.whole)) if room.whole else 0


def _names(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)
