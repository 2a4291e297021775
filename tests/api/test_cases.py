"""Cases over the API: heard, acted on by turns, read; the same machines as on the page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from leeway.api.acts import ACTS
from leeway.api.promises import ACTS as PROMISE_ACTS
from leeway.core.machines import CASE, PROMISE
from leeway.people.erasing import erase
from leeway.people.models import Customer, Words
from tests.api.client import HEARD, Api, data, hear, row
from tests.desk.agents import AGENT
from tests.desk.harbour import client_of, heard, page_of, stranger
from tests.desk.pages import text

pytestmark = pytest.mark.usefixtures("bank")


def soon(hours: float = 5) -> str:
    return (timezone.now() + timedelta(hours=hours)).isoformat()


def test_a_case_is_heard_in_the_customers_own_words() -> None:
    api = Api()
    body = HEARD | {"wish": "My money back.", "distress": 1, "promise": {"body": "I look at it.", "due": soon()}}
    first = data(api.post("/cases", body, key="k"), 201)
    assert (first["owner"]["id"], first["owner"]["automated"], first["state"]) == (AGENT, True, "HEARD")
    assert (first["words"], first["wish"]) == ("I was charged twice.", "My money back.")
    assert data(api.post("/cases", body, key="k"), 201)["id"] == first["id"]
    assert Words.objects.filter(case=first["id"], author="customer:c-noor").count() == 2
    assert data(api.get(f"/cases/{first['number']}"))["id"] == first["id"], "also by the number that people say"
    new = data(api.post("/cases", HEARD | {"customer": {"name": "Ada Moor", "phone": "06 1"}}), 201)
    assert Customer.objects.get(id=new["customer"]["id"]).name == "Ada Moor"
    assert data(api.post("/cases", HEARD | {"playback": False}), 409)["code"] == "not_played_back"
    assert data(api.post("/cases", HEARD | {"playback": "true"}), 422)["code"] == "not_valid"
    assert data(api.post("/cases", HEARD | {"customer": "nobody"}), 422)["code"] == "unknown_customer"
    late = HEARD | {"promise": {"body": "x", "due": "2020-01-01T00:00:00Z"}}
    assert data(api.post("/cases", late), 409)["code"] == "due_in_past"


def test_every_act_of_ours_in_the_case_machine_is_an_act_of_the_api() -> None:
    names = {name for each in ACTS.__args__ for name in each.model_fields["act"].annotation.__args__}  # type: ignore[attr-defined]
    ours = {act for (_, act), actors in CASE.steps.items() if set(actors) & {"OWNER", "ACTION_OWNER", "LEADER"}}
    assert ours <= names
    theirs = {act for (_, act), actors in CASE.steps.items() if set(actors) <= {"CUSTOMER", "CLOCK"}}
    assert not theirs & names, "what only the customer or the clock can do"
    promised = set(PROMISE_ACTS)
    clock = {act for (_, act), actors in PROMISE.steps.items() if set(actors) <= {"CLOCK"}}
    beside = {"answer_later", "believe", "assess", "happened"}
    assert promised - beside == {act for _, act in PROMISE.steps} - clock - {"request", "offer"}


def test_an_act_that_is_none_is_answered_with_the_nearest_or_all() -> None:
    api = Api()
    path = f"/cases/{hear(api)}/acts"
    near, far = (data(api.post(path, {"act": name}), 422)["detail"] for name in ("report_don", "xyz"))
    assert near == 'act: "report_don" is none; did you mean report_done?'
    assert far.startswith('act: "xyz" is none; one of decide_within_authority, decide, state_intent, ')
    made = data(api.post(path, {"act": "promise", "body": "I look.", "due": soon()}), 201)["made"]
    assert [each["what"] for each in made] == ["promise"]
    gone = data(api.post(f"/promises/{made[0]['id']}/acts", {"act": "repor"}), 422)["detail"]
    assert gone.startswith('act: "repor" is none; you can do now: ')


def test_work_is_asked_for_taken_and_reported() -> None:
    agent, henry, case = Api(), Api("henry"), hear(Api())
    path = f"/cases/{case}/acts"
    data(agent.post(path, {"act": "ask_for_action", "people": ["henry", "mia"], "words": "Look at it."}), 201)
    assert {"take", "decline"} <= set(data(henry.get(f"/cases/{case}"))["acts"])
    data(henry.post(path, {"act": "take"}), 201)
    assert data(Api("mia").post(path, {"act": "take"}), 409)["code"] == "already_taken"
    for step in ("contact", "work"):
        data(henry.post(path, {"act": "confirm_contact_and_work", "step": step}), 201)
    assert data(agent.post(path, {"act": "report_done", "outcome": "Done."}), 409)["code"] == "act_not_yours"
    made = data(henry.post("/decisions", {"case": case, "kind": "refund", "amount": "60", "outcome": "Paid."}), 201)
    assert (made["by"]["id"], row(case).state) == ("henry", "DONE")
    data(agent.post(path, {"act": "ask_customer", "channel": "mail"}), 201)
    assert row(case).state == "CHECKING"


def test_only_the_customer_says_that_it_is_right() -> None:
    api, case = Api(), hear(Api())
    data(api.post("/decisions", {"case": case, "kind": "refund", "amount": "5"}), 201)
    for act in ("satisfied", "not_yet", "withdraw", "came_back", "window_over"):
        assert data(api.post(f"/cases/{case}/acts", {"act": act}), 422)["code"] == "not_valid"
    answered = stranger().post(f"{page_of(row(case))}/answer", {"felt": "yes", "command_id": "0" * 32})
    assert (answered.status_code, row(case).state) == (302, "CONFIRMED")


def test_an_agent_offers_its_case_and_takes_none() -> None:
    agent, henry, case = Api(), Api("henry"), hear(Api())
    path = f"/cases/{case}/acts"
    data(agent.post(path, {"act": "offer_to", "to": "henry", "pack": "Charged twice, upset."}), 201)
    data(henry.post(path, {"act": "decline_handoff", "words": "At lunch."}), 201)
    data(agent.post(path, {"act": "offer_to", "to": "henry", "pack": "Charged twice, upset."}), 201)
    data(henry.post(path, {"act": "accept_handoff"}), 201)
    assert row(case).owner == "henry"
    back = data(henry.post(path, {"act": "offer_to", "to": AGENT, "pack": "x"}), 409)
    assert back["code"] == "agent_takes_no_case"
    assert "Harbour Assistant (automated)" in back["detail"]


def test_intents_are_stopped_or_answered_by_somebody_above() -> None:
    for act in ({"act": "stop_with_reason", "reason": "It is right.", "alternative": "Half."}, {"act": "very_well"}):
        case = heard()
        stated = {"act": "state_intent", "kind": "fee.waive", "amount": "90"}
        data(Api("henry").post(f"/cases/{case.id}/acts", stated), 201)
        assert data(Api("mia").post(f"/cases/{case.id}/acts", act), 409)["code"] == "act_not_yours"
        assert data(Api(AGENT).post(f"/cases/{case.id}/acts", act), 409)["code"] == "act_not_yours"
        data(Api("ana").post(f"/cases/{case.id}/acts", act), 201)
        assert row(case.id).state == {"stop_with_reason": "HEARD", "very_well": "ACTING"}[act["act"]]


def test_a_promise_is_made_reported_and_only_the_customer_confirms_it() -> None:
    api, case = Api(), hear(Api())
    asked = {"act": "promise", "how": "asked", "body": "A call.", "due": soon()}
    made = data(api.post(f"/cases/{case}/acts", asked), 201)
    promise = next(each["promise"] for each in made["facts"] if each["type"] == "promise.opened")
    path = f"/promises/{promise}/acts"
    assert data(Api("mia").post(path, {"act": "report"}), 409)["code"] == "not_your_promise"
    data(api.post(path, {"act": "flag_risk", "reason": "The line is busy."}), 201)
    data(api.post(path, {"act": "report"}), 201)
    assert data(api.post(path, {"act": "declare_satisfied"}), 409)["code"] == "act_not_yours"
    assert data(api.post(path, {"act": "propose_change"}), 409)["code"]
    assert data(api.post("/promises/nothing/acts", {"act": "report"}), 404)["code"] == "not_found"


def test_nothing_is_written_to_a_customer_who_was_erased() -> None:
    api, case = Api(), hear(Api())
    erase("c-noor", timezone.now())
    note = {"act": "note", "words": "Hello?", "audience": "customer"}
    assert data(api.post(f"/cases/{case}/acts", note), 409)["code"] == "customer_erased"
    data(api.post(f"/cases/{case}/acts", note | {"audience": "inside"}), 201)


def test_a_timeline_marks_who_acted_and_shows_what_the_page_shows() -> None:
    api, case = Api(), hear(Api())
    data(api.post(f"/cases/{case}/acts", {"act": "note", "words": "Between us."}), 201)
    entries = data(api.get(f"/cases/{case}/timeline"))["entries"]
    page = text(client_of("henry").get(f"/cases/{row(case).number}"))
    assert all(each["title"] in page for each in entries)
    assert [each["inside"] for each in entries] == [True, False]
    assert {each["by"]["automated"] for each in entries} == {True}
    assert data(api.get(f"/cases/{case}/effort"))["people"] == 1


def test_who_is_named_in_a_contact_disputes_it_also_where_the_case_is_not_theirs_to_see() -> None:
    case = heard().id
    henry, lotte = Api("henry", "cases:write", "cases:read"), Api("lotte", "cases:write", "cases:read")
    said = {"act": "reach_colleague", "colleague": "lotte", "how": "phone"}
    data(henry.post(f"/cases/{case}/acts", said), 201)
    (contact,) = row(case).case.reached
    act = {"act": "dispute_contact", "contact": contact, "words": "I was away."}
    data(lotte.get(f"/cases/{case}"), 404)
    data(lotte.post(f"/cases/{case}/acts", act | {"contact": "another"}), 404)
    data(Api("ruben", "cases:write").post(f"/cases/{case}/acts", act), 404)
    assert data(henry.post(f"/cases/{case}/acts", act), 409)["code"] == "not_your_contact"
    data(lotte.post(f"/cases/{case}/acts", act), 201)
    assert row(case).case.reached[contact].disputed
