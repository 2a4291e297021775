"""Who works here: added, changed and given a new password by an administrator, who sees no case."""

from __future__ import annotations

import secrets
from typing import Any

from axes.utils import reset as open_door
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leeway.core.message import CLOCK
from leeway.core.promises import RUNS
from leeway.desk import tokens
from leeway.desk.about_me import conflicts
from leeway.desk.acting import PLAIN_WIDGETS, Asked, for_administrators, say_lengths
from leeway.ledger.locks import lock_ledger
from leeway.people.access import WORKS_ON_CASES
from leeway.people.models import Account, Person
from leeway.projections.cases import CaseParty, CaseRow
from leeway.projections.promises import PromiseRow

TAKEN = (CLOCK, "new", "hours")  # who acts when time does, and addresses of pages
NOT_OPEN = ("CONFIRMED", "WITHDRAWN", "UNCONFIRMED")
REFUSED = "refused"  # what was typed is right, and what is so in the cases forbids it


class TrainingField(forms.CharField):
    """Names separated by commas, kept as a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        names = [each.strip() for each in super().clean(value).split(",")]
        return [each for each in names if each]


class PersonForm(forms.ModelForm):
    training = TrainingField(label="Trainings done", required=False, help_text="Separated by commas.")

    class Meta:
        model = Person
        fields = (
            "name",
            "role",
            "level",
            "team",
            "reports_to",
            "training",
            "phone",
            "email",
            "active",
            "answerable",
            "coach",
        )
        labels = {
            "coach": "Who coaches them; without one nobody gives authority to others",
            "level": "Level, as the guideline calls it",
            "team": "Team, as the guideline calls it",
            "phone": "Direct number, as customers see it",
            "email": "Direct e-mail, as customers see it",
            "active": "Works here now",
            "service": "An automated agent: it acts by itself, over the API alone",
            "answerable": "Who answers for what the agent does",
        }

    def __init__(self, *args: Any, editor: Person, **options: Any) -> None:
        super().__init__(*args, label_suffix="", **options)
        self.editor = editor
        self.before = None if self.instance._state.adding else Person.objects.get(id=self.instance.pk)
        self.fields["reports_to"].empty_label = "nobody"
        self.fields["reports_to"].queryset = Person.objects.filter(active=True).exclude(pk=self.instance.pk)
        self.fields["coach"].empty_label = "nobody"
        self.fields["coach"].queryset = Person.objects.filter(active=True, service=False).exclude(pk=self.instance.pk)
        self.fields["answerable"].empty_label = "nobody"
        self.fields["answerable"].queryset = Person.objects.filter(active=True, service=False)
        if self.before is not None and not self.before.service:
            del self.fields["answerable"]
        for field in self.fields.values():
            if not isinstance(field.widget, PLAIN_WIDGETS):
                field.widget.attrs["class"] = "input"
        say_lengths(self.fields.values())

    def clean_reports_to(self) -> Person | None:
        boss: Person | None = self.cleaned_data["reports_to"]
        above, seen = boss, set[str]()
        while above and above.id not in seen:
            if above.id == self.instance.pk:
                raise forms.ValidationError(
                    f"{boss} reports to {self.instance.name}, directly or through others; choose somebody else."
                )
            seen.add(above.id)
            above = above.reports_to
        return boss

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.errors or self.before is None:
            return given
        was, will = (self.before.role, self.before.active), (given["role"], given["active"])
        if self.before == self.editor and was != will:
            self._refuse(
                "role", "Nobody changes their own role, or leaves by their own hand. Ask another administrator."
            )
        elif _works(*was) and not _works(*will) and (held := in_hand(self.before)):
            self._refuse(
                "role" if given["active"] else "active",
                f"{self.before.name} still has {_and(held)}, and each needs somebody here who works on cases. First "
                "have cases offered and accepted, questions answered, actions taken back, promises kept or taken over.",
            )
        return given

    def _refuse(self, field: str, sentence: str) -> None:
        self.add_error(field, forms.ValidationError(sentence, code=REFUSED))

    @property
    def status(self) -> int:
        """Of the answer that shows this form again."""
        errors = [error for each in self.errors.as_data().values() for error in each]
        return 409 if any(error.code == REFUSED for error in errors) else 422 if errors else 200


def in_hand(person: Person) -> list[str]:
    """What would be left with nobody if this person went, in words."""
    owned = CaseRow.objects.filter(owner=person.id).exclude(state__in=NOT_OPEN)
    parts = CaseParty.objects.filter(person=person.id)
    closed = CaseRow.objects.filter(state__in=NOT_OPEN).values("id")
    running = PromiseRow.objects.filter(promiser=person.id, state__in=RUNS).exclude(case__in=closed)
    counted = (
        (owned.count(), "open case{s}"),
        (parts.filter(part="action_owner").count(), "taken action{s}"),
        (parts.filter(part="asked").count(), "question{s} to take an action"),
        (parts.filter(part="offered").count(), "offered case{s}"),
        (running.count(), "running promise{s}"),
    )
    return [f"{number} {what.format(s='s' if number > 1 else '')}" for number, what in counted if number]


def _works(role: str, active: bool) -> bool:
    return active and role in WORKS_ON_CASES


def _and(each: list[str]) -> str:
    return f"{', '.join(each[:-1])} and {each[-1]}" if each[1:] else each[0]


class NewPersonForm(PersonForm):
    class Meta(PersonForm.Meta):
        fields = ("id", "service", *PersonForm.Meta.fields)
        labels = PersonForm.Meta.labels | {"id": "Short name, to sign in with; it stays for ever"}

    def clean_id(self) -> str:
        id_: str = self.cleaned_data["id"]
        if id_ in TAKEN:
            raise forms.ValidationError(f"“{id_}” means something else here; choose another short name.")
        return id_


@require_GET
@for_administrators
def index(request: Asked) -> HttpResponse:
    people = Person.objects.select_related("reports_to", "answerable").order_by("-active", "name")
    return render(request, "people/index.html", {"people": people})


@require_http_methods(["GET", "POST"])
@for_administrators
def new(request: Asked) -> HttpResponse:
    form = NewPersonForm(request.POST or None, editor=request.person)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            person = form.save()
            if not person.service:
                Account.objects.create_user(person.id, None, person)
        needs = "a token to use the API" if person.service else "a password to sign in"
        messages.success(request, f"{person} is here now, and needs {needs}.")
        return redirect("person", person.id)
    return render(request, "people/person.html", {"form": form}, status=form.status)


@require_http_methods(["GET", "POST"])
@for_administrators
def person(request: Asked, person: str) -> HttpResponse:
    row = get_object_or_404(Person, id=person)
    form = PersonForm(request.POST or None, instance=row, editor=request.person)
    with transaction.atomic():
        lock_ledger()  # so that nothing falls into their hands between the look and the change
        saved = request.method == "POST" and form.is_valid() and form.save()
    if saved:
        messages.success(request, f"Saved: {row.name}.")
        return redirect("person", row.id)
    shown = {"form": form, "row": Person.objects.get(id=person), "conflicts": conflicts(row), **tokens.shown(row)}
    return render(request, "people/person.html", shown, status=form.status)


@require_POST
@for_administrators
def password(request: Asked, person: str) -> HttpResponse:
    """A new password, shown this once; what was signed in with the old one is signed out."""
    row = get_object_or_404(Person, id=person)
    if row.service:
        raise PermissionDenied("An automated agent signs in nowhere; it uses the API with a token.")
    account = Account.objects.filter(person=row).first() or Account(username=row.id, person=row)
    given = "-".join(secrets.token_hex(2) for _ in range(4))
    account.set_password(given)
    account.save()
    open_door(username=account.username)
    page = render(request, "people/password.html", {"row": row, "account": account, "password": given})
    page["Cache-Control"] = "no-store"
    return page
