"""The folded part of an offer: a condition, who must agree, a limit for each value of a fact, a pool, whose advice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from leeway.core.authority import Guideline, Table, Target
from leeway.core.authority.agreements import somebody_for_each
from leeway.core.authority.expressions import BOOL, INT, STRING, ExpressionError, compile_expression, list_of
from leeway.core.authority.model import KNOWN_FROM_THE_REQUEST
from leeway.desk.acting import ActForm
from leeway.desk.phrasing import fact_words, target_name
from leeway.guidelines.writing import Value, table

LONGEST_CONDITION = 1_000  # characters
LENGTHS = (("1 days", "1 day"), ("2 days", "2 days"), ("7 days", "7 days"))
FACT_WINDOWS = (
    ("", "No end"), ("30 days", "30 days"), ("90 days", "90 days"), ("365 days", "365 days, a year that rolls"),
    ("calendar year", "each year"),
)  # fmt: skip
NOT_HERE = "The guideline has nothing of this name; choose one of these."
MORE = {
    "when": ("when",),
    "agreed_by": ("agreed_by", "agreed_by_too"),
    "fact": ("fact", "fact_amount", "fact_times", "fact_within"),
    "pool": ("pool",),
    "advice": ("expert", "affected", "advice_within"),
}
"""The fields of each key that a grant may have besides."""


def _choice(label: str, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, error_messages={"invalid_choice": NOT_HERE}, **more)


class ConditionsForm(ActForm):
    """What else may hold for a grant. Whatever is left empty is as in the grant that it passes on."""

    when = forms.CharField(
        label="Only where", required=False, max_length=LONGEST_CONDITION, widget=forms.Textarea({"rows": 2})
    )
    agreed_by = _choice("Who else has to agree")
    agreed_by_too = _choice("And besides")
    fact = _choice("A limit for each")
    fact_amount = forms.CharField(label="Up to, in all", required=False, max_length=40)
    fact_times = forms.IntegerField(
        label="Times", required=False, min_value=1, max_value=100_000,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )  # fmt: skip
    fact_within = _choice("Within", choices=FACT_WINDOWS)
    pool = _choice("Out of which pool")
    expert = _choice("Who knows about it, and is asked")
    affected = _choice("Whom it affects, and who is asked")
    advice_within = _choice("How long they have to answer", choices=LENGTHS, initial="2 days")

    def __init__(
        self, data: Any = None, *, guideline: Guideline, names: Mapping[str, str], settled: Collection[str] = (),
        **options: Any,
    ) -> None:  # fmt: skip
        """names: of people, by their ids. settled: keys of `MORE` that the grant above says already, for good."""
        super().__init__(data, **options)
        self.guideline, self.settled = guideline, settled
        fields: Any = self.fields
        fields["when"].help_text = _facts_that_can_be_asked(guideline)
        targets = _targets(guideline, names)
        for name in ("agreed_by", "agreed_by_too", "expert"):
            fields[name].choices = [("", "Nobody"), *targets]
        known = [(fact, fact_words(fact)) for fact in guideline.facts]
        holding = [each for each in known if guideline.facts[each[0]] in (STRING, list_of(STRING))]
        fields["affected"].choices = [("", "Nobody"), *holding, *targets]
        countable = [each for each in known if (t := guideline.facts[each[0]]) in (STRING, INT) or t.values]
        fields["fact"].choices = [("", "Nothing"), *countable]
        fields["pool"].choices = [("", "As in that grant"), *((pool, pool) for pool in guideline.pools)]
        empty = {"fact": not countable, "pool": not guideline.pools}
        for key, named in MORE.items():
            if key in settled or empty.get(key):
                for name in named:
                    del fields[name]

    @property
    def more(self) -> Mapping[str, list[forms.BoundField]]:
        """The fields that are there, by their key."""
        found = {key: [self[name] for name in names if name in self.fields] for key, names in MORE.items()}
        return {key: fields for key, fields in found.items() if fields}

    @property
    def more_open(self) -> bool:
        """Whether anything was typed into it; what has a first value of its own does not count."""
        names = {each.name for fields in self.more.values() for each in fields} - {"advice_within", "fact_within"}
        return self.is_bound and any(name in self.errors or self.data.get(name) for name in names)

    def clean_when(self) -> str | None:
        typed = " ".join(str(self.cleaned_data["when"]).splitlines()).strip()
        if not typed:
            return None
        known = {**KNOWN_FROM_THE_REQUEST, **self.guideline.facts}
        try:
            compile_expression(typed, known, BOOL, self.guideline.minor_units)
        except ExpressionError as error:
            end = "" if error.message.endswith((".", "?")) else "."
            said = f"This is no condition yet, at character {error.offset + 1}: {error.message}{end}"
            raise forms.ValidationError(said) from error
        return typed

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        limited = given.get("fact_amount") or given.get("fact_times")
        if limited and not given.get("fact"):
            self.add_error("fact", "For each of what? Choose it, or leave the amount and the times empty.")
        if given.get("fact") and not limited and not {"fact_amount", "fact_times"} & self.errors.keys():
            self.add_error("fact_amount", "How much, or how many times? Type one of them.")
        self._must_be_able_to_agree(given)
        return given

    def _must_be_able_to_agree(self, given: Mapping[str, Any]) -> None:
        """Somebody of their own for each agreement, other than the one who is to decide."""
        wanted = [_target(each) for each in self._agreements(given)]
        others = [each.id for each in self.guideline.people if each.id != given.get("to") and not each.service]
        if wanted and given.get("to") and somebody_for_each(self.guideline, wanted, others) is None:
            said = "There is nobody here besides them who could agree to it. Choose others."
            self.add_error("agreed_by" if given.get("agreed_by") else "agreed_by_too", said)

    @staticmethod
    def _agreements(given: Mapping[str, Any]) -> list[str]:
        return [each for name in MORE["agreed_by"] if (each := given.get(name))]

    def more_terms(self) -> dict[str, Value]:
        """As a guideline file writes them, but for agreements and limits, which stand among others."""
        given = self.cleaned_data
        asked: dict[str, Value] = {
            "expert": [given["expert"]] if given.get("expert") else None,
            "affected": [given["affected"]] if given.get("affected") else None,
        }
        advice = asked | {"within": given["advice_within"] or "2 days"} if any(asked.values()) else None
        return {
            "pool": given.get("pool") or None,
            "when": given.get("when"),
            "advice": advice if given["mode"] == "advise" else None,
        }

    def agreements(self) -> list[str]:
        return self._agreements(self.cleaned_data)

    def fact_limits(self) -> list[Table]:
        given = self.cleaned_data
        if not given.get("fact"):
            return []
        times = given["fact_times"]
        said: dict[str, Value] = {
            "per": given["fact"], "within": given["fact_within"] or None, "amount": given["fact_amount"],
            "count": str(times) if times else None,
        }  # fmt: skip
        return [table(said)]


def _target(text: str) -> Target:
    sort, _, name = text.partition(":")
    return Target(sort, name)


def _targets(guideline: Guideline, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Whom one can name: levels, teams and people who work here; an automated agent neither agrees nor advises."""
    people = [each for each in guideline.people if not each.service]
    levels = sorted({f"level:{each.level}" for each in people if each.level})
    teams = sorted({f"team:{each.team}" for each in people if each.team})
    words = [(each, target_name(each)) for each in (*levels, *teams)]
    groups = [(each, said[:1].upper() + said[1:]) for each, said in words]
    known = sorted((names.get(each.id, each.id), f"person:{each.id}") for each in people)
    return [*groups, *((target, name) for name, target in known)]


def _facts_that_can_be_asked(guideline: Guideline) -> str:
    facts = ", ".join([*guideline.facts, *KNOWN_FROM_THE_REQUEST])
    return f"As in a guideline file, such as person.team == 'front-desk'. What can be asked: {facts}."
