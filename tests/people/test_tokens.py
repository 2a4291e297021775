"""Tokens: shown once, kept as a hash, bound to one person, ended at once; and how often one may ask."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from leeway.config.logs import WithoutTokens
from leeway.people import rates, tokens
from leeway.people.models import ApiToken, Person, Rate
from tests.stores import Store

NOW = datetime(2026, 3, 1, 10, tzinfo=UTC)


def somebody(**fields: object) -> Person:
    return Person.objects.create(**{"id": "ana", "name": "Ana Ferreira", **fields})  # type: ignore[misc]


def test_a_token_opens_until_it_ends_and_nothing_of_it_is_kept(db: None) -> None:
    row, text = tokens.make(somebody(), "shop", ["may:read", "may:read"], by="ana", now=NOW, lasts=timedelta(days=2))
    found = tokens.find(text, NOW)
    assert found is not None
    assert (found.person_id, found.scopes) == ("ana", ["may:read"])
    secret = text.rpartition("_")[2] if text.count("_") == 2 else text.split("_", 2)[2]
    assert secret not in str(list(ApiToken.objects.values_list()))
    assert tokens.find(text, NOW + timedelta(days=2)) is None, "it has expired"
    assert tokens.find(text, NOW + timedelta(days=2, seconds=-1)) is not None
    tokens.revoke(row, NOW)
    assert tokens.find(text, NOW) is None


def test_what_is_no_token_opens_nothing(db: None) -> None:
    row, text = tokens.make(somebody(), "shop", ["decide"], by="ana", now=NOW)
    other = text[:-1] + ("A" if text[-1] != "A" else "B")
    unknown = f"leeway_{'0' * 12}_{text.split('_', 2)[2]}"
    wrong = ["", "leeway", text[:-1], text + "A", other, text.upper(), " " + text, unknown]
    wrong += [f"leeway_{row.id}_", "x" * 10_000, "leeway_\x00"]
    assert [each for each in wrong if tokens.find(each, NOW)] == []
    Person.objects.update(active=False)
    assert tokens.find(text, NOW) is None, "whoever left takes their tokens along"


def test_last_use_is_kept_to_the_minute(db: None) -> None:
    row, text = tokens.make(somebody(), "shop", ["decide"], by="ana", now=NOW)
    tokens.find(text, NOW)
    tokens.find(text, NOW + timedelta(seconds=59))
    assert ApiToken.objects.get(id=row.id).last_used_at == NOW
    tokens.find(text, NOW + timedelta(seconds=60))
    assert ApiToken.objects.get(id=row.id).last_used_at == NOW + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("label", "scopes", "days"),
    [("", ["decide"], 1), ("x", [], 1), ("x", ["everything"], 1), ("x", ["decide"], 0), ("x", ["decide"], 367)],
)
def test_a_token_that_cannot_be_made_is_not(db: None, label: str, scopes: list[str], days: int) -> None:
    with pytest.raises(ValidationError):
        tokens.make(somebody(), label, scopes, by="ana", now=NOW, lasts=timedelta(days=days))
    assert not ApiToken.objects.exists()


def test_nobody_has_more_tokens_than_can_be_looked_after(db: None) -> None:
    ana = somebody()
    for _ in range(tokens.LIVE_AT_MOST):
        last, _ = tokens.make(ana, "x", ["decide"], by="ana", now=NOW)
    with pytest.raises(ValidationError, match="Revoke one first"):
        tokens.make(ana, "x", ["decide"], by="ana", now=NOW)
    tokens.revoke(last, NOW)
    tokens.make(ana, "x", ["decide"], by="ana", now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [{}, {"role": "leader"}, {"answerable_id": "other"}, {"reports_to_id": "other"}],
    ids=["nobody answers", "leads", "an agent answers", "under an agent"],
)
def test_an_agent_that_nobody_answers_for_or_that_leads_is_refused(db: None, wrong: dict[str, str]) -> None:
    ana = somebody()
    Person.objects.create(id="other", name="Other", service=True, answerable=ana)
    fields = {"answerable_id": "ana"} if wrong else {}
    with pytest.raises(ValidationError):
        Person(id="bot", name="Bot", service=True, **{**fields, **wrong}).full_clean()
    Person(id="bot", name="Bot", service=True, answerable=ana).full_clean()


def test_the_database_itself_wants_somebody_who_answers(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(id="bot", name="Bot", service=True)


def test_a_token_never_stands_in_a_log(db: None) -> None:
    _, text = tokens.make(somebody(), "shop", ["decide"], by="ana", now=NOW)
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "sent %s", (text,), None)
    assert text.split("_", 2)[2] not in WithoutTokens().format(record)


def test_a_limit_holds_over_several_processes(store: Store) -> None:
    """Each `forget` stands for another process: what one took the others do not get again."""
    rates.forget()
    allowed = 0
    for _ in range(5):
        allowed += sum(rates.wait("token:a", 35, 600.0) == 0 for _ in range(10))
        rates.forget()
    assert allowed == 35
    assert rates.wait("token:a", 35, 655.5) == 5, "seconds until the minute is over"
    assert rates.wait("token:b", 35, 655.5) == 0, "another one is not held up"
    assert rates.wait("token:a", 35, 660.0) == 0, "the next minute begins anew"


def test_a_limit_holds_over_threads(store: Store) -> None:
    rates.forget()

    def ask(_: int) -> bool:
        try:
            return rates.wait("token:a", 50, 600.0) == 0
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(200))) == 50
    before = Rate.objects.get(about="token:a").taken
    assert rates.wait("token:a", 50, 610.0) == 50
    assert Rate.objects.get(about="token:a").taken == before, "above the limit nothing is written"
