"""An act on a case that needs its form and nothing else: its command, and the sentence when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leeway.core.message import Command
from leeway.desk.acting import ActForm, Asked, View, signed_in
from leeway.desk.case_page import carry_out
from leeway.desk.visible import case_or_404
from leeway.people.words import Texts


@dataclass(frozen=True, slots=True)
class Doing:
    """An act that somebody sent, with a form that is valid."""

    at: datetime
    by: str
    case: str
    form: ActForm
    texts: Texts

    def words(self, name: str) -> str | None:
        """The id under which what was typed there is kept; None where nothing was."""
        return self.texts.put(name, self.form.cleaned_data[name])


def act(form: type[ActForm]) -> Callable[[Callable[[Doing], tuple[Command, str]]], View]:
    """Make a view of a function that gives the command of an act, and the sentence for when it is done."""

    def view_of(build: Callable[[Doing], tuple[Command, str]]) -> View:
        @require_POST
        @signed_in
        @wraps(build)
        def view(request: Asked, number: int) -> HttpResponse:
            row, sent = case_or_404(request.viewer, number), form(request.POST)

            def command(texts: Texts) -> tuple[Command, str]:
                return build(Doing(timezone.now(), request.person.id, row.id, sent, texts))

            return carry_out(request, row, sent, command)

        return view

    return view_of
