"""The forms of the customer's page, and what each act on a promise is called there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from leeway.core.promises import NEEDS_DUE, NEEDS_REASON
from leeway.desk.acting import ActForm, DueField, WordsField

EASE = [(str(step), str(step)) for step in range(1, 8)]


@dataclass(frozen=True, slots=True)
class Wording:
    """button: what the customer presses. said: what we answer. main: in colour. ask: what asks for the reason."""

    button: str
    said: str
    main: bool = False
    ask: str = ""


ACTS = {
    "accept": Wording("Yes, that is good", "Thank you. It is promised.", main=True),
    "accept_change": Wording("The new time is good", "Thank you. The new time is promised.", main=True),
    "keep_old_terms": Wording("Keep the old time", "Thank you. The old time stays promised."),
    "declare_satisfied": Wording("Yes, it was done well", "Thank you. It was kept because you say so.", main=True),
    "declare_not_satisfied": Wording(
        "Not yet", "Thank you. {owner} reads it and puts it right.", ask="What is missing?"
    ),
    "counter": Wording("Another time suits me better", "Thank you. {owner} answers you on the new time."),
    "propose_change": Wording("Another time suits me better", "Thank you. {owner} answers you on the new time."),
    "decline": Wording("No, thank you", "It is declined; nothing happens.", ask="Why not? It helps {owner}."),
    "release": Wording("I no longer need it", "Thank you for telling us. It is off the list."),
    "withdraw": Wording("I no longer need it", "Thank you for telling us. It is off the list."),
    "declare_broken": Wording("It was not kept", "We have written it down as broken.", ask="What happened?"),
}


class AnswerForm(ActForm):
    """Does it feel resolved? Only the customer can say."""

    slug = "answer"
    felt = forms.ChoiceField(
        choices=[("yes", "Yes, it is right for me"), ("not-yet", "Not yet")],
        error_messages={"required": "Please choose one of the two answers.", "invalid_choice": "Please choose again."},
    )
    missing = WordsField("What is missing?", rows=3, required=False)
    thanks = WordsField("Would you like to thank somebody? (if you wish)", rows=2, required=False)
    stay = forms.ChoiceField(
        label="Would you stay with us?",
        choices=[("", "I would rather not say"), ("yes", "Yes"), ("not sure", "Not sure"), ("no", "No")],
        required=False,
        error_messages={"invalid_choice": "Please choose one of the answers, or none."},
    )
    easy = forms.TypedChoiceField(
        choices=EASE,
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Please choose a number from 1 to 7, or none."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("missing", "thanks"):
            self.fields[name].widget.attrs["class"] = "input words"


class WordForm(ActForm):
    """A word of the customer's beside the answer: it is withdrawn, does not go well, has come back."""

    words = WordsField("In your own words (if you wish)", rows=3, required=False)

    def __init__(self, *args: Any, slug: str, **options: Any) -> None:
        self.slug = slug
        super().__init__(*args, **options)
        self.fields["words"].widget.attrs["class"] = "input words"


class PromiseForm(ActForm):
    """One act on one promise, with the time or the reason that it needs."""

    due = DueField("Which time would suit you?")
    reason = WordsField("Why?", rows=2)

    def __init__(self, *args: Any, promise: str, act: str, **options: Any) -> None:
        self.slug = f"{act}-{promise}"
        self.promise, self.act, self.wording = promise, act, ACTS[act]
        super().__init__(*args, **options)
        if act not in NEEDS_DUE:
            del self.fields["due"]
        if act not in NEEDS_REASON:
            del self.fields["reason"]
        else:
            self.fields["reason"].label = self.wording.ask.format(owner="us")
            self.fields["reason"].widget.attrs["class"] = "input words"

    @property
    def plain(self) -> bool:
        """One button is enough."""
        return not {"due", "reason"} & self.fields.keys()
