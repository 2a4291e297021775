"""The forms of what stands beside the case machine: contacts with colleagues, checks, and what makes a good end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from leeway.core.cases.around import ColleagueReached
from leeway.core.cases.closing import ANSWERS
from leeway.desk.acting import ActForm, WordsField
from leeway.desk.board import Board
from leeway.desk.timeline_around import REACHED, WAYS
from leeway.people.models import Person

WHAT = (("spoke", "We spoke"), ("confirmed", "They confirmed it"), ("asked", "They asked me to look after it"))
SAID = dict(zip(ANSWERS, ("Not needed", "Yes, please"), strict=True))


class ReachForm(ActForm):
    slug = "reach"
    colleague = forms.ChoiceField(label="Whom did you reach?")
    how = forms.ChoiceField(label="How", choices=list(WAYS.items()), initial="phone")
    what = forms.ChoiceField(label="What is so now", choices=WHAT)

    def __init__(self, data: Any = None, *, people: Sequence[Person] = (), **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["colleague"].choices = [(each.id, each.called) for each in people]  # type: ignore[attr-defined]


class OfferPersonForm(ActForm):
    slug = "offer-person"
    answer = forms.ChoiceField(label="What did the customer say?", choices=list(SAID.items()))


class AcknowledgeForm(ActForm):
    slug = "acknowledge"
    words = WordsField("In plain words: what went wrong on our side", rows=2)


class LeaveOutForm(ActForm):
    slug = "leave-out"


class CheckForm(ActForm):
    slug = "check"
    how = forms.ChoiceField(label="How does it go?", choices=[("moving", "It is moving"), ("stuck", "It is stuck")])
    words = WordsField("What is stuck; it is asked of whoever has the action", required=False)


class RetoldForm(ActForm):
    slug = "retold"


class DisputeForm(ActForm):
    """For one contact: a page has one for each."""

    contact = forms.CharField(widget=forms.HiddenInput, max_length=80)
    words = WordsField("What was so instead")

    def __init__(self, data: Any = None, *, contact: str, **options: Any) -> None:
        self.slug = f"dispute-{contact}"
        super().__init__(data, initial={"contact": contact}, **options)


@dataclass(frozen=True, slots=True)
class Named:
    """A contact on record that names me. text: who wrote it down, and what it says."""

    contact: str
    text: str
    when: datetime

    @property
    def slug(self) -> str:
        return f"dispute-{self.contact}"


def disputable(board: Board) -> list[Named]:
    """The contacts that name me and that I have not said anything against yet."""
    reached = [fact for fact in board.facts if isinstance(fact, ColleagueReached) and fact.person == board.me.id]
    return [
        Named(fact.contact, f"{board.telling.name(fact.by)} {REACHED[fact.what].format(who='you')}", fact.when)
        for fact in reached
        if not board.case.reached[fact.contact].disputed
    ]


def check_due(board: Board) -> str:
    """The check that is mine to do next, by its promise's id; nothing where none runs."""
    mine = [each for each in board.case.ours_to_keep if each.kind == "check" and each.promiser == board.me.id]
    mine = [each for each in mine if each.state in {"PROMISED", "OVERDUE"}]
    return min(mine, key=lambda each: each.terms.due).id if mine else ""


def forms_around(board: Board) -> dict[str, ActForm]:
    """A fresh form for each of these acts that is possible now."""
    case, ready = board.case, dict[str, ActForm]()
    if not board.heard:
        return ready
    others = [each for each in board.people.values() if each.active and each.id != board.me.id]
    ready["reach"] = ReachForm(people=sorted(others, key=lambda each: each.name))
    if board.mine and case.open:
        if case.asked_for and not case.offered_person and case.asked_for not in {case.owner, case.action_owner}:
            ready["offer-person"] = OfferPersonForm()
        if case.our_fault and not case.acknowledged:
            ready["acknowledge"], ready["leave-out"] = AcknowledgeForm(), LeaveOutForm()
        ready["retold"] = RetoldForm()
    ready |= {each.slug: DisputeForm(contact=each.contact) for each in disputable(board)}
    if check_due(board):
        ready["check"] = CheckForm()
    return ready
