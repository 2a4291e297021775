"""Ways to a yes: every one that is told leads there, none is longer than it need be, and none is missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import permutations, product
from random import Random
from typing import Any

import pytest
from hypothesis import given

from leeway.core.authority import Answer, Book, Guideline, Request, Verdict, Way, judge, read_request, spend_of
from leeway.core.authority.judge import judge_alone
from leeway.core.authority.requests import read_time

from .desk import NOON, ROOT, guideline
from .every_key import start
from .test_properties import many, seeds, step

YES = (Answer.GO, Answer.TELL, Answer.INTEND, Answer.ADVISE)
REP = "id: rep, from: ana, under: top, to: level:rep, may: refund, up_to: 250"
CALL = "id: call, from: ana, under: top, to: level:rep, may: callback"
CENT = timedelta(microseconds=1)


def spent(found: Guideline, book: Book, at: str, amount: str = "100", **asked: Any) -> None:
    """A decision of Henry's that was committed."""
    data = {"id": f"s{at}{amount}", "person": "henry", "kind": "refund", "customer": "c1", "case": "k1"}
    request = read_request(found, data | {"at": at, "amount": amount} | asked)
    verdict = judge(found, request, book.used)
    assert verdict.allowed, verdict
    book.add(spend_of(request, verdict, str(request.id)))


def told(found: Guideline, book: Book | None = None, **asked: Any) -> list[dict[str, Any]]:
    """The ways that Henry is told, without those to ask somebody else."""
    book = book or Book()
    data = {"id": "r", "at": NOON, "person": "henry", "kind": "refund", "amount": "100", "customer": "c1", "case": "k1"}
    verdict = judge(found, read_request(found, data | asked), book.used, oldest=book.oldest)
    assert verdict.ways is not None
    return [way.as_data() for way in verdict.ways if way.person == ""]


def test_a_yes_has_no_ways_and_a_no_has_them_only_where_they_were_asked_for() -> None:
    found = guideline(ROOT, REP)
    data = {"id": "r", "at": NOON, "person": "henry", "kind": "refund", "amount": "260", "customer": "c", "case": "k"}
    beyond = judge(found, read_request(found, data), Book().used)
    assert (beyond.ways, "ways" in beyond.as_data(beyond_at := datetime(2026, 3, 2, tzinfo=UTC))) == (None, False)
    full = judge(found, read_request(found, data), Book().used, oldest=Book().oldest)
    assert full.as_data(beyond_at)["ways"] == [
        {"way": "less", "most": "250.00", "verdict": "go"},
        {"way": "ask", "person": "ana", "most": None, "verdict": "go"},
        {"way": "ask", "person": "ruben", "most": None, "verdict": "go"},
    ]
    small = judge(found, read_request(found, data | {"amount": "1"}), Book().used, oldest=Book().oldest)
    assert small.ways is None


@pytest.mark.parametrize(
    ("grant", "asked", "ways"),
    [
        ("needs: {reason: true}", {}, [{"way": "reason", "verdict": "go"}]),
        ("mode: tell, needs: {training: [t, basics]}", {}, [{"way": "training", "training": ["t"], "verdict": "tell"}]),
        (
            "needs: {agreed_by: [level:coach, person:ana]}",
            {"agreed": ["ana"]},
            [{"way": "agreement", "of": ["level:coach"], "verdict": "go"}],
        ),
        ("needs: {agreed_by: [level:coach, level:coach, level:coach]}", {}, []),
        ("when: case.days <= 60", {}, [{"way": "fact", "fact": "case.days", "verdict": "go"}]),
        ("when: case.days <= 60 && case.days > 60", {}, []),
        ("when: case.days <= 60", {"facts": {"case.days": 61}}, []),
        ("limits: [{per: customer, amount: 400}]", {"customer": None}, [{"way": "fact", "fact": "customer.id"}]),
        (
            "needs: {reason: true, agreed_by: [level:coach]}",
            {"amount": "300"},
            [
                {
                    "way": "agreement",
                    "of": ["level:coach"],
                    "also": [{"way": "reason", "verdict": "go"}, {"way": "less", "most": "250.00", "verdict": "go"}],
                }
            ],
        ),
        ("from_date: 2026-03-29", {}, [{"way": "wait", "until": "2026-03-28T23:00:00Z", "verdict": "go"}]),
        ("from_date: 2026-03-30", {}, [{"way": "wait", "until": "2026-03-29T22:00:00Z", "verdict": "go"}]),
        ("from_date: 2026-03-30, until: 2026-03-29", {}, []),
        ("until: 2026-03-01", {}, []),
        ("limits: [{per: person, amount: 20}]", {}, [{"way": "less", "most": "20.00", "verdict": "go"}]),
        ("limits: [{per: person, count: 0, within: 7 days}]", {}, []),
    ],
)
def test_each_way_by_itself(grant: str, asked: dict[str, Any], ways: list[dict[str, Any]]) -> None:
    found = told(guideline(ROOT, f"{REP}, {grant}") if "until: 2026-03-29" not in grant else unchecked(grant), **asked)
    assert [{"verdict": "go", **way} for way in ways] == found


def unchecked(grant: str) -> Guideline:
    """Two links that never hold on the same day."""
    first, second = grant.split(", ")
    return guideline(f"{ROOT}, {second}", f"{REP}, {first}")


def test_a_window_that_rolls_frees_to_the_second_whatever_the_clocks_do() -> None:
    found = guideline(ROOT, f"{REP}, limits: [{{per: customer, within: 1 days, amount: 200}}]")
    book = Book()
    spent(found, book, "2026-03-28T20:00:07Z")
    spent(found, book, "2026-03-28T21:00:00Z")
    assert told(found, book, at="2026-03-28T22:00:00Z") == [
        {"way": "wait", "until": "2026-03-29T20:00:07Z", "verdict": "go"}
    ]
    assert told(found, book, at="2026-03-28T22:00:00Z", amount="150") == [
        {"way": "wait", "until": "2026-03-29T21:00:00Z", "verdict": "go"}
    ]


@pytest.mark.parametrize(
    ("within", "at", "until"),
    [
        ("calendar day", "2026-03-28T22:00:00Z", "2026-03-28T23:00:00Z"),
        ("calendar day", "2026-03-29T10:00:00Z", "2026-03-29T22:00:00Z"),  # a day of 23 hours
        ("calendar day", "2026-10-25T10:00:00Z", "2026-10-25T23:00:00Z"),  # a day of 25 hours
        ("calendar week", "2026-03-25T10:00:00Z", "2026-03-29T22:00:00Z"),
        ("calendar month", "2026-01-31T22:30:00Z", "2026-01-31T23:00:00Z"),
        ("calendar month", "2028-02-29T22:59:59Z", "2028-02-29T23:00:00Z"),
        ("calendar quarter", "2026-03-31T10:00:00Z", "2026-03-31T22:00:00Z"),
        ("calendar year", "2026-03-31T10:00:00Z", "2026-12-31T23:00:00Z"),
    ],
)
def test_a_calendar_window_frees_at_the_first_instant_of_the_next(within: str, at: str, until: str) -> None:
    found = guideline(ROOT, f"{REP}, limits: [{{per: person, within: {within}, amount: 100}}]")
    book = Book()
    spent(found, book, at)
    assert told(found, book, at=at) == [{"way": "wait", "until": until, "verdict": "go"}]


def test_several_windows_bind_at_once_and_all_of_them_must_have_freed_enough() -> None:
    limits = "[{per: customer, within: 3 days, amount: 300}, {per: person, within: calendar day, count: 2}]"
    found = guideline(f"{ROOT}, pool: goodwill", f"{REP}, limits: {limits}")
    book = Book()
    spent(found, book, "2026-03-02T08:00:00Z", "150")
    spent(found, book, "2026-03-02T09:00:00Z", "100", customer="c2")
    three_days = [{"way": "wait", "until": "2026-03-05T08:00:00Z", "verdict": "go"}]
    assert told(found, book, amount="200") == three_days
    assert told(found, book, amount="100") == [{"way": "wait", "until": "2026-03-02T23:00:00Z", "verdict": "go"}]
    for day in ("11", "12", "13"):
        spent(found, book, f"2026-03-{day}T08:00:00Z", "250", customer=f"c{day}")
    year = [{"way": "wait", "until": "2026-12-31T23:00:00Z", "verdict": "go"}]
    assert told(found, book, at="2026-03-14T08:00:00Z", amount="1", customer="c13") == year


def test_a_decision_that_is_later_than_the_request_holds_the_window_longer() -> None:
    found = guideline(ROOT, f"{REP}, limits: [{{per: customer, within: 2 hours, amount: 200}}]")
    book = Book()
    spent(found, book, "2026-03-02T10:00:00Z", "200")
    spent(found, book, "2026-03-02T12:00:00Z", "150")
    assert told(found, book)[-1] == {"way": "wait", "until": "2026-03-02T14:00:00Z", "verdict": "go"}


def test_ways_of_a_guardrail_are_its_fact_and_the_amount_that_it_lets_pass() -> None:
    found = guideline(ROOT, REP, guardrails="id: shut, never: case.our_fault, above: 50, why: No., owner: ana")
    assert told(found) == [
        {"way": "fact", "fact": "case.our_fault", "verdict": "go"},
        {"way": "less", "most": "50.00", "verdict": "go"},
    ]
    assert told(found, facts={"case.our_fault": True}) == [{"way": "less", "most": "50.00", "verdict": "go"}]


def test_whoever_could_with_a_reason_is_told_with_it() -> None:
    found = guideline(f"{ROOT}, needs: {{reason: true}}", REP)
    book = Book()
    data = {"id": "r", "at": NOON, "person": "henry", "kind": "fee.late", "amount": "300"}
    verdict = judge(found, read_request(found, data), book.used, oldest=book.oldest)
    assert verdict.who == ()
    assert next(way.as_data() for way in verdict.ways or ()) == {
        "way": "ask",
        "person": "ana",
        "most": None,
        "verdict": "go",
        "also": [{"way": "reason", "verdict": "go"}],
    }


# Whatever the guideline


def followed(found: Guideline, request: Request, way: Way) -> Iterator[tuple[Guideline, Request]]:
    """The request after a way was followed; several, where a fact may turn out to be this or that."""
    facts: list[str] = []
    for each in (*way.also, way):
        match each.sort:
            case "reason":
                request = replace(request, reason=True)
            case "fact":
                facts.append(each.fact)
            case "less":
                request = replace(request, amount=each.most)
            case "agreement":
                request = replace(request, agreed=(*request.agreed, *agreeing(found, request, each.of)))
            case "ask":
                request = replace(request, person=each.person)
            case "wait":
                assert each.until is not None
                request = replace(request, at=each.until)
            case "training":
                found = found.with_people(
                    replace(person, training=person.training | set(each.training))
                    if person.id == request.person
                    else person
                    for person in found.people
                )
    for values in product(*(VALUES[name] for name in facts)):
        known = dict(zip(facts, values, strict=True))
        named = {key: known.pop(name) for name, key in SUBJECTS.items() if name in known}
        yield found, replace(request, facts={**request.facts, **known}, **named)


SUBJECTS = {"customer.id": "customer", "case.id": "case"}
VALUES: dict[str, list[Any]] = {
    "case.n": [-1, 0, 1, 2, 3, 4, 5, 10],
    "case.fault": [True, False],
    "order.total": [Fraction(each) for each in (0, 1, 1250, 1251, 3003, 100_000)],
    "customer.id": ["somebody", "henry"],
    "case.id": ["something"],
}


def agreeing(found: Guideline, request: Request, of: tuple[str, ...]) -> tuple[str, ...]:
    people = [each for each in found.people if each.id not in (request.person, *request.agreed)]
    for chosen in permutations(people, len(of)):
        if all(
            target in (f"person:{each.id}", f"level:{each.level}", f"team:{each.team}", "everyone")
            for target, each in zip(of, chosen, strict=True)
        ):
            return tuple(each.id for each in chosen)
    raise AssertionError(f"nobody is there to agree: {of}")


def answers(found: Guideline, request: Request, way: Way, book: Book) -> list[Answer]:
    return [judge_alone(where, asked, book.used).verdict for where, asked in followed(found, request, way)]


def refusals(random: Random) -> Iterator[tuple[Guideline, Request, Book, Verdict]]:
    found, asked = start(random)
    book = Book()
    for request in asked:
        verdict = judge(found, request, book.used, oldest=book.oldest)
        if verdict.ways is not None:
            yield found, request, book, verdict
        step(found, book, request)


@given(seeds)
@many
def test_every_way_that_is_told_leads_to_the_yes_that_it_says(random: Random) -> None:
    for found, request, book, verdict in refusals(random):
        for way in verdict.ways or ():
            assert way.verdict in YES
            assert way.verdict in answers(found, request, way, book)


@given(seeds)
@many
def test_no_wait_could_be_shorter(random: Random) -> None:
    for found, request, book, verdict in refusals(random):
        for way in verdict.ways or ():
            if way.until is not None:
                for earlier in (CENT, timedelta(seconds=1), (way.until - request.at) / 2):
                    sooner = replace(way, until=max(way.until - earlier, request.at))
                    assert not {*answers(found, request, sooner, book)} & {*YES}, (way, earlier)


@given(seeds)
@many
def test_a_little_more_than_less_is_no_such_yes(random: Random) -> None:
    for found, request, book, verdict in refusals(random):
        for way in verdict.ways or ():
            if way.sort == "less" and not way.also:
                assert way.most is not None
                assert way.most < (request.amount or 0)
                more = answers(found, request, replace(way, most=way.most + 1), book)
                assert all(YES.index(way.verdict) < YES.index(each) for each in more if each in YES)


def single_steps(found: Guideline, request: Request, book: Book) -> Iterator[tuple[str, Guideline, Request]]:
    """Everything that one step alone can bring, found by trying."""
    yield "reason", found, replace(request, reason=True)
    yield "agreement", found, replace(request, agreed=tuple(person.id for person in found.people))
    needed = frozenset(name for grant in found.grants for name in grant.needs.training)
    people = [replace(each, training=each.training | needed) for each in found.people]
    yield "training", found.with_people(people), request
    for amount in (1, 500, 999, 1000, 2000, 2550):
        if amount < (request.amount or 0):
            yield "less", found, replace(request, amount=amount)
    for name in ("case.n", "case.fault", "order.total"):
        if name not in request.facts:
            for value in VALUES[name]:
                yield "fact", found, replace(request, facts={**request.facts, name: value})
    for hours in (1, 2, 3, 24, 48, 72, 24 * 8, 24 * 40, 24 * 100, 24 * 367):
        yield "wait", found, replace(request, at=request.at + timedelta(hours=hours))


@given(seeds)
@many
def test_no_single_step_is_missed(random: Random) -> None:
    for found, request, book, verdict in refusals(random):
        reasons = {reason.code for reason in verdict.reasons}
        if reasons & {"bad_amount", "unknown_kind"}:
            continue
        alone = {way.sort.value for way in verdict.ways or () if not way.also}
        for sort, where, asked in single_steps(found, request, book):
            if judge_alone(where, asked, book.used).verdict in YES:
                assert sort in alone, (sort, asked)


def test_the_wait_is_what_a_search_minute_by_minute_finds() -> None:
    for seed in range(12):
        random = Random(seed)
        per, most = random.choice(["person", "customer"]), random.choice(["amount: 60", "count: 2"])
        windows = random.sample(["1 hours", "3 hours", "calendar day", "1 days"], 2)
        limits = ", ".join(f"{{per: {per}, within: {within}, {most}}}" for within in windows)
        found = guideline(ROOT, f"{REP}, limits: [{limits}]")
        book = Book()
        at = read_time(random.choice(["2026-03-28T21:13:00Z", "2026-10-24T20:40:00Z"]))
        for number in range(6):
            at += timedelta(minutes=random.randint(0, 50))
            request = Request(
                id=str(number), at=at, person="henry", kind="refund", amount=2000, customer="c1", case="k"
            )
            verdict = judge(found, request, book.used, oldest=book.oldest)
            if verdict.allowed:
                book.add(spend_of(request, verdict, str(number)))
                continue
            assert verdict.ways is not None
            waits = [way.until for way in verdict.ways if way.until is not None]
            minutes = (replace(request, at=at + timedelta(minutes=each)) for each in range(60 * 26))
            first = next((each.at for each in minutes if judge_alone(found, each, book.used).allowed), None)
            assert waits == ([] if first is None else [first])
