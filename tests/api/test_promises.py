"""Promises over the API, between colleagues and to oneself: each act is its actor's own, and two see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from leeway.clock.tick import tick
from leeway.ledger.rebuild import differences
from tests.api.client import Api, data, hear

pytestmark = pytest.mark.usefixtures("bank")


def soon(hours: float = 5) -> str:
    return (timezone.now() + timedelta(hours=hours)).isoformat()


def asked(api: Api, **more: Any) -> str:
    """Mia asks Henry for something."""
    body = {"act": "request", "to": "henry", "body": "Look at the figures.", "due": soon(), **more}
    return str(data(api.post("/promises", body), 201)["promise"]["id"])


def act(api: Api, promise: str, name: str, status: int = 201, **more: Any) -> Any:
    found = data(api.post(f"/promises/{promise}/acts", {"act": name, **more}), status)
    return found["promise"] if status == 201 else found["code"]


def test_two_colleagues_agree_and_nobody_else_sees_it() -> None:
    mia, henry, petra = Api("mia"), Api("henry"), Api("petra")
    promise = asked(mia)
    assert data(petra.get(f"/promises/{promise}"), 404)["code"]
    assert act(petra, promise, "promise", 404)
    assert act(mia, promise, "promise", 409) == "act_not_yours"
    assert act(henry, promise, "promise")["state"] == "PROMISED"
    assert act(henry, promise, "report")["acts"] == ["retract_report"]
    kept = act(mia, promise, "declare_satisfied")
    assert (kept["state"], kept["body"]) == ("CONFIRMED", "Look at the figures.")
    assert data(henry.get("/promises"))["figures"] == {
        "kept": 1, "late": 0, "not_kept": 0, "neutral": 0, "unconfirmed": 0,
    }  # fmt: skip
    assert data(mia.get("/promises"))["figures"]["kept"] == 0, "it was Henry's"
    assert [each["id"] for each in data(mia.get("/promises", side="to_me"))["promises"]] == [promise]
    assert data(mia.get("/promises", side="by_me"))["promises"] == []


def test_an_act_that_there_is_not_names_those_that_one_can_do_now() -> None:
    mia, henry = Api("mia"), Api("henry")
    promise = asked(mia)

    def told(api: Api, name: Any = "promises") -> Any:
        return data(api.post(f"/promises/{promise}/acts", {"act": name}), 422)

    henrys = data(henry.get(f"/promises/{promise}"))["acts"]
    assert "promise" in henrys
    assert told(henry)["detail"] == f'act: "promises" is none; you can do now: {", ".join(henrys)}.'
    assert told(henry)["facts"]["errors"] == [{"at": "act", "what": told(henry)["detail"][5:-1]}]
    assert "withdraw" in told(mia)["detail"]
    assert "counter" not in told(mia)["detail"]
    assert data(Api("petra").post(f"/promises/{promise}/acts", {"act": "promises"}), 404)["code"] == "not_found"
    act(henry, promise, "decline", reason="No time this week.")
    assert told(henry)["detail"] == 'act: "promises" is none; nothing is yours to do with it now.'
    for name in ("x" * 61, 7, None, ["promise"]):
        assert told(henry, name)["code"] == "not_valid"


def test_a_promise_to_oneself_and_none_in_anothers_name() -> None:
    mia = Api("mia")
    made = data(mia.post("/promises", {"act": "promise", "body": "Write it down.", "due": soon()}), 201)["promise"]
    assert (made["state"], made["promiser"], made["promisee"]) == ("PROMISED", "mia", "mia")
    other = {"act": "promise", "to": "henry", "body": "He will.", "due": soon()}
    assert data(mia.post("/promises", other), 422)["code"] == "not_asked_for"
    assert data(mia.post("/promises", other | {"act": "offer", "to": "ines"}), 422)["code"] == "unknown_person"
    assert data(mia.post("/promises", {"act": "offer", "to": "henry", "body": "x"}), 409)["code"] == "due_missing"


def test_seen_full_answer_by_is_one_act() -> None:
    mia, henry = Api("mia"), Api("henry")
    promise = asked(mia)
    sent = data(henry.post(f"/promises/{promise}/acts", {"act": "answer_later", "due": soon(20)}), 201)
    (made,) = sent["made"]
    told = data(mia.get(f"/promises/{made['id']}"))
    assert (told["state"], told["promiser"], told["under"]) == ("PROMISED", "henry", promise)
    act(henry, promise, "promise")
    assert data(mia.get(f"/promises/{made['id']}"))["state"] == "REPORTED"


def test_beliefs_are_seen_when_both_are_said() -> None:
    mia, henry = Api("mia"), Api("henry")
    promise = asked(mia)
    act(henry, promise, "promise")
    act(henry, promise, "believe", percent=90)
    assert data(mia.get(f"/promises/{promise}"))["beliefs"]["theirs"] is None
    beliefs = act(mia, promise, "believe", percent=40)["beliefs"]
    assert (beliefs["mine"], beliefs["theirs"], beliefs["gap"], beliefs["talk"]) == (40, 90, 50, True)
    facts = data(Api("petra").get("/ledger", limit=500))["facts"]
    assert {each["percent"] for each in facts if each["type"] == "promise.belief_stated"} == {None}


def test_conditions_over_the_api() -> None:
    mia, henry = Api("mia"), Api("henry")
    promise = asked(mia, conditions=[{"id": "pages", "what": "Pages", "adequate": "2", "desired": "4"}])
    act(henry, promise, "promise")
    assert act(henry, promise, "report", 409) == "value_missing"
    assert act(henry, promise, "report", values=[{"condition": "pages", "value": "3"}])["values"] == {"pages": "3"}
    kept = act(mia, promise, "declare_satisfied", judged=[{"condition": "pages", "level": "within"}])
    assert kept["assessments"][0]["judged"] == {"pages": "within"}


def test_an_event_makes_it_due_for_everybody_who_waits_for_it() -> None:
    mia, henry = Api("mia"), Api("henry")
    waits = [asked(mia, due=soon(60), awaits="back:petra", within=30) for _ in range(2)]
    for each in waits:
        act(henry, each, "promise")
    act(henry, waits[0], "happened")
    assert tick(timezone.now()) == 2
    assert tick(timezone.now()) == 0
    for each in waits:
        found = data(mia.get(f"/promises/{each}"))
        assert found["due"] < soon(1)
        assert not found["awaits_still"]
    assert not differences()


def test_what_depends_on_a_broken_promise_of_another_case_is_put_at_risk_once() -> None:
    henry, mia = Api("henry"), Api("mia")
    case = hear(henry)
    first = asked(mia)
    act(henry, first, "promise")
    body = {"act": "offer", "to": "henry", "case": case, "body": "Then this.", "due": soon(50), "depends_on": first}
    second = data(mia.post("/promises", body), 201)["promise"]["id"]
    act(henry, second, "accept")
    act(henry, first, "revoke", reason="I cannot.")
    assert not differences()
    assert [tick(timezone.now()), tick(timezone.now())] == [1, 0]
    found = data(mia.get(f"/promises/{second}"))
    assert (found["state"], found["at_risk"], found["risk_from"]) == ("PROMISED", True, first)
    assert not differences()


def test_a_list_goes_on_where_the_page_before_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leeway.api.promises.PAGE", 2)
    mia = Api("mia")
    made = [asked(mia) for _ in range(5)]
    found, cursor = [], ""
    for _ in range(3):
        page = data(mia.get("/promises", cursor=cursor))
        found += [each["id"] for each in page["promises"]]
        cursor = page["next"]
    assert found == made[::-1]
    assert cursor is None


def test_a_question_that_is_not_read_is_said() -> None:
    assert data(Api("mia").get("/promises", colour="red"), 422)["code"] == "not_valid"
