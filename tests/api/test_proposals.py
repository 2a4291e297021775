"""Put to others over the API: proposed, advised on, agreed to, taken back, decided; as on the pages, with own acts."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from leeway.core.cases.events import DecisionMade
from leeway.ledger.publishing import publish
from leeway.ledger.read import facts
from leeway.people.models import Person
from tests.api.client import Api, data, hear, row
from tests.desk.agents import AGENT, GRANTED, token_of
from tests.desk.harbour import client_of, heard
from tests.desk.pages import text

pytestmark = pytest.mark.usefixtures("guideline")
ASKING = (
    GRANTED.replace("case.our_fault: bool", "case.our_fault: bool\n  order.age: int")
    + """
  - {id: rep-agreed, from: ana, under: all, to: "level:rep", may: refund, up_to: 900, why: Two pairs of eyes.,
     needs: {agreed_by: ["level:coach", "level:coach"]}}
  - {id: rep-callback, from: ana, under: all, to: "level:rep", may: callback, mode: advise, why: Ask first.,
     advice: {expert: ["person:ruben"]}}
  - {id: rep-waive-agreed, from: ana, under: all, to: "level:rep", may: fee.waive, up_to: 800, mode: intend,
     window: 1 days, why: Both., needs: {agreed_by: ["person:ana"]}}
  - {id: agent-agreed, from: ana, under: all, to: "person:harbour-assistant", may: refund, up_to: 400, why: Seen.,
     needs: {agreed_by: ["level:rep"]}}
"""
)
EIGHT = {"act": "propose", "kind": "refund", "amount": "800", "reason": "Hotel and train."}


@pytest.fixture
def guideline(bank: None) -> None:
    publish(ASKING, by="petra", at=timezone.now(), command_id="publish-asking")


def act(who: str, case: str, status: int = 201, **body: Any) -> Any:
    return data(Api(who).post(f"/cases/{case}/acts", body), status)


def put(who: str, case: str, **more: Any) -> str:
    answer = act(who, case, **{**EIGHT, **more})
    (fact,) = (f for f in answer["facts"] if f["type"] == "proposal.made")
    assert fact["amount"] is None or "." in fact["amount"], "as text, as everywhere"
    (made,) = answer["made"]
    assert made == {"what": "proposal", "id": fact["proposal"], "kind": fact["kind"], "amount": fact["amount"]}
    return str(made["id"])


def proposals(who: str, case: str) -> list[Any]:
    return list(data(Api(who).get(f"/cases/{case}"))["proposals"])


def test_two_agree_by_acts_of_their_own_and_one_decides() -> None:
    case = heard().id
    assert "propose" in data(Api("henry").get(f"/cases/{case}"))["acts"]
    data(Api("ruben").get(f"/cases/{case}"), 404)
    proposal = put("henry", case)
    (mine,) = proposals("henry", case)
    assert (mine["id"], mine["amount"], mine["reason"]) == (proposal, "800.00", "Hotel and train.")
    assert (mine["waits_for"], mine["acts"]) == (["level:coach"], ["withdraw_proposal"])
    assert act("henry", case, 409, act="decide_proposal", proposal=proposal)["code"] == "verdict_beyond"
    for who in ("ana", "ruben"):
        (asked,) = data(Api(who).get("/proposals"))["proposals"]
        assert (asked["case"], asked["id"], asked["acts"]) == (case, proposal, ["agree", "disagree"])
        act(who, case, act="agree", proposal=proposal, words="Yes.")
    assert act("ana", case, 409, act="agree", proposal=proposal)["code"] == "already_answered"
    assert data(Api("ana").get("/proposals"))["proposals"] == []
    assert proposals("henry", case)[0]["acts"] == ["decide_proposal", "withdraw_proposal"]
    decided = {"act": "decide_proposal", "proposal": proposal, "outcome": "Paid."}
    first = data(Api("henry").post(f"/cases/{case}/acts", decided, key="k"), 201)
    assert data(Api("henry").post(f"/cases/{case}/acts", decided, key="k"), 201) == first
    (made,) = (each for each in facts(f"case:{case}") if isinstance(each, DecisionMade))
    assert (made.by, made.agreed, made.amount) == ("henry", ("ana", "ruben"), 80_000)
    (over,) = proposals("henry", case)
    assert (over["open"], over["ended"], over["decision"], over["acts"]) == (False, "decided", made.decision, [])
    assert [(each["person"], each["agrees"], each["words"]) for each in over["agreements"]] == [
        ("ana", True, "Yes."), ("ruben", True, "Yes."),
    ]  # fmt: skip


def test_advice_is_used_or_not_because() -> None:
    case = heard().id
    assert act("henry", case, 409, act="decide", kind="callback")["code"] == "verdict_advise"
    proposal = put("henry", case, kind="callback", amount=None, also=["mia", "mia"])
    assert proposals("henry", case)[0]["advisers"] == ["person:ruben", "person:mia"]
    decide = {"act": "decide_proposal", "proposal": proposal}
    assert act("henry", case, 409, **decide)["code"] == "advice_open"
    act("ruben", case, act="advise", proposal=proposal, words="Write to her.")
    act("mia", case, act="advise", proposal=proposal, words="Call now.")
    marks = [{"person": "ruben", "used": False, "because": "She wants a call."}, {"person": "mia", "used": True}]
    for advice, code in (([], "advice_unmarked"), (marks[1:], "advice_unmarked"),
                         ([{**marks[0], "because": None}, marks[1]], "because_missing"),
                         ([*marks, {"person": "ana", "used": True}], "no_such_advice")):  # fmt: skip
        assert act("henry", case, 409, **decide, advice=advice)["code"] == code
    assert "name each person once" in act("henry", case, 422, **decide, advice=[marks[1], marks[1]])["detail"]
    act("henry", case, **decide, advice=marks)
    (over,) = proposals("henry", case)
    assert [(each["person"], each["words"], each["used"], each["because"]) for each in over["advice"]] == [
        ("ruben", "Write to her.", False, "She wants a call."), ("mia", "Call now.", True, None),
    ]  # fmt: skip
    assert "did not use it: She wants a call." in text(client_of("ruben").get("/"))


def test_no_is_a_word_with_a_reason_and_what_was_taken_back_is_over() -> None:
    case = heard().id
    proposal = put("henry", case)
    assert act("ana", case, 422, act="disagree", proposal=proposal)["code"] == "not_valid"
    act("ana", case, act="disagree", proposal=proposal, words="Too soon.")
    assert act("mia", case, 409, act="withdraw_proposal", proposal=proposal)["code"] == "not_your_proposal"
    act("henry", case, act="withdraw_proposal", proposal=proposal)
    for who, name in (("ruben", "agree"), ("henry", "decide_proposal"), ("henry", "withdraw_proposal")):
        status = 404 if who == "ruben" else 409  # no part in the case any more
        act(who, case, status, act=name, proposal=proposal)
    put("henry", case)


def test_a_proposal_is_of_its_case_and_of_whoever_is_asked() -> None:
    case, other = heard().id, heard().id
    proposal = put("henry", case)
    assert act("henry", other, 404, act="decide_proposal", proposal=proposal)["code"] == "not_found"
    assert act("ana", other, 404, act="agree", proposal=proposal)["code"] == "not_found"
    assert act("mia", case, 409, act="agree", proposal=proposal)["code"] == "not_asked"
    assert act("ana", case, 409, act="advise", proposal=proposal, words="x")["code"] == "not_asked"
    assert act("lotte", case, 404, act="agree", proposal=proposal)["code"] == "not_found"
    assert act("mia", case, 409, **EIGHT)["code"] == "act_not_yours"


def test_an_intent_that_needs_agreement_is_stated_once_they_agreed() -> None:
    """Before, whoever had the agreement could neither decide it nor state it."""
    for page in (False, True):
        case = heard().id
        proposal = put("henry", case, kind="fee.waive", amount="700")
        act("ana", case, act="agree", proposal=proposal)
        if page:
            sent = {"command_id": "0" * 32, "outcome": ""}
            answer = client_of("henry").post(f"/cases/{row(case).number}/proposals/{proposal}/decision", sent)
            assert answer.status_code == 302
        else:
            act("henry", case, act="decide_proposal", proposal=proposal)
        assert row(case).state == "INTENDED"
        act("ana", case, act="stop_with_reason", reason="Not now.", alternative="Half.")
        late = act("ana", case, 409, act="stop_with_reason", reason="Again.", alternative="Half.")
        assert late["code"] == "act_not_now"
        assert row(case).state == "HEARD"


def test_an_automated_agent_proposes_and_gives_no_word() -> None:
    case = hear(Api())
    proposal = put(AGENT, case, amount="300")
    assert act("henry", case, 409, act="propose", kind="callback", also=[AGENT])["code"] == "act_not_yours"
    other = heard().id
    refused = act("henry", other, 409, act="propose", kind="callback", also=[AGENT])
    assert refused["code"] == "agent_gives_no_advice"
    assert "Harbour Assistant" in refused["detail"]
    for name in ("agree", "advise", "disagree"):
        assert act(AGENT, case, 403, act=name, proposal=proposal, words="Yes.")["code"] == "scope_missing"
    with pytest.raises(ValidationError, match="neither advice nor agreement"):
        token_of(AGENT, "agree")
    act("henry", case, act="agree", proposal=proposal)
    act(AGENT, case, act="decide_proposal", proposal=proposal)


def test_each_word_needs_its_scope() -> None:
    case = heard().id
    assert data(Api("henry", "agree", "cases:write").post(f"/cases/{case}/acts", EIGHT), 403)["code"] == "scope_missing"
    proposal = put("henry", case)
    word = {"act": "agree", "proposal": proposal}
    refused = data(Api("ana", "decide", "cases:write").post(f"/cases/{case}/acts", word), 403)
    assert refused["facts"]["needs"] == ["agree"]
    data(Api("ana", "agree").post(f"/cases/{case}/acts", word), 201)


def test_an_agreement_counts_for_who_somebody_is_when_it_is_decided() -> None:
    case = heard().id
    proposal = put("henry", case)
    for who in ("ana", "ruben"):
        act(who, case, act="agree", proposal=proposal)
    Person.objects.filter(id="ruben").update(level="rep")
    assert act("henry", case, 409, act="decide_proposal", proposal=proposal)["code"] == "verdict_beyond"
    Person.objects.filter(id="ruben").update(level="coach", active=False)
    assert act("henry", case, 409, act="decide_proposal", proposal=proposal)["code"] == "verdict_beyond"
    Person.objects.filter(id="ruben").update(active=True)
    Person.objects.filter(id="henry").update(level="trainee")
    assert act("henry", case, 409, act="decide_proposal", proposal=proposal)["code"] == "verdict_beyond"
    Person.objects.filter(id="henry").update(level="rep")
    act("henry", case, act="decide_proposal", proposal=proposal)


def test_what_was_agreed_to_is_not_decided_on_other_facts() -> None:
    case = heard().id
    proposal = put("henry", case)
    for who in ("ana", "ruben"):
        act(who, case, act="agree", proposal=proposal)
    known = "case.our_fault: bool\n  case.round: int\n  case.inconveniences: int"
    changed = ASKING.replace("case.our_fault: bool", known)
    changed = changed.replace("up_to: 900,", 'up_to: 900, when: "case.round >= 1 && case.inconveniences < 9",')
    publish(changed, by="petra", at=timezone.now(), command_id="publish-more")
    refused = act("henry", case, 409, act="decide_proposal", proposal=proposal)
    assert refused["code"] == "proposal_differs"
