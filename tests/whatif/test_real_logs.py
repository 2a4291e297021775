"""The published figures of two public logs, where they are; else there are no such tests.

LEEWAY_REAL_LOGS names their folder; without it, ../shared/data beside the repository.
"""

from __future__ import annotations

import csv
import gzip
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from leeway.whatif.answer import Answer, answer
from leeway.whatif.figures import figures
from leeway.whatif.limits import parse_limits
from leeway.whatif.mapping import read_mapping
from leeway.whatif.read import read_log
from tests.whatif import reference
from tests.whatif.logs import part, written

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("LEEWAY_REAL_LOGS") or ROOT.parent / "shared" / "data")
LOGS = ("travel-declarations-domestic", "travel-permits")
FOUND = [name for name in LOGS if (DATA / f"{name}.csv.gz").is_file()]

# limit: cases, percent of cases, percent of money, decisions, case-days, percent of the waiting, percent sent back
PUBLISHED: dict[str, dict[int, tuple[float, ...]]] = {
    "travel-declarations-domestic": {
        100: (7666, 77.1, 32.8, 10497, 18988, 73.7, 2.7),
        250: (9158, 92.2, 58.6, 12621, 23195, 90.1, 2.9),
        500: (9721, 97.8, 80.4, 13423, 25049, 97.3, 3.1),
        1000: (9898, 99.6, 93.8, 13685, 25650, 99.6, 3.1),
    },
    "travel-permits": {
        500: (2025, 32.0, 6.3, 2826, 5657, 28.5, 1.4),
        1000: (3575, 56.5, 21.4, 5003, 9970, 50.2, 2.0),
    },
}


def answer_for(name: str) -> Answer:
    mapping = read_mapping(ROOT / "examples" / f"{name}.mapping.yaml")
    log = read_log(DATA / f"{name}.csv.gz", mapping)
    limits = parse_limits(",".join(map(str, PUBLISHED[name])))
    return answer(log, mapping, figures(log, mapping, limits))


def percent(share: float | None) -> float:
    assert share is not None
    return round(100 * share, 1)


def test_the_folder_of_real_logs_is_whole_or_absent() -> None:
    print(f"Real logs found: {', '.join(FOUND) or 'none'}")
    there = DATA.is_dir() or bool(os.environ.get("LEEWAY_REAL_LOGS"))
    assert (list(LOGS) if there else []) == FOUND, f"{DATA} lacks one of {LOGS}; found {FOUND}"


def test_the_example_mappings_are_valid() -> None:
    for name in LOGS:
        mapping = read_mapping(ROOT / "examples" / f"{name}.mapping.yaml")
        assert mapping.currency == "EUR"


if FOUND:

    @pytest.fixture(scope="module")
    def answers() -> dict[str, Answer]:
        return {name: answer_for(name) for name in FOUND}

    @pytest.mark.parametrize("name", FOUND)
    def test_each_limit_covers_what_was_published(answers: dict[str, Answer], name: str) -> None:
        for policy in answers[name]["policies"]:
            published = PUBLISHED[name][int(policy["limit"])]
            keys = (
                "cases_covered",
                "cases_share",
                "amount_share",
                "decisions_removed",
                "wait_removed_days",
                "wait_share",
            )
            cases, of_cases, of_money, decisions, waited, of_waiting = (policy[key] for key in keys)  # type: ignore[literal-required]
            shares = [round(100 * share, 1) for share in (of_cases, of_money, of_waiting, policy["sent_back_share"])]
            counted = (cases, shares[0], shares[1], decisions, round(waited), shares[2], shares[3])
            assert counted == published

    @pytest.mark.parametrize("name", FOUND)
    def test_nothing_was_kept_out_and_every_pattern_matched(answers: dict[str, Answer], name: str) -> None:
        log = answers[name]["log"]
        assert (log["rows"], sum(log["rows_kept_out"].values())) == (log["events"], 0)  # type: ignore[arg-type]
        assert not [caveat for caveat in answers[name]["caveats"] if "matched" in caveat]

    @pytest.mark.parametrize("name", FOUND)
    def test_the_slow_evaluator_agrees(answers: dict[str, Answer], name: str) -> None:
        fast: Any = answers[name]
        slow = slow_answer_for(name)
        assert part(fast["as_is"], list(slow["as_is"])) == pytest.approx(slow["as_is"], abs=1e-2)
        assert fast["as_is"]["duration_days"] == pytest.approx(slow["durations"], abs=1e-6)
        for quick, careful in zip(fast["policies"], slow["policies"], strict=True):
            assert part(quick, list(careful)) == pytest.approx(careful, abs=1e-6)


def slow_answer_for(name: str) -> Any:
    """The same columns under our words, then loops."""
    document, amount = {
        "travel-declarations-domestic": ("Declaration ", "(case)_Amount"),
        "travel-permits": ("Permit ", "(case)_RequestedBudget"),
    }[name]
    columns = ("case:concept:name", "concept:name", "time:timestamp", "org:role", amount, "id")
    with gzip.open(DATA / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    places = [header.index(column) for column in columns]
    rows = [[line[place] for place in places] for line in lines]
    managers = tuple(f" by {role}" for role in ("SUPERVISOR", "BUDGET OWNER", "DIRECTOR", "PRE_APPROVER"))
    return reference.figures(
        written(rows, ("case", "activity", "time", "role", "amount", "id")),
        [Decimal(limit) for limit in PUBLISHED[name]],
        document=lambda activity: activity.startswith(document),
        ask=lambda activity: "SUBMITTED" in activity,
        decide=lambda activity: "APPROVED" in activity or "REJECTED" in activity,
        back=lambda activity: "REJECTED" in activity,
        finish=lambda activity: "FINAL_APPROVED" in activity,
        manager=lambda both: both.split("\n")[0].endswith(managers),
    )


if "travel-declarations-domestic" in FOUND:

    def test_domestic_declarations_as_they_are(answers: dict[str, Answer]) -> None:
        as_is = answers["travel-declarations-domestic"]["as_is"]
        assert (as_is["cases"], as_is["finally_approved"], as_is["decisions"]) == (10357, 9938, 13747)
        assert (round(as_is["wait_days"]), as_is["stopped"]) == (25751, 94)
        assert (as_is["finally_approved_share"], as_is["stopped_share"]) == (0.959544, 0.009076)
        median, p90 = as_is["duration_days"]["median"], as_is["duration_days"]["p90"]
        assert (round(median or 0, 2), round(p90 or 0, 2)) == (1.53, 8.75)
        steps = {step["role"]: step for step in as_is["steps"]}
        hours = {role: round(step["median_hours"] or 0, 1) for role, step in steps.items()}
        assert (hours["SUPERVISOR"], hours["BUDGET OWNER"]) == (20.8, 20.7)
        assert round(60 * (steps["ADMINISTRATION"]["median_hours"] or 0), 1) == 0.6
        days = {role: round(step["p90_days"] or 0, 1) for role, step in steps.items()}
        assert (days["SUPERVISOR"], days["BUDGET OWNER"]) == (5.8, 4.7)


if "travel-permits" in FOUND:

    def test_permits_as_they_are(answers: dict[str, Answer]) -> None:
        as_is = answers["travel-permits"]["as_is"]
        assert (as_is["cases"], as_is["finally_approved"]) == (6426, 6333)
        begun = as_is["approved_after_begin"]
        assert begun is not None
        assert (begun["n"], round(100 * (begun["share"] or 0), 1)) == (6333, 18.1)
