"""May I, who could, what is left, decide, take back: over the API, as on the page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from leeway.ledger.models import Fact, KeptCommand
from leeway.ledger.publishing import publish
from leeway.people.models import Customer
from tests.api.client import HEARD, Api, data, hear, row
from tests.desk.agents import AGENT, GRANTED
from tests.desk.harbour import came_in, client_of, decided, heard
from tests.desk.pages import publish_richer, send, text, verdict_on

pytestmark = pytest.mark.usefixtures("bank")


def test_an_assistant_lives_within_its_leeway() -> None:
    """It refunds its 25.00, is beyond at 26.00 and told who, splits and is summed, and cannot help itself."""
    api, mine = Api(), hear(Api())
    beyond = data(api.post("/decisions", {"case": mine, "kind": "refund", "amount": "26.00"}), 409)
    assert beyond["code"] == "verdict_beyond"
    assert (beyond["facts"]["asked"], beyond["facts"]["most"], beyond["facts"]["who"][0]) == ("26.00", "25.00", "ana")
    assert "Ana Ferreira" in beyond["detail"]
    made = data(
        api.post("/decisions", {"case": mine, "kind": "refund", "amount": "20.00", "outcome": "Paid back."}), 201
    )
    assert (made["verdict"], made["amount"], made["grant"]) == ("go", "20.00", "assistant-refund")
    assert made["by"] == {"id": AGENT, "name": "Harbour Assistant", "automated": True}
    another = hear(api)
    asked = data(api.post("/may", {"case": another, "kind": "refund", "amount": "25"}))
    assert asked["verdict"] == "go"
    data(api.post("/decisions", {"case": another, "kind": "refund", "amount": "25.00"}), 201)
    third = hear(api)
    split = data(api.post("/decisions", {"case": third, "kind": "refund", "amount": "10.00"}), 409)
    assert (split["facts"]["reason"], split["facts"]["most"]) == ("over_limit", "5.00")
    ways = data(api.post("/may", {"case": third, "kind": "refund", "amount": "10.00"}))["ways"]
    assert ways[0] == {"way": "less", "most": "5.00", "verdict": "go", "words": "decide up to 5.00 EUR now"}
    assert "wait" in {each["way"] for each in ways}
    told = data(api.get(f"/cases/{mine}/timeline"))["entries"]
    assert all(each["by"] == made["by"] for each in told)
    assert "Harbour Assistant (automated) decided: Refund €20.00" in {each["title"] for each in told}
    assert {fact.by for fact in Fact.objects.filter(name__startswith="decision")} == {AGENT}


def test_a_guardrail_stops_it_like_anybody() -> None:
    Customer.objects.create(id=AGENT, name="Its own account")
    api = Api()
    case = hear(api, customer=AGENT)
    assert data(api.post("/may", {"case": case, "kind": "refund", "amount": "1"}))["verdict"] == "never"
    refused = data(api.post("/decisions", {"case": case, "kind": "refund", "amount": "1"}), 409)
    assert (refused["code"], refused["facts"]["reason"]) == ("verdict_never", "guardrail")


def test_page_and_api_give_the_same_verdict_and_spend_from_the_same_limit() -> None:
    case = heard()
    api = Api("henry")
    for amount, page in (("250", "Go: this is yours"), ("251", "Beyond: not yours, Ana or Ruben could")):
        verdict = data(api.post("/may", {"case": case.id, "kind": "refund", "amount": amount}))
        assert page in verdict_on("henry", case, amount=amount)
        assert verdict["verdict"] == page.partition(":")[0].lower()
    data(api.post("/decisions", {"case": case.id, "kind": "refund", "amount": "200"}), 201)
    other = heard()
    assert "Beyond" in verdict_on("henry", other, amount="201")
    assert data(api.post("/may", {"case": other.id, "kind": "refund", "amount": "201"}))["most"] == "200.00"
    assert send(client_of("henry"), other, "decisions", kind="refund", amount="150", do="decide").status_code == 302
    assert data(api.post("/may", {"customer": "c-noor", "kind": "refund", "amount": "51"}))["most"] == "50.00"


def test_asking_leaves_no_trace() -> None:
    api, before = Api(), (Fact.objects.count(), KeptCommand.objects.count())
    data(api.post("/may", {"kind": "refund", "amount": "5", "customer": "c-noor"}))
    data(api.post("/may/who", {"kind": "refund", "amount": "900"}))
    data(api.get("/leeway"))
    assert (Fact.objects.count(), KeptCommand.objects.count()) == before


def test_the_same_key_gets_the_same_answer() -> None:
    api, case = Api(), hear(Api())
    asked = {"case": case, "kind": "refund", "amount": "20", "reason": "Charged twice."}
    first = data(api.post("/decisions", asked, key="k1"), 201)
    assert data(api.post("/decisions", asked, key="k1"), 201) == first
    assert data(api.post("/decisions", asked | {"amount": "21"}, key="k1"), 409)["code"] == "command_id_reused"
    assert data(api.post("/decisions", asked | {"reason": "Others."}, key="k1"), 409)["code"] == "command_id_reused"
    assert Fact.objects.filter(name="decision.made").count() == 1
    refused = data(api.post("/decisions", {**asked, "case": hear(api), "amount": "30"}, key="k2"), 409)
    again = data(api.post("/decisions", {**asked, "case": row(case).id, "amount": "30"}, key="k2"), 409)
    assert (refused["code"], again["code"]) == ("verdict_beyond", "command_id_reused")
    theirs = heard(by="henry")
    other = data(Api("henry").post("/decisions", {**asked, "case": theirs.id, "amount": "7"}, key="k1"), 201)
    assert other["amount"] == "7.00", "a key is the caller's own"


def test_an_intent_is_stated_once_and_its_key_keeps_it_one() -> None:
    case, api = heard(), Api("henry")
    asked = {"case": case.id, "kind": "fee.waive", "amount": "100", "reason": "Not explained."}
    first = data(api.post("/decisions", asked, key="i1"), 201)
    assert (first["verdict"], bool(first["goes_ahead"])) == ("intend", True)
    assert data(api.post("/decisions", asked, key="i1"), 201) == first
    assert row(case.id).state == "INTENDED"
    only = data(api.post("/decisions", {**asked, "case": heard().id, "how": "decide"}), 409)
    assert only["code"] == "verdict_intend"


def test_a_decision_is_read_and_taken_back_by_whoever_made_it() -> None:
    api, case = Api(), hear(Api())
    made = data(api.post("/decisions", {"case": case, "kind": "fee.waive", "amount": "15"}), 201)
    path = f"/decisions/{made['id']}"
    assert data(api.get(path)) == made
    assert data(Api("henry").post(f"{path}/reversal"), 409)["code"] == "not_your_decision"
    back = data(api.post(f"{path}/reversal", {"reason": "The wrong fee."}, key="r"), 201)
    assert (back["reversed"], back["reversed_by"]) == (True, AGENT)
    assert data(api.post(f"{path}/reversal", {"reason": "The wrong fee."}, key="r"), 201) == back
    assert data(api.post(f"{path}/reversal"), 409)["code"] == "already_reversed"
    assert data(api.get("/decisions/nothing"), 404)["code"] == "not_found"
    assert data(Api("lotte").get(path), 404)["code"] == "not_found"


def test_what_is_left_by_kind() -> None:
    api, case = Api(), hear(Api())
    data(api.post("/decisions", {"case": case, "kind": "refund", "amount": "20"}), 201)
    entries = {each["kind"]: each for each in data(api.get("/leeway", customer="c-noor"))["leeway"]}
    assert (entries["refund"]["verdict"], entries["replacement"]["verdict"]) == ("go", "beyond")
    assert entries["replacement"]["who"] == ["ana", "ruben"]
    assert entries["refund"]["grant"] == "assistant-refund"


def test_a_yes_where_nothing_can_be_decided_now_says_so() -> None:
    api = Api()
    case = hear(api)
    question = {"case": case, "kind": "refund", "amount": "5.00"}
    assert data(api.post("/may", question))["now"] == {"possible": True}
    data(api.post("/decisions", question), 201)
    asked, refused = data(api.post("/may", question)), data(api.post("/decisions", question), 409)
    assert (asked["verdict"], asked["now"]["possible"]) == ("go", False)
    assert asked["now"] == {
        "possible": False,
        **{name: refused[name] for name in ("code", "facts")},
        "say": refused["detail"],
    }
    assert refused["code"] == "act_not_now"
    assert asked["say"].endswith(refused["detail"])
    assert "page" not in refused["detail"]
    assert "`acts`" in refused["detail"]
    theirs = data(Api("henry").post("/may", {**question, "case": hear(api)}))["now"]
    assert (theirs["possible"], theirs["code"]) == (False, "act_not_yours")
    assert "now" not in data(api.post("/may", {"kind": "refund", "amount": "5.00", "customer": "c-noor"}))


def test_who_could() -> None:
    question = {"case": heard().id, "kind": "refund", "amount": "250", "limit": 2}
    found = data(Api().post("/may/who", question))["could"]
    assert [each["person"] for each in found] == ["ana", "henry"]
    assert (found[0]["name"], found[0]["automated"]) == ("Ana Ferreira", False)


def test_facts_of_the_customer_come_from_our_records_and_agreement_from_nobody_else() -> None:
    api, case = Api("henry"), heard()
    stated = {"case": case.id, "kind": "refund", "amount": "5", "facts": {"customer.id": "c-tomas"}}
    assert data(api.post("/may", stated), 422)["code"] == "unknown_fact"
    publish_richer()
    for facts, where in (({"customer.tier": "gold"}, case.id), ({"customer.member": True}, None)):
        question = {"kind": "refund", "amount": "5", "facts": facts} | ({"case": where} if where else {})
        assert data(api.post("/may", question), 422)["code"] == "fact_not_stated"
    told = {"case": case.id, "kind": "refund", "amount": "5", "facts": {"customer.tier": "gold"}}
    assert data(api.post("/decisions", told), 422)["code"] == "fact_not_stated"
    refused = data(api.post("/decisions", {"case": case.id, "kind": "refund", "amount": "5", "agreed": ["ana"]}), 422)
    assert '"agreed" is not read here' in refused["detail"]
    other = data(api.post("/may", {"kind": "refund", "amount": "5", "person": "ana"}), 403)
    assert other["code"] == "not_you"
    assert data(api.post("/may", {"kind": "refund", "amount": "5", "id": "q1", "agreed": ["ana"]}))["id"] == "q1"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"kind": "refund", "amont": "5"}, "not_valid"),
        ({"kind": "refnd", "amount": "5"}, "unknown_kind"),
        ({"amount": "5"}, "not_valid"),
        ({"kind": "refund", "amount": True}, "not_valid"),
        ({"kind": "refund", "amount": ["5"]}, "not_valid"),
        ({"kind": "refund", "facts": {"case.colour": "red"}}, "unknown_fact"),
        ({"kind": "refund", "facts": {"case.our_fault": {"a": 1}}}, "not_valid"),
        ({"kind": "refund", "facts": {"case.our_fault": "perhaps"}}, "bad_request"),
        ({"kind": "refund", "facts": []}, "not_valid"),
        ({"kind": "x" * 201}, "not_valid"),
        ({"kind": "refund", "agreed": "ana"}, "not_valid"),
    ],
)
def test_what_is_not_asked_for_is_said(body: dict[str, Any], code: str) -> None:
    assert data(Api().post("/may", body), 422)["code"] == code


def test_a_key_that_is_not_known_is_answered_with_the_nearest() -> None:
    assert "did you mean amount?" in data(Api().post("/may", {"kind": "refund", "amont": "5"}), 422)["detail"]
    assert "did you mean words?" in data(Api().post("/cases", HEARD | {"word": "x"}), 422)["detail"]


@pytest.mark.parametrize("amount", ["0", "-5", "1.005", "1,50", "abc", "99999999999999999", 1.005, 1e400, "1e3", ""])
def test_amounts_are_judged_as_they_are_written(amount: object) -> None:
    api, case = Api(), hear(Api())
    body = f'{{"case": "{case}", "kind": "refund", "amount": {"1e400" if amount == 1e400 else repr(amount)}}}'
    body = body.replace("'", '"')
    response = api.post("/decisions", body)
    assert response.status_code in {409, 422}, response.content
    assert data(api.post("/may", body))["reasons"][0]["code"] == "bad_amount"
    assert not Fact.objects.filter(name="decision.made").exists()


@pytest.mark.parametrize("number", ["1e300000", "-1e300000", "1e-300000", "1e999999999999", "1e-999999999999"])
def test_a_number_is_not_written_out_however_large_it_is(number: str) -> None:
    days = GRANTED.replace("case.our_fault: bool", "case.our_fault: bool\n  case.days: int")
    publish(days, by="petra", at=timezone.now(), command_id="p2")
    api, case = Api(), hear(Api())
    spent = f'{{"case": "{case}", "kind": "refund", "amount": {number}}}'
    stated = f'{{"case": "{case}", "kind": "refund", "amount": "1.00", "facts": {{"case.days": {number}}}}}'
    told = [api.post("/decisions", spent), api.post("/decisions", stated), api.post("/may", stated)]
    assert [each.status_code for each in told] == [422, 409, 409]
    assert all(len(each.content) < 1_000 for each in told)


def test_numbers_are_exact() -> None:
    api, case = Api(), hear(Api())
    made = data(api.post("/decisions", f'{{"case": "{case}", "kind": "refund", "amount": 24.99}}'), 201)
    assert made["amount"] == "24.99"


def test_the_guideline_as_data_and_as_the_file() -> None:
    api = Api()
    shown = data(api.get("/guideline"))
    assert (shown["version"], shown["published_by"]) == (2, "petra")
    grants = {each["id"]: each for each in shown["guideline"]["grants"]}
    assert grants["assistant-refund"]["up_to"] == "25"
    assert api.get("/guideline/file").content.decode() == GRANTED


def test_a_case_that_nobody_heard_is_decided_by_nobody() -> None:
    case = came_in()
    refused = data(Api("henry").post("/decisions", {"case": case.id, "kind": "refund", "amount": "5"}), 409)
    assert refused["code"] in {"act_not_now", "act_not_yours"}
    assert re.search(r"[.!]$", refused["detail"])


def test_the_customers_page_says_that_an_assistant_acted() -> None:
    api = Api()
    case = row(hear(api))
    data(api.post("/decisions", {"case": case.id, "kind": "refund", "amount": "5"}), 201)
    assert "(automated)" in text(client_of("henry").get(f"/cases/{case.number}"))
    assert decided(heard()).state == "DONE"
