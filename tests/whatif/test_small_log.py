"""Four claims, few enough to count by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from leeway.whatif.answer import Answer
from tests.whatif.logs import MAPPING, Event, answered, written

AT_ONCE = [
    ("a", "Claim asked", "2026-03-01T08:00:00Z", "CLERK", "50"),
    ("a", "Letter sent", "2026-03-01T09:00:00Z", "BOSS", "50"),
    ("a", "Claim settled", "2026-03-02T08:00:00Z", "BOSS", "50"),
]
RETURNED_ONCE = [
    ("b", "Claim asked", "2026-03-01T00:00:00Z", "CLERK", "200"),
    ("b", "Claim agreed", "2026-03-01T06:00:00Z", "DESK", "200"),
    ("b", "Claim returned", "2026-03-01T12:00:00Z", "HEAD OF CLAIMS", "200"),
    ("b", "Claim asked", "2026-03-02T00:00:00Z", "CLERK", "200"),
    ("b", "Claim settled", "2026-03-03T12:00:00Z", "BOSS", "200"),
]
REFUSED = [
    ("c", "Claim asked", "2026-03-01T00:00:00Z", "CLERK", "0"),
    ("c", "Claim refused", "2026-03-05T00:00:00Z", "BOSS", "0"),
]
SETTLED_THEN_REFUSED = [
    ("d", "Claim asked", "2026-03-01T00:00:00Z", "CLERK", "400"),
    ("d", "Claim settled", "2026-03-02T00:00:00Z", "DESK", "400"),
    ("d", "Claim refused", "2026-03-02T12:00:00Z", "BOSS", "400"),
]
FOUR: list[Event] = [*AT_ONCE, *RETURNED_ONCE, *REFUSED, *SETTLED_THEN_REFUSED]


@pytest.fixture
def four(tmp_path: Path) -> Answer:
    return answered(tmp_path, written(FOUR), "50,200")


def test_what_the_log_says_as_it_is(four: Answer) -> None:
    as_is = four["as_is"]
    assert (as_is["cases"], as_is["finally_approved"], as_is["finally_approved_share"]) == (4, 3, 0.75)
    assert as_is["decisions"] == 1 + 2 + 1
    assert as_is["wait_days"] == 1 + (0.25 + 1.5) + 0.5
    assert (as_is["sent_back"], as_is["sent_back_share"]) == (2, 0.666667)
    assert (as_is["stopped"], as_is["stopped_share"]) == (2, 0.5)
    assert as_is["amount"] == 650
    assert as_is["duration_days"] == {"n": 3, "median": 1.0, "p90": 2.2}


def test_waits_of_each_step_count_approvals_only(four: Answer) -> None:
    assert four["as_is"]["steps"] == [
        {"role": "BOSS", "n": 2, "median_hours": 30.0, "p90_days": 1.45},
        {"role": "DESK", "n": 2, "median_hours": 15.0, "p90_days": 0.925},
    ]


def test_what_each_limit_covers(four: Answer) -> None:
    fifty, two_hundred = four["policies"]
    assert fifty == {
        "name": "on the spot up to 50 EUR",
        "limit": 50.0,
        "cases_covered": 1,
        "cases_share": 0.333333,
        "amount": 50.0,
        "amount_share": 0.076923,
        "decisions_removed": 1,
        "decisions_share": 0.25,
        "wait_removed_days": 1.0,
        "wait_share": 0.307692,
        "sent_back": 0,
        "sent_back_share": 0.0,
        "stopped_share": 0.5,
    }
    assert (two_hundred["cases_covered"], two_hundred["decisions_removed"]) == (2, 3)
    assert (two_hundred["wait_removed_days"], two_hundred["wait_share"]) == (2.75, 0.846154)
    assert (two_hundred["amount_share"], two_hundred["sent_back_share"]) == (0.384615, 0.5)


def test_a_case_is_covered_at_the_limit_and_not_above(tmp_path: Path) -> None:
    log = written([(*event[:4], "50.01") if event[0] == "a" else event for event in AT_ONCE])
    below, at = answered(tmp_path, log, "50,50.01")["policies"]
    assert (below["cases_covered"], at["cases_covered"]) == (0, 1)
    assert below["sent_back_share"] is None, "a share of nothing is no number"


def test_without_a_document_every_activity_counts_as_the_previous_one(tmp_path: Path) -> None:
    mapping = MAPPING.replace('  document: {prefix: "Claim "}\n', "")
    assert answered(tmp_path, written(AT_ONCE), "50", mapping)["as_is"]["wait_days"] == round(23 / 24, 6)


def test_cases_may_lie_mixed_in_the_file(tmp_path: Path, four: Answer) -> None:
    mixed = sorted(FOUR, key=lambda event: event[2])
    again = answered(tmp_path, written(mixed), "50,200")
    assert (again["as_is"], again["policies"]) == (four["as_is"], four["policies"])


def test_a_log_that_runs_backwards_is_said_and_can_be_sorted(tmp_path: Path) -> None:
    log = written([AT_ONCE[2], AT_ONCE[0]])
    as_filed = answered(tmp_path, log, "50")
    assert (as_filed["log"]["out_of_order"], as_filed["as_is"]["wait_days"]) == (1, 0.0)
    assert any("1 event earlier than the one before" in caveat for caveat in as_filed["caveats"])
    assert answered(tmp_path, log, "50", MAPPING + "order: time\n")["as_is"]["wait_days"] == 1.0


def test_repeated_rows_are_kept_out_and_said_unless_the_mapping_keeps_them(tmp_path: Path) -> None:
    log = written([*AT_ONCE, AT_ONCE[2]])
    once = answered(tmp_path, log, "50")
    assert (once["log"]["rows_kept_out"]["repeated"], once["as_is"]["decisions"]) == (1, 1)
    assert any("1 row kept out: the same in every column" in caveat for caveat in once["caveats"])
    twice = answered(tmp_path, log, "50", MAPPING + "duplicates: keep\n")
    assert (twice["log"]["rows_kept_out"]["repeated"], twice["as_is"]["decisions"]) == (0, 2)
    assert any("1 row counted although the same" in caveat for caveat in twice["caveats"])


def test_of_rows_that_are_the_same_the_first_one_stays(tmp_path: Path) -> None:
    asked, _, settled = AT_ONCE
    assert answered(tmp_path, written([asked, settled, asked]), "50")["as_is"]["wait_days"] == 1.0


def test_rows_differing_only_in_a_column_that_nobody_named_are_two(tmp_path: Path) -> None:
    header = ("case", "activity", "time", "role", "amount", "id")
    log = written([(*AT_ONCE[0], "1"), (*AT_ONCE[2], "2"), (*AT_ONCE[2], "3")], header)
    assert answered(tmp_path, log, "50")["as_is"]["decisions"] == 2


def test_times_that_cannot_be_read_are_counted_out_with_the_first_of_them(tmp_path: Path) -> None:
    bad = [("a", "Claim asked", "yesterday", "CLERK", "50"), ("a", "Claim asked", "2026-02-30T10:00Z", "CLERK", "50")]
    result = answered(tmp_path, written([*AT_ONCE, *bad]), "50")
    assert (result["log"]["rows"], result["log"]["events"], result["log"]["rows_kept_out"]["bad_time"]) == (5, 3, 2)
    assert '2 rows kept out: with a time that cannot be read (the first is row 5: "yesterday").' in result["caveats"]


def test_blank_rows_and_rows_without_case_or_activity_are_counted_out(tmp_path: Path) -> None:
    extra = b"\n , Claim asked,2026-03-01T08:00:00Z,BOSS,5\na,,2026-03-01T08:00:00Z,BOSS,5\n"
    out = answered(tmp_path, written(AT_ONCE) + extra, "50")["log"]["rows_kept_out"]
    assert out == {"blank": 1, "without_case": 1, "without_activity": 1, "repeated": 0, "bad_time": 0}


def test_amounts_that_are_not_known_are_covered_by_no_limit(tmp_path: Path) -> None:
    log = written([(*event[:4], "" if event[0] == "a" else "n/a") for event in [*AT_ONCE, *RETURNED_ONCE]])
    result = answered(tmp_path, log, "1000000", MAPPING + 'unknown_amounts: "n/a"\n')
    assert result["as_is"]["amount_unknown"] == 2
    assert (result["policies"][0]["cases_covered"], result["policies"][0]["amount_share"]) == (0, None)
    assert any("2 finally approved cases without an amount" in caveat for caveat in result["caveats"])


def test_the_last_amount_of_a_case_counts(tmp_path: Path) -> None:
    log = written(
        [(*AT_ONCE[0][:4], "40"), (*AT_ONCE[2][:4], "60"), ("a", "Letter sent", "2026-03-04T00:00Z", "X", "")]
    )
    result = answered(tmp_path, log, "50,60")
    assert [policy["cases_covered"] for policy in result["policies"]] == [0, 1]
    assert any("1 finally approved case with more than one amount" in caveat for caveat in result["caveats"])


def test_a_decision_with_nothing_before_it_counts_without_a_wait(tmp_path: Path) -> None:
    result = answered(tmp_path, written([AT_ONCE[2]]), "50")
    assert (result["as_is"]["decisions"], result["as_is"]["wait_days"]) == (1, 0.0)
    assert result["policies"][0]["wait_share"] is None
    assert result["as_is"]["duration_days"] == {"n": 0, "median": None, "p90": None}
    assert any("no earlier event of the document" in caveat for caveat in result["caveats"])


def test_begin_counts_what_was_approved_only_afterwards(tmp_path: Path) -> None:
    mapping = MAPPING.replace("  finish: Claim settled\n", "  finish: Claim settled\n  begin: Letter sent\n")
    result = answered(tmp_path, written(FOUR), "50", mapping)
    assert result["as_is"]["approved_after_begin"] == {"n": 1, "cases": 1, "share": 1.0}


def test_a_log_without_any_approval_has_shares_of_nothing(tmp_path: Path) -> None:
    result = answered(tmp_path, written(REFUSED), "50")
    assert result["as_is"]["finally_approved_share"] == 0.0
    assert result["policies"][0]["cases_share"] is None
    assert 'no activity matched equals "Claim settled" (finish); is the mapping right?' in result["caveats"]
