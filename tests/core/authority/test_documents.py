"""docs/guidelines.md says what the code does: every key, verdict, reason and error code, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from leeway.cli import batch, json_lines
from leeway.core.authority import Answer, Code
from leeway.core.authority.figures import LIMIT_KEYS, LIMIT_PER, WIDEN_KEYS
from leeway.core.authority.flaws import Flaw
from leeway.core.authority.grants import GRANT_KEYS, GUARDRAIL_KEYS, NEEDS_KEYS
from leeway.core.authority.model import KNOWN_FROM_THE_REQUEST
from leeway.core.authority.reader import (
    GUIDELINE_KEYS,
    KIND_KEYS,
    PERSON_KEYS,
    POOL_KEYS,
    TYPES,
)
from leeway.core.authority.reading_modes import ADVICE_KEYS, TIER_KEYS
from leeway.core.authority.requests import REQUEST_KEYS
from leeway.core.authority.substitutes import SUBSTITUTE_KEYS
from leeway.core.authority.windows import PERIODS
from leeway.desk.explain_verdict import AMOUNTS
from leeway.guidelines import read_guideline_text

TEXT = (Path(__file__).parents[3] / "docs" / "guidelines.md").read_text(encoding="utf-8")
ERRORS = (
    "bad_json",
    "bad_request",
    "id_repeated",
    "out_of_order",
    "not_committed",
    "already_reversed",
)


def table(heading: str) -> list[str]:
    """The first column of the first table after a text."""
    rows = TEXT[TEXT.index(heading) :].partition("| --- |")[2].partition("\n\n")[0]
    return re.findall(r"^\| `([a-z_]+)` \|", rows, re.MULTILINE)


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("## The file", GUIDELINE_KEYS),
        ("### A person", PERSON_KEYS),
        ("### A kind", KIND_KEYS),
        ("### A pool", POOL_KEYS),
        ("### A guardrail", GUARDRAIL_KEYS),
        ("### A grant", GRANT_KEYS),
        ("### A limit", LIMIT_KEYS),
        ("### What widens a grant", WIDEN_KEYS),
        ("### A tier of the window", TIER_KEYS),
        ("### Whose advice is asked", ADVICE_KEYS),
        ("### What a grant needs", NEEDS_KEYS),
        ("### A substitute", SUBSTITUTE_KEYS),
        ("## Findings", tuple(Flaw)),
        ("## Verdicts", tuple(Answer)),
        ("### Reasons", tuple(Code)),
        ("| `why` of `bad_amount` |", tuple(AMOUNTS)),
        ("## Requests as JSON lines", REQUEST_KEYS),
        ("| `code` of an error |", ERRORS),
    ],
)
def test_a_table_lists_what_the_code_knows_in_its_order(heading: str, names: tuple[str, ...]) -> None:
    assert table(heading) == list(names)


def test_the_words_of_the_format_are_named() -> None:
    words = [*TYPES, *KNOWN_FROM_THE_REQUEST, *LIMIT_PER, *(f"calendar {period}" for period in PERIODS)]
    assert [word for word in words if f"`{word}`" not in TEXT] == []


def test_every_error_code_of_a_batch_is_in_the_table() -> None:
    source = "".join(Path(module.__file__).read_text(encoding="utf-8") for module in (batch, json_lines))
    assert set(re.findall(r'BadLine\(\s*"([a-z_]+)"', source)) | {"bad_request"} == set(ERRORS)


def test_the_first_guideline_is_valid() -> None:
    example = TEXT.partition("```yaml\n")[2].partition("```")[0]
    guideline, problems = read_guideline_text(example.encode())
    assert guideline is not None
    assert problems == ()
