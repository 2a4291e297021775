"""The facts that a decision hangs on and that only whoever decides can know: which they are, and a field for each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms

from leeway.core.authority import Guideline
from leeway.core.authority.expressions import BOOL, INT, MONEY, NUMBER, STRING, TIME, Type, list_of
from leeway.core.authority.model import KNOWN_FROM_THE_REQUEST
from leeway.core.cases.decisions import may_be_stated
from leeway.desk.acting import DueField
from leeway.desk.leeway_steps import OWN as OWN
from leeway.desk.phrasing import fact_words

PREFIX = "fact:"  # before the name of a field, so that a fact called "reason" is not the form's own
NOT_KNOWN = ("", "Not known")
YES_NO = (NOT_KNOWN, ("true", "Yes"), ("false", "No"))
CODE = r"^[A-Za-z0-9 ._/-]{1,60}\Z"
CODES = r"^[A-Za-z0-9 ._/,-]{1,60}\Z"
FOR_EVER = "A code, with no names and no personal words: this is kept for ever."
NO_CODE = (
    "This is kept for ever, so it has to be a code: at most 60 of the letters A to Z, figures, spaces and . _ / -. "
    "What is personal belongs into the reason."
)


def facts_needed(guideline: Guideline, kind: str, known: Iterable[str]) -> list[str]:
    """The facts that conditions, caps and guardrails for this kind read and that nobody but the asker knows."""
    read: set[str] = set()
    for grant in guideline.grants:
        if grant.covers_kind(kind):
            for link in guideline.chain(grant):
                read |= _names(link.when) | _names(link.up_to)
                read |= _names(link.widen and link.widen.when) | {limit.fact for limit in link.limits}
                read |= {each for each in link.advice.affected if isinstance(each, str)} if link.advice else set()
    for guardrail in guideline.guardrails:
        read |= _names(guardrail.never)
    asked = read - OWN - KNOWN_FROM_THE_REQUEST.keys() - set(known)
    return [name for name in guideline.facts if name in asked and may_be_stated(guideline, name)]


def _names(expression: object) -> frozenset[str]:
    return getattr(expression, "names", frozenset())


def fact_field(name: str, type_: Type) -> forms.Field:
    """A typed input for a fact; to leave it open says that it is not known."""
    words = fact_words(name)
    asked: dict[str, Any] = {"label": words[:1].upper() + words[1:], "required": False}
    if type_ == BOOL:
        return forms.ChoiceField(choices=YES_NO, **asked)
    if type_.values:
        return forms.ChoiceField(choices=[NOT_KNOWN, *((each, each) for each in type_.values)], **asked)
    if type_ == INT:
        return forms.IntegerField(
            min_value=-(10**15), max_value=10**15, widget=forms.TextInput({"inputmode": "numeric"}), **asked
        )
    if type_ == NUMBER:
        return forms.DecimalField(
            max_digits=18, decimal_places=9, widget=forms.TextInput({"inputmode": "decimal"}), **asked
        )
    if type_ == TIME:
        return DueField(**asked)
    if type_ == STRING:
        return forms.RegexField(CODE, help_text=FOR_EVER, error_messages={"invalid": NO_CODE}, **asked)
    if type_ == list_of(STRING):
        hint = f"{FOR_EVER} Separated by commas."
        return forms.RegexField(CODES, help_text=hint, error_messages={"invalid": NO_CODE}, **asked)
    hint = "Such as 120.00" if type_ == MONEY else "Separated by commas"
    return forms.CharField(max_length=400, widget=forms.TextInput({"placeholder": hint}), **asked)


def as_text(value: object) -> str:
    """A typed fact as requests carry it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
