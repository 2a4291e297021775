from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from leeway.cli.ledger import rebuild, verify
from leeway.ledger.seal import seal
from tests.ledger.toys import NOON, Purse, Purses, pay


@pytest.fixture(autouse=True)
def _paid(purses: Purses) -> None:
    pay("red", 10, command_id="c1")
    seal(NOON)


def run(command: object, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_verify_says_that_all_is_well_and_the_head_to_note_down() -> None:
    said = run(verify)
    answer = json.loads(run(verify, "--json").stdout)
    assert (said.exit_code, said.stderr) == (0, "")
    assert said.stdout.startswith("All is well: 2 facts, 2 of them in 1 seals, 1 commands; views equal the facts.")
    assert said.stdout.endswith(answer["head"] + "\n")
    assert (answer["ok"], answer["facts"], answer["wrong"]) == (True, 2, [])


def test_verify_names_what_is_wrong_with_status_1_and_rebuild_mends_a_view() -> None:
    Purse.objects.update(spent=3)
    said = run(verify)
    assert said.exit_code == 1
    assert said.stdout.startswith("The view Purses differs from what the facts say: row 1 is")
    answer = run(verify, "--json")
    assert (answer.exit_code, json.loads(answer.stdout)["ok"]) == (1, False)
    mended = run(rebuild)
    assert (mended.exit_code, mended.stdout, mended.stderr) == (0, "Rebuilt every view from 2 facts.\n", "")
    assert run(verify).exit_code == 0


def test_rebuild_says_why_it_cannot_and_changes_nothing(purses: Purses) -> None:
    assert json.loads(run(rebuild, "--json").stdout) == {"facts": 2}
    purses.broken = True
    said = run(rebuild)
    assert said.exit_code == 1
    assert "cannot take fact 1 (toy.spent): ZeroDivisionError(). Nothing was changed." in said.stderr
    assert Purse.objects.get().spent == 10
