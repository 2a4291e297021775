"""Rules that real organisations published, as guideline files; each line of requests says what must be answered.

Beside NAME.yaml stands NAME.jsonl: requests at, just below and just above every edge, with `expect`. A line
{"revoke": [...]} takes grants back. What a rule asks that no file can say stands in docs/published-rules.md.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from leeway.cli.batch import Batch
from leeway.core.authority import Severity
from leeway.guidelines import load_guideline

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*.yaml"))
TEXT = (FOLDER.parents[2] / "docs" / "published-rules.md").read_text(encoding="utf-8")


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()]


def answered(file: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each line that expects something, with its answer."""
    found, problems = load_guideline(file)
    assert found is not None, problems
    batch, answers = Batch(found), []
    for line in lines(file):
        if "revoke" in line:
            batch.guideline = found.with_revoked(line["revoke"])
            continue
        expect = line.pop("expect", None)
        answer = batch.answer(json.dumps(line).encode())
        assert "error" not in answer, answer
        if expect is not None:
            answers.append((line | {"expect": expect}, answer))
    return answers


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_published_rule_is_a_valid_guideline_and_is_answered_as_expected(file: Path) -> None:
    _, problems = load_guideline(file)
    assert [problem for problem in problems if problem.severity is not Severity.WARNING] == []
    for line, answer in answered(file):
        said = {**answer, "reasons": [reason["code"] for reason in answer["reasons"]]}
        expect = {key: value for key, value in line["expect"].items() if key != "because"}
        assert {key: said[key] for key in expect} == expect, line


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_grant_and_guardrail_of_a_file_is_used_or_stops_something(file: Path) -> None:
    found, _ = load_guideline(file)
    assert found is not None
    answers = [answer for _, answer in answered(file)]
    used = {answer["grant"] for answer in answers}
    stopped = {reason.get("guardrail") for answer in answers for reason in answer["reasons"]}
    assert {grant.id for grant in found.grants} <= used
    assert {rail.id for rail in found.guardrails} <= stopped


def test_the_three_readings_of_one_rule_differ_on_the_same_requests() -> None:
    asked = {}
    for file in FOLDER.glob("ritz-carlton-per-*.yaml"):
        picked = [(line, answer["verdict"]) for line, answer in answered(file) if line.get("customer") == "g1"]
        asked[file.stem.rpartition("-")[2]] = picked
    requests = [[{k: v for k, v in line.items() if k != "expect"} for line, _ in picked] for picked in asked.values()]
    assert requests[0] == requests[1] == requests[2]
    for number, (day, guest, incident) in enumerate(
        zip(asked["day"], asked["guest"], asked["incident"], strict=True), 1
    ):
        assert f"| {number} |" in TEXT
        row = next(row for row in TEXT.splitlines() if row.startswith(f"| {number} |"))
        assert [cell.strip() for cell in row.split("|")[-4:-1]] == [day[1], guest[1], incident[1]]


def test_the_page_names_every_file_and_no_other() -> None:
    assert set(re.findall(r"`([a-z-]+)\.yaml`", TEXT)) == {file.stem for file in FILES}
