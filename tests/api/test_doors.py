"""Who gets in, and what is turned away: every address as everybody, hostile bodies, limits, logs."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.utils import timezone

from leeway.api.address import api as the_api
from leeway.api.bodies import LARGEST
from leeway.config.logs import WithoutTokens
from leeway.people import tokens
from leeway.people.models import ApiToken, Person
from leeway.people.tokens import SCOPES
from leeway.projections.cases import CaseRow
from tests.api.client import HEARD, Api, data
from tests.desk.agents import AGENT
from tests.desk.harbour import client_of, command_id, decided, heard, page_of

pytestmark = pytest.mark.usefixtures("bank")

Send = Callable[[Api, str, str, str], HttpResponse]


def _facts_of(case: str) -> str:
    return f"/customers/{CaseRow.objects.get(id=case).customer}/facts"


# name of the operation: (scopes any of which opens it, how it is sent, answers by who asks)
#   agent, colleague of the team, other team, coach, leader, administrator
ADDRESSES: dict[str, tuple[tuple[str, ...], Send, str]] = {
    "may": (("may:read",), lambda api, case, *_: api.post("/may", {"kind": "callback", "case": case}),
            "200 200 404 200 200 404"),
    "who": (("may:read",), lambda api, case, *_: api.post("/may/who", {"kind": "callback", "case": case}),
            "200 200 404 200 200 404"),
    "leeway": (("may:read",), lambda api, case, *_: api.get("/leeway", case=case), "200 200 404 200 200 404"),
    "guideline": (("may:read",), lambda api, *_: api.get("/guideline"), "200 200 200 200 200 200"),
    "guideline_file": (("may:read",), lambda api, *_: api.get("/guideline/file"), "200 200 200 200 200 200"),
    "decide": (("decide",),
               lambda api, case, *_: api.post("/decisions", {"case": case, "kind": "refund", "amount": "1"}),
               "409 409 404 409 409 404"),
    "decision": (("cases:read", "decide"), lambda api, _, decision, __: api.get(f"/decisions/{decision}"),
                 "200 200 404 200 200 404"),
    "take_back": (("decide",), lambda api, _, decision, __: api.post(f"/decisions/{decision}/reversal"),
                  "409 409 404 409 409 404"),
    "hear": (("cases:write",), lambda api, *_: api.post("/cases", HEARD), "201 201 201 201 201 403"),
    "cases": (("cases:read",), lambda api, *_: api.get("/cases"), "200 200 200 200 200 403"),
    "case": (("cases:read",), lambda api, case, *_: api.get(f"/cases/{case}"), "200 200 404 200 200 404"),
    "proposals": (("cases:read", "agree"), lambda api, *_: api.get("/proposals"), "200 200 200 200 200 200"),
    "act": (("cases:write", "decide", "promises:write", "agree"),
            lambda api, case, *_: api.post(f"/cases/{case}/acts", {"act": "note", "words": "x"}),
            "201 201 404 201 201 404"),
    "timeline": (("cases:read",), lambda api, case, *_: api.get(f"/cases/{case}/timeline"), "200 200 404 200 200 404"),
    "effort": (("cases:read",), lambda api, case, *_: api.get(f"/cases/{case}/effort"), "200 200 404 200 200 404"),
    "load": (("cases:read",), lambda api, *_: api.get("/people/mia/load"), "200 200 200 200 200 403"),
    "customer_facts": (("cases:read",), lambda api, case, *_: api.get(_facts_of(case)), "200 200 200 200 200 200"),
    "write_customer_facts": (("cases:write",),  # 422: this guideline names no facts of customers
                             lambda api, case, *_: api.patch(_facts_of(case), {"facts": {"customer.tier": "plus"}}),
                             "403 403 403 422 422 422"),
    "write_customer_contact": (("cases:write",),
                               lambda api, case, *_: api.patch(_facts_of(case).replace("facts", "contact"),
                                                               {"phone": "06 555 0123"}), "403 403 403 200 200 200"),
    "act_on_promise": (("promises:write",),
                       lambda api, _, __, promise: api.post(f"/promises/{promise}/acts", {"act": "report"}),
                       "409 409 404 409 409 404"),
    "expect": (("promises:write",), lambda api, *_: api.post("/expectations", {"kind": "none", "of": "ruben"}),
               "201 201 201 201 201 403"),
    "expectations": (("cases:read", "promises:write"), lambda api, *_: api.get("/expectations"),
                     "200 200 200 200 200 403"),
    "expectation": (("cases:read", "promises:write"), lambda api, *_: api.get("/expectations/none"),
                    "404 404 404 404 404 404"),
    "act_on_expectation": (("promises:write",),
                           lambda api, *_: api.post("/expectations/none/acts", {"act": "part"}),
                           "404 404 404 404 404 404"),
    "open_promise": (("promises:write",),
                     lambda api, *_: api.post("/promises", {"act": "promise", "body": "x"}),
                     "409 409 409 409 409 403"),
    "promises": (("cases:read", "promises:write"), lambda api, *_: api.get("/promises"), "200 200 200 200 200 403"),
    "promise": (("cases:read", "promises:write"), lambda api, _, __, promise: api.get(f"/promises/{promise}"),
                "200 200 404 200 200 404"),
    "ledger": (("ledger:read",), lambda api, *_: api.get("/ledger"), "403 403 403 403 200 403"),
}  # fmt: skip
ASKERS = (AGENT, "mia", "lotte", "ana", "petra", "ines")


@pytest.fixture
def things() -> tuple[str, str, str]:
    """A case of Henry's with a decision, and the promise in it."""
    row = decided(heard())
    (decision,) = row.case.decisions
    promise = next(iter(row.case.promises))
    return row.id, decision, promise


def test_the_table_has_every_address() -> None:
    operations = the_api.get_openapi_schema()["paths"].values()
    assert {each["operationId"] for methods in operations for each in methods.values()} == set(ADDRESSES)


@pytest.mark.parametrize("name", ADDRESSES)
def test_everybody_gets_what_is_theirs(name: str, things: tuple[str, str, str]) -> None:
    _, sent, expected = ADDRESSES[name]
    for who, status in zip(ASKERS, expected.split(), strict=True):
        response = sent(Api(who), *things)
        assert response.status_code == int(status), (who, response.content)
        if int(status) >= 400:
            data(response, int(status))


@pytest.mark.parametrize("name", ADDRESSES)
def test_strangers_wrong_scopes_cookies_and_customers_links_open_nothing(
    name: str, things: tuple[str, str, str]
) -> None:
    scopes, sent, _ = ADDRESSES[name]
    assert data(sent(Api(token=""), *things), 401)["code"] == "token_needed"
    for wrong in ("leeway_x", page_of(heard()).rpartition("/")[2], "é"):
        refused = sent(Api(token=wrong), *things)
        assert data(refused, 401)["code"] == "token_needed"
        assert refused["WWW-Authenticate"].startswith("Bearer")
    others = [each for each in SCOPES if each not in scopes]
    assert data(sent(Api("petra", *others), *things), 403)["code"] == "scope_missing"
    signed_in = Api(token="")
    signed_in.client = client_of("petra")
    assert data(sent(signed_in, *things), 401)["code"] == "token_needed"


def test_an_act_needs_the_scope_of_its_kind(things: tuple[str, str, str]) -> None:
    case = things[0]
    writes = Api("henry", "cases:write")
    for act in ({"act": "reverse", "decision": things[1]}, {"act": "decide", "kind": "refund", "amount": "1"}):
        assert data(writes.post(f"/cases/{case}/acts", act), 403)["code"] == "scope_missing"
    decides = Api("henry", "decide")
    assert data(decides.post(f"/cases/{case}/acts", {"act": "note", "words": "x"}), 403)["code"] == "scope_missing"


def test_a_token_ends_with_its_person_its_day_and_its_revocation() -> None:
    api = Api()
    data(api.get("/guideline"))
    Person.objects.filter(id=AGENT).update(active=False)
    data(api.get("/guideline"), 401)
    Person.objects.filter(id=AGENT).update(active=True)
    data(api.get("/guideline"))
    ApiToken.objects.update(expires_at=timezone.now())
    data(api.get("/guideline"), 401)
    again = Api()
    tokens.revoke(ApiToken.objects.latest("made_at"), timezone.now())
    data(again.get("/guideline"), 401)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (" ", 400, "bad_json"),
        ("{", 400, "bad_json"),
        ("[]", 400, "bad_json"),
        ("null", 400, "bad_json"),
        ('"x"', 400, "bad_json"),
        ('{"kind": "refund", "kind": "refund"}', 400, "bad_json"),
        ('{"kind": NaN}', 400, "bad_json"),
        ('{"kind": "\\u0000"}', 400, "bad_json"),
        ('{"kind": "\\ud800"}', 400, "bad_json"),
        ('{"kind": ' + "[" * 5_000 + "]" * 5_000 + "}", 400, "bad_json"),
        ('{"kind": ' + "[" * 30 + "]" * 30 + "}", 400, "bad_json"),
        ('{"amount": ' + "1" * 5_000 + "}", 400, "bad_json"),
        (b"\xff\xfe", 400, "bad_json"),
        ('{"kind": "' + "x" * LARGEST + '"}', 413, "too_long"),
        ('{"kind": "refund", "reason": "' + "x" * 4_001 + '"}', 422, "not_valid"),
        ('{"kind": "refund", "facts": {' + ",".join(f'"f{i}": 1' for i in range(51)) + "}}", 422, "not_valid"),
        ('{"__proto__": {}, "kind": "refund"}', 422, "not_valid"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_hostile_bodies_are_turned_away(body: Any, status: int, code: str) -> None:
    assert data(Api().post("/may", body), status)["code"] == code


def test_what_is_no_json_is_said_to_be_none() -> None:
    api = Api()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        response = api.client.post("/api/v1/may", b"kind=refund", content_type=kind, headers=api._headers())
        assert response.status_code in {400, 415}, kind
        data(response, response.status_code)


@pytest.mark.parametrize("key", [None, "ä", "x" * 201, "a b"])
def test_an_act_without_a_usable_key_is_not_taken(key: str | None) -> None:
    assert data(Api().post("/cases", HEARD, key=key), 422)["code"] == "not_valid"


def test_every_address_under_the_api_answers_in_problems() -> None:
    api = Api()
    assert data(api.get("/nothing"), 404)["code"] == "http_404"
    wrong = api.client.delete("/api/v1/may")
    assert data(wrong, 405)["code"] == "http_405"
    assert wrong["Allow"] == "POST"
    data(api.client.get("/api/v2/may"), 404)
    data(api.client.get("/api/v1/cases/%00"), 400)


def test_a_fault_says_nothing_of_its_inside(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    from leeway.api import asking

    monkeypatch.setattr(asking, "guideline_in_force", lambda: 1 / 0)
    assert "division" not in str(data(Api().get("/leeway"), 500))
    assert "division" in caplog.text


def test_too_often_is_said_with_when_to_go_on(settings: Any) -> None:
    settings.ENVIRONMENT = type(django_settings.ENVIRONMENT)(
        **{
            name: getattr(django_settings.ENVIRONMENT, name)
            for name in type(django_settings.ENVIRONMENT).__dataclass_fields__
            if name != "api_per_minute"
        },
        api_per_minute=3,
    )
    api, other = Api(), Api("henry")
    answers = [api.get("/guideline") for _ in range(8)]  # a minute may end between them, once
    late = [each for each in answers if each.status_code == 429]
    assert 2 <= len(late) <= 5
    assert data(late[0], 429)["code"] == "too_often"
    assert 1 <= int(late[0]["Retry-After"]) <= 60
    data(other.get("/guideline"))


def test_whoever_tries_tokens_is_slowed_down_and_tokens_that_are_right_open_all_the_same() -> None:
    guesses = [Api(token=f"leeway_{i:012x}_{'A' * 43}").get("/guideline").status_code for i in range(70)]
    assert set(guesses) == {401, 429}
    data(Api().get("/guideline"))


def test_no_token_and_no_words_stand_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.setFormatter(WithoutTokens())
    caplog.set_level(logging.DEBUG)
    api = Api()
    api.post("/cases", HEARD | {"words": "My secret illness."})
    api.post("/cases", HEARD | {"word": "My secret illness."})
    Api(token=api.token[:-1]).get("/guideline")
    logging.getLogger("leeway").error("a fault with %s", api.token)
    assert api.token.split("_", 2)[2] not in caplog.handler.stream.getvalue()
    ours = "\n".join(each.getMessage() for each in caplog.records if not each.name.startswith("django.db"))
    assert "illness" not in ours


def test_the_ledger_is_read_a_page_at_a_time_and_nothing_is_missed() -> None:
    for _ in range(4):
        decided(heard(), 1000)
    api, found, cursor = Api("petra"), [], "0"
    while cursor is not None:
        page = data(api.get("/ledger", cursor=cursor, limit=3))
        assert len(page["facts"]) <= 3
        found += page["facts"]
        cursor = page["next"]
    assert [each["id"] for each in found] == list(dict.fromkeys(each["id"] for each in found))
    made = [each for each in found if each["type"] == "decision.made"]
    assert [each["amount"] for each in made] == ["10.00"] * 4
    assert "Noor" not in json.dumps(found)
    for wrong in ({"cursor": "x"}, {"cursor": "-1"}, {"limit": "0"}, {"limit": "501"}):
        data(api.get("/ledger", **wrong), 422)


def test_a_command_of_somebody_else_is_never_met_by_its_key() -> None:
    key = command_id()
    first = data(Api().post("/cases", HEARD, key=key), 201)
    assert data(Api("henry").post("/cases", HEARD, key=key), 201)["id"] != first["id"]
