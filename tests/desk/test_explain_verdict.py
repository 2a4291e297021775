"""Every verdict and every reason has a sentence: what is so, by how much, what one can do now."""

from __future__ import annotations

import re
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from leeway.core.authority import Answer, Book, Code, judge, read_request, spend_of
from leeway.core.authority.amounts import BadAmount, read_amount
from leeway.core.authority.windows import write_length
from leeway.desk.explain_verdict import AMOUNTS, ANSWERS, REASONS, Voice, explain_reason, say
from tests.core.authority.desk import ROOT, ask, guideline
from tests.core.authority.differences import parsed
from tests.core.authority.streams import guideline as random_guideline
from tests.core.authority.streams import requests

REP = "id: rep, from: ana, under: top, to: level:rep, may: refund"
NAMES = {"ana": "Ana", "ruben": "Ruben", "petra": "Petra"}.get


def test_every_code_has_a_sentence_and_no_sentence_is_left_over() -> None:
    assert set(ANSWERS) == set(Answer)
    assert set(REASONS) == set(Code)


def test_every_fault_of_an_amount_has_a_sentence() -> None:
    faults = {"missing", "zero", "not_wanted"}
    for raw in ("x", "-1", "1.005", "9" * 40):
        with pytest.raises(BadAmount) as bad:
            read_amount(raw, 2)
        faults.add(bad.value.code)
    assert set(AMOUNTS) == faults


SENTENCES: list[tuple[str, dict[str, Any], str]] = [
    (
        "up_to: 250",
        {},
        "You can decide this yourself: refund of 10.00 EUR. You can decide up to 250.00 EUR yourself now.",
    ),
    ("mode: tell", {}, "You can decide this yourself: refund of 10.00 EUR. Ana will be told."),
    (
        "mode: intend, window: 24 hours",
        {},
        "You can go ahead with refund of 10.00 EUR unless Ana stops it within 1 day; it is reserved.",
    ),
    ("mode: advise", {}, "Ask Ana for advice first; then it is yours to decide: refund of 10.00 EUR."),
    (
        "up_to: 250",
        {"amount": "300"},
        "You asked for 300.00 EUR, and rep gives up to 250.00 EUR for one decision. "
        "Decide up to 250.00 EUR now, or ask Ana or Ruben.",
    ),
    (
        "limits: [{per: customer, within: 90 days, amount: 20}]",
        {"amount": "35"},
        "20.00 EUR is left for this customer under rep in 90 days, and you asked for 35.00 EUR. "
        "Decide up to 20.00 EUR now, or ask Ana or Ruben.",
    ),
    (
        "limits: [{per: person, within: calendar week, count: 0}]",
        {},
        "No decision is left for you under rep in this calendar week, and you asked for one more. Ask Ana or Ruben.",
    ),
    (
        "up_to: 5",
        {"amount": None},
        "The amount is missing. Give how much it is about. Decide up to 5.00 EUR now.",
    ),
    ("up_to: 5", {"kind": "callback"}, "Callback has no amount. Leave the amount out."),
    (
        "up_to: 5",
        {"kind": "gift"},
        "Gift is not a kind of decision here. Take one of refund, fee waive, fee late, replacement or callback.",
    ),
]


@pytest.mark.parametrize(("keys", "asked", "sentence"), SENTENCES)
def test_a_verdict_is_said_in_full(keys: str, asked: dict[str, Any], sentence: str) -> None:
    found = guideline(ROOT, f"{REP}, {keys}")
    data = {"id": "r", "at": "2026-03-02T11:00:00Z", "person": "henry", "kind": "refund", "amount": "10.00"}
    request = read_request(found, {**data, "customer": "c1", "case": "k1", **asked})
    verdict = ask(found, **asked)
    assert say(found, request, verdict, Voice(names=lambda person: NAMES(person, person))) == sentence


def test_random_verdicts_leave_no_hole_in_any_sentence() -> None:
    codes = set()
    for seed in range(40):
        random = Random(seed)
        found, book = parsed(random_guideline(random)), Book()
        for line in requests(random, 25):
            if "reverse" in line:
                continue
            request = read_request(found, line)
            verdict = judge(found, request, book.used)
            if verdict.allowed:
                book.add(spend_of(request, verdict, line["id"]))
            sentences = [say(found, request, verdict)]
            for reason in verdict.reasons:
                codes.add(reason.code)
                sentences.append(explain_reason(found, request, reason))
            for sentence in sentences:
                assert re.fullmatch(r"[A-Z0-9].*[.!?]", sentence), sentence
                assert not re.search(r"[{}]|None|\s\s|\.\.| \.|  ", sentence), sentence
    assert len(codes) >= len(Code) - 2  # a grant is taken back only in the product


def test_lengths_are_spelt() -> None:
    assert [write_length(timedelta(hours=hours)) for hours in (1, 4, 24, 48, 25)] == [
        "1 hour",
        "4 hours",
        "1 day",
        "2 days",
        "25 hours",
    ]
