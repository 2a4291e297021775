"""`leeway doctor`: well, and what is wrong when it is."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from leeway.cli.doctor import look
from leeway.ledger.models import Outbox
from leeway.people.models import Account
from leeway.projections.timers import Timer
from tests.cli.running import begin, leeway
from tests.stores import Store

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def states(now: datetime = NOW) -> dict[str, str]:
    return {each.about: each.state.value for each in look(now)}


def sentence_on(about: str, now: datetime = NOW) -> str:
    return next(each.sentence for each in look(now) if each.about == about)


@pytest.mark.usefixtures("bank")
def test_what_is_not_there_yet_is_worth_a_look_and_not_wrong() -> None:
    found = states(datetime.now(UTC))
    assert found["guideline"] == "well"
    assert (found["people"], found["mail"]) == ("well", "look")
    Account.objects.filter(person__role="administrator").update(is_active=False)
    assert "administrator" in sentence_on("people")


@pytest.mark.usefixtures("db")
def test_without_a_guideline_it_says_how_to_publish_one() -> None:
    assert "leeway guideline publish" in sentence_on("guideline")


@pytest.mark.usefixtures("db")
def test_what_was_due_and_did_not_happen_is_the_clocks_fault() -> None:
    Timer.objects.create(about="case:k1", act="window_over", at=NOW, moves=1)
    assert states(NOW + timedelta(minutes=1))["clock"] == "well"
    assert states(NOW + timedelta(minutes=3))["clock"] == "wrong"
    assert "1 due times" in sentence_on("clock", NOW + timedelta(minutes=3))


@pytest.mark.usefixtures("db")
def test_a_letter_that_waits_for_long_is_wrong_and_one_that_was_sent_is_not() -> None:
    Outbox.objects.create(id="l1", topic="mail.customer", data={}, created=NOW)
    assert states(NOW + timedelta(minutes=10))["outbox"] == "well"
    assert states(NOW + timedelta(minutes=20))["outbox"] == "wrong"
    Outbox.objects.update(sent=NOW)
    assert states(NOW + timedelta(minutes=20))["outbox"] == "well"


def test_both_databases_are_asked_whether_they_wait_for_the_disk(sqlite_store: Store) -> None:
    assert sqlite_store.vendor == "sqlite"
    assert states()["database"] == "well"


def test_a_server_that_does_not_wait_is_wrong(postgresql_store: Store) -> None:
    assert postgresql_store.vendor == "postgresql"
    assert states()["database"] == "wrong", "the tests' own server is in a hurry"


@pytest.mark.usefixtures("db")
def test_a_secret_key_that_others_can_read_is_wrong(settings: Any, tmp_path: Path) -> None:
    settings.ENVIRONMENT = _elsewhere(settings.ENVIRONMENT, tmp_path)
    key = tmp_path / "secret-key"
    key.write_text("x" * 40)
    key.chmod(0o644)
    assert states()["home"] == "wrong"
    key.chmod(0o600)
    assert states()["home"] == "well"


def _elsewhere(environment: Any, home: Path) -> Any:
    from dataclasses import replace

    return replace(environment, home=home)


@pytest.mark.usefixtures("bank")
def test_the_command_says_it_line_by_line_and_as_json() -> None:
    said = leeway("doctor")
    assert "well   guideline: version 1 of Harbour Bank is in force." in said.stdout
    answer = json.loads(leeway("doctor", "--json").stdout)
    assert [each["about"] for each in answer["findings"]][:3] == ["home", "database", "address"]


def test_a_new_installation_is_well_but_for_what_is_not_there_yet(tmp_path: Path) -> None:
    running = begin("doctor", home=tmp_path / "home")
    said, wrong = running.communicate(timeout=120)
    assert (running.returncode, wrong) == (0, "")
    assert "wrong" not in said
