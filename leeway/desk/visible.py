"""The cases that somebody may see, as rows: what `people.access` says of one case, asked of the tables."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from leeway.core.cases.hearing import WriteNote
from leeway.core.message import Command, is_customer
from leeway.core.promises import MakePromise, OpenPromise
from leeway.people.access import (
    CaseAccess,
    PromiseAccess,
    Viewer,
    may_dispute_contact,
    may_hear,
    may_see_case,
    may_see_promise,
)
from leeway.people.models import Customer, Person
from leeway.projections.cases import CaseParty, CaseRow
from leeway.projections.promises import PromiseRow

NOBODY_TO_TELL = (
    "This customer was erased: nothing can be written or promised to them, and no address made for them. Keep what the "
    "case needs inside it."
)


def was_erased(row: CaseRow) -> bool:
    """Whether the customer of this case was erased: whatever is written to them now would be about nobody."""
    return Customer.objects.filter(id=row.customer, erased_at__isnull=False).exists()


def decides_for(viewer: Viewer, customer: str) -> bool:
    """Whether this customer is theirs to decide for: they own an open case, have its action, or are near to them."""
    me = Person.objects.filter(id=viewer.person).first()
    if me is None or customer in {*me.own, *me.relatives}:
        return True
    mine = CaseParty.objects.filter(person=me.id, part__in=["owner", "action_owner"]).values("case")
    return any(row.case.open for row in CaseRow.objects.filter(customer=customer, id__in=mine))


def owns_case_of(viewer: Viewer, customer: str) -> bool:
    """Whether an open case of this customer is theirs."""
    return any(row.case.open for row in CaseRow.objects.filter(customer=customer, owner=viewer.person))


def access_of(row: CaseRow) -> CaseAccess:
    """What access to this case hangs on. Its team is its owner's."""
    team = Person.objects.filter(id=row.owner).values_list("team", flat=True).first() or ""
    parties = set(CaseParty.objects.filter(case=row.id).values_list("person", flat=True))
    return CaseAccess(case=row.id, customer=row.customer, team=team, parties=parties)


def cases_for(viewer: Viewer) -> QuerySet[CaseRow]:
    """Every case that `may_see_case` lets this viewer see; a test holds the two together."""
    if not may_hear(viewer):
        return CaseRow.objects.none()
    if viewer.role == Person.Role.LEADER:
        return CaseRow.objects.all()
    teams = ({viewer.team} | viewer.coached) - {""}
    owners = Person.objects.filter(team__in=teams).values("id")
    parts = CaseParty.objects.filter(person=viewer.person).values("case")
    return CaseRow.objects.filter(Q(owner__in=owners) | Q(id__in=parts) | Q(owner=""))


def case_or_404(viewer: Viewer, number: int) -> CaseRow:
    """The case of this number; one that is not theirs to see is answered like one that is not there."""
    row = CaseRow.objects.filter(number=number).first()
    if row is None or not may_see_case(viewer, access_of(row)):
        raise Http404("No such case.")
    return row


def case_by_id_or_404(viewer: Viewer, case: str) -> CaseRow:
    """The same by its id."""
    row = CaseRow.objects.filter(id=case).first()
    if row is None or not may_see_case(viewer, access_of(row)):
        raise Http404("No such case.")
    return row


def case_of_contact_or_404(viewer: Viewer, case: Q, contact: str) -> CaseRow:
    """The case in which this contact is on record, for the colleague named in it; else as any case."""
    row = CaseRow.objects.filter(case).first()
    known = row.case.reached.get(contact) if row else None
    named = known is not None and may_dispute_contact(viewer, known.colleague)
    if row is None or not (named or may_see_case(viewer, access_of(row))):
        raise Http404("No such case.")
    return row


def promise_or_404(viewer: Viewer, promise: str) -> tuple[PromiseRow, CaseRow | None]:
    """The promise, and its case where it has one; one that is not theirs to see is answered like one that is not."""
    row = PromiseRow.objects.filter(id=promise).first()
    case = CaseRow.objects.filter(id=row.case).first() if row and row.case else None
    if row is None or not may_see(viewer, row, case):
        raise Http404("No such promise.")
    return row, case


def may_see(viewer: Viewer, row: PromiseRow, case: CaseRow | None) -> bool:
    """Whether this promise is theirs to see. case: the one that it belongs to, if any."""
    return may_see_promise(viewer, _access_of_promise(row, case))


def _access_of_promise(row: PromiseRow, case: CaseRow | None) -> PromiseAccess:
    parties = {row.promiser, *row.promise.judges}
    return PromiseAccess(parties=parties, case=access_of(case) if case else None)


def for_the_customer(command: Command) -> bool:
    """Whether it writes or promises something to the customer."""
    if isinstance(command, MakePromise | OpenPromise):
        return is_customer(command.promisee)
    return isinstance(command, WriteNote) and command.audience == "customer"


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; behind a proxy of ours, what that proxy says."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
