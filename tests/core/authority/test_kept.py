"""A verdict that was kept is the verdict: through JSON and back, whatever the answer was."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any

import pytest

from leeway.cli.json_lines import parse
from leeway.core.authority import Answer, Book, Request, Verdict, judge, read_request, spend_of
from leeway.core.authority.kept import keep, read_kept
from leeway.core.authority.verdicts import Sort
from leeway.core.cases.decisions import judged_on
from leeway.desk.explain_verdict import say
from tests.core.authority.desk import NOON, ROOT, guideline
from tests.core.authority.differences import Engine
from tests.core.authority.random_requests import stream

FOUND = guideline(
    ROOT,
    "id: rep, from: ana, under: top, to: 'level:rep', may: refund, up_to: 50, pool: goodwill, "
    "limits: [{per: customer, within: 90 days, amount: 60, count: 3}], when: '!has(case.days) || case.days < 9'",
    "id: wide, from: ana, under: top, to: 'level:rep', may: refund, up_to: 90, mode: intend, window: 8 hours",
    "id: cards, from: ana, under: top, to: 'level:rep', may: replacement, mode: tell, "
    "limits: [{per: person, amount: 9}]",
    "id: call, from: ana, under: top, to: 'level:rep', may: callback, mode: advise",
    "id: two, from: ana, under: top, to: 'level:rep', may: fee.waive, needs: {agreed_by: ['level:coach', everyone]}",
    guardrails="id: rail, never: 'customer.id == person.id', why: 'Nobody for themselves.', owner: petra",
)
ASKED: tuple[dict[str, Any], ...] = (
    {},
    {"amount": "80.00"},
    {"amount": "5000.00"},
    {"facts": {"case.days": 20}, "amount": "95.00"},
    {"kind": "replacement", "amount": 2},
    {"kind": "callback", "amount": None},
    {"kind": "fee.waive"},
    {"kind": "fee.waive", "agreed": ["ana", "mia"]},
    {"kind": "nothing"},
    {"person": "nobody"},
    {"customer": "henry"},
    {"amount": "0"},
)


def asked(**changed: Any) -> tuple[Request, Verdict]:
    data = {
        "id": "r",
        "at": NOON,
        "person": "henry",
        "kind": "refund",
        "amount": "10.00",
        "customer": "c1",
        "case": "k",
    }
    book = Book()
    first = read_request(FOUND, {**data, "amount": "15.00"})
    book.add(spend_of(first, judge(FOUND, first, book.used), "s1"))
    request = read_request(FOUND, {**data, **changed})
    return request, judge(FOUND, request, book.used)


@pytest.mark.parametrize("changed", ASKED)
def test_what_was_kept_says_the_same(changed: dict[str, Any]) -> None:
    request, verdict = asked(**changed)
    kept = read_kept(json.loads(json.dumps(keep(FOUND, 3, request, verdict, {"a": "1"}))), at=request.at, by="henry")
    assert kept is not None
    said, again = verdict.as_data(request.at), kept.verdict.as_data(request.at)
    for name in ("verdict", "grant", "most", "left", "reasons", "who", "grantors", "goes_ahead"):
        assert again.get(name) == said.get(name), name
    assert (kept.verdict.chain, kept.verdict.window) == (verdict.chain, verdict.window)
    assert (kept.request.kind, kept.request.amount, kept.request.agreed) == (
        request.kind, request.amount, request.agreed,
    )  # fmt: skip
    assert (kept.version, kept.facts) == (3, {"a": "1"})


@pytest.mark.parametrize("part", range(2))
def test_whatever_was_answered_is_said_later_word_for_word(part: int) -> None:
    met = Counter[str]()
    for number in range(40):
        file, lines = stream(Random(f"kept/{part}/{number}"), 30)
        engine = Engine(file)
        for line in lines:
            if "verdict" not in engine.answer(line):
                continue
            found, book = engine.batch.guideline, engine.batch.book
            request = read_request(found, parse(json.dumps(line).encode()))
            verdict = judge(found, request, book.used, oldest=book.oldest if part else None)
            facts = judged_on(found, request)
            data = json.loads(json.dumps(keep(found, 1, request, verdict, facts)))
            kept = read_kept(data, at=request.at, by=request.person)
            assert kept is not None
            assert kept.verdict.as_data(request.at) == verdict.as_data(request.at) | {"id": None}
            assert say(found, kept.request, kept.verdict) == say(found, request, verdict)
            assert (kept.verdict.chain, kept.verdict.within, kept.facts) == (verdict.chain, verdict.within, facts)
            met.update([verdict.verdict, *(way.sort for way in verdict.ways or ())])
    assert met.keys() >= {*Answer, *(Sort if part else ())}, met


def test_every_answer_is_tried() -> None:
    assert {asked(**each)[1].verdict.value for each in ASKED} == {"go", "tell", "intend", "advise", "beyond", "never"}


def test_who_it_was_then_is_kept() -> None:
    request, verdict = asked()
    kept = read_kept(keep(FOUND, 1, request, verdict, {}), at=request.at, by="henry")
    assert kept is not None
    assert (kept.level, kept.team, kept.training) == ("rep", "desk", ("basics",))


def test_nothing_kept_is_nothing_read() -> None:
    assert read_kept({}, at=asked()[0].at, by="henry") is None
