"""What every page with a form shares: who asks, the form that is one act however often it is sent, typed times."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from leeway.people.access import Viewer, viewer_for
from leeway.people.models import Person

View = Callable[..., HttpResponse]


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
        request.person, request.viewer = person, viewer_for(person)
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


PLAIN_WIDGETS = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)


class WordsField(forms.CharField):
    """Free text; an empty one is None."""

    def __init__(self, label: str, *, rows: int = 2, required: bool = True, longest: int = 20_000, **more: Any) -> None:
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
            },
            **more,
        )
