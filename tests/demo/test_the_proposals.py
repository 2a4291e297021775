"""The demo's cases in which others are asked first: advice used and not used, a second pair of eyes, one still open."""

from __future__ import annotations

from datetime import UTC, datetime

from leeway.core.cases.events import DecisionMade
from leeway.core.cases.proposal import ProposalClosed
from leeway.demo.make import make
from leeway.ledger.read import facts
from leeway.people.words import texts_of
from leeway.projections.cases import CaseRow

NOW = datetime(2026, 3, 12, 10, 0, tzinfo=UTC)


def test_advice_is_used_or_not_because_and_nobody_decides_a_large_refund_alone(db: None) -> None:
    make(NOW)
    closed = {}
    for row in CaseRow.objects.filter(customer__in=["c-olga", "c-mieke", "c-arjun"]):
        for fact in facts(f"case:{row.id}"):
            if isinstance(fact, ProposalClosed | DecisionMade):
                closed[row.owner, type(fact)] = fact
    advice = {each.person: each for each in closed["lotte", ProposalClosed].advice}
    assert (advice["ruben"].used, advice["bram"].used) == (True, False)
    assert texts_of([advice["bram"].because])[advice["bram"].because].startswith("She told me")
    assert closed["lotte", DecisionMade].mode == "advise"
    refund = closed["aylin", DecisionMade]
    assert refund.agreed == ("ana",)
    assert refund.chain[0].grant == "rep-refund-agreed"
    (waiting,) = [row for row in CaseRow.objects.filter(owner="sanne") if row.case.open_proposals]
    assert waiting.case.open_proposals[0].may_agree == {"ana", "ruben"}
