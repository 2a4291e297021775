"""Automated agents on the pages: shown as what they are, never signed in, never one who takes over or agrees."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from leeway.core.authority import read_request
from leeway.core.cases import AcceptHandoff, OfferHandoff
from leeway.core.cases.decisions import Decide, Deciding
from leeway.core.refusal import Refusal
from leeway.desk.explain import explain
from leeway.ledger.standing import guideline_in_force
from leeway.people.models import Account, ApiToken, Person
from leeway.people.tokens import find
from tests.desk.agents import AGENT, add_agent, token_of
from tests.desk.harbour import client_of, command_id, decided, do, heard, page_of, stranger
from tests.desk.pages import send, text

pytestmark = pytest.mark.usefixtures("bank")


def test_every_page_says_that_it_acted_by_itself() -> None:
    add_agent()
    row = decided(heard(by=AGENT), 2000)
    page = text(client_of("henry").get(f"/cases/{row.number}"))
    assert "Harbour Assistant (automated) decided: Refund €20.00" in page
    assert page.count("Acts by itself") >= 3, "as owner, for hearing and for deciding"
    theirs = text(stranger().get(page_of(row)))
    assert "Harbour Assistant is an automated assistant, not a person. Ana Ferreira answers for what it does." in theirs
    assert "Harbour Assistant</" not in theirs, "never as if it were a human name"
    assert "Acts by itself" in text(client_of("ines").get("/people"))


def test_what_people_did_is_not_marked() -> None:
    row = decided(heard())
    assert "Acts by itself" not in text(client_of("henry").get(f"/cases/{row.number}"))
    assert "automated" not in text(stranger().get(page_of(row)))


def test_an_administrator_adds_an_agent_and_gives_it_a_token_shown_once() -> None:
    admin = client_of("ines")
    new = {"id": "shop", "name": "Web shop", "role": "member", "active": "on", "service": "on", "training": ""}
    assert admin.post("/people/new", new).status_code == 422, "somebody has to answer for it"
    assert admin.post("/people/new", new | {"answerable": "ana"}).status_code == 302
    assert not Account.objects.filter(person="shop").exists()
    assert admin.post("/people/shop/password").status_code == 403
    made = admin.post("/people/shop/tokens", {"label": "shop", "scopes": ["decide"], "days": "30"})
    shown = re.search(r'id="token">([^<]+)<', text(made))
    assert shown
    assert made["Cache-Control"] == "no-store"
    found = find(shown[1], timezone.now())
    assert found is not None
    assert (found.person_id, found.scopes, found.made_by) == ("shop", ["decide"], "ines")
    page = text(admin.get("/people/shop"))
    assert found.id in page
    assert shown[1] not in page
    assert admin.post(f"/people/shop/tokens/{found.id}/end").status_code == 302
    assert find(shown[1], timezone.now()) is None


def test_nobody_makes_a_token_to_act_as_somebody_else() -> None:
    add_agent()
    fields = {"label": "x", "scopes": ["decide"], "days": "30"}
    assert client_of("ines").post("/people/henry/tokens", fields).status_code == 403
    assert client_of("ana").post(f"/people/{AGENT}/tokens", fields).status_code == 403
    mine = client_of("henry").post("/me/tokens", fields)
    assert mine.status_code == 200
    token = ApiToken.objects.get()
    assert token.person_id == "henry"
    assert client_of("mia").post(f"/me/tokens/{token.id}/end").status_code == 404
    assert client_of("henry").post("/me/tokens", fields | {"scopes": []}).status_code == 422
    assert client_of("ines").post(f"/people/henry/tokens/{token.id}/end").status_code == 302


def test_an_agent_signs_in_nowhere_even_with_an_account() -> None:
    Account.objects.create_user("sneaky", "a boat on dry land", add_agent())
    assert client_of(AGENT).get("/").status_code == 403


def test_an_agent_takes_no_case_over() -> None:
    add_agent()
    row = heard()
    offer = OfferHandoff(at=timezone.now(), by="henry", case=row.id, to=AGENT, pack="words-1")
    with pytest.raises(Refusal) as refused:
        do(offer)
    assert refused.value == Refusal("agent_takes_no_case", agent=AGENT)
    assert explain(refused.value).startswith("Harbour Assistant (automated) acts by itself and owns only")
    assert send(client_of("henry"), row, "offer", to=AGENT, pack="All of it.").status_code == 409
    Person.objects.filter(id="mia").update(service=True, answerable_id="ana")
    Person.objects.filter(id="mia").update(service=False, answerable=None)
    do(OfferHandoff(at=timezone.now(), by="henry", case=row.id, to="mia", pack="words-1"))
    Person.objects.filter(id="mia").update(service=True, answerable_id="ana")
    with pytest.raises(Refusal, match="agent_takes_no_case"):
        do(AcceptHandoff(at=timezone.now(), by="mia", case=row.id))


def test_an_agent_is_no_second_pair_of_eyes() -> None:
    add_agent()
    _, guideline = guideline_in_force()
    asked = {"person": "henry", "kind": "refund", "amount": "1", "at": "2026-03-01T10:00:00Z", "agreed": [AGENT, "ana"]}
    assert read_request(guideline, asked).agreed == ("ana",)


def test_a_decision_of_an_agent_stops_at_its_own_grant() -> None:
    add_agent()
    row = heard(by=AGENT)
    deciding = Deciding(decision=command_id(), kind="refund", amount=2600)
    with pytest.raises(Refusal) as refused:
        do(Decide(at=timezone.now(), by=AGENT, case=row.id, deciding=deciding))
    assert (refused.value.code, refused.value.details["most"]) == ("verdict_beyond", 2500)
    assert token_of(AGENT)
