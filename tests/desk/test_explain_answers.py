"""Ways, leeway and people in sentences."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from leeway.core.authority import Answer, Book, Code, Sort, judge, read_request, spend_of, what_can, who_could
from leeway.core.authority.options import NEEDS as CAN_BE_BROUGHT
from leeway.desk.explain_leeway import ANSWERS, NEEDS, SHUT, explain_leeway, explain_who
from leeway.desk.explain_verdict import ADVICE, Voice, say, ways_in_words
from leeway.desk.explain_ways import LESS, SORTS, moment
from tests.core.authority.desk import NOON, ROOT, ask, guideline
from tests.core.authority.differences import parsed
from tests.core.authority.streams import guideline as random_guideline
from tests.core.authority.streams import requests

TOP = f"{ROOT}, up_to: 250"
REP = "id: rep, from: ana, under: top, to: level:rep, may: refund"
WHOLE = re.compile(r"[A-Z0-9].*[.!?]")
HOLE = re.compile(r"[{}]|None|\s\s|\.\.| \.|(?<![a-z]):\.")
VOICE = Voice(names=str.capitalize)


def test_every_way_and_every_need_has_words() -> None:
    assert set(SORTS) == set(Sort)
    assert set(LESS) == set(Answer) - {Answer.BEYOND, Answer.NEVER}
    assert set(ANSWERS) == set(LESS)
    assert set(NEEDS) == set(CAN_BE_BROUGHT)
    assert set(ADVICE) <= set(Code)
    checked = set(list(Code)[: list(Code).index(Code.NO_GRANT)])
    assert set(SHUT) | set(NEEDS) == checked


@pytest.mark.parametrize(
    ("keys", "asked", "sentence"),
    [
        (
            "limits: [{per: customer, within: 4 days, amount: 120}]",
            {"amount": "35"},
            "20.00 EUR is left for this customer under rep in 4 days, and you asked for 35.00 EUR. Decide up to "
            "20.00 EUR now, or ask Ana, who may give up to 250.00 EUR, or Ruben, who may give up to 250.00 EUR, or "
            "wait until Thursday 12:00.",
        ),
        (
            "needs: {reason: true}",
            {"amount": "35"},
            "The grant rep needs a reason. Give a reason, or ask Ana, who may give up to 250.00 EUR, or Ruben, who may "
            "give up to 250.00 EUR.",
        ),
        (
            "needs: {agreed_by: [level:coach, person:petra], reason: true}, from_date: 2026-04-01",
            {"amount": "300"},
            "The grant rep begins on 2026-04-01. Give a reason and decide up to 250.00 EUR now and get the agreement "
            "of somebody of level coach and Petra and wait until Wednesday 1 April 2026, 00:00.",
        ),
        (
            "when: case.days > 3",
            {"amount": "35", "customer": None},
            "One has to know case.days to decide this, and it is not known. Find out case.days, or ask Ana, who may "
            "give up to 250.00 EUR, or Ruben, who may give up to 250.00 EUR.",
        ),
    ],
)
def test_a_refusal_says_what_is_so_by_how_much_and_what_to_do_now(
    keys: str, asked: dict[str, Any], sentence: str
) -> None:
    found, book = guideline(TOP, f"{REP}, {keys}"), Book()
    if "limits" in keys:
        ask(found, book, commit=True, amount="100", at="2026-03-01T11:00:00Z")
    data = {"id": "r", "at": NOON, "person": "henry", "kind": "refund", "customer": "c1", "case": "k1"}
    request = read_request(found, data | asked)
    assert say(found, request, judge(found, request, book.used, oldest=book.oldest), VOICE) == sentence


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-03-02T15:30:00+00:00", "16:30"),
        ("2026-03-02T15:30:01+00:00", "16:31"),
        ("2026-03-02T23:00:00+00:00", "Tuesday 00:00"),
        ("2026-03-08T11:00:00+00:00", "Sunday 12:00"),
        ("2026-03-29T22:00:00+00:00", "Monday 30 March 2026, 00:00"),
    ],
)
def test_a_moment_is_said_in_the_organisations_time_and_never_too_early(at: str, words: str) -> None:
    zone = guideline(ROOT).zone
    assert moment(datetime.fromisoformat(at), datetime(2026, 3, 2, 11, tzinfo=UTC), zone) == words


def test_all_leeway_is_said_with_what_is_left_and_what_it_hangs_on() -> None:
    limits = "[{per: customer, within: 90 days, amount: 400}, {per: person, count: 3}]"
    found = guideline(f"{ROOT}, pool: goodwill", f"{REP}, up_to: 250, limits: {limits}, when: case.days <= 60")
    at = datetime(2026, 3, 2, 11, tzinfo=UTC)
    refund, fee, *_ = what_can(found, "henry", at, Book().used)
    assert explain_leeway(found, refund, VOICE) == (
        "Yours to decide, at most 250.00 EUR, only where case.days <= 60. 400.00 EUR for this customer under "
        "rep in 90 days; what is left of it hangs on the customer. 3 decisions of 3 left for you under rep. "
        "1000.00 EUR of 1000.00 EUR left in the pool "
        "goodwill in this calendar year. It needs to know case.days and to know the customer."
    )
    assert explain_leeway(found, fee, VOICE) == "Not yours. Ana or Ruben can decide it."
    data = {"id": "r", "at": NOON, "person": "henry", "kind": "refund", "amount": "10", "customer": "c1", "case": "k1"}
    request = read_request(found, data)
    words = "Refund of 10.00 EUR: ask Ana, who may give up to 1000.00 EUR, or Ruben, who may give up to 1000.00 EUR."
    assert explain_who(found, request, who_could(found, request, Book().used), VOICE) == words
    nobody = replace(request, person="petra", amount=200_000)
    none = who_could(found, nobody, Book().used)
    assert explain_who(found, nobody, none) == "Nobody here can decide this at once: refund of 2000.00 EUR."


def test_an_agreement_that_nobody_else_can_give_is_said() -> None:
    found = guideline(ROOT, f"{REP}, needs: {{agreed_by: [person:henry]}}")
    said = [
        explain_leeway(found, what_can(found, person, datetime(2026, 3, 2, 11, tzinfo=UTC), Book().used)[0], VOICE)
        for person in ("henry", "mia")
    ]
    assert said[0] == "Not yours: nobody else here can agree to rep. Ana, Ruben or Mia can decide it."
    assert "with the agreement of Henry" in said[1]


def test_random_answers_leave_no_hole() -> None:
    for seed in range(25):
        random = Random(seed)
        found, book = parsed(random_guideline(random)), Book()
        for line in requests(random, 15):
            if "reverse" in line:
                continue
            request = read_request(found, line)
            verdict = judge(found, request, book.used, oldest=book.oldest)
            if verdict.allowed:
                book.add(spend_of(request, verdict, line["id"]))
            sentences = [say(found, request, verdict)]
            for entry in what_can(found, request.person, request.at, book.used):
                sentences.append(explain_leeway(found, entry))
            for sentence in sentences:
                assert WHOLE.fullmatch(sentence), sentence
                assert not HOLE.search(sentence), sentence
            assert all(way and way[0].islower() for way in ways_in_words(found, request, verdict))
