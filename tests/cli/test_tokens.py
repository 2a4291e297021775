"""`leeway token`: made, listed, ended."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from leeway.people.models import ApiToken, Person
from leeway.people.tokens import find
from tests.cli.running import leeway, sentence


@pytest.fixture(autouse=True)
def _ana(db: None) -> None:
    Person.objects.create(id="ana", name="Ana Ferreira")


def test_an_agent_gets_a_token_that_is_shown_once_and_ended() -> None:
    added = leeway("person", "add", "shop", "--name", "Web shop", "--service", "--answerable", "ana")
    assert (added.exit_code, "leeway token add shop" in added.stdout) == (0, True)
    made = leeway("token", "add", "shop", "--scope", "may:read", "--scope", "decide", "--for", "the shop", "--json")
    told = json.loads(made.stdout)
    found = find(told["token"], datetime.now(UTC))
    assert found is not None
    assert (found.person_id, found.scopes, found.label) == ("shop", ["may:read", "decide"], "the shop")
    listed = leeway("token", "list", "--json")
    assert told["token"] not in listed.stdout
    (line,) = json.loads(listed.stdout)
    ends, today = line["expires_at"][:10], line["last_used_at"][:10]
    plain = leeway("token", "list").stdout
    assert (f"until {ends}, used {today}" in plain, "may:read,decide" in plain) == (True, True)
    ApiToken.objects.update(last_used_at=None)
    assert f"until {ends}, never used" in leeway("token", "list").stdout
    assert (line["id"], line["state"]) == (told["id"], "works")
    assert leeway("token", "revoke", told["id"]).exit_code == 0
    assert find(told["token"], datetime.now(UTC)) is None
    assert "ended" in leeway("token", "list", "--person", "shop").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "nobody", "--scope", "decide"), "Nobody has the id 'nobody'"),
        (("add", "ana", "--scope", "all"), "'all' is none"),
        (("add", "ana", "--scope", "decide", "--days", "0"), "from 1 to 366 days"),
        (("add", "ana", "--scope", "decide", "--days", "9999999999"), "from 1 to 366 days"),
        (("revoke", "000000000000"), "There is no token"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], says: str) -> None:
    result = leeway("token", *arguments)
    assert result.exit_code == 1
    assert says in sentence(result)


def test_an_agent_needs_somebody_who_answers() -> None:
    result = leeway("person", "add", "shop", "--name", "Web shop", "--service")
    assert result.exit_code == 1
    assert "--answerable" in sentence(result)
