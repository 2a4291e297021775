"""What we know of a customer is written down by those who do not decide for them, and counts from then on."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leeway.people.erasing import erase
from leeway.people.models import Customer, CustomerFact, Person
from leeway.projections.cases import CaseRow
from tests.desk.harbour import client_of, decided, heard
from tests.desk.pages import publish_richer, send, text, verdict_on

NOOR = "c-noor"
TIER, MEMBER = "fact:customer.tier", "fact:customer.member"


@pytest.fixture
def row(bank: None) -> CaseRow:
    publish_richer()
    return heard()


def test_a_coach_writes_it_down_and_it_counts_from_the_next_question_on(row: CaseRow) -> None:
    small = {"kind": "fee.waive", "amount": "12", "fact:case.days_since_event": "3"}
    assert 'data-verdict="intend"' in verdict_on("henry", row, **small)
    sent = send(client_of("ana"), row, "customer", **{TIER: "gold", MEMBER: "true"})
    assert sent.status_code == 302, text(sent)
    assert Customer.objects.get(id=NOOR).facts == {"customer.tier": "gold", "customer.member": True}
    assert 'data-verdict="go"' in verdict_on("henry", row, **small)
    page = text(client_of("henry").get(f"/cases/{row.number}"))
    assert "What we know of Noor" in page
    assert "<dd>gold</dd>" in page
    assert page.count("Ana Ferreira, <") >= 2, "who wrote it down stands beside it"


def test_only_what_changed_is_written_down_and_empty_is_not_known(row: CaseRow) -> None:
    ana = client_of("ana")
    send(ana, row, "customer", **{TIER: "gold", MEMBER: "true"})
    assert "Nothing was changed." in text(ana.get(send(ana, row, "customer", **{TIER: "gold", MEMBER: "true"}).url))
    send(ana, row, "customer", **{TIER: "", MEMBER: "true"})
    assert list(CustomerFact.objects.order_by("id").values_list("name", "value", "by")) == [
        ("customer.tier", "gold", "ana"),
        ("customer.member", True, "ana"),
        ("customer.tier", None, "ana"),
    ]
    assert "Not known any more" in text(ana.get(f"/cases/{row.number}"))


@pytest.mark.parametrize("who", ["henry", "mia"])
def test_a_member_reads_it_and_writes_nothing(row: CaseRow, who: str) -> None:
    client = client_of(who)
    assert 'action="/cases/' + f'{row.number}/customer"' not in text(client.get(f"/cases/{row.number}"))
    assert send(client, row, "customer", **{TIER: "gold"}).status_code == 403
    assert Customer.objects.get(id=NOOR).facts == {}


@pytest.mark.parametrize("who", ["ana", "petra"])
def test_nobody_writes_it_down_while_they_decide_for_that_customer(row: CaseRow, who: str) -> None:
    own, client = heard(who), client_of(who)
    for each in (row, own):
        assert send(client, each, "customer", **{TIER: "gold"}).status_code == 403
        assert f'action="/cases/{each.number}/customer"' not in text(client.get(f"/cases/{each.number}"))
    assert Customer.objects.get(id=NOOR).facts == {}
    if who == "ana":
        decided(own, 100)
    assert send(client, row, "customer", **{TIER: "gold"}).status_code == 403, (
        "done is open until Noor says it is right"
    )


def test_nobody_writes_it_down_for_somebody_near_to_them(row: CaseRow) -> None:
    Person.objects.filter(id="ana").update(relatives=[NOOR])
    assert send(client_of("ana"), row, "customer", **{TIER: "gold"}).status_code == 403


def test_what_does_not_fit_the_type_is_said_and_changes_nothing(row: CaseRow) -> None:
    sent = send(client_of("ana"), row, "customer", **{TIER: "platinum", MEMBER: "true"})
    assert sent.status_code == 422
    assert "platinum" in text(sent)
    assert CustomerFact.objects.count() == 0


def test_erasing_takes_who_they_were_and_nothing_more_is_written(row: CaseRow) -> None:
    send(client_of("ana"), row, "customer", **{TIER: "gold"})
    erase(NOOR, timezone.now())
    assert CustomerFact.objects.count() == 0
    assert send(client_of("ana"), row, "customer", **{TIER: "gold"}).status_code == 409
    assert Customer.objects.get(id=NOOR).facts == {}
