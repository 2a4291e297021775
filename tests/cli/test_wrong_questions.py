"""`leeway may` asked wrongly: wrong usage, which is another status than a refusal, with what would be right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_may import NOON, line, may, one


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (["--person", "henrx", "--kind", "refund", "--amount", "5"], "Did you mean henry?"),
        (["--person", "henry", "--kind", "refnd", "--amount", "5"], "Did you mean refund?"),
        (["--person", "henrx"], "Did you mean henry?"),
        (["--person", "henrx", "--kind", "refund", "--amount", "5", "--who"], "Did you mean henry?"),
        (["--person", "xyz", "--kind", "refund", "--amount", "5"], ""),
    ],
)
def test_a_wrong_question_is_no_refusal_and_the_nearest_is_named(arguments: list[str], near: str) -> None:
    found = may(*arguments, "--at", NOON)
    assert found.exit_code == 2
    assert near in found.stderr
    assert near or "Did you mean" not in found.stderr


def test_a_sentence_ends_once() -> None:
    for fact in ("case.rounds=1", f"case.days_since_event={10**20}"):
        found = one("--kind", "refund", "--amount", "5", "--fact", fact)
        assert found.exit_code == 2
        assert found.stderr.rstrip()[-2:] not in ("..", "?.")


def test_a_file_that_is_not_json_lines_is_wrong_usage(tmp_path: Path) -> None:
    text = tmp_path / "requests.jsonl"
    for lines, status in (
        ("hello\nworld\n", 2),
        ("[1]\n", 2),
        ("", 0),
        ("\n", 0),
        (f"hello\n{json.dumps(line())}\n", 0),
    ):
        text.write_text(lines)
        found = may("--requests", str(text))
        assert found.exit_code == status, lines
        assert ("No line of this is a JSON object" in found.stderr) == (status == 2)
        assert found.stdout.count("\n") == lines.strip().count("\n") + bool(lines.strip()), "each line has its answer"
