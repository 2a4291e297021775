"""Letters to webhooks stand in the transaction of the facts, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from leeway.core.cases import Decide
from leeway.core.cases.decisions import Deciding
from leeway.core.refusal import Refusal
from leeway.ledger.handle import handle
from leeway.ledger.models import Fact, Outbox
from leeway.webhooks import hooks
from tests.desk.harbour import heard, open_bank
from tests.stores import Store


@pytest.fixture
def hook(store: Store) -> str:
    open_bank()
    return hooks.add("https://shop.example.org/told", ["*"], by="a test", now=timezone.now()).id


def refund(case: str, amount: int, command_id: str) -> None:
    deciding = Deciding(command_id, "refund", amount)
    handle(Decide(at=timezone.now(), by="henry", case=case, deciding=deciding), command_id=command_id)


def test_every_fact_has_its_letter_and_a_refused_command_writes_none(hook: str) -> None:
    before = set(Fact.objects.values_list("id", flat=True))
    row = heard()
    refund(row.id, 20_00, "d1")
    refund(row.id, 20_00, "d1")
    facts = {each for each in Fact.objects.values_list("id", flat=True) if each not in before}
    letters = Outbox.objects.filter(topic="webhook")
    assert sorted(each.data["fact"] for each in letters) == sorted(facts)
    assert {each.data["webhook"] for each in letters} == {hook}
    with pytest.raises(Refusal):
        refund(row.id, 250_01, "d2")
    assert letters.count() == len(facts)


def test_where_writing_fails_neither_fact_nor_letter_is_there(hook: str, monkeypatch: pytest.MonkeyPatch) -> None:
    row = heard()
    before = (Fact.objects.count(), Outbox.objects.count())
    put = hooks.told_of

    def told_then_fails(name: str) -> Any:
        if name == "outcome.stated":
            raise ZeroDivisionError
        return put(name)

    monkeypatch.setattr("leeway.webhooks.letters.told_of", told_then_fails)
    with pytest.raises(ZeroDivisionError):
        refund(row.id, 20_00, "d1")
    assert (Fact.objects.count(), Outbox.objects.count()) == before


def test_without_a_webhook_nothing_is_written(store: Store) -> None:
    open_bank()
    heard()
    assert not Outbox.objects.filter(topic="webhook").exists()
