"""What we know of a customer, over the API: read, written by those who may, once for each key."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leeway.core.authority.expressions import as_value
from leeway.ledger.publishing import publish
from leeway.ledger.standing import guideline_in_force
from leeway.people.customer_facts import checked
from leeway.people.erasing import erase
from leeway.people.models import ApiAct, Customer, CustomerFact
from tests.api.client import Api, data, hear
from tests.desk.harbour import GUIDELINE

pytestmark = pytest.mark.usefixtures("known_customers")
PATH = "/customers/c-noor/facts"
TYPES = {
    "tier": "{enum: [bronze, gold]}", "member": "bool", "months": "int", "risk": "number", "code": "string",
    "spent": "money", "met": "time", "marks": "{list: string}", "sums": "{list: money}",
}  # fmt: skip


@pytest.fixture
def known_customers(bank: None) -> None:
    facts = "".join(f"  customer.{name}: {type_}\n" for name, type_ in TYPES.items())
    text = GUIDELINE.replace("  case.our_fault: bool\n", f"  case.our_fault: bool\n{facts}")
    publish(text, by="petra", at=timezone.now(), command_id="publish-facts")


def ana() -> Api:
    return Api("ana", "cases:read", "cases:write")


def test_each_type_is_kept_and_read_again_as_a_condition_reads_it() -> None:
    sent = {
        "tier": "gold", "member": True, "months": 26, "risk": 0.5, "code": "A-1", "spent": "1250.50",
        "met": "2026-03-01T10:00:00Z", "marks": ["vip", "new"], "sums": ["1.00", "2"],
    }  # fmt: skip
    answer = data(ana().patch(PATH, {"facts": {f"customer.{name}": value for name, value in sent.items()}}))
    assert answer["facts"]["customer.spent"] == "1250.50"
    assert answer["facts"]["customer.sums"] == ["1.00", "2.00"]
    assert {each["by"] for each in answer["changes"]} == {"ana"}
    guideline, kept = guideline_in_force()[1], Customer.objects.get(id="c-noor").facts
    for name, value in kept.items():
        as_value(value, guideline.facts[name], guideline.minor_units)
    assert data(ana().get(PATH)) == answer


def test_what_is_left_out_stays_and_null_takes_it_off() -> None:
    data(ana().patch(PATH, {"facts": {"customer.tier": "gold", "customer.months": 3}}))
    left = data(ana().patch(PATH, {"facts": {"customer.tier": None}}))
    assert left["facts"] == {"customer.months": 3}
    assert left["changes"][0] | {"at": ""} == {"fact": "customer.tier", "value": None, "by": "ana", "at": ""}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"customer.tier": "platinum"}, "bad_fact"),
        ({"customer.member": "yes"}, "bad_fact"),
        ({"customer.months": 1.5}, "bad_fact"),
        ({"customer.spent": "1.234"}, "bad_fact"),
        ({"customer.colour": "red"}, "unknown_fact"),
        ({"case.our_fault": True}, "unknown_fact"),
        ({}, "not_valid"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_of_it_is_kept(facts: dict[str, Any], code: str) -> None:
    assert data(ana().patch(PATH, {"facts": {"customer.code": "A"} | facts} if facts else {"facts": {}}), 422)["code"] == code  # fmt: skip  # noqa: E501
    assert CustomerFact.objects.count() == 0


def test_a_key_counts_once_and_for_one_body() -> None:
    gold, none = {"facts": {"customer.tier": "gold"}}, {"facts": {"customer.tier": None}}
    data(ana().patch(PATH, gold, key="k1"))
    data(ana().patch(PATH, none, key="k2"))
    again = ana().patch(PATH, gold, key="k1")
    assert again["Idempotent-Replayed"] == "true"
    assert "customer.tier" not in data(again)["facts"], "sent again, it is not done again"
    assert data(ana().patch(PATH, none, key="k1"), 409)["code"] == "command_id_reused"
    assert CustomerFact.objects.count() == 2


def test_who_may_write_and_who_may_read() -> None:
    body = {"facts": {"customer.tier": "gold"}}
    for who, may in (("henry", False), ("ana", True), ("petra", True), ("ines", True)):
        api = Api(who, "cases:read", "cases:write")
        data(api.get(PATH))
        answer = api.patch(PATH, body)
        assert (answer.status_code == 200) is may, who
        if not may:
            assert data(answer, 403)["code"] == "role_missing"
    agent = Api()
    data(agent.get(PATH))
    assert data(agent.patch(PATH, body), 403)["code"] == "role_missing"
    assert data(Api("ana", "cases:read").patch(PATH, body), 403)["code"] == "scope_missing"


def test_not_by_whoever_owns_a_case_of_the_customer() -> None:
    hear(ana())
    assert data(ana().patch(PATH, {"facts": {"customer.tier": "gold"}}), 403)["code"] == "role_missing"
    data(Api("petra", "cases:write").patch(PATH, {"facts": {"customer.tier": "gold"}}))


def test_of_nobody_and_of_somebody_erased() -> None:
    assert ana().get("/customers/nobody/facts").status_code == 404
    erase("c-noor", timezone.now())
    assert data(ana().patch(PATH, {"facts": {"customer.tier": "gold"}}), 409)["code"] == "customer_erased"
    assert not ApiAct.objects.exists()


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.decimals(allow_nan=False)
RAW = st.recursive(PLAIN, lambda each: st.lists(each, max_size=3), max_leaves=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.sampled_from(sorted(TYPES)), RAW)
def test_whatever_comes_is_kept_as_a_value_or_refused_with_a_sentence(name: str, raw: object) -> None:
    guideline = guideline_in_force()[1]
    name = f"customer.{name}"
    try:
        plain = checked(guideline, name, raw)
    except ValueError as error:
        said = str(error)
    else:
        said = ""
    if not said and raw is not None:
        kept = as_value(plain, guideline.facts[name], guideline.minor_units)
        assert kept == as_value(raw, guideline.facts[name], guideline.minor_units)
