"""The forms of a case's page. Which of them are shown follows from what may be done now; the rules check again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from leeway.core.cases.results import CHANNELS
from leeway.core.refusal import Refusal
from leeway.desk.acting import ONE_LINE, ActForm, DueField, WordsField
from leeway.desk.board import Board
from leeway.desk.load import loads
from leeway.desk.promise_lines import PromiseAct
from leeway.desk.timeline import CHANNELS as CHANNEL_WORDS
from leeway.people.models import Person


class LoadShownForm(ActForm):
    """Carries that what each of them has on their plate stood beside their name; without it nothing is sent."""

    load_shown = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)

    def must_be_shown(self) -> None:
        if not self.cleaned_data["load_shown"]:
            raise Refusal("load_not_shown")


class OfferForm(LoadShownForm):
    slug = "offer"
    to = forms.ChoiceField(label="To whom", error_messages={"required": "Choose whom to offer it to."})
    pack = WordsField("What they must know, so that the customer need not tell it again", rows=4)

    def __init__(self, data: Any = None, *, people: Sequence[Person] = (), **options: Any) -> None:
        super().__init__(data, **options)
        _choose(self.fields["to"], people)


class DeclineOfferForm(ActForm):
    slug = "decline-offer"
    words = WordsField("A word to the owner, if you like", required=False)


class TakeOfferBackForm(ActForm):
    slug = "offer-back"


class AcceptForm(ActForm):
    slug = "accept"


class AskForm(LoadShownForm):
    slug = "ask"
    people = forms.MultipleChoiceField(
        label="Whom do you ask? The first to take it has it",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person to ask."},
    )
    words = WordsField("What is it about, and what should be true at the end?", rows=3)

    def __init__(self, data: Any = None, *, people: Sequence[Person] = (), **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["people"].choices = _with_load(people)  # type: ignore[attr-defined]


class TakeForm(ActForm):
    slug = "take"


class DeclineActionForm(ActForm):
    slug = "decline-action"
    words = WordsField("Why not, or who could", required=False)


class StepForm(ActForm):
    slug = "step"
    step = forms.CharField(widget=forms.HiddenInput)


class TakeBackForm(ActForm):
    slug = "take-back"
    words = WordsField("Why you take it back", required=False)


class DoneForm(ActForm):
    slug = "done"
    outcome = WordsField("What was done", rows=3)


class ReferForm(ActForm):
    slug = "refer"
    words = WordsField("Who can help, and how the customer reaches them", rows=3)


class AskCustomerForm(ActForm):
    slug = "ask-customer"
    channel = forms.ChoiceField(
        label="How do you ask?",
        choices=[(each, CHANNEL_WORDS[each]) for each in CHANNELS],
        error_messages={"required": "Choose how you ask."},
    )


class StopIntentForm(ActForm):
    slug = "stop"
    reason = WordsField("Why it should not go ahead", rows=2)
    alternative = WordsField("What would be better instead", rows=2)


class AdviceForm(ActForm):
    slug = "advice"
    words = WordsField("Your advice", rows=3)


class AgreeForm(ActForm):
    slug = "agree"


class DisagreeForm(ActForm):
    slug = "disagree"
    words = WordsField("Why not", rows=2)


class WithdrawProposalForm(ActForm):
    slug = "unpropose"


class DecideProposedForm(ActForm):
    """What was put to others, decided: for each advice whether it is used, and why not."""

    slug = "proposed"
    outcome = WordsField("What the customer reads of it: what was done", rows=2, required=False)

    def __init__(self, data: Any = None, *, advised: Sequence[Person] = (), **options: Any) -> None:
        super().__init__(data, **options)
        self.advised = advised
        for person in advised:
            name = person.first_name
            self.fields[f"used:{person.id}"] = forms.ChoiceField(
                label=f"What became of {name}’s advice?",  # noqa: RUF001
                choices=[("yes", "I use it"), ("no", "I do not use it, because")],
                widget=forms.RadioSelect,
                error_messages={"required": f"Say whether you use the advice of {name}."},
            )
            self.fields[f"because:{person.id}"] = WordsField(f"Why; {name} will read it", rows=1, required=False)
            self.fields[f"because:{person.id}"].widget.attrs["class"] = "input"


class VeryWellForm(ActForm):
    slug = "very-well"


class ReverseForm(ActForm):
    slug = "reverse"
    reason = WordsField("Why you take it back", required=False)


class NoteForm(ActForm):
    slug = "note"
    audience = forms.ChoiceField(
        choices=[("customer", "To the customer"), ("inside", "Inside only")],
        error_messages={"required": "Choose who reads it: the customer, or only people inside."},
    )
    words = WordsField("Text", rows=4)

    def __init__(self, *args: Any, **options: Any) -> None:
        """What is being written stays while one does something else on the page; the script empties it when sent."""
        super().__init__(*args, **options)
        self.fields["words"].widget.attrs["hx-preserve"] = "true"


class PromiseForm(ActForm):
    slug = "promise"
    how = forms.ChoiceField(
        label="How did it come about?",
        choices=[("asked", "They asked for it aloud, and I promise it"), ("offer", "I offer it; they answer")],
        initial="asked",
        error_messages={"required": "Choose whether it was asked for or is your offer."},
    )
    body = WordsField("What you promise", longest=ONE_LINE)
    due = DueField()


class LinkForm(ActForm):
    slug = "link"


class PromiseActForm(ActForm):
    """One act on one promise: it asks only for what this act needs."""

    due = DueField("By when")
    body = WordsField("What exactly, if it changes", required=False, longest=ONE_LINE)
    reason = WordsField("Why")
    next_due = DueField("And my next word to the customer, by")

    def __init__(self, data: Any = None, *, promise: str, act: PromiseAct, **options: Any) -> None:
        self.act = act
        self.slug = f"{act.name}-{promise}"
        super().__init__(data, **options)
        wanted = {"due": act.due, "body": act.text, "reason": act.reason, "next_due": act.follows}
        for name, kept in wanted.items():
            if not kept:
                del self.fields[name]


def forms_for(board: Board) -> dict[str, ActForm]:
    """A fresh form for each act of the case that is possible now, by its slug."""
    others = colleagues(board, without=board.case.owner)
    possible: dict[str, tuple[str, Any]] = {
        "offer": ("offer", lambda: OfferForm(people=[each for each in others if not each.service])),
        "decline-offer": ("decline_case", DeclineOfferForm),
        "offer-back": ("take_offer_back", TakeOfferBackForm),
        "accept": ("accept_case", AcceptForm),
        "ask": ("ask_for_action", lambda: AskForm(people=colleagues(board))),
        "take": ("take", TakeForm),
        "decline-action": ("decline", DeclineActionForm),
        "take-back": ("take_back", TakeBackForm),
        "done": ("report_done", DoneForm),
        "refer": ("refer_honestly", ReferForm),
        "ask-customer": ("ask_customer", AskCustomerForm),
        "stop": ("stop_with_reason", StopIntentForm),
        "very-well": ("very_well", VeryWellForm),
        "promise": ("promise", PromiseForm),
    }
    ready = {slug: make() for slug, (act, make) in possible.items() if act in board.acts}
    erased = board.customer.erased_at is not None
    if erased:
        ready.pop("promise", None)
    if board.heard:
        ready["note"] = NoteForm(initial={"audience": "inside" if erased else "customer"})
        ready["link"] = LinkForm()
    for step in {"contact", "work"} & board.acts:
        ready[f"step-{step}"] = StepForm(initial={"step": step}, auto_id=f"step-{step}-%s")
    return ready


def promise_forms(board: Board, sent: ActForm | None = None) -> Mapping[str, Mapping[str, PromiseActForm]]:
    """promise id -> act -> its form; the one that was sent stays as it was sent."""
    found: dict[str, dict[str, PromiseActForm]] = {}
    for line in board.promises:
        made = {act.name: PromiseActForm(promise=line.id, act=act) for act in line.acts}
        found[line.id] = {
            name: sent if isinstance(sent, PromiseActForm) and sent.slug == form.slug else form
            for name, form in made.items()
        }
    return found


def colleagues(board: Board, without: str = "") -> list[Person]:
    """Who can be asked or offered a case, by name: nobody is ranked."""
    works = (each for each in board.people.values() if each.active and each.role != Person.Role.ADMINISTRATOR)
    others = (each for each in works if each.id != (without or board.me.id))
    return sorted(others, key=lambda each: (each.name, each.id))


def _choose(field: Any, people: Sequence[Person]) -> None:
    field.choices = [("", "Choose somebody"), *_with_load(people)]


def _with_load(people: Sequence[Person]) -> list[tuple[str, str]]:
    """Each with what they have on their plate now."""
    known = loads([each.id for each in people], timezone.now())
    return [(each.id, f"{_who(each)}: {known[each.id].text}") for each in people]


def _who(person: Person) -> str:
    return f"{person.called}, {person.team.replace('-', ' ')}" if person.team else person.called
