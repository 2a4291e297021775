"""What must hold for every guideline and every stream."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leeway.core.authority import (
    Answer,
    Book,
    Code,
    Counts,
    Demand,
    Guideline,
    Per,
    Request,
    Spend,
    Unit,
    Verdict,
    demands,
    judge,
    read_request,
    spend_of,
    tags,
)
from leeway.guidelines import read_guideline_text

from . import random_requests, streams
from .differences import parsed

AT_ONCE = (Answer.GO, Answer.TELL)
WORSE = list(Answer)
STREAMS = 2_000 if os.environ.get("LEEWAY_SOAK") else 25
many = settings(max_examples=STREAMS, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 2**64 - 1).map(Random)


def counts_for(spend: Spend, demand: Demand) -> bool:
    """Whether a decision is one of those that the demand sums."""
    if spend.reversed or spend.at > demand.until or (demand.since is not None and spend.at <= demand.since):
        return False
    match demand.counts:
        case Counts.POOL:
            return demand.source in spend.pools
        case Counts.KINDS:
            if spend.kind not in demand.kinds:
                return False
        case Counts.GRANT:
            if demand.source not in (grant for grant, _ in spend.grants):
                return False
    match demand.per:
        case Per.PERSON if demand.counts is Counts.KINDS:
            return spend.person == demand.whom
        case Per.PERSON:
            return (demand.source, demand.whom) in spend.grants
        case Per.CUSTOMER:
            return spend.customer == demand.whom
        case Per.CASE:
            return spend.case == demand.whom
        case Per.FACT:
            return (demand.fact, demand.whom) in spend.facts
        case _:
            return True


def start(random: Random) -> tuple[Guideline, list[Request]]:
    """A guideline of few keys and facts, and requests to it."""
    found, _ = read_guideline_text(json.dumps(streams.guideline(random)).encode())
    assert found is not None
    return found, [read_request(found, line) for line in streams.requests(random, 30) if "id" in line]


def start_with_all_keys(random: Random) -> tuple[Guideline, list[Request]]:
    found = parsed(random_requests.guideline(random))
    return found, [read_request(found, line) for line in random_requests.requests(random, 30) if "id" in line]


def step(found: Guideline, book: Book, request: Request) -> Verdict:
    verdict = judge(found, request, book.used)
    if verdict.allowed:
        assert request.id is not None
        book.commit(request, verdict, request.id)
        assert book.get(request.id) == spend_of(request, verdict, request.id)
    return verdict


def endless(verdict: Verdict) -> bool:
    """Where the amount was bad, no `most` may also mean that nothing holds it."""
    return any(reason.code is Code.BAD_AMOUNT for reason in verdict.reasons)


@given(seeds)
@many
def test_most_is_allowed_at_once_and_one_minor_unit_more_is_not(random: Random) -> None:
    found, asked = start_with_all_keys(random)
    book = Book()
    for request in asked:
        verdict = judge(found, request, book.used)
        if verdict.most is not None:
            at_most = replace(request, amount=verdict.most, fault="")
            assert judge(found, at_most, book.used).verdict in AT_ONCE
            above = judge(found, replace(at_most, amount=verdict.most + 1), book.used)
            assert above.verdict not in AT_ONCE
            assert above.most == verdict.most
        elif verdict.verdict not in AT_ONCE and request.amount and verdict.unit is not Unit.NONE:
            assert judge(found, replace(request, amount=1), book.used).verdict not in AT_ONCE
        step(found, book, request)


@given(seeds)
@many
def test_the_order_of_grants_changes_neither_verdict_nor_most(random: Random) -> None:
    found, asked = start_with_all_keys(random)
    shuffled = replace(found, grants=tuple(random.sample(found.grants, len(found.grants))))
    book = Book()
    for request in asked:
        here, there = judge(found, request, book.used), judge(shuffled, request, book.used)
        assert (here.verdict, here.most, here.who) == (there.verdict, there.most, there.who)
        step(found, book, request)


@given(seeds)
@many
def test_a_guardrail_more_never_widens(random: Random) -> None:
    found, asked = start_with_all_keys(random)
    donor, _ = start_with_all_keys(random)
    stricter = replace(found, guardrails=(*found.guardrails, *donor.guardrails))
    book = Book()
    for request in asked:
        before, after = judge(found, request, book.used), judge(stricter, request, book.used)
        assert after.verdict in (before.verdict, Answer.NEVER)
        if after.most is not None:
            assert before.most is None or after.most <= before.most
        if before.most is None and before.verdict not in AT_ONCE and not endless(before):
            assert after.most is None
        step(found, book, request)


@given(seeds)
@many
def test_a_grant_more_never_takes_away(random: Random) -> None:
    found, asked = start_with_all_keys(random)
    passed_on = {grant.under for grant in found.grants}
    last = random.choice([grant for grant in found.grants if grant.id not in passed_on])
    fewer = replace(found, grants=tuple(grant for grant in found.grants if grant is not last))
    book = Book()
    for request in asked:
        without, beside = judge(fewer, request, book.used), judge(found, request, book.used)
        assert WORSE.index(beside.verdict) <= WORSE.index(without.verdict)
        assert without.most is None or beside.most is None or beside.most >= without.most
        step(found, book, request)


@given(seeds)
@many
def test_a_link_that_is_narrowed_widens_nothing_below_it(random: Random) -> None:
    found, asked = start_with_all_keys(random)
    link = random.choice([grant for grant in found.grants if grant.up_to is None] or [found.grants[0]])
    narrow = replace(link, up_to=0 if link.up_to is not None else random.choice([0, 1, 1000]), widen=None)
    narrower = replace(found, grants=tuple(narrow if grant is link else grant for grant in found.grants))
    book = Book()
    for request in asked:
        before, after = judge(found, request, book.used), judge(narrower, request, book.used)
        assert WORSE.index(after.verdict) >= WORSE.index(before.verdict)
        assert before.most is None or after.most is None or after.most <= before.most
        step(found, book, request)


def sums_under(found: Guideline, spends: list[Spend], request: Request, unit: Unit) -> Iterator[tuple[int, int]]:
    """Every limit and pool of the file with what was spent from it: (allowed, spent), counted one by one."""
    for grant in found.grants:
        for limit in grant.limits:
            if limit.every_grant or limit.amount is None:
                continue
            since = limit.within.since(request.at, found.zone) if limit.within else None
            allowed = found.scaled(limit.amount, unit)
            for whom in subjects(spends, limit.fact)[limit.per]:
                demand = Demand(Counts.GRANT, grant.id, limit.per, str(whom), unit, since, request.at, fact=limit.fact)
                yield grant.widen.widened(allowed) if grant.widen else allowed, spent(spends, demand)
    for pool in found.pools.values():
        since = pool.within.since(request.at, found.zone) if pool.within else None
        demand = Demand(Counts.POOL, pool.id, Per.POOL, "", unit, since, request.at)
        yield found.scaled(pool.amount, unit), spent(spends, demand)


def subjects(spends: list[Spend], fact: str) -> dict[Per, set[str | None]]:
    return {
        Per.PERSON: {holder for spend in spends for _, holder in spend.grants},
        Per.CUSTOMER: {spend.customer for spend in spends},
        Per.CASE: {spend.case for spend in spends},
        Per.FACT: {value for spend in spends for name, value in spend.facts if name == fact},
        Per.GRANT: {""},
    }


def spent(spends: list[Spend], demand: Demand) -> int:
    return sum(spend.amount for spend in spends if counts_for(spend, demand) and spend.unit is demand.unit)


@given(seeds)
@many
def test_no_stream_overspends_a_limit_or_a_pool(random: Random) -> None:
    found, asked = start_with_all_keys(random)
    book = Book()
    spends: list[Spend] = []
    for request in asked:
        verdict = step(found, book, request)
        if verdict.allowed:
            spends.append(spend_of(request, verdict, str(request.id)))
            for allowed, used in sums_under(found, spends, request, verdict.unit):
                assert used <= allowed


@given(seeds)
@many
def test_taking_back_restores_everything(random: Random) -> None:
    found, asked = start_with_all_keys(random)
    book = Book()
    for request, later in pairwise(asked):
        before = judge(found, later, book.used)
        if step(found, book, request).allowed:
            book.reverse(str(request.id))
        assert judge(found, later, book.used) == before


@given(seeds)
@many
def test_judging_asks_only_for_the_sums_that_it_announced_and_every_spend_locks_them(random: Random) -> None:
    found, asked = start_with_all_keys(random)
    locks = {request.id: tags(found, request) for request in asked}
    book = Book()
    for request in asked:
        announced = set(demands(found, request))
        lone = found.with_people([person for person in found.people if person.id == request.person])
        asked_for: set[Demand] = set()
        judge(lone, request, lambda demand, seen=asked_for: seen.add(demand) or book.used(demand))  # type: ignore[misc,func-returns-value]
        assert asked_for <= announced
        assert {demand.tag for demand in announced} <= locks[request.id]
        verdict = step(found, book, request)
        if verdict.allowed:
            spend = spend_of(request, verdict, str(request.id))
            for other in asked:
                shared = [demand for demand in demands(found, other) if counts_for(spend, demand)]
                assert {demand.tag for demand in shared} <= locks[request.id]
