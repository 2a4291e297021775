"""Mails of a case: the whole of a message, its files, and how letters to the customer fared."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from leeway.desk.acting import Asked, signed_in
from leeway.desk.timeline import Entry, Telling
from leeway.desk.visible import access_of, case_or_404
from leeway.mail.models import Delivery, Message
from leeway.mail.reading import content_of
from leeway.people.access import may_open_mail
from leeway.people.models import Customer, Person
from leeway.projections.cases import CaseRow

FARED = {
    "waiting": "A mail to {name} waits to be sent",
    "sent": "A mail to {name} was sent",
    "bounced": "A mail did not reach {name}",
    "failed": "A mail to {name} could not be sent",
    "no_address": "No mail to {name}: no address is known",
    "held": "An automatic answer to {name} was held back",
}
CAME = {
    "bounce": "The news that a mail did not arrive came in",
    "automatic": "An automatic answer came from {name}'s mailbox",
}
SANDBOX = "sandbox; default-src 'none'"
SHOWN = 100


def entries(case: str, telling: Telling) -> list[Entry]:
    """Letters and what machines answered, as lines of the timeline; what the customer wrote is a fact of its own."""
    name = telling.customer.first_name
    out = Delivery.objects.filter(case=case).order_by("-at")[:SHOWN]
    came = Message.objects.filter(case=case, became__in=CAME).order_by("-received_at")[:SHOWN]
    return [
        *(Entry(each.at, None, FARED[each.state].format(name=name), icon="mail", more=_code(each)) for each in out),
        *(
            Entry(each.received_at, None, CAME[each.became].format(name=name), icon="mail", mail=each.id)
            for each in came
        ),
    ]


def _code(delivery: Delivery) -> str:
    return f"The other server answered {delivery.status}." if delivery.status else ""


def unread(person: Person) -> list[tuple[Message | Delivery, CaseRow, Customer]]:
    """What customers wrote to this person's cases, and what did not reach them, while neither has been read."""
    rows = {row.id: row for row in CaseRow.objects.filter(owner=person.id)}
    wrote = Message.objects.filter(case__in=rows, became=Message.Became.CASE, read_at=None).order_by("received_at")
    lost = Delivery.objects.filter(case__in=rows, state__in=["bounced", "failed"], read_at=None).order_by("at")
    found: Iterable[Message | Delivery] = [*wrote[:SHOWN], *lost[:SHOWN]]
    customers = Customer.objects.in_bulk({row.customer for row in rows.values()})
    return [(each, rows[each.case], customers[rows[each.case].customer]) for each in found]


@require_GET
@signed_in
def show(request: Asked, number: int, message: str) -> HttpResponse:
    """All that a mail says, quotes included, with its files."""
    row, found = _mail_or_404(request, number, message)
    return render(request, "mails/page.html", {"row": row, "mail": found, "files": found.attachments.all()})


@require_GET
@signed_in
def file(request: Asked, number: int, message: str, place: int) -> HttpResponse:
    """A file of a mail, to be saved and never shown: nothing in it can run in our name."""
    _, found = _mail_or_404(request, number, message)
    known = found.attachments.filter(place=place).first()
    if known is None:
        raise Http404("No such file.")
    try:
        content = content_of(bytes(found.raw.content), place)
    except LookupError:
        raise Http404("No such file.") from None
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, known.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "no-store, private"
    return response


@require_POST
@signed_in
def read(request: Asked, number: int) -> HttpResponse:
    """The owner has read what came in by mail."""
    row = case_or_404(request.viewer, number)
    if row.owner == request.person.id:
        now = timezone.now()
        Message.objects.filter(case=row.id, read_at=None).update(read_at=now)
        Delivery.objects.filter(case=row.id, read_at=None).update(read_at=now)
    return redirect("my_day")


def _mail_or_404(request: Asked, number: int, message: str) -> tuple[CaseRow, Message]:
    row = case_or_404(request.viewer, number)
    found = Message.objects.filter(id=message, case=row.id).first()
    if found is None or not may_open_mail(request.viewer, access_of(row)):
        raise Http404("No such mail.")
    return row, found
