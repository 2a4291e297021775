"""One grant with all that may be done with it, and offering one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leeway.core.authority import Guideline, Table
from leeway.core.granting import (
    AcceptGrant,
    DeclineGrant,
    GrantCommand,
    LayDown,
    NarrowGrant,
    OfferGrant,
    RevokeGrant,
    WithdrawOffer,
)
from leeway.core.refusal import Refusal
from leeway.desk import giving, in_force
from leeway.desk.acting import ActForm, Asked, signed_in
from leeway.desk.explain import explain
from leeway.desk.grant_forms import (
    AcceptGrantForm,
    DeclineGrantForm,
    LayDownForm,
    NarrowForm,
    OfferGrantForm,
    RevokeForm,
    WithdrawForm,
    day,
    figure,
)
from leeway.desk.leading import HOW_I_LEAD
from leeway.guidelines.writing import entry_named, with_keys, write_tree
from leeway.guidelines.yaml_tree import read_tree
from leeway.ledger.grants import keep, text_of, would_refuse
from leeway.ledger.handle import handle
from leeway.people.access import may_hold_grants, may_see_guideline
from leeway.people.models import Person
from leeway.people.words import Texts
from leeway.projections import guidelines

FORMS: dict[str, type[ActForm]] = {
    "accept": AcceptGrantForm,
    "decline": DeclineGrantForm,
    "withdraw": WithdrawForm,
    "revoke": RevokeForm,
    "narrow": NarrowForm,
    "lay-down": LayDownForm,
}
FITS = "This fits within what is yours to give."
DONE = {
    "accept": "Signed: it is in force from now on.",
    "decline": "Declined; nothing was given.",
    "withdraw": "The offer is taken back.",
    "revoke": "Taken back, at once, with all that was passed on from it.",
    "narrow": "It is less from now on.",
    "lay-down": "You have given it back.",
}


@require_GET
@signed_in
def show(request: Asked, grant: str) -> HttpResponse:
    return _page(request, grant)


@require_POST
@signed_in
def act(request: Asked, grant: str, act: str) -> HttpResponse:
    """Answer an offer, take back, narrow or lay down."""
    _, guideline = _seen(request, grant)
    if act not in FORMS:
        raise Http404("No such act.")
    form = FORMS[act](request.POST)
    if not form.is_valid():
        return _page(request, grant, form, status=422)
    texts = Texts(form.sent, case="", customer="", author=request.person.id, at=timezone.now())
    try:
        handle(_command(request, grant, act, form, texts, guideline), command_id=form.sent, words=texts.rows)
    except ValueError as error:
        form.add_error("up_to", str(error))
        return _page(request, grant, form, status=422)
    except Refusal as refusal:
        return _page(request, grant, form, explain(refusal), status=409)
    messages.success(request, DONE[act])
    return redirect("leeway")


def _command(request: Asked, grant: str, act: str, form: ActForm, texts: Texts, guideline: Guideline) -> GrantCommand:
    said: dict[str, Any] = {"at": timezone.now(), "by": request.person.id, "grant": grant}
    words = texts.put("words", form.cleaned_data.get("words"))
    match act:
        case "accept":
            return AcceptGrant(**said)
        case "decline":
            return DeclineGrant(**said, words=words)
        case "withdraw":
            return WithdrawOffer(**said)
        case "revoke":
            return RevokeGrant(**said, words=words)
        case "lay-down":
            return LayDown(**said, words=words)
        case _:
            return NarrowGrant(**said, words=words, text=keep(_narrower(grant, form, guideline)))


def _narrower(grant: str, form: ActForm, guideline: Guideline) -> str:
    """The terms as they are now, with what was typed in their place."""
    entry = entry_named(read_tree(text_of(guidelines.in_force().sha256)), "grants", grant)
    if not isinstance(entry, Table):
        raise Refusal("no_such_grant")
    known = guideline.grant(grant)
    given = form.cleaned_data
    up_to = figure(given["up_to"], known.may if known else "", guideline)
    return write_tree(with_keys(entry, {"up_to": up_to, "until": day(given["until"])}))


def _seen(request: Asked, grant: str) -> tuple[giving.GivenLine, Guideline]:
    guideline = in_force.guideline(request)
    if not may_see_guideline(request.viewer) or guideline is None:
        raise Http404("No such grant.")
    line = giving.line_of(grant, guideline, request.viewer, timezone.now())
    if line is None:
        raise Http404("No such grant.")
    return line, guideline


def _page(
    request: Asked, grant: str, sent: ActForm | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    line, _ = _seen(request, grant)
    forms = {slug: made(auto_id=f"{slug}-%s") for slug, made in FORMS.items() if slug in line.acts}
    if sent and refusal:
        sent.renewed()
    if sent and sent.slug in forms:
        forms[sent.slug] = sent
    context = {"each": line, "forms": forms, "sent": sent.slug if sent else "", "refusal": refusal}
    return render(request, "grants/page.html", context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def offer(request: Asked) -> HttpResponse:
    """Offer somebody a grant out of what one holds, or gives at the top."""
    guideline, form = _offer_form(request)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        grant = name_for(form, f"{form.cleaned_data['to']}-{form.cleaned_data['may']}")
        text = giving.terms(form, request.person.id, grant, guideline)
        refusal = hand_in(OfferGrant(at=timezone.now(), by=request.person.id, grant=grant, text=keep(text)), form)
        if not refusal:
            messages.success(request, "Offered. It is in force as soon as they accept it.")
            return redirect("leeway")
    status = 409 if refusal else 422 if form.errors else 200
    return _offering(request, guideline, form, refusal, status)


@require_POST
@signed_in
def try_offer(request: Asked) -> HttpResponse:
    """Whether what is typed so far could be offered; nothing is done."""
    typed = request.POST.copy()
    unsaid = not typed.get("why", "").strip()
    typed["why"] = "(not said yet)" if unsaid else typed["why"]
    guideline, form = _offer_form(request, typed)
    told, fits = "Choose to whom, from which grant and what for.", False
    if form.is_valid():
        grant = name_for(form, f"{form.cleaned_data['to']}-{form.cleaned_data['may']}")
        text = giving.terms(form, request.person.id, grant, guideline)
        command = OfferGrant(at=timezone.now(), by=request.person.id, grant=grant, text="")
        refused = would_refuse(command, text)
        told, fits = explain(refused) if refused else FITS + (" Say why, and offer it." if unsaid else ""), not refused
    elif wrong := [form.errors[name][0] for name in form.errors if name in form.said_at_once]:
        told = str(wrong[0])
    return render(request, "grants/fits.html", {"told": told, "fits": fits})


def _offer_form(request: Asked, typed: QueryDict | None = None) -> tuple[Guideline, OfferGrantForm]:
    guideline = in_force.guideline(request)
    if not may_hold_grants(request.viewer) or guideline is None:
        raise PermissionDenied("Who works on cases holds grants and passes them on.")
    mine = giveable(request, guideline)
    data = typed or (request.POST if request.method == "POST" else None)
    under = (request.GET if data is None else data).get("under", "")
    out_of = [each for each in mine if each[0] == under] or mine
    reach = giving.reach(guideline, out_of)
    people = [each for each in others_of(request.person) if each.id not in reach.above]
    form = OfferGrantForm(
        data, guideline=guideline, mine=mine, people=people, given=reach.kinds, modes=reach.modes, steps=reach.steps,
        chosen=under if len(mine) > 1 else "", names={each.id: each.called for each in Person.objects.all()},
        settled=reach.settled, initial={"under": under, "to": request.GET.get("to", "")},
    )  # fmt: skip
    return guideline, form


def giveable(request: Asked, guideline: Guideline) -> list[tuple[str, str]]:
    """What one holds and may pass on, then what one gives at the top."""
    held = giving.pass_on(guideline, request.person.id, guideline.local_date(timezone.now()))
    return [*held, *giving.at_the_top(guideline, request.viewer)]


def _offering(request: Asked, guideline: Guideline, form: OfferGrantForm, refusal: str, status: int) -> HttpResponse:
    people = Person.objects.in_bulk()
    mine = giveable(request, guideline)
    found = (guideline.grant(each.removeprefix(giving.TOP)) for each, _ in mine)
    held = [giving.grant_line(grant, guideline, people) for grant in found if grant]
    context = {
        "form": form,
        "held": held,
        "choose": mine if len(mine) > 1 and not form.chosen and not form.is_bound else [],
        "to": request.GET.get("to", ""),
        "how_i_lead": HOW_I_LEAD,
        "refusal": refusal,
        "sent": form.slug if refusal else "",
    }
    return render(request, "grants/offer.html", context, status=status)


def hand_in(command: GrantCommand, form: ActForm) -> str:
    """Why it was refused, with the form ready for another try; nothing where it was done."""
    try:
        handle(command, command_id=form.sent)
    except Refusal as refusal:
        form.renewed()
        return explain(refusal)
    return ""


def name_for(form: ActForm, about: str) -> str:
    """A name that people can read, and that no other grant has: the form's own number makes it so."""
    words = about.replace(".*", "").replace(".", "-").replace("*", "all")
    return f"{words[:50]}-{form.sent[:6]}"


def others_of(person: Person) -> list[Person]:
    """Whom one can give to: everybody who works on cases, the own team first."""
    found = Person.objects.filter(active=True).exclude(role=Person.Role.ADMINISTRATOR).exclude(id=person.id)
    return sorted(found, key=lambda each: (each.team != person.team, each.team, each.name))
