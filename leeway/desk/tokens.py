"""Tokens for the API: one's own on one's settings, an agent's on its page for administrators. A text is shown once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from leeway.desk.acting import PLAIN_WIDGETS, Asked, for_administrators, signed_in
from leeway.people import tokens
from leeway.people.access import may_make_token
from leeway.people.models import ApiToken, Person


class TokenForm(forms.Form):
    label = forms.CharField(label="What is it for?", max_length=80)
    scopes = forms.MultipleChoiceField(
        label="What may it do?",
        choices=[(name, f"{name}: {meaning}") for name, meaning in tokens.SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing that it may do."},
    )
    days = forms.IntegerField(
        label="For how many days?", min_value=1, max_value=tokens.LONGEST.days, initial=tokens.USUAL.days
    )

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, label_suffix="", auto_id="token-%s", **options)
        if person.service:
            scopes = self.fields["scopes"]
            scopes.choices = [each for each in scopes.choices if each[0] not in tokens.FOR_PEOPLE]  # type: ignore[attr-defined]
        for field in self.fields.values():
            if not isinstance(field.widget, PLAIN_WIDGETS):
                field.widget.attrs["class"] = "input"


def shown(person: Person, form: TokenForm | None = None) -> dict[str, Any]:
    """What a page needs to list a person's tokens and to make one."""
    now = timezone.now()
    rows = [(row, row.works(now)) for row in person.tokens.all()]
    return {"tokens": rows, "token_form": form or TokenForm(person=person, initial={"scopes": ["may:read"]})}


@require_POST
@signed_in
def create_mine(request: Asked) -> HttpResponse:
    return _create(request, request.person, back="me")


@require_POST
@for_administrators
def create(request: Asked, person: str) -> HttpResponse:
    return _create(request, get_object_or_404(Person, id=person), back="person")


def _create(request: Asked, person: Person, back: str) -> HttpResponse:
    if not may_make_token(request.viewer, person):
        raise PermissionDenied(
            "Whoever holds a token acts as its person: people make their own, on their own settings."
        )
    form, made = TokenForm(request.POST, person=person), None
    if form.is_valid():
        given = form.cleaned_data
        lasts = timedelta(days=given["days"])
        try:
            made = tokens.make(
                person, given["label"], given["scopes"], by=request.person.id, now=timezone.now(), lasts=lasts
            )
        except ValidationError as error:
            form.add_error(None, error)
    row, text = made or (None, "")
    page = render(
        request,
        "tokens/token.html",
        {"row": person, "token": row, "text": text, "form": form, "back": back},
        status=200 if row else 422,
    )
    page["Cache-Control"] = "no-store"
    return page


@require_POST
@signed_in
def revoke_mine(request: Asked, token: str) -> HttpResponse:
    return _revoke(request, get_object_or_404(ApiToken, id=token, person=request.person), redirect("me"))


@require_POST
@for_administrators
def revoke(request: Asked, person: str, token: str) -> HttpResponse:
    """Anybody's: taking a way in away needs nobody's leave."""
    row = get_object_or_404(ApiToken, id=token, person=person)
    return _revoke(request, row, redirect("person", person))


def _revoke(request: Asked, row: ApiToken, back: HttpResponse) -> HttpResponse:
    tokens.revoke(row, timezone.now())
    messages.success(request, f"{row.shown} opens nothing any more.")
    return back
