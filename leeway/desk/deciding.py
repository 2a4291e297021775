"""The decide panel: what may be decided in this case, by whoever asks, and what it would leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import QueryDict

from leeway.core.authority import Guideline, Request, Verdict, judge
from leeway.core.authority.amounts import write_amount
from leeway.core.authority.expressions import BOOL, MONEY
from leeway.core.authority.model import Kind, Unit
from leeway.core.cases.decisions import Decide, Deciding, Standing, request_of
from leeway.core.cases.proposals import Need, needed
from leeway.core.refusal import Refusal
from leeway.desk import amounts
from leeway.desk.acting import ActForm, WordsField
from leeway.desk.board import Board
from leeway.desk.case_forms import colleagues
from leeway.desk.explain import explain
from leeway.desk.fact_fields import PREFIX, as_text, fact_field, facts_needed
from leeway.desk.phrasing import label
from leeway.desk.timeline import currency_of, what
from leeway.desk.verdicts import Answer, answer_for
from leeway.ledger.standing import known_facts, standing_for
from leeway.people.models import Person
from leeway.people.presence import present
from leeway.projections.spends import oldest

AFTER_THE_FACT = "decision.after_the_fact"  # always stated where the guideline declares it, never left open


class DecideForm(ActForm):
    """A kind, an amount where the kind has one, a reason, and the facts that its conditions ask for and we do not know.

    do: what the pressed button does: decide, intend, ask or propose. whom: who is asked, for ask. seen: what the button
    said. also: whose advice is wanted on top of those who must be asked.
    """

    slug = "decide"
    kind = forms.ChoiceField(label="Kind", error_messages={"invalid_choice": "The guideline has no such kind."})
    amount = forms.CharField(label="Amount", required=False, max_length=40)
    reason = WordsField("Reason", rows=1, required=False)
    outcome = WordsField("What the customer reads of it: what was done", rows=1, required=False)
    do = forms.ChoiceField(choices=[(each, each) for each in ("decide", "intend", "ask", "propose")], required=False)
    whom = forms.CharField(required=False, max_length=400)
    seen = forms.CharField(required=False, max_length=400)
    also = forms.MultipleChoiceField(
        label="Whose advice do you want as well?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "This is nobody who can be asked for advice here."},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        guideline: Guideline,
        known: Iterable[str],
        people: Iterable[Person] = (),
        **options: Any,
    ) -> None:
        self.guideline = guideline
        super().__init__(data, **options)
        self.fields["kind"].choices = [(kind, label(kind)) for kind in guideline.kinds]  # type: ignore[attr-defined]
        self.fields["also"].choices = [(each.id, each.name) for each in people]  # type: ignore[attr-defined]
        self.asked_facts = [name for name in facts_needed(guideline, self.chosen.id, known) if name != AFTER_THE_FACT]
        if guideline.facts.get(AFTER_THE_FACT) == BOOL:
            self.fields[PREFIX + AFTER_THE_FACT] = forms.BooleanField(label="This was done already", required=False)
        for name in self.asked_facts:
            self.fields[PREFIX + name] = fact_field(name, guideline.facts[name])
            self.fields[PREFIX + name].widget.attrs["class"] = "input"
        amount = self.fields["amount"]
        amount.widget.attrs = {"inputmode": "decimal", "autocomplete": "off", "aria-describedby": "verdict-say"}

    @property
    def chosen(self) -> Kind:
        """The kind that is chosen now, the first one where none is."""
        kinds = self.guideline.kinds
        named = self.data.get("kind", "") if self.is_bound else self.initial.get("kind", "")
        return kinds.get(named) or next(iter(kinds.values()))

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        return [self[PREFIX + name] for name in self.asked_facts]

    @property
    def after_the_fact(self) -> forms.BoundField | None:
        """Whether it was done already; where the guideline asks for that."""
        return self[PREFIX + AFTER_THE_FACT] if PREFIX + AFTER_THE_FACT in self.fields else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        unit = self.chosen.unit
        text = cleaned.get("amount") or ""
        try:
            if unit is Unit.MONEY:
                cleaned["minor"] = typed_money(text, currency_of(self.guideline))
            elif unit is Unit.COUNT:
                cleaned["minor"] = typed_count(text)
            else:
                cleaned["minor"] = None
        except ValueError as error:
            self.add_error("amount", str(error))
        for name in self.asked_facts:
            if self.guideline.facts[name] == MONEY and cleaned.get(PREFIX + name):
                self._clean_money(PREFIX + name, cleaned)
        return cleaned

    def _clean_money(self, name: str, cleaned: dict[str, Any]) -> None:
        currency = currency_of(self.guideline)
        try:
            cleaned[name] = write_amount(amounts.typed(cleaned[name], currency), currency.places)
        except ValueError as error:
            self.add_error(name, str(error))

    def keep_fields(self) -> None:
        """What was typed while the panel was under way stays: the browser keeps its own fields."""
        for name in ("amount", "reason", "outcome"):
            self.fields[name].widget.attrs["hx-preserve"] = "true"

    @property
    def says(self) -> str:
        """What the form asks for now, as its button says it."""
        return what(self.guideline, self.cleaned_data["kind"], self.cleaned_data["minor"])

    @property
    def outran(self) -> bool:
        """Whether it was sent before the button could follow what was typed."""
        seen = self.cleaned_data["seen"]
        return bool(seen) and seen != self.says

    def facts(self) -> dict[str, str]:
        """What was typed, as text; what was left open is left out, but for whether it was done already."""
        typed = ((name, self.cleaned_data.get(PREFIX + name)) for name in self.asked_facts)
        found = {name: as_text(value) for name, value in typed if value not in (None, "")}
        if self.after_the_fact is not None:
            found[AFTER_THE_FACT] = "true" if self.cleaned_data.get(PREFIX + AFTER_THE_FACT) else "false"
        return found

    def asking(self, decision: str, reason: str | None) -> Deciding:
        """What the guideline is asked. reason: the id of the words, or anything that says that there are some."""
        return Deciding(
            decision=decision,
            kind=self.cleaned_data["kind"],
            amount=self.cleaned_data["minor"],
            facts=self.facts(),
            reason=reason,
        )


@dataclass(frozen=True, slots=True)
class Panel:
    """mode: "decide" for the owner, "report" for whoever took the work. hint: what is missing before one can tell."""

    form: DecideForm
    mode: str
    sign: str
    answer: Answer | None = None
    hint: str = ""

    @property
    def unit(self) -> str:
        return str(self.form.chosen.unit)

    @property
    def final(self) -> bool:
        return not self.form.chosen.reversible


def panel_for(board: Board, query: QueryDict, sent: ActForm | None = None) -> Panel | None:
    """The panel, if there is anything that this person could decide here; with a verdict as soon as one can tell."""
    mode = "decide" if "decide_within_authority" in board.acts else "report" if "report_done" in board.acts else ""
    if not mode or board.guideline is None or board.case.acting_on:  # what was intended is decided already
        return None
    form = sent if isinstance(sent, DecideForm) else decide_form(board, query if "kind" in query else None)
    return _answered(board, form, mode)


def from_address(query: QueryDict) -> QueryDict:
    """What an address may say of a decision: the kind and the amount, never words."""
    kept = QueryDict(mutable=True)
    kept.update({name: query[name] for name in ("kind", "amount") if name in query})
    return kept


def decide_form(board: Board, data: QueryDict | None) -> DecideForm:
    assert board.guideline is not None
    if data is not None and "command_id" not in data:
        data = data.copy()
        data["command_id"] = ActForm()["command_id"].value()
    others = [each for each in colleagues(board, without=board.me.id) if not each.service]
    return DecideForm(data, guideline=board.guideline, known=known_facts(board.row.customer), people=others)


def _answered(board: Board, form: DecideForm, mode: str) -> Panel:
    sign = currency_of(board.guideline).sign
    if not form.is_bound:
        hint = "Type an amount to see at once whether it is yours." if form.chosen.unit is not Unit.NONE else ""
        return Panel(form, mode, sign, hint=hint)
    if not form.is_valid():
        errors = [str(each[0]) for each in form.errors.values()]
        started = bool(form.data.get("amount"))
        return Panel(
            form, mode, sign, hint=errors[0] if started else "Type an amount to see at once whether it is yours."
        )
    try:
        answer = judged(board, form)
    except Refusal as refusal:
        return Panel(form, mode, sign, hint=explain(refusal))
    if isinstance(answer, str):
        return Panel(form, mode, sign, hint=answer)
    return Panel(form, mode, sign, answer=answer)


REASON_WOULD_DO = "Give a reason: with one this is yours. ({answer})"


def judged(board: Board, form: DecideForm) -> Answer | str:
    """The verdict as of now, with nothing spent and nothing locked; deciding checks again under its locks.

    A hint instead where only a reason is missing: nobody should be asked for what is one's own.
    """
    deciding = form.asking("asked", form.cleaned_data.get("reason") or None)
    command = Decide(at=board.now, by=board.me.id, case=board.row.id, deciding=deciding)
    standing = standing_for(board.case)
    request = request_of(command, deciding, board.case, standing)
    assert standing.guideline is not None
    assert standing.used is not None
    here = present(standing.guideline.local_date(request.at))
    verdict = judge(standing.guideline, request, standing.used, oldest=oldest, present=here)
    if verdict.verdict == "beyond" and not request.reason:
        reasoned = judge(standing.guideline, replace(request, reason=True), standing.used)
        if reasoned.verdict not in {"beyond", "never"}:
            return REASON_WOULD_DO.format(answer=answer_for(reasoned, request, deciding, board).title)
    need = _need(standing, request, verdict)
    if need is not None:
        also = (f"person:{each}" for each in form.cleaned_data.get("also") or ())
        need = replace(need, advisers=tuple(dict.fromkeys((*need.advisers, *also))))
    return answer_for(verdict, request, deciding, board, need)


def _need(standing: Standing, request: Request, verdict: Verdict) -> Need | None:
    """Whose word would make it one's own; None where it is so already, or where nobody's word would."""
    assert standing.guideline is not None
    if verdict.verdict not in {"beyond", "advise"}:
        return None
    try:
        return needed(standing.guideline, standing, request)
    except Refusal:
        return None


def typed_money(text: str, currency: amounts.Currency) -> int:
    minor = amounts.typed(text, currency)
    if minor == 0:
        raise ValueError("Nothing is not an amount; type more than zero.")
    return minor


def typed_count(text: str) -> int:
    bare = text.strip()
    if not (bare.isascii() and bare.isdigit() and len(bare) <= 9 and int(bare)):
        raise ValueError("How many? Type a whole number from 1, such as 2.")
    return int(bare)
