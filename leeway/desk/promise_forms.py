"""The forms of promises on their own pages: a new one, and what is said of one beside the acts of its machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from leeway.core.promises import Cadence, Clauses, Condition, Judged, Promise, Stated
from leeway.core.promises.terms import is_figure
from leeway.desk.acting import ONE_LINE, ActForm, DueField, WordsField
from leeway.desk.case_forms import PromiseActForm
from leeway.people.models import Person
from leeway.people.words import Texts

LEVELS = (("", "Choose"), ("below", "Below what was adequate"), ("within", "Met"), ("above", "Better than desired"))


class NewPromiseForm(ActForm):
    """Asked of a colleague, offered to one, or made to oneself."""

    slug = "new-promise"
    act = forms.ChoiceField(
        label="What is it?",
        choices=[("request", "I ask for it"), ("offer", "I offer it"), ("promise", "I promise it to myself")],
        error_messages={"required": "Choose whether you ask for it, offer it, or promise it to yourself."},
    )
    to = forms.ChoiceField(label="Of or to whom", required=False)
    body = WordsField("What exactly", longest=ONE_LINE)
    due = DueField("By when, at the latest")
    awaits = forms.CharField(label="Due with an event, such as back:petra", required=False, max_length=81)
    within = forms.IntegerField(label="Minutes after it", required=False, min_value=0, max_value=44_640, initial=60)
    every = forms.IntegerField(label="Again every", required=False, min_value=1, max_value=366)
    unit = forms.ChoiceField(label="Of what", choices=[("days", "Days"), ("months", "Months")], required=False)
    tolerance = forms.IntegerField(label="Give or take days", required=False, min_value=0, max_value=365)
    condition = WordsField("What must be true for it to be kept well", required=False, rows=1, longest=ONE_LINE)
    adequate = forms.CharField(label="Adequate, as a number", required=False, max_length=20)
    desired = forms.CharField(label="Desired, as a number", required=False, max_length=20)

    more = ("awaits", "within", "every", "unit", "tolerance", "condition", "adequate", "desired")

    def __init__(self, data: Any = None, *, people: Sequence[Person] = (), **options: Any) -> None:
        super().__init__(data, **options)
        known = [(each.id, each.called) for each in people]
        self.fields["to"].choices = [("", "Nobody but me"), *known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("act") in {"request", "offer"} and not cleaned.get("to"):
            self.add_error("to", "Choose the colleague.")
        return cleaned

    def plain(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name not in self.more]

    def further(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name in self.more]

    def clauses(self, texts: Texts) -> Clauses | None:
        given = self.cleaned_data.get
        what = texts.put("condition", given("condition"))
        if not (given("awaits") or given("every") or what):
            return None
        figures = (given("adequate") or None, given("desired") or None)
        return Clauses(
            awaits=given("awaits") or None,
            within=given("within") or 0,
            cadence=Cadence(given("every"), given("unit"), given("tolerance") or 0) if given("every") else None,
            conditions=(Condition("1", what, *figures),) if what else (),
        )


class BeliefForm(ActForm):
    slug = "believe"
    percent = forms.IntegerField(label="How likely will it be kept, in per cent?", min_value=0, max_value=100)


class TapForm(ActForm):
    """One tap: nothing is to be said."""

    slug = "tap"


class WholeActForm(PromiseActForm):
    """An act of the machine with the conditions: what is reported of each, and how it is found."""

    def __init__(self, data: Any = None, *, known: Promise, words: Any, **options: Any) -> None:
        act = options["act"].name
        self.conditions = known.terms.more.conditions if act == "report" or act.startswith("declare_") else ()
        super().__init__(data, promise=known.id, **options)
        for each in self.conditions:
            what = words.get(each.what, each.id)
            if act == "report" and each.adequate is not None:
                label = f"{what} (adequate {each.adequate}, desired {each.desired})"
                self.fields[f"value-{each.id}"] = forms.CharField(label=label, max_length=20)
            elif act in {"declare_satisfied", "declare_not_satisfied"}:
                self.fields[f"level-{each.id}"] = forms.ChoiceField(label=what, choices=LEVELS, required=False)
        for name in self.fields:
            if name.startswith(("value-", "level-")):
                self.fields[name].widget.attrs["class"] = "input"

    @property
    def values(self) -> tuple[Stated, ...]:
        given = [(each.id, str(self.cleaned_data.get(f"value-{each.id}") or "")) for each in self.conditions]
        return tuple(Stated(id_, value) for id_, value in given if is_figure(value))

    @property
    def judged(self) -> tuple[Judged, ...]:
        given = [(each.id, str(self.cleaned_data.get(f"level-{each.id}") or "")) for each in self.conditions]
        return tuple(Judged(id_, level) for id_, level in given if level)
