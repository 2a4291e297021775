"""Where people read, words stand beside the ids of grants and limits; and facts that the case knows are its own."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.api.client import Api, data, hear
from tests.desk.agents import AGENT
from tests.desk.harbour import heard

pytestmark = pytest.mark.usefixtures("bank")
IDS = re.compile(r"assistant-refund|assistant-waive|rep-refund|rep-waive")


def test_a_verdict_says_its_grant_limits_reasons_and_ways_in_words() -> None:
    api, case = Api(), hear(Api())
    mine = data(api.post("/may", {"case": case, "kind": "refund", "amount": "20"}))
    assert (mine["grant"], mine["grant_in_words"]) == ("assistant-refund", "Refund, up to €25.00, from Ana Ferreira")
    assert {"for this customer in 30 days", "in this case"} <= {each["words"] for each in mine["left"]}
    beyond = data(api.post("/may", {"case": case, "kind": "refund", "amount": "30"}))
    assert (
        beyond["reasons"][0]["say"] == "You asked for 30.00 EUR, and your grant gives up to 25.00 EUR for one decision."
    )
    assert all(each["words"] for each in beyond["ways"])
    leeway = {each["kind"]: each for each in data(api.get("/leeway", case=case))["leeway"]}
    assert leeway["refund"]["grant_in_words"] == mine["grant_in_words"]
    assert leeway["refund"]["say"].startswith("Yours to decide, up to 25.00 EUR now.")
    said = [mine["say"], beyond["say"], *(each["say"] for each in (*beyond["reasons"], *leeway.values()))]
    assert not any(IDS.search(each) for each in said), said
    made = data(api.post("/decisions", {"case": case, "kind": "refund", "amount": "20"}), 201)
    assert made["grant_in_words"] == mine["grant_in_words"]
    assert made["chain"][0]["words"] == mine["grant_in_words"]


@pytest.mark.parametrize(("facts", "fits"), [({"case.our_fault": "perhaps"}, False), ({"case.our_fault": True}, False),
                                              ({"case.our_fault": False}, True)])  # fmt: skip
def test_what_a_case_knows_itself_is_said_as_it_is_or_not_at_all(facts: dict[str, Any], fits: bool) -> None:
    api, case = Api(), hear(Api(AGENT))
    asked = {"case": case, "kind": "refund", "amount": "5", "facts": facts}
    for path, done in (("/may", 200), ("/decisions", 201)):
        answer = data(api.post(path, asked), done if fits else 422)
        assert fits or (answer["code"], answer["facts"]["fact"]) == ("fact_not_stated", "case.our_fault")


def test_a_case_is_named_by_its_number_wherever_it_is_named() -> None:
    api, case = Api("henry"), heard()
    number = str(case.number)
    assert data(api.post("/may", {"case": number, "kind": "refund", "amount": "5"}))["verdict"] == "go"
    assert data(api.get("/leeway", case=number))["leeway"]
    assert data(api.post("/decisions", {"case": number, "kind": "refund", "amount": "5"}), 201)["case"] == case.id


def test_how_a_new_customer_is_written_is_said_where_none_is_known() -> None:
    refused = data(Api().post("/cases", {"customer": "nobody", "words": "Hello.", "playback": True}), 422)
    assert refused["code"] == "unknown_customer"
    assert '{"name": "...", "phone": "...", "email": "..."}' in refused["detail"]
