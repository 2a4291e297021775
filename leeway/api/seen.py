"""What an address or a body names, as a thing that the caller may see: the one place where the API looks that up.

What is not theirs to see is answered like what is not there. Whose act it is, the rules say afterwards.
"""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404

from leeway.api.callers import Caller
from leeway.core.cases.proposal import Proposal
from leeway.core.message import Event
from leeway.desk.visible import case_by_id_or_404, case_of_contact_or_404
from leeway.ledger.read import facts
from leeway.projections.cases import CaseRow
from leeway.projections.spends import SpendRow


def case_of(caller: Caller, case: str) -> CaseRow:
    """By its id, or by the number that people say aloud."""
    if case.isascii() and case.isdigit() and len(case) <= 15:
        row = CaseRow.objects.filter(number=int(case)).only("id").first()
        case = row.id if row else case
    return case_by_id_or_404(caller.viewer, case)


def case_of_contact(caller: Caller, case: str, contact: str) -> CaseRow:
    """The same; a contact that names the caller opens it for their word that it was not so."""
    number = case.isascii() and case.isdigit() and len(case) <= 15
    return case_of_contact_or_404(caller.viewer, Q(number=int(case)) if number else Q(id=case), contact)


def decision_of(caller: Caller, decision: str) -> tuple[CaseRow, list[Event]]:
    """The case of a decision, and the facts of the case."""
    spend = SpendRow.objects.filter(decision=decision).only("case").first()
    if spend is None:
        raise Http404("No such decision.")
    row = case_by_id_or_404(caller.viewer, spend.case)
    return row, facts(f"case:{row.id}")


def proposal_of(row: CaseRow, proposal: str) -> Proposal:
    """What was put to others in this case; one of another case is not there."""
    known = row.case.proposals.get(proposal)
    if known is None:
        raise Http404("No such thing was put to others in this case.")
    return known
