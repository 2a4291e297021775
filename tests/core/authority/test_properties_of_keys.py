"""What must hold of substitutes and of widening, for every guideline and every stream."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given

from leeway.core.authority import Answer, Book, Guideline, Request, Substitute, Target, judge, read_request
from leeway.core.authority.model import Needs, Widen
from leeway.guidelines import read_guideline_text

from .streams import Data, guideline, requests
from .test_properties import AT_ONCE, many, seeds, start, step


def parsed(data: Data) -> Guideline:
    found, problems = read_guideline_text(json.dumps(data).encode())
    assert found is not None, problems
    return found


def asked_of(found: Guideline, random: Random) -> list[Request]:
    return [read_request(found, line) for line in requests(random, 30) if "id" in line]


def as_large(most: int | None, verdict: Answer) -> float:
    """A reach that can be compared: nothing without a yes, endless where nothing bounds it."""
    return (float("inf") if verdict in AT_ONCE else 0) if most is None else most


@given(seeds)
@many
def test_a_substitute_never_gives_more_than_whoever_is_replaced_has(random: Random) -> None:
    """With conditions and needs left out, which are judged for who acts."""
    found, asked = start(random)
    grants = tuple(replace(grant, when=None, needs=Needs()) for grant in found.grants)
    newcomer = replace(found.people[0], id="newcomer", level=None, team=None, reports_to=None)
    grants = tuple(grant for grant in grants if grant.to != Target("everyone"))
    away = Substitute("away", "ana", Target("person", "newcomer"))
    plain = replace(found, guardrails=(), grants=grants, people=(*found.people, newcomer))
    found = replace(plain, substitutes=(away,))
    book = Book()
    for request in asked:
        own = judge(found, replace(request, person="ana"), book.used)
        through = judge(found, replace(request, person="newcomer"), book.used)
        assert as_large(through.most, through.verdict) <= as_large(own.most, own.verdict)
        assert not (through.verdict in AT_ONCE and own.verdict not in AT_ONCE)
        assert judge(plain, replace(request, person="newcomer"), book.used).grant is None
        step(found, book, replace(request, person=random.choice(["ana", "newcomer", request.person])))


WHEN = "case.fault"


def widened(random: Random) -> tuple[Guideline, Guideline, list[Request]]:
    """A guideline, the same with some grants widened, and requests; of every grant the same conditions otherwise."""
    data: dict[str, Any] = guideline(random) | {"guardrails": []}
    wide = parsed(data | {"grants": [{**grant, "widen": {"when": WHEN, "by": "1.5"}} for grant in data["grants"]]})
    kept = tuple(grant if random.random() < 0.7 else replace(grant, widen=None) for grant in wide.grants)
    return parsed(data), replace(wide, grants=kept), asked_of(wide, random)


@given(seeds)
@many
def test_widening_never_narrows_and_happens_once(random: Random) -> None:
    """By half, whichever links are widened and however long the chain is: at most half as much again, never twice."""
    found, wide, asked = widened(random)
    book = Book()
    for request in asked:
        before, after = judge(found, request, book.used), judge(wide, request, book.used)
        least, most = as_large(before.most, before.verdict), as_large(after.most, after.verdict)
        assert least <= most
        if request.facts.get(WHEN) is not True:
            assert (after.most, after.left, after.verdict) == (before.most, before.left, before.verdict)
        fresh = judge(found, request, Book().used), judge(wide, request, Book().used)
        whole, more = (as_large(each.most, each.verdict) for each in fresh)
        assert more <= whole * 1.5
        step(found, book, request)


@given(seeds)
@many
def test_widening_by_less_gives_no_more(random: Random) -> None:
    _, wide, asked = widened(random)
    grants = tuple(
        replace(grant, widen=Widen(grant.widen.when, 101)) if grant.widen is not None else grant
        for grant in wide.grants
    )
    narrower = replace(wide, grants=grants)
    book = Book()
    for request in asked:
        less, more = judge(narrower, request, book.used), judge(wide, request, book.used)
        assert as_large(less.most, less.verdict) <= as_large(more.most, more.verdict)
        step(narrower, book, request)
