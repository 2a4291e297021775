"""What is put to others: advice and agreement as acts of their own, taking it back, and the decision itself."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leeway.core.cases import Agree, Decide, Disagree, GiveAdvice, ReportDone, StateIntent, WithdrawProposal
from leeway.core.cases.decisions import Deciding, could_only_be_intended
from leeway.core.cases.proposal import Heeded, Proposal
from leeway.core.message import Command
from leeway.desk import case_page
from leeway.desk.acting import ActForm, Asked, signed_in
from leeway.desk.case_forms import AdviceForm, AgreeForm, DecideProposedForm, DisagreeForm, WithdrawProposalForm
from leeway.desk.put import named
from leeway.desk.visible import case_or_404
from leeway.ledger.standing import standing_for
from leeway.people.models import Person
from leeway.people.words import Texts, derived
from leeway.projections.cases import CaseRow


@require_POST
@signed_in
def advise(request: Asked, number: int, proposal: str) -> HttpResponse:
    row, known = _known(request, number, proposal)
    form = named(AdviceForm, proposal, request.POST)

    def command(texts: Texts) -> tuple[Command, str]:
        words = texts.put("words", form.cleaned_data["words"])
        given = GiveAdvice(at=timezone.now(), by=request.person.id, case=row.id, proposal=known.id, words=words)
        return given, "Your advice is given. You will read what became of it."

    return case_page.carry_out(request, row, form, command)


@require_POST
@signed_in
def agree(request: Asked, number: int, proposal: str) -> HttpResponse:
    row, known = _known(request, number, proposal)

    def command(_: Texts) -> tuple[Command, str]:
        agreed = Agree(at=timezone.now(), by=request.person.id, case=row.id, proposal=known.id)
        return agreed, "You agreed, to exactly this and to nothing else."

    return case_page.carry_out(request, row, named(AgreeForm, proposal, request.POST), command)


@require_POST
@signed_in
def disagree(request: Asked, number: int, proposal: str) -> HttpResponse:
    row, known = _known(request, number, proposal)
    form = named(DisagreeForm, proposal, request.POST)

    def command(texts: Texts) -> tuple[Command, str]:
        words = texts.put("words", form.cleaned_data["words"])
        said = Disagree(at=timezone.now(), by=request.person.id, case=row.id, proposal=known.id, words=words)
        return said, "You did not agree; nothing is decided by that."

    return case_page.carry_out(request, row, form, command)


@require_POST
@signed_in
def withdraw(request: Asked, number: int, proposal: str) -> HttpResponse:
    row, known = _known(request, number, proposal)

    def command(_: Texts) -> tuple[Command, str]:
        taken = WithdrawProposal(at=timezone.now(), by=request.person.id, case=row.id, proposal=known.id)
        return taken, "Taken back; it is put to nobody any more."

    return case_page.carry_out(request, row, named(WithdrawProposalForm, proposal, request.POST), command)


@require_POST
@signed_in
def decide(request: Asked, number: int, proposal: str) -> HttpResponse:
    row, known = _known(request, number, proposal)
    people = Person.objects.in_bulk(known.advised)
    advised = [people[each] for each in known.advised if each in people]
    form = named(DecideProposedForm, proposal, request.POST, advised=advised)

    def command(texts: Texts) -> tuple[Command, str]:
        heeded = tuple(_heeded(form, each, texts) for each in known.advised)
        decision = derived(form.sent, "decision")
        deciding = Deciding(decision, known.kind, known.amount, known.given, known.reason, known.id, heeded)
        outcome, at, by = texts.put("outcome", form.cleaned_data["outcome"]), timezone.now(), request.person.id
        if row.case.state == "ACTING":
            return ReportDone(at=at, by=by, case=row.id, outcome=outcome, deciding=deciding), "Done, as it was put."
        decided = Decide(at=at, by=by, case=row.id, deciding=deciding, outcome=outcome)
        if could_only_be_intended(decided, row.case, standing_for(row.case)):
            stated = StateIntent(at=at, by=by, case=row.id, deciding=deciding, words=outcome)
            return stated, "Your intent is stated, as it was put."
        return decided, "Decided, as it was put."

    return case_page.carry_out(request, row, form, command)


def _heeded(form: ActForm, person: str, texts: Texts) -> Heeded:
    because = texts.put(f"because-{person}", form.cleaned_data[f"because:{person}"])
    return Heeded(person, form.cleaned_data[f"used:{person}"] == "yes", because)


def _known(request: Asked, number: int, proposal: str) -> tuple[CaseRow, Proposal]:
    row = case_or_404(request.viewer, number)
    known = row.case.proposals.get(proposal)
    if known is None:
        raise Http404("No such thing was put to others in this case.")
    return row, known
