"""The engine and the slow evaluator give the same answer to every line of every stream."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest

from leeway.core.authority import Answer, Code
from leeway.core.authority.verdicts import Sort

from .differences import compare, parsed
from .random_requests import stream
from .shrinking import report

__all__ = ["parsed"]

PARTS, STREAMS, LINES, LONG = 8, 50, 50, 300
ERRORS = ("bad_request", "id_repeated", "out_of_order", "not_committed", "already_reversed")
WORTH_MEETING = (
    *(f"verdict {answer}" for answer in Answer),
    *(f"reason {code}" for code in Code),
    *(f"answer {error}" for error in ERRORS),
    *("answer reversed", "answer revoked", "others could", "through a substitute", "per a fact", "widened"),
    *("a tier of the window", "advice of its own", "bound by something", "bound by nothing"),
    *(f"links {number}" for number in range(1, 6)),
)


NEEDS: tuple[dict[str, Any], ...] = (
    {"reason": True},
    {"reason": True},
    {"training": ["t"]},
    {"training": ["t", "u"], "reason": True},
    {"agreed_by": ["level:coach"]},
    {"agreed_by": ["person:ana", "level:coach"]},
)
WITHIN = ("1 hour", "3 days", "calendar day", "calendar month")
FURTHER = (
    *(f"leeway {answer}" for answer in Answer),
    *(f"way {sort}" for sort in Sort),
    *("who_could", "present", "reason alone", "less alone", "training alone", "agreement alone", "wait alone"),
)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_line_gets_the_same_answer_from_both(part: int) -> None:
    reached: Counter[str] = Counter()
    for number in range(STREAMS):
        file, lines = stream(Random(f"{part}/{number}"), LINES if number else LONG)
        found = compare(file, lines, reached)
        assert found is None, report(file, lines)
    rare = {what: reached[what] for what in WORTH_MEETING if reached[what] < 2}
    assert not rare, f"the streams hardly meet {rare}, so comparing them says little about it"


@pytest.mark.parametrize("part", range(2))
def test_whoever_could_and_every_way_to_a_yes_are_what_trying_finds(part: int) -> None:
    reached: Counter[str] = Counter()
    for number in range(STREAMS):
        random = Random(f"further/{part}/{number}")
        file, lines = stream(random, 25, further=0.5)
        for grant in file["grants"]:
            if random.random() < 0.3:
                grant["needs"] = random.choice(NEEDS)
            if random.random() < 0.5:
                grant["limits"] = [{"per": "person", "within": random.choice(WITHIN), "count": random.choice([1, 2])}]
        found = compare(file, lines, reached)
        assert found is None, report(file, lines)
    rare = {what: reached[what] for what in FURTHER if reached[what] < 2}
    assert not rare, f"the streams hardly meet {rare}, so comparing them says little about it"
