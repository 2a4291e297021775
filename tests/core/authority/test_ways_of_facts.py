"""Facts that are worth finding out: what conditions, caps, limits and guardrails lack; and what is told of several."""

from __future__ import annotations

from typing import Any

import pytest

from leeway.core.authority import Book

from .desk import ROOT, guideline
from .test_ways import REP, spent, told

LESS = {"way": "less", "most": "20.00"}
LESS_OF_9 = {"way": "less", "most": "9.00"}
REASON_TOO = {"also": [{"way": "reason", "verdict": "go"}]}
HAS_DAYS = "when: has(case.days) && case.days > 3"


@pytest.mark.parametrize(
    ("grant", "asked", "ways"),
    [
        (HAS_DAYS, {}, [{"way": "fact", "fact": "case.days"}]),
        (f"{HAS_DAYS}, needs: {{reason: true}}", {}, [REASON_TOO | {"way": "fact", "fact": "case.days"}]),
        (
            "up_to: 'has(order.total) ? order.total : 20'",
            {"amount": "30"},
            [{"way": "fact", "fact": "order.total"}, LESS],
        ),
        ("up_to: 'has(order.total) ? order.total : 20'", {"amount": "30", "facts": {"order.total": "9"}}, [LESS_OF_9]),
        ("when: has(person.team) && person.team == 'away'", {}, []),
    ],
)
def test_a_fact_that_is_asked_for_by_has_is_worth_finding_out(
    grant: str, asked: dict[str, Any], ways: list[dict[str, Any]]
) -> None:
    found = told(guideline(ROOT, f"{REP.replace(', up_to: 250', '')}, {grant}"), **asked)
    assert [{"verdict": "go", **way} for way in ways] == found


@pytest.mark.parametrize("above", ["", ", above: 50"])
def test_a_guardrail_that_stops_only_while_a_fact_is_unknown_says_which(above: str) -> None:
    rail = f"id: shut, never: '!has(case.our_fault)', why: No., owner: ana{above}"
    found = told(guideline(ROOT, REP, guardrails=rail))
    assert found[0] == {"way": "fact", "fact": "case.our_fault", "verdict": "go"}


def test_either_of_two_facts_may_be_enough_and_both_are_told_then() -> None:
    found = guideline(ROOT, f"{REP}, when: case.our_fault || case.days < 9")
    assert [way["fact"] for way in told(found) if "also" not in way] == ["case.days", "case.our_fault"]


def test_every_subject_that_several_limits_lack_is_named() -> None:
    limits = "[{per: customer.tier, amount: 400}, {per: customer, count: 9}, {per: case, count: 9}]"
    found = told(guideline(ROOT, f"{REP}, limits: {limits}"), customer=None, case=None)
    (way,) = found
    assert {way["fact"], *(step["fact"] for step in way["also"])} == {"customer.id", "case.id", "customer.tier"}


def test_a_cap_that_hangs_on_an_unknown_fact_says_how_far_it_could_reach() -> None:
    found = guideline(
        ROOT, "id: rep, from: ana, under: top, to: level:rep, may: refund, up_to: order.total / case.days"
    )
    (way,) = told(found, facts={"order.total": "9.00"})
    assert (way["way"], way["most"], way["also"]) == (
        "less",
        "9.00",
        [{"way": "fact", "fact": "case.days", "verdict": "go"}],
    )


def test_of_the_values_of_a_fact_one_is_taken_whose_limit_is_not_used_up() -> None:
    found = guideline(ROOT, f"{REP}, limits: [{{per: customer.tier, count: 1}}, {{per: person, amount: 150}}]")
    book = Book()
    spent(found, book, "2026-03-01T11:00:00Z", facts={"customer.tier": "bronze"})
    (way,) = told(found, book)
    assert (way["way"], way["most"], [step["way"] for step in way["also"]]) == ("less", "50.00", ["fact"])


def test_a_list_may_turn_out_to_be_long_enough_for_a_cap_that_counts_it() -> None:
    found = guideline(ROOT, "id: rep, from: ana, under: top, to: level:rep, may: refund, up_to: size(order.lines) * 10")
    assert told(found, amount="1000")[0] == {"way": "fact", "fact": "order.lines", "verdict": "go"}


# Of several ways


def test_a_wait_for_several_links_that_begin_later_is_for_the_last() -> None:
    found = guideline(f"{ROOT}, from_date: 2026-04-10", f"{REP}, from_date: 2026-03-29")
    assert told(found) == [{"way": "wait", "until": "2026-04-09T22:00:00Z", "verdict": "go"}]


def test_a_wait_for_a_beginning_and_then_for_a_window_is_one_wait() -> None:
    limit = "limits: [{per: grant, within: calendar year, amount: 100}]"
    found = guideline(f"{ROOT}, {limit}", REP, f"{REP.replace('id: rep', 'id: later')}, from_date: 2026-03-03")
    book = Book()
    spent(found, book, "2026-03-01T11:00:00Z")
    assert told(found, book) == [{"way": "wait", "until": "2026-12-31T23:00:00Z", "verdict": "go"}]
    only = guideline(f"{ROOT}, {limit}", f"{REP}, from_date: 2026-03-03")
    assert told(only, book) == [{"way": "wait", "until": "2026-12-31T23:00:00Z", "verdict": "go"}]


@pytest.mark.parametrize(
    ("more", "less", "way"),
    [
        (
            "{agreed_by: [level:coach, level:coach]}",
            "{agreed_by: [level:coach]}",
            {"way": "agreement", "of": ["level:coach"]},
        ),
        ("{training: [t, u]}", "{training: [u]}", {"way": "training", "training": ["u"]}),
    ],
)
def test_of_two_grants_the_one_that_asks_for_less_is_told_alone(more: str, less: str, way: dict[str, Any]) -> None:
    found = guideline(ROOT, f"{REP}, needs: {more}", f"{REP.replace('id: rep', 'id: other')}, needs: {less}")
    assert told(found) == [{**way, "verdict": "go"}]
