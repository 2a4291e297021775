"""My settings, and what people say of themselves: whom they may not decide for, and until when they are away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from leeway.desk import tokens
from leeway.desk.acting import Asked, signed_in
from leeway.desk.grant_forms import DayField
from leeway.desk.sign_in import PasswordForm
from leeway.people.access import may_manage_people
from leeway.people.models import Customer, Person

MOST = 100
FULL = (
    f"Not kept: you have named {MOST} already, and no more are held. Ask an administrator to take off whom you have "
    "nothing to do with any more, and decide nothing for this customer until then."
)
KINDS = (("own", "It is my own account"), ("relatives", "A relative, or somebody near to me"))


class ConflictForm(forms.Form):
    """Names one customer. Nobody is shown a list of all of them here."""

    customer = forms.CharField(
        label="The customer, by name or short name",
        max_length=200,
        error_messages={"required": "Name the customer."},
    )
    how = forms.ChoiceField(label="Why not", choices=KINDS)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, label_suffix="", auto_id="conflict-%s", **options)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    def clean_customer(self) -> str:
        text = self.cleaned_data["customer"].strip()
        known = Customer.objects.filter(erased_at=None)
        found = list(known.filter(id=text)[:1]) or list(known.filter(name__iexact=text)[:2])
        if len(found) == 1:
            return found[0].id
        raise forms.ValidationError(
            "Several customers are called so. Write the short name instead."
            if found
            else "No customer is called so. Write the whole name, or the short name."
        )


class AwayForm(forms.Form):
    away_until = DayField("Away until, that day included", help_text="Empty: I am here. Who is here is asked first.")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, label_suffix="", auto_id="away-%s", **options)
        self.fields["away_until"].widget.attrs["class"] = "input"


class StandInForm(forms.Form):
    """Names who hears of my promises, second after me, when one is soon due and I have not reported it."""

    stand_in = forms.ModelChoiceField(
        label="Who stands in for my promises", queryset=Person.objects.none(), required=False, empty_label="Nobody",
        help_text="They are told halfway between my own warning and the time, so that they can ask me. Nobody else is.",
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, label_suffix="", auto_id="stands-in-%s", **options)
        others = Person.objects.filter(active=True, service=False).exclude(id=person.id)
        field = self.fields["stand_in"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = others.exclude(role=Person.Role.ADMINISTRATOR)
        field.initial = person.stand_in_id
        field.widget.attrs["class"] = "input"


def conflicts(person: Person) -> list[tuple[str, str, str]]:
    """(customer's id, name, how) of each that this person may not decide for."""
    known = Customer.objects.in_bulk([*person.own, *person.relatives])
    words = {"own": "own account", "relatives": "relative or near"}
    return [
        (each, known[each].name if each in known else each, words[how])
        for how in words
        for each in getattr(person, how)
    ]


@require_http_methods(["GET", "POST"])
@signed_in
def me(request: Asked) -> HttpResponse:
    """Who I am here, and a new password."""
    form: forms.Form = PasswordForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, form.user)
        messages.success(request, "Your new password is in force.")
        return redirect("me")
    return _page(request, form, status=422 if form.errors else 200)


def _page(
    request: Asked, password: forms.Form | None = None, *, conflict: ConflictForm | None = None,
    away: AwayForm | None = None, stand_in: StandInForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    shown = {
        "form": password or PasswordForm(request.user), "conflict": conflict or ConflictForm(),
        "stand_in": stand_in or StandInForm(person=request.person),
        "away": away or AwayForm(initial={"away_until": request.person.away_until}),
        "conflicts": conflicts(request.person), **tokens.shown(request.person),
    }  # fmt: skip
    return render(request, "sign_in/me.html", shown, status=status)


@require_POST
@signed_in
def declare(request: Asked) -> HttpResponse:
    """Add a customer to those that one may not decide for."""
    if gone := request.POST.get("remove"):
        return _taken_off(request, gone)
    form = ConflictForm(request.POST)
    if not form.is_valid():
        return _page(request, conflict=form, status=422)
    if not _named(request.person.id, form.cleaned_data["how"], form.cleaned_data["customer"]):
        form.add_error("customer", FULL)
        return _page(request, conflict=form, status=422)
    messages.success(request, "Kept. The guideline stops you where it asks for it; only administrators see it, too.")
    return redirect("me")


def _named(person: str, how: str, customer: str) -> bool:
    """Add the customer to what the person's row holds by now; whether there was room."""
    with transaction.atomic():
        row = Person.objects.select_for_update().get(id=person)
        held = getattr(row, how)
        if customer in held:
            return True
        if len(held) >= MOST:
            return False
        held.append(customer)
        row.save(update_fields=[how])
        return True


def _taken_off(request: Asked, gone: str) -> HttpResponse:
    """By an administrator, who decides in no case: one's own word would last only until the next decision."""
    if not may_manage_people(request.viewer):
        raise PermissionDenied("Only an administrator takes a customer off again. Ask one, and say why.")
    with transaction.atomic():
        person = get_object_or_404(Person.objects.select_for_update(), id=request.POST.get("person", ""))
        person.own = [each for each in person.own if each != gone]
        person.relatives = [each for each in person.relatives if each != gone]
        person.save(update_fields=["own", "relatives"])
    messages.success(request, "Taken off. What was decided before stays as it was.")
    return redirect("person", person.id)


@require_POST
@signed_in
def away(request: Asked) -> HttpResponse:
    form = AwayForm(request.POST)
    if not form.is_valid():
        return _page(request, away=form, status=422)
    until = form.cleaned_data["away_until"]
    request.person.away_until = until if until and until >= timezone.localdate() else None
    request.person.save(update_fields=["away_until"])
    messages.success(request, "You are away until then." if request.person.away_until else "You are here.")
    return redirect("me")


@require_POST
@signed_in
def stand_in(request: Asked) -> HttpResponse:
    form = StandInForm(request.POST, person=request.person)
    if not form.is_valid():
        return _page(request, stand_in=form, status=422)
    chosen = form.cleaned_data["stand_in"]
    Person.objects.filter(id=request.person.id).update(stand_in=chosen)
    said = f"{chosen.first_name} stands in for your promises." if chosen else "Nobody stands in for your promises."
    messages.success(request, said)
    return redirect("me")
