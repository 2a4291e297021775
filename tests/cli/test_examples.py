"""The example guidelines are valid, without a warning, and answer their requests as their comments promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from leeway.cli.batch import Batch
from leeway.guidelines import load_guideline

EXAMPLES = Path(__file__).parents[2] / "examples"

EXPECTED = {
    "harbour-bank": "go go beyond:over_limit go go tell intend go go advise go never:guardrail never:guardrail "
    "beyond:training_missing go reversed",
    "service-counter": "go go beyond:over_limit go go beyond:fact_missing tell beyond:over_cap never:guardrail",
    "subscription-support": "go beyond:over_limit intend beyond:over_cap beyond:training_missing never:guardrail go go "
    "reversed tell",
    "public-office": "go go beyond:over_limit beyond:condition_false beyond:reason_missing never:guardrail "
    "never:guardrail advise tell beyond:expired",
}


def test_every_example_is_tried() -> None:
    assert {path.name.partition(".")[0] for path in EXAMPLES.glob("*.guideline.yaml")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_an_example_is_valid_and_answers_as_expected(name: str) -> None:
    guideline, problems = load_guideline(EXAMPLES / f"{name}.guideline.yaml")
    assert guideline is not None
    assert problems == ()
    assert all(grant.why for grant in guideline.grants)
    with (EXAMPLES / f"{name}.requests.jsonl").open("rb") as stream:
        answers = list(Batch(guideline).answers(stream))
    found = []
    for answer in answers:
        verdict = "reversed" if "reversed" in answer else answer["verdict"]
        found.append(f"{verdict}:{answer['reasons'][0]['code']}" if verdict in ("beyond", "never") else verdict)
    assert found == EXPECTED[name].split()
