"""What is announced is all that judging asks: the door locks and reads nothing else."""

from __future__ import annotations

from random import Random

import pytest

from leeway.core.authority import BadRequest, Book, Demand, Used, demands, read_request, tags
from leeway.core.authority.judge import judge_alone

from .desk import ROOT, guideline
from .differences import parsed
from .random_requests import stream


@pytest.mark.parametrize("part", range(6))
def test_judging_asks_for_nothing_that_was_not_announced(part: int) -> None:
    asked: set[Demand] = set()
    every_kind = 0
    for number in range(40):
        file, lines = stream(Random(f"demands {part}/{number}"), 15)
        found = parsed(file)
        book = Book()

        def used(demand: Demand, book: Book = book) -> Used:
            asked.add(demand)
            return book.used(demand)

        for line in lines:
            try:
                request = read_request(found, line)
            except BadRequest:
                continue
            asked.clear()
            verdict = judge_alone(found, request, used)
            announced = set(demands(found, request))
            assert asked <= announced, f"stream {part}/{number}, line {request.id}"
            assert {each.tag for each in announced} <= tags(found, request)
            every_kind += sum(each.counts.value == "kinds" for each in announced)
            if verdict.allowed and request.id and request.id not in book:
                book.commit(request, verdict, request.id)
    assert every_kind > 50, "limits over every decision of a kind hardly come up"


def test_a_limit_over_every_grant_is_of_whoever_acts_wherever_it_stands() -> None:
    """Else two decisions of one person, by different leaders' grants, would not wait for each other."""
    limited = ROOT + ", limits: [{per: person, within: 7 days, amount: 100, counts: kinds}]"
    found = guideline(limited, "id: rep, from: ana, under: top, to: level:rep, may: refund")
    request = read_request(
        found, {"id": "r", "at": "2026-03-02T11:00:00Z", "person": "henry", "kind": "refund", "amount": "10"}
    )
    (demand,) = demands(found, request)
    assert (demand.counts.value, demand.whom, demand.tag) == ("kinds", "henry", "person:henry")
