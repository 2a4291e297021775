"""Put to others on the pages: advice and agreement are asked for, given on one's own day, and lead to a decision."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from leeway.core.cases.events import DecisionMade
from leeway.core.cases.proposal import ProposalClosed
from leeway.ledger.publishing import publish
from leeway.ledger.read import facts
from leeway.people.models import Person
from leeway.projections.cases import CaseRow
from tests.desk.harbour import client_of, heard
from tests.desk.pages import RICHER, fresh, send, text, verdict_on

pytestmark = pytest.mark.usefixtures("bank")
GUIDELINE = (
    RICHER
    + """  - {id: rep-agreed, from: ana, under: all, to: "level:rep", may: refund, up_to: 900, why: Two pairs of eyes.,
     needs: {agreed_by: ["level:coach", "level:coach"]}}
"""
)


@pytest.fixture
def row() -> CaseRow:
    publish(GUIDELINE, by="petra", at=timezone.now(), command_id="publish-2")
    return heard(by="henry")


def proposal_of(row: CaseRow) -> str:
    (proposal,) = fresh(row).case.open_proposals
    return proposal.id


def propose(row: CaseRow, by: str = "henry", **typed: str) -> str:
    fields = {"kind": "refund", "amount": "800", "reason": "Hotel and train", **typed}
    answer = send(client_of(by), row, "decisions", do="propose", **fields)
    assert answer.status_code == 302, text(answer)
    return proposal_of(row)


def test_two_pairs_of_eyes_each_by_an_act_of_their_own(row: CaseRow) -> None:
    shown = verdict_on("henry", row, amount="800")
    assert re.search(r'value="propose">Ask Ana and Ruben to agree ', shown)
    assert client_of("ruben").get(f"/cases/{row.number}").status_code == 404
    proposal = propose(row)
    asked = text(client_of("henry").get(f"/cases/{row.number}")).partition("put it to")
    assert 'data-verdict="advise"' not in asked[0][asked[0].rindex("<li") :] + asked[2].partition("</li>")[0]
    for who in ("ana", "ruben"):
        day = text(client_of(who).get("/"))
        assert "Henry asks your agreement: Refund €800.00" in day
        assert "Hotel and train" in day
        assert client_of(who).get(f"/cases/{row.number}").status_code == 200, "who is asked may see what it is about"
    early = send(client_of("henry"), row, f"proposals/{proposal}/decision")
    assert early.status_code == 409
    for who in ("ana", "ruben"):
        assert send(client_of(who), row, f"proposals/{proposal}/agreement").status_code == 302
    assert "Henry asks your agreement" not in text(client_of("ana").get("/"))
    assert "Decide it: Refund €800.00" in text(client_of("henry").get(f"/cases/{row.number}"))
    assert send(client_of("henry"), row, f"proposals/{proposal}/decision", outcome="Paid.").status_code == 302
    (made,) = (each for each in facts(f"case:{row.id}") if isinstance(each, DecisionMade))
    assert (made.by, made.agreed, made.amount) == ("henry", ("ana", "ruben"), 80_000)
    assert fresh(row).state == "DONE"
    assert client_of("ruben").get(f"/cases/{row.number}").status_code == 404, "asked no longer, no part in it"


def test_several_of_a_level_are_asked_as_several_and_one_by_name(row: CaseRow) -> None:
    Person.objects.create(id="kai", name="Kai Sato", role="coach", level="coach", team="credit", reports_to_id="petra")
    assert re.search(r'value="propose">Ask two coaches to agree ', verdict_on("henry", row, amount="800"))


def test_advice_that_is_not_used_says_why_and_the_adviser_reads_it(row: CaseRow) -> None:
    assert "Ask Ana for advice" in verdict_on("henry", row, kind="callback")
    proposal = propose(row, kind="callback", amount="")
    assert send(client_of("ana"), row, f"proposals/{proposal}/advice", words="Write to her.").status_code == 302
    page = text(client_of("henry").get(f"/cases/{row.number}"))
    assert "Write to her." in page
    decide = f"proposals/{proposal}/decision"
    assert send(client_of("henry"), row, decide).status_code == 422
    assert send(client_of("henry"), row, decide, **{"used:ana": "no"}).status_code == 409
    because = {"used:ana": "no", "because:ana": "She asked for a call."}
    assert send(client_of("henry"), row, decide, **because).status_code == 302
    assert "Henry did not use it: She asked for a call." in text(client_of("ana").get("/"))
    (closed,) = (each for each in facts(f"case:{row.id}") if isinstance(each, ProposalClosed))
    assert [(each.person, each.used) for each in closed.advice] == [("ana", False)]


def test_a_disagreement_needs_a_reason_and_taking_back_ends_it(row: CaseRow) -> None:
    proposal = propose(row)
    assert send(client_of("ana"), row, f"proposals/{proposal}/disagreement", words=" ").status_code == 422
    assert send(client_of("ana"), row, f"proposals/{proposal}/disagreement", words="Too soon.").status_code == 302
    page = text(client_of("henry").get(f"/cases/{row.number}"))
    assert "does not agree" in page
    assert "Too soon." in page
    assert send(client_of("mia"), row, f"proposals/{proposal}/withdrawal").status_code == 409
    assert send(client_of("henry"), row, f"proposals/{proposal}/withdrawal").status_code == 302
    assert not fresh(row).case.open_proposals
    assert "took back what was put to others" in text(client_of("mia").get(f"/cases/{row.number}"))


def test_the_most_that_is_ones_own_fills_itself_in(row: CaseRow) -> None:
    shown = verdict_on("henry", row, amount="5000")
    assert re.search(r'name="amount" value="250\.00"[^>]*>Take the most now: €250\.00', shown)
    filled = client_of("henry").post(
        f"/cases/{row.number}/may", {"kind": "refund", "amount": ["5000", "250.00"], "command_id": "0" * 32}
    )
    assert 'data-verdict="go"' in text(filled)


def test_a_leader_alone_reads_how_many_intents_they_stopped(row: CaseRow) -> None:
    send(client_of("henry"), row, "decisions", kind="fee.waive", amount="100", do="intend")
    client_of("ana").get("/")
    assert "You stopped 0 of the 1 intent that you have seen." in text(client_of("ana").get("/"))
    send(client_of("ana"), row, "intent/stop", reason="Not now", alternative="Call first")
    assert "You stopped 1 of the 1 intent that you have seen." in text(client_of("ana").get("/"))
    assert "You stopped" not in text(client_of("henry").get("/")) + text(client_of("petra").get("/"))


def test_more_advisers_may_be_asked_and_never_fewer(row: CaseRow) -> None:
    assert "Ask Ana and Mia for advice" in verdict_on("henry", row, kind="callback", also="mia")
    assert send(client_of("henry"), row, "decisions", kind="callback", also="henry", do="propose").status_code == 422
    propose(row, kind="callback", amount="", also="mia")
    (open_now,) = fresh(row).case.open_proposals
    assert [each.target for each in open_now.advisers] == ["person:ana", "person:mia"]
    assert "Henry asks your advice: Callback" in text(client_of("mia").get("/"))


def test_whoever_asked_is_told_on_their_day_when_all_have_answered(row: CaseRow) -> None:
    proposal = propose(row)
    assert "Your question is answered" not in text(client_of("henry").get("/"))
    for who in ("ana", "ruben"):
        send(client_of(who), row, f"proposals/{proposal}/agreement")
    assert "Your question is answered" in text(client_of("henry").get("/"))
    assert "Your question is answered" not in text(client_of("mia").get("/"))


def test_an_intent_is_told_with_its_own_reason_whatever_else_is_offered(row: CaseRow) -> None:
    assert send(client_of("henry"), row, "offer", to="mia", pack="Please call her.").status_code == 302
    stated = {"kind": "fee.waive", "amount": "80", "reason": "Charged twice", "do": "intend"}
    assert send(client_of("henry"), row, "decisions", **stated).status_code == 302
    day = text(client_of("ana").get("/"))
    assert "Charged twice" in day
    assert "Please call her." not in day
