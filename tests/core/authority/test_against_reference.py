"""The engine and the slow evaluator give the same answer to every line of every stream."""

from __future__ import annotations

import json
import os
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leeway.cli.batch import Batch
from leeway.core.authority import Guideline
from leeway.guidelines import read_guideline_text

from .reference import Reference
from .streams import guideline, requests

LINES = 40
STREAMS = 5_000 if os.environ.get("LEEWAY_SOAK") else 60
many = settings(max_examples=STREAMS, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 2**64 - 1).map(Random)


def parsed(data: dict[str, Any]) -> Guideline:
    found, problems = read_guideline_text(json.dumps(data).encode())
    assert found is not None, problems
    return found


def comparable(answer: dict[str, Any]) -> dict[str, Any]:
    """What both evaluators say."""
    if "error" in answer or "reversed" in answer:
        return {"reversed": "error" not in answer}
    keys = ("code", "grant", "via", "limit", "left", "unit")
    reasons = [{key: reason[key] for key in keys if key in reason} for reason in answer["reasons"]]
    return {**{key: answer[key] for key in ("verdict", "grant", "most", "left", "who")}, "reasons": reasons}


@given(seeds)
@many
def test_every_line_gets_the_same_answer_from_both(random: Random) -> None:
    data = guideline(random)
    batch, reference = Batch(parsed(data)), Reference(data)
    for line in requests(random, LINES):
        answer = batch.answer(json.dumps(line).encode())
        assert comparable(answer) == comparable(reference.answer(line)), (data, line)
