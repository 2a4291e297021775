"""What every page with a form shares: who asks, the form that is one act however often it is sent, typed times."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from leeway.people.access import Viewer, may_manage_people, viewer_for
from leeway.people.models import Person

View = Callable[..., HttpResponse]
LONGEST = 4_000  # characters of a free text
ONE_LINE = 300  # characters of what is said in one line, such as a promise
YEARS = range(1900, 3001)  # that a typed time may lie in; what is promised is held to far less


class Asked(HttpRequest):
    """A request of somebody who works here: what `signed_in` hands to a view."""

    person: Person
    viewer: Viewer


def signed_in(view: View) -> View:
    """Ask strangers to sign in; refuse an account that belongs to nobody who works here now."""

    @wraps(view)
    def wrapped(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else _page_of(request))
        person = request.user.person
        if person is None or not person.active:
            raise PermissionDenied(
                "This account belongs to nobody who works here now; an administrator can change that."
            )
        if person.service:
            raise PermissionDenied("An automated agent uses the API; nobody signs in as it.")
        request.person, request.viewer = person, viewer_for(person)
        return view(request, *args, **kwargs)

    return wrapped


def for_administrators(view: View) -> View:
    @signed_in
    @wraps(view)
    def wrapped(request: Asked, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_manage_people(request.viewer):
            raise PermissionDenied("An administrator looks after people here. Ask one for what you need.")
        return view(request, *args, **kwargs)

    return wrapped


def _page_of(request: HttpRequest) -> str:
    """The page that a form was sent from: an act cannot be gone back to."""
    sent_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(sent_from, {request.get_host()}, require_https=request.is_secure())
    return urlsplit(sent_from).path if ours else "/"


class ActForm(forms.Form):
    """A form for one act. Sent twice it is the same act: the id of the command comes with the form.

    slug: names the form on its page, so that the ids of its fields are its own.
    """

    slug = "act"
    command_id = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **options: Any) -> None:
        initial = {"command_id": uuid4().hex, **(options.pop("initial", None) or {})}
        options.setdefault("auto_id", f"{self.slug}-%s")
        super().__init__(data, initial=initial, label_suffix="", **options)
        for field in self.fields.values():
            if not field.widget.is_hidden and not isinstance(field.widget, PLAIN_WIDGETS):
                field.widget.attrs.setdefault("class", "input")
        say_lengths(self.fields.values())

    def renewed(self) -> ActForm:
        """The same input for another try: a refused command id stays refused, so the next try has its own."""
        sent: Any = self.data
        again = sent.copy()
        again["command_id"] = uuid4().hex
        self.data = again
        return self

    @property
    def sent(self) -> str:
        """The command id that was sent with it."""
        return str(self.cleaned_data["command_id"])


class Longest(MaxLengthValidator):
    """Django's, with our sentence; a new line counts once, however the browser sends it."""

    def __call__(self, value: Any) -> None:
        length, most = len(str(value).replace("\r\n", "\n")), int(self.limit_value)
        if length > most:
            raise forms.ValidationError(f"This holds {most:,} characters; it has {length:,}. Shorten it.")


def say_lengths(fields: Iterable[forms.Field]) -> None:
    """Let what is too long be said in our sentence, and let no browser cut it off in silence."""
    for field in fields:
        field.validators = [
            Longest(each.limit_value) if isinstance(each, MaxLengthValidator) else each for each in field.validators
        ]
        field.widget.attrs.pop("maxlength", None)


PLAIN_WIDGETS = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)


class WordsField(forms.CharField):
    """Free text; an empty one is None."""

    def __init__(
        self, label: str, *, rows: int = 2, required: bool = True, longest: int = LONGEST, **more: Any
    ) -> None:
        super().__init__(
            label=label,
            required=required,
            max_length=longest,
            widget=forms.Textarea({"rows": rows}),
            error_messages={"required": "A few words are missing here."},
            **more,
        )


class DueField(forms.DateTimeField):
    """A day and time as typed into the browser's own field, in the current timezone."""

    def __init__(self, label: str = "By when", *, required: bool = True, **more: Any) -> None:
        super().__init__(
            label=label,
            required=required,
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
            widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            error_messages={
                "required": "Until when? Name a day and a time, such as tomorrow at 17:00.",
                "invalid": "This is not a day with a time; write it like 2026-03-12T17:00.",
                "clocks_change": "The clocks change then, and this time comes twice or never. Take an hour beside it.",
                "year": f"The year {{year}} is too far away; write one from {YEARS[0]} to {YEARS[-1]}.",
            },
            **more,
        )

    def to_python(self, value: Any) -> datetime | None:
        try:
            at: datetime | None = super().to_python(value)
        except forms.ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            typed = (error.params or {})["datetime"]  # a year at the edge of the calendar cannot be converted either
            raise self._wrong("clocks_change" if typed.year in YEARS else "year", at=typed) from error
        if at is not None and at.year not in YEARS:
            raise self._wrong("year", at=at)
        return at

    def _wrong(self, code: str, at: datetime) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code].format(year=at.year), code=code)
