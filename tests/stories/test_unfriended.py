"""Unfriended: what was assumed and never said becomes a gap with two views; they part in peace, and nothing was broken.

And the friend of every six months: a rhythm with tolerance, a change without harm. Told over the API, with a clock.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from leeway.clock.tick import tick
from leeway.ledger.rebuild import differences
from leeway.projections.promises import PromiseRow
from tests.api.client import Api, data
from tests.desk.harbour import open_bank

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def bank(db: None) -> None:
    open_bank()


def act(api: Api, noun: str, id_: str, name: str, **more: Any) -> Any:
    return data(api.post(f"/{noun}/{id_}/acts", {"act": name, **more}), 201)


def test_two_friends_part_in_peace() -> None:
    mia, henry, petra = Api("mia"), Api("henry"), Api("petra")
    said = {"kind": "implicit", "of": "henry", "words": "I had assumed that you answer within a day or two."}
    gap = data(mia.post("/expectations", said), 201)["id"]
    act(mia, "expectations", gap, "cost", cost=5)

    notice = data(henry.get(f"/expectations/{gap}"))
    assert notice["their_view"] == "I had assumed that you answer within a day or two."
    assert (notice["my_view"], notice["my_cost"]) == (None, None)
    assert not {"fault", "blame", "broken"} & set(str(notice).lower().split())
    assert data(petra.get(f"/expectations/{gap}"), 404)["code"], "nobody else sees it, before or after"

    act(henry, "expectations", gap, "view", words="I had seen it, and wanted to write properly.")
    both = data(mia.get(f"/expectations/{gap}"))
    assert list(both).index("my_view") < list(both).index("their_view")
    assert both["log"] == {"promises": 0, "promises_open": 0}

    act(henry, "expectations", gap, "part", words="I wish you well.")
    over = act(mia, "expectations", gap, "line", words="And I you.")
    assert (over["ending"], over["my_line"], over["their_line"]) == ("part", "And I you.", "I wish you well.")
    assert set(data(henry.get("/promises"))["figures"].values()) == {0}
    assert not PromiseRow.objects.exists()
    assert tick(timezone.now() + timedelta(days=900)) == 0
    assert data(mia.get("/expectations"))["standing"] == {"henry": "nothing"}
    assert not differences()


def test_out_of_a_gap_comes_a_promise_that_both_agree_to() -> None:
    mia, henry = Api("mia"), Api("henry")
    said = {"kind": "implicit", "of": "henry", "words": "I had assumed that you call."}
    gap = data(mia.post("/expectations", said), 201)["id"]
    due = (timezone.now() + timedelta(days=2)).isoformat()
    offered = act(henry, "expectations", gap, "agree", body="I call on Friday.", due=due)
    assert offered["ending"] == "agree"
    agreed = act(mia, "promises", offered["promise"], "accept")["promise"]
    assert (agreed["state"], agreed["promiser"], agreed["body"]) == ("PROMISED", "henry", "I call on Friday.")
    assert not differences()


def test_what_is_declared_waits_for_agreement_and_none_waits_for_nothing() -> None:
    mia, ruben = Api("mia"), Api("ruben")
    declared = data(mia.post("/expectations", {"kind": "declared", "of": "ruben", "words": "On time."}), 201)["id"]
    data(mia.post("/expectations", {"kind": "none", "of": "henry"}), 201)
    assert data(mia.get("/expectations"))["standing"] == {"henry": "none", "ruben": "declared"}
    assert tick(timezone.now() + timedelta(days=900)) == 0
    due = (timezone.now() + timedelta(days=2)).isoformat()
    promise = act(mia, "expectations", declared, "offer", body="Come on time.", due=due)["promise"]
    assert data(ruben.get(f"/promises/{promise}"))["state"] == "REQUESTED"


def test_the_friend_of_every_six_months() -> None:
    mia, henry = Api("mia"), Api("henry")
    first = timezone.now() + timedelta(days=30)
    asked = {
        "act": "request", "to": "henry", "body": "Let us see each other.", "due": first.isoformat(),
        "cadence": {"every": 6, "unit": "months", "tolerance": 28},
    }  # fmt: skip
    promise = data(mia.post("/promises", asked), 201)["promise"]["id"]
    act(henry, "promises", promise, "promise")
    assert tick(first + timedelta(days=26)) == 0, "inside the tolerance nothing alarms"
    assert tick(first + timedelta(days=27)) == 1, "a day before it is over, Henry is told"
    reported = act(henry, "promises", promise, "report")["promise"]
    act(mia, "promises", promise, "declare_satisfied")
    following = reported["follows"]
    later = (timezone.now() + timedelta(days=250)).isoformat()
    act(henry, "promises", following, "propose_change", due=later)
    moved = act(mia, "promises", following, "accept_change")["promise"]
    assert (moved["state"], moved["late"]) == ("PROMISED", False)
    act(mia, "promises", following, "release")
    figures = data(henry.get("/promises"))["figures"]
    assert figures == {"kept": 1, "late": 0, "not_kept": 0, "neutral": 1, "unconfirmed": 0}
    assert not differences()
