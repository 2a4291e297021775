"""`leeway person`: who works here, added and listed."""

from __future__ import annotations

import json

import pytest

from leeway.people.models import Account, Person
from tests.cli.running import leeway, sentence

GOOD = "a boat on dry land"


def add(*arguments: str, password: str = GOOD) -> tuple[int, str, str]:
    said = leeway("person", "add", *arguments, "--password-stdin", say=f"{password}\n")
    return said.exit_code, said.stdout, said.stderr if said.exit_code == 0 else sentence(said)


def test_somebody_is_added_and_can_sign_in(db: None) -> None:
    assert add("petra", "--name", "Petra Lindqvist", "--role", "leader") == (
        0,
        "Petra Lindqvist can sign in as petra.\n",
        "",
    )
    status, _, _ = add(
        *("henry", "--name", "Henry Jansen", "--level", "rep", "--team", "front-desk"),
        *("--reports-to", "petra", "--training", "refunds-1", "--training", "refunds-2"),
    )
    henry = Person.objects.get(id="henry")
    assert (status, henry.reports_to_id, henry.training) == (0, "petra", ["refunds-1", "refunds-2"])
    assert Account.objects.get(username="henry").check_password(GOOD)


def test_a_password_is_asked_for_twice_where_none_is_piped(db: None) -> None:
    said = leeway("person", "add", "petra", "--name", "Petra", say=f"{GOOD}\n{GOOD}\n")
    assert (said.exit_code, GOOD in said.output) == (0, False)
    assert Account.objects.get(username="petra").check_password(GOOD)


@pytest.mark.parametrize(
    ("arguments", "password", "told"),
    [
        (["Petra L", "--name", "P"], GOOD, "ID: Small letters, digits, dots, dashes and underscores, please"),
        (["clock", "--name", "C"], GOOD, "The id 'clock' is taken; choose another one."),
        (["new", "--name", "N"], GOOD, "The id 'new' is taken; choose another one."),
        (["henry", "--name", "Another Henry"], GOOD, "The id 'henry' is taken; choose another one."),
        (["p", "--name", ""], GOOD, "--name: This field cannot be blank."),
        (["p", "--name", "P", "--email", "nowhere"], GOOD, "--email: Enter a valid email address."),
        (["p", "--name", "P", "--reports-to", "nobody"], GOOD, "--reports-to: nobody has the id 'nobody'; those"),
        (["p", "--name", "P"], "short", "This password is too short. It must contain at least 12 characters."),
        (["p", "--name", "P"], "password1234", "This password is too common."),
        (["p", "--name", "P"], "", "This password is too short."),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("bank")
def test_who_cannot_be_added_is_told_why(arguments: list[str], password: str, told: str) -> None:
    before = (Person.objects.count(), Account.objects.count())
    status, _, said = add(*arguments, password=password)
    assert status == 1
    assert said.startswith(told)
    assert "\n" not in said
    assert (Person.objects.count(), Account.objects.count()) == before


@pytest.mark.parametrize("arguments", [["add"], ["add", "p"], ["add", "p", "--name", "P", "--role", "boss"], ["ad"]])
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    said = leeway("person", *arguments)
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.startswith("Usage: leeway person")


@pytest.mark.usefixtures("bank")
def test_everybody_is_listed_with_role_and_team() -> None:
    said = leeway("person", "list")
    assert said.exit_code == 0
    assert [line.split()[0] for line in said.stdout.splitlines()] == [
        *("ana", "henry", "ines", "lotte", "mia", "petra", "ruben")
    ]
    assert "henry        Henry Jansen             member         front-desk\n" in said.stdout
    rows = json.loads(leeway("person", "list", "--json").stdout)
    assert [row["reports_to_id"] for row in rows if row["id"] == "henry"] == ["ana"]


def test_where_nobody_works_yet_it_says_how_to_add_the_first(db: None) -> None:
    assert leeway("person", "list").stdout.startswith("Nobody yet. Add the first: leeway person add ID")
    assert json.loads(leeway("person", "list", "--json").stdout) == []
