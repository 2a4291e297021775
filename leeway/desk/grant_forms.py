"""The forms of grants: offering, answering, narrowing, taking back, and asking somebody to stand in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from leeway.core.authority import Guideline, Table, Unit
from leeway.core.authority.amounts import write_amount
from leeway.core.authority.model import covers
from leeway.desk import amounts
from leeway.desk.acting import ONE_LINE, ActForm, WordsField, say_lengths
from leeway.desk.grant_conditions import MORE, ConditionsForm
from leeway.desk.phrasing import label
from leeway.desk.timeline import currency_of
from leeway.guidelines.writing import table
from leeway.people.models import Person

MODES = (
    ("advise", "Ask for advice first, then decide"),
    ("intend", "Say it; go ahead unless I stop it"),
    ("tell", "Decide, and I am told"),
    ("decide", "Decide"),
)
SILENCES = tuple((each, each) for each in ("1 hours", "4 hours", "8 hours", "1 days", "2 days", "3 days"))
WINDOWS = {"customer": ("30 days", "90 days", "365 days", "calendar year"),
           "person": ("1 days", "7 days", "30 days", "calendar month")}  # fmt: skip
STEPS = ((0, "No"), (1, "Once"), (2, "Twice"))
PER = {"customer": "For one customer", "person": "For all that they decide", "case": "In one case"}
IN_WORDS = {
    "1 hours": "1 hour", "1 days": "1 day", "365 days": "365 days, a year that rolls", "calendar month": "each month",
    "calendar year": "each year",
}  # fmt: skip


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


class OfferGrantForm(ConditionsForm):
    """The terms of a grant. What is left empty is as in the grant that it passes on.

    For each of `PER` there are `PER_amount`, `PER_times` and, but for a case, `PER_within`: a limit where one is typed.
    """

    slug = "offer-grant"
    amounts = ("up_to", *(f"{per}_amount" for per in PER), "fact_amount")
    to = forms.ChoiceField(label="To whom", error_messages={"required": "Choose whom to offer it to."})
    under = forms.ChoiceField(label="Out of which grant", error_messages={"required": "Choose one of these."})
    may = forms.ChoiceField(label="What they may decide", error_messages={
        "required": "Choose what it is for.", "invalid_choice": "That grant does not give this; choose one of these.",
    })  # fmt: skip
    up_to = forms.CharField(
        label="Up to, for one decision", required=False, max_length=40, help_text="Empty: as far as that one."
    )
    mode = forms.ChoiceField(
        label="How", choices=MODES, initial="decide",
        error_messages={"invalid_choice": "That grant does not reach as far; choose one of these."},
    )  # fmt: skip
    window = forms.ChoiceField(
        label="How long they wait for my word first", required=False, initial="4 hours",
        choices=[(each, IN_WORDS.get(each, each)) for each, _ in SILENCES],
    )  # fmt: skip
    until = DayField("Until, that day included", help_text="Empty: as long as that one.")
    training = forms.CharField(
        label="Training that it needs", required=False, max_length=200, help_text="Names, with commas between."
    )
    reason = forms.BooleanField(label="A reason for each decision", required=False)
    redelegate = forms.TypedChoiceField(label="May it be passed on?", choices=STEPS, coerce=int, initial=0)
    why = WordsField("Why, as all here may read", longest=ONE_LINE)

    def __init__(
        self, data: Any = None, *, guideline: Guideline, mine: Sequence[tuple[str, str]] = (),
        people: Sequence[Person] = (), given: Collection[str] = (), modes: Collection[str] = (), steps: int = 2,
        chosen: str = "", names: Mapping[str, str], settled: Collection[str] = (), **options: Any,
    ) -> None:  # fmt: skip
        """given, modes: the kinds and modes that can be given. steps: how often it may be passed on at most.

        chosen: the grant of `mine` that it is out of, where that is clear.
        """
        super().__init__(data, guideline=guideline, names=names, settled=settled, **options)
        self.chosen = dict(mine).get(chosen, "")
        wholes = sorted({f"{kind.rpartition('.')[0]}.*" for kind in guideline.kinds if "." in kind})
        wholes = [each for each in wholes if all(kind in given for kind in guideline.kinds if covers(each, kind))]
        kinds = [(each, label(each)) for each in guideline.kinds if each in given]
        kinds += [(each, f"All of {label(each[:-2]).lower()}") for each in wholes]
        fields: Any = self.fields
        fields["to"].choices = [("", "Choose somebody"), *((p.id, str(p)) for p in people)]
        fields["under"].choices = [("", "Choose one"), *mine] if len(mine) != 1 else list(mine)
        if self.chosen:
            fields["under"].widget = forms.HiddenInput()
        fields["mode"].choices = [each for each in MODES if each[0] in modes] or MODES
        fields["mode"].initial = fields["mode"].choices[-1][0]
        fields["may"].choices = [("", "Choose a kind"), *kinds]
        fields["redelegate"].choices = STEPS[: max(0, steps) + 1]
        fields |= _limit_fields()

    @property
    def limits(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each limit, with what it is per."""
        return [
            (words, [self[name] for name in self.fields if name.startswith(f"{per}_")]) for per, words in PER.items()
        ]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        folded = {name for names in MORE.values() for name in names}
        return [
            each for each in self.visible_fields() if each.name.partition("_")[0] not in PER and each.name not in folded
        ]

    @property
    def said_at_once(self) -> tuple[str, ...]:
        """The fields whose errors are said while one types."""
        return ("mode", *self.amounts, *(name for names in MORE.values() for name in names))

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for name in self.amounts:
            if name not in self.fields:
                continue
            try:
                given[name] = figure(given.get(name, ""), given.get("may", ""), self.guideline)
            except ValueError as error:
                self.add_error(name, str(error))
        final = [each.id for each in self.guideline.kinds.values() if not each.reversible and self._covers(each.id)]
        if given.get("mode") == "intend" and final:
            said = f"{label(final[0])} is final, and what is final cannot be stopped afterwards. Choose another way."
            self.add_error("mode", said)
        return given

    def _covers(self, kind: str) -> bool:
        may = self.cleaned_data.get("may", "")
        return bool(may) and covers(may, kind)

    def _limits(self) -> list[Table]:
        """Those of which an amount or a number of times was typed."""
        given = self.cleaned_data
        typed = {per: (given[f"{per}_amount"], given[f"{per}_times"]) for per in PER}
        return [
            table(
                {
                    "per": per,
                    "within": given.get(f"{per}_within") or None,
                    "amount": amount,
                    "count": times and str(times),
                }
            )
            for per, (amount, times) in typed.items()
            if amount or times
        ] + self.fact_limits()

    def terms(self, by: str, grant: str) -> dict[str, Any]:
        given = self.cleaned_data
        training = [each.strip() for each in given["training"].split(",") if each.strip()]
        return {
            "id": grant, "from": by, "under": given["under"], "to": f"person:{given['to']}", "may": given["may"],
            "up_to": given["up_to"], "limits": self._limits() or None,
            "mode": None if given["mode"] == "decide" else given["mode"],
            "window": given["window"] or "4 hours" if given["mode"] == "intend" else None,
            "needs": {"training": training or None, "reason": "true" if given["reason"] else None,
                      "agreed_by": self.agreements() or None},
            **self.more_terms(), "until": day(given["until"]),
            "redelegate": str(given["redelegate"]) if given["redelegate"] else None, "why": given["why"],
        }  # fmt: skip


def _limit_fields() -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    for per in PER:
        found[f"{per}_amount"] = forms.CharField(label="Up to, in all", required=False, max_length=40)
        times = forms.TextInput({"inputmode": "numeric"})
        found[f"{per}_times"] = forms.IntegerField(
            label="Times", required=False, min_value=1, max_value=100_000, widget=times
        )
        if windows := WINDOWS.get(per):
            choices = [(each, IN_WORDS.get(each, each)) for each in windows]
            found[f"{per}_within"] = forms.ChoiceField(
                label="Within", required=False, choices=choices, initial=windows[1]
            )
    for name, field in found.items():
        words = PER[name.partition("_")[0]]
        field.widget.attrs |= {"class": "input", "aria-label": f"{words}: {str(field.label).lower()}"}
    say_lengths(found.values())
    return found


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
