"""At the same moment, over the API, on both databases: of what excludes each other one happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from leeway.core.granting import RevokeGrant
from leeway.core.refusal import Refusal
from leeway.ledger.handle import handle
from leeway.ledger.models import Fact
from leeway.ledger.publishing import publish
from leeway.people import rates
from leeway.people.models import ApiToken
from leeway.people.tokens import revoke
from tests.api.client import Api, data
from tests.api.test_proposals import ASKING, act, put
from tests.desk.agents import add_agent, token_of
from tests.desk.harbour import command_id, heard, open_bank
from tests.stores import Store


@pytest.fixture
def guideline(store: Store) -> None:
    open_bank()
    add_agent()
    rates.forget()
    publish(ASKING, by="petra", at=timezone.now(), command_id="publish-asking")


def at_once(*doings: Callable[[], Any]) -> list[Any]:
    together = Barrier(len(doings))

    def do(doing: Callable[[], Any]) -> Any:
        together.wait()
        try:
            return doing()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(do, doings))


@pytest.mark.usefixtures("guideline")
def test_a_proposal_is_decided_once_or_taken_back() -> None:
    for _ in range(4):
        case = heard().id
        proposal = put("henry", case, amount="300")
        for who in ("ana", "ruben"):
            act(who, case, act="agree", proposal=proposal)
        token, before = token_of("henry"), Fact.objects.filter(name="decision.made").count()

        def send(name: str, case: str = case, proposal: str = proposal, token: str = token) -> Any:
            return Api(token=token).post(f"/cases/{case}/acts", {"act": name, "proposal": proposal}).status_code

        names = ["decide_proposal", "withdraw_proposal"] * 3
        answers = at_once(*(lambda name=name: send(name) for name in names))  # type: ignore[misc]
        assert Counter(answers) == {201: 1, 409: 5}
        made = Fact.objects.filter(name="decision.made").count() - before
        assert made == (names[answers.index(201)] == "decide_proposal")
        assert Fact.objects.filter(name="proposal.closed", data__proposal=proposal).count() == 1


@pytest.mark.usefixtures("guideline")
def test_nothing_is_decided_under_a_grant_after_it_was_taken_back() -> None:
    cases, token = [heard().id for _ in range(8)], token_of("henry")

    def decide(case: str) -> int:
        body = {"case": case, "kind": "refund", "amount": "5"}
        return int(Api(token=token).post("/decisions", body).status_code)

    def take_back() -> int:
        try:
            handle(RevokeGrant(at=timezone.now(), by="ana", grant="rep-refund", words="w"), command_id=command_id())
        except Refusal:
            return 409
        return 201

    *decided, taken = at_once(*(lambda case=case: decide(case) for case in cases), take_back)  # type: ignore[misc]
    assert taken == 201
    assert set(decided) <= {201, 409}
    revoked = Fact.objects.get(name="grant.revoked").position
    made = Fact.objects.filter(name="decision.made")
    assert made.count() == decided.count(201)
    assert not made.filter(position__gt=revoked).exists()
    assert decide(heard().id) == 409


@pytest.mark.usefixtures("guideline")
def test_an_intent_is_stopped_once() -> None:
    case = heard().id
    data(Api("henry").post(f"/cases/{case}/acts", {"act": "state_intent", "kind": "fee.waive", "amount": "90"}), 201)
    tokens = [token_of("ana"), token_of("petra")] * 3
    stop = {"act": "stop_with_reason", "reason": "No.", "alternative": "Half."}
    answers = at_once(
        *(lambda token=token: Api(token=token).post(f"/cases/{case}/acts", stop).status_code for token in tokens)  # type: ignore[misc]
    )
    assert Counter(answers) == {201: 1, 409: 5}
    assert Fact.objects.filter(name="decision.reversed").count() == 1


@pytest.mark.usefixtures("guideline")
def test_a_token_that_is_revoked_opens_nothing_from_then_on() -> None:
    token, case = token_of("henry"), heard().id
    row = ApiToken.objects.get(id=token.split("_")[1])
    asked = [lambda: Api(token=token).get(f"/cases/{case}").status_code] * 6
    answers = at_once(*asked, lambda: revoke(row, timezone.now()))
    assert set(answers[:-1]) <= {200, 401}
    assert Api(token=token).get(f"/cases/{case}").status_code == 401
