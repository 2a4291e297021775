"""What is done beside the case machine: a contact with a colleague, a check, the offer of somebody, owning up."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leeway.core.cases.checks import CheckProgress
from leeway.core.cases.closing import Acknowledge, OfferPerson, RecordRetold
from leeway.core.cases.truth import DisputeContact, ReachColleague
from leeway.core.message import Command
from leeway.desk import case_page
from leeway.desk.acting import Asked, signed_in
from leeway.desk.around_forms import (
    AcknowledgeForm,
    CheckForm,
    DisputeForm,
    LeaveOutForm,
    OfferPersonForm,
    ReachForm,
    RetoldForm,
)
from leeway.desk.doing import Doing, act
from leeway.desk.visible import case_of_contact_or_404, case_or_404
from leeway.people.models import Person
from leeway.people.words import Texts, derived


@require_POST
@signed_in
def reach(request: Asked, number: int) -> HttpResponse:
    row = case_or_404(request.viewer, number)
    form = ReachForm(request.POST, people=list(Person.objects.filter(active=True)))

    def command(texts: Texts) -> tuple[Command, str]:
        given = form.cleaned_data
        reached = ReachColleague(
            at=timezone.now(), by=request.person.id, case=row.id, contact=derived(form.sent, "contact"),
            colleague=given["colleague"], how=given["how"], what=given["what"],
        )  # fmt: skip
        return reached, "Written down. What you write to the customer may say so now."

    return case_page.carry_out(request, row, form, command)


@require_POST
@signed_in
def check(request: Asked, number: int, promise: str) -> HttpResponse:
    row, form = case_or_404(request.viewer, number), CheckForm(request.POST)

    def command(texts: Texts) -> tuple[Command, str]:
        words = texts.put("words", form.cleaned_data["words"])
        checked = CheckProgress(
            at=timezone.now(), by=request.person.id, case=row.id, promise=promise, how=form.cleaned_data["how"],
            words=words, question=derived(form.sent, "question"),
        )  # fmt: skip
        return checked, "Checked. What you promised for the day after still stands."

    return case_page.carry_out(request, row, form, command)


@act(OfferPersonForm)
def offer_person(doing: Doing) -> tuple[Command, str]:
    answer = doing.form.cleaned_data["answer"]
    return OfferPerson(at=doing.at, by=doing.by, case=doing.case, answer=answer), "Offered, and the answer is kept."


@act(AcknowledgeForm)
def acknowledge(doing: Doing) -> tuple[Command, str]:
    done = "Kept as you said it."
    return Acknowledge(at=doing.at, by=doing.by, case=doing.case, words=doing.words("words")), done


@act(LeaveOutForm)
def leave_out(doing: Doing) -> tuple[Command, str]:
    return Acknowledge(at=doing.at, by=doing.by, case=doing.case, words=None), "Left out, and that is kept."


@act(RetoldForm)
def retold(doing: Doing) -> tuple[Command, str]:
    return RecordRetold(at=doing.at, by=doing.by, case=doing.case), "It counts in what they had to go through."


@require_POST
@signed_in
def dispute(request: Asked, number: int) -> HttpResponse:
    """Say of a contact on record that it was not so: from the case, or from my day by whoever it names."""
    contact = request.POST.get("contact", "")
    row = case_of_contact_or_404(request.viewer, Q(number=number), contact)
    form = DisputeForm(request.POST, contact=contact)

    def command(texts: Texts) -> tuple[Command, str]:
        words = texts.put("words", form.cleaned_data["words"])
        at, me = timezone.now(), request.person.id
        disputed = DisputeContact(at=at, by=me, case=row.id, contact=form.cleaned_data["contact"], words=words)
        return disputed, "Kept: it was not so. No message to the customer may say so any more."

    return case_page.carry_out(request, row, form, command)
