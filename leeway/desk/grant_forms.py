"""The forms of grants: offering, answering, narrowing, taking back, and asking somebody to stand in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from leeway.core.authority import Guideline, Unit
from leeway.core.authority.amounts import write_amount
from leeway.core.authority.model import covers
from leeway.desk import amounts
from leeway.desk.acting import ONE_LINE, ActForm, WordsField
from leeway.desk.phrasing import label
from leeway.desk.timeline import currency_of
from leeway.people.models import Person

MODES = (
    ("decide", "Decide"),
    ("tell", "Decide, and I am told"),
    ("advise", "Ask for advice first, then decide"),
)


class DayField(forms.DateField):
    def __init__(self, label: str, *, required: bool = False, **more: Any) -> None:
        super().__init__(
            label=label,
            required=required,
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            error_messages={
                "required": "Until which day? Name the last one.",
                "invalid": "This is not a day; write it like 2026-06-30.",
            },
            **more,
        )


class AcceptGrantForm(ActForm):
    slug = "accept"


class DeclineGrantForm(ActForm):
    slug = "decline"
    words = WordsField("A word to the one who offers it, if you like", required=False)


class WithdrawForm(ActForm):
    slug = "withdraw"


class LayDownForm(ActForm):
    slug = "lay-down"
    words = WordsField("Why, if you like to say it", required=False)


class RevokeForm(ActForm):
    slug = "revoke"
    words = WordsField("Why you take it back")


class NarrowForm(ActForm):
    slug = "narrow"
    up_to = forms.CharField(label="Up to, for one decision", required=False, max_length=40)
    until = DayField("Its last day")
    words = WordsField("Why it becomes less")


class StandInForm(ActForm):
    slug = "stand-in"
    to = forms.ChoiceField(label="Who acts for me", error_messages={"required": "Choose who acts for you."})
    from_date = DayField("From")
    until = DayField("Until, that day included", required=True)
    why = WordsField("Why, as all here may read", longest=ONE_LINE, rows=1)

    def __init__(self, data: Any = None, *, people: Sequence[Person] = (), **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["to"].choices = [("", "Choose somebody"), *((p.id, str(p)) for p in people)]  # type: ignore[attr-defined]

    def terms(self, by: str, grant: str) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "id": grant, "from": by, "to": f"person:{given['to']}", "from_date": day(given["from_date"]),
            "until": day(given["until"]), "why": given["why"],
        }  # fmt: skip


class OfferGrantForm(ActForm):
    """The terms of a grant. What is left empty is as in the grant that it passes on."""

    slug = "offer-grant"
    to = forms.ChoiceField(label="To whom", error_messages={"required": "Choose whom to offer it to."})
    under = forms.ChoiceField(label="Out of which grant", error_messages={"required": "Choose one of these."})
    may = forms.ChoiceField(label="What they may decide", error_messages={"required": "Choose what it is for."})
    up_to = forms.CharField(
        label="Up to, for one decision", required=False, max_length=40, help_text="Empty: as far as that one."
    )
    mode = forms.ChoiceField(label="How", choices=MODES, initial="decide")
    until = DayField("Until, that day included", help_text="Empty: as long as that one.")
    training = forms.CharField(
        label="Training that it needs", required=False, max_length=200, help_text="Names, with commas between."
    )
    reason = forms.BooleanField(label="A reason for each decision", required=False)
    redelegate = forms.TypedChoiceField(
        label="May it be passed on?", choices=[(0, "No"), (1, "Once"), (2, "Twice")], coerce=int, initial=0
    )
    why = WordsField("Why, as all here may read", longest=ONE_LINE)

    def __init__(
        self, data: Any = None, *, guideline: Guideline, mine: Sequence[tuple[str, str]] = (),
        people: Sequence[Person] = (), **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(data, **options)
        self.guideline = guideline
        wholes = sorted({f"{kind.rpartition('.')[0]}.*" for kind in guideline.kinds if "." in kind})
        kinds = [(each, label(each)) for each in guideline.kinds]
        kinds += [(each, f"All of {label(each[:-2]).lower()}") for each in wholes]
        fields: Any = self.fields
        fields["to"].choices = [("", "Choose somebody"), *((p.id, str(p)) for p in people)]
        fields["under"].choices = [("", "Choose one"), *mine] if len(mine) != 1 else list(mine)
        fields["may"].choices = [("", "Choose a kind"), *kinds]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        try:
            given["up_to"] = figure(given.get("up_to", ""), given.get("may", ""), self.guideline)
        except ValueError as error:
            self.add_error("up_to", str(error))
        return given

    def terms(self, by: str, grant: str) -> dict[str, Any]:
        given = self.cleaned_data
        training = [each.strip() for each in given["training"].split(",") if each.strip()]
        return {
            "id": grant, "from": by, "under": given["under"], "to": f"person:{given['to']}", "may": given["may"],
            "up_to": given["up_to"], "mode": None if given["mode"] == "decide" else given["mode"],
            "needs": {"training": training or None, "reason": "true" if given["reason"] else None},
            "until": day(given["until"]),
            "redelegate": str(given["redelegate"]) if given["redelegate"] else None, "why": given["why"],
        }  # fmt: skip


def figure(text: str, may: str, guideline: Guideline) -> str | None:
    """What was typed, as a guideline file writes it; None for nothing. Error: `ValueError` with a sentence."""
    if not text.strip():
        return None
    units = {kind.unit for kind in guideline.kinds.values() if covers(may, kind.id)}
    if units == {Unit.COUNT}:
        if not text.strip().isdecimal():
            raise ValueError(f"“{text.strip()[:30]}” is no number of pieces; write a whole number.")
        return str(int(text))
    return write_amount(amounts.typed(text, currency_of(guideline)), guideline.minor_units)


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None
