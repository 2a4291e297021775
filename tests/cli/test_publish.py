"""`leeway guideline publish`, as a leader calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.utils import timezone

from leeway.core.granting import AcceptGrant, OfferGrant, RevokeGrant
from leeway.guidelines import load_guideline
from leeway.guidelines.writing import table, write_tree
from leeway.ledger.grants import keep
from leeway.ledger.standing import grantees, guideline_in_force
from leeway.projections.guidelines import GuidelineVersion
from tests.cli.running import leeway, sentence
from tests.desk.harbour import GUIDELINE, do

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "new.yaml"
    path.write_text(GUIDELINE.replace("up_to: 250", "up_to: 260"))
    return path


def test_a_valid_file_comes_into_force_and_says_what_changes(file: Path) -> None:
    said = leeway("guideline", "publish", str(file), "--by", "petra")
    assert (said.exit_code, said.stderr) == (0, "")
    stay = "Grants accepted in the product stay in force where this file still carries them.\n"
    assert said.stdout == (
        "Version 2 is in force; its amounts are EUR.\n  Changed: rep-refund, for level:rep: up to 250.00 -> 260.00.\n"
        f"It concerns henry, lotte, mia.\n{stay}"
    )
    file.write_text(GUIDELINE + "# the same rules in other words\n")
    answer = json.loads(leeway("guideline", "publish", str(file), "--by", "petra", "--json").stdout)
    assert answer == {
        "version": 3,
        "changes": ["Changed: rep-refund, for level:rep: up to 260.00 -> 250.00."],
        "people": ["henry", "lotte", "mia"],
        "currency": "EUR",
    }
    file.write_text(GUIDELINE + "# and again\n")
    said = leeway("guideline", "publish", str(file), "--by", "petra")
    assert said.stdout == f"Version 4 is in force; its amounts are EUR.\n  Nobody's grants change.\n{stay}"


@pytest.mark.parametrize(
    ("old", "new", "by", "told"),
    [
        ("", "", "henry", "Only a leader publishes guidelines, and your role here is member. Ask one to do it."),
        ("", "", "nobody", "nobody"),
        ("up_to: 260", "up_to: 250", "petra", "This is word for word the guideline in force, version 1."),
        (
            "up_to: 260",
            "up_to: 250.005",
            "petra",
            "new.yaml:24:12: error: grant rep-refund: up_to: 250.005 has too many decimals",
        ),
        ("up_to: 260", "up_to: 5000", "petra", "error: grant rep-refund has a cap wider than all"),
        ("leeway: 1", "leeway: [1", "petra", "new.yaml:"),
    ],
)
def test_what_may_not_come_into_force_says_why(file: Path, old: str, new: str, by: str, told: str) -> None:
    file.write_text(file.read_text().replace(old, new, 1))
    said = leeway("guideline", "publish", str(file), "--by", by)
    assert said.exit_code == 1
    assert told in sentence(said)
    assert GuidelineVersion.objects.count() == 1


@pytest.mark.parametrize("arguments", [["none.yaml", "--by", "petra"], [".", "--by", "petra"], ["none.yaml"], []])
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    said = leeway("guideline", "publish", *arguments)
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.startswith("Usage: leeway guideline publish")


def test_what_is_in_force_can_be_taken_out_as_a_file(tmp_path: Path) -> None:
    terms = {"id": "mia-more", "from": "ana", "under": "all", "to": "person:mia", "may": "refund", "up_to": "600",
             "why": "You know them."}  # fmt: skip
    do(OfferGrant(at=timezone.now(), by="ana", grant="mia-more", text=keep(write_tree(table(terms)))))
    do(AcceptGrant(at=timezone.now(), by="mia", grant="mia-more"))
    do(RevokeGrant(at=timezone.now(), by="ana", grant="rep-refund", words="words"))
    shown = leeway("guideline", "show")
    file = tmp_path / "now.yaml"
    file.write_text(shown.output, encoding="utf-8")
    found, _ = load_guideline(file, grantees())
    assert found == guideline_in_force()[1]
    assert found.grant("mia-more") is not None
    assert found.revoked == {"rep-refund"}
    assert leeway("guideline", "show", "--version", "1").output == GUIDELINE
    missing = leeway("guideline", "show", "--version", "9")
    assert (missing.exit_code, "There is no version 9. The last one is 3." in missing.output) == (1, True)


def test_more_than_one_step_at_once_is_published_only_when_really_meant(file: Path) -> None:
    file.write_text(GUIDELINE.replace(", mode: intend, window: 4 hours", ""))
    refused = leeway("guideline", "publish", str(file), "--by", "petra")
    assert refused.exit_code == 1
    assert "fee.waive from intend to decide for henry, lotte, mia" in sentence(refused)
    assert "--really" in sentence(refused)
    assert GuidelineVersion.objects.count() == 1
    assert leeway("guideline", "publish", str(file), "--by", "petra", "--really").exit_code == 0
    assert GuidelineVersion.objects.count() == 2
