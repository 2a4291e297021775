"""What can I decide, and who can decide this?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given

from leeway.core.authority import (
    Answer,
    Book,
    Code,
    Guideline,
    Leeway,
    Person,
    Request,
    Unit,
    judge,
    read_request,
    what_can,
    who_could,
)
from leeway.core.authority.ways import ways

from .desk import NOON, ROOT, ask, guideline
from .every_key import start
from .test_properties import many, seeds, step

AT = datetime(2026, 3, 2, 11, tzinfo=UTC)
REP = "id: rep, from: ana, under: top, to: level:rep, may: refund, up_to: 250"


def can(found: Guideline, person: str = "henry", book: Book | None = None, **known: Any) -> dict[str, Leeway]:
    return {entry.kind: entry for entry in what_can(found, person, AT, (book or Book()).used, **known)}


def test_there_is_one_entry_for_every_kind_and_those_that_are_not_mine_say_who_has_them() -> None:
    entries = can(guideline(ROOT, REP))
    assert list(entries) == ["refund", "fee.waive", "fee.late", "replacement", "callback"]
    refund, callback = entries["refund"], entries["callback"]
    assert refund.best is not None
    assert (refund.verdict, refund.best.grant, refund.best.cap, refund.best.most) == ("go", "rep", 25000, 25000)
    assert (refund.who, refund.mine) == ((), True)
    assert (callback.verdict, callback.best, callback.who) == ("beyond", None, ("ana", "ruben"))


def test_a_limit_per_customer_is_told_in_full_where_no_customer_is_named() -> None:
    found = guideline(ROOT, f"{REP}, limits: [{{per: customer, within: 90 days, amount: 400}}]")
    book = Book()
    ask(found, book, commit=True, amount="200.00")
    best = can(found, book=book)["refund"].best
    assert best is not None
    assert (best.most, best.at_most) == (None, 25000)
    assert [(room.limit, room.whole, room.left, room.hangs_on) for room in best.rooms] == [
        ("rep/customer/90 days", 40000, None, "customer")
    ]
    assert [(need.code, need.details["subject"]) for need in best.needs] == [("subject_missing", "customer")]
    named = can(found, book=book, customer="c1")["refund"].best
    assert named is not None
    assert (named.most, named.rooms[0].left, named.rooms[0].hangs_on, named.needs) == (20000, 20000, "", ())


def test_a_condition_stands_in_words_until_the_facts_decide_it() -> None:
    found = guideline(ROOT, f"{REP}, when: case.days <= 60 && case.our_fault")
    best = can(found)["refund"].best
    assert best is not None
    assert best.conditions == ("case.days <= 60 && case.our_fault",)
    assert [need.details["fact"] for need in best.needs] == ["case.days", "case.our_fault"]
    held = can(found, facts={"case.days": 3, "case.our_fault": True})["refund"]
    assert held.best is not None
    assert (held.verdict, held.best.conditions, held.best.needs) == ("go", (), ())
    shut = can(found, facts={"case.days": 61})["refund"]
    assert shut.best is not None
    assert shut.best.reason is not None
    assert (shut.verdict, shut.best.reason.code, shut.who) == ("beyond", "condition_false", ("ana", "ruben"))


def test_a_cap_that_hangs_on_a_fact_is_not_guessed() -> None:
    found = guideline(ROOT, f"{REP.replace('250', 'order.total * 0.5')}, limits: [{{per: person, amount: 400}}]")
    best = can(found)["refund"].best
    assert best is not None
    assert (best.cap, best.most, best.at_most) == (None, None, 40000)
    assert [need.details for need in best.needs] == [{"fact": "order.total"}]


def test_no_more_is_promised_than_can_be_counted() -> None:
    found = guideline(ROOT, f"{REP.replace('250', 'order.total')}")
    best = can(found, facts={"order.total": Fraction(2**62)})["refund"].best
    assert best is not None
    assert (best.most, best.at_most) == (10**15, 10**15)


def test_what_is_used_up_is_beyond_and_says_by_which_limit() -> None:
    found = guideline(ROOT, f"{REP}, limits: [{{per: person, within: 7 days, count: 1}}]")
    book = Book()
    ask(found, book, commit=True)
    entry = can(found, book=book)["refund"]
    assert entry.best is not None
    assert entry.best.reason is not None
    assert (entry.verdict, entry.best.most, entry.best.reason.code) == ("beyond", 0, "over_limit")
    assert entry.best.reason.details["limit"] == "rep/person/7 days"


def test_what_needs_a_training_first_comes_after_what_one_may_now() -> None:
    now = "id: small, from: ana, under: top, to: level:rep, may: refund, up_to: 20, mode: tell"
    found = guideline(ROOT, f"{REP}, needs: {{training: [basics], reason: true}}", now)
    trained, lacking = can(found)["refund"], can(found, "mia")["refund"]
    assert trained.best is not None
    assert lacking.best is not None
    assert [need.code for need in trained.best.needs] == [Code.REASON_MISSING]
    assert (trained.best.grant, lacking.best.grant) == ("rep", "small")
    assert [other.grant for other in lacking.others] == ["rep"]
    assert lacking.others[0].untrained


def test_what_needs_an_agreement_comes_after_what_one_may_alone_and_before_what_needs_a_training() -> None:
    now = "id: small, from: ana, under: top, to: level:rep, may: refund, up_to: 20, mode: tell"
    agreed = REP.replace("id: rep", "id: agreed") + ", needs: {agreed_by: [level:coach]}"
    trained = REP.replace("id: rep", "id: trained") + ", needs: {training: [none]}"
    entry = can(guideline(ROOT, trained, agreed, now))["refund"]
    assert entry.best is not None
    assert [entry.best.grant, *(other.grant for other in entry.others)] == ["small", "agreed", "trained"]


AGREED = "id: agreed, from: ana, under: top, to: everyone, may: refund, up_to: 90"


@pytest.mark.parametrize(
    ("wanted", "person", "verdict"),
    [
        ("[person:mia]", "henry", "go"),
        ("[person:mia]", "mia", "beyond"),
        ("[level:coach]", "ana", "go"),
        ("[level:coach, level:coach]", "henry", "go"),
        ("[level:coach, level:coach]", "ana", "beyond"),
        ("[level:coach, person:ana]", "ruben", "beyond"),
        ("[level:coach, person:ana]", "henry", "go"),
        ("[level:director, person:petra]", "henry", "beyond"),
        ("[level:bot]", "henry", "beyond"),
    ],
)
def test_what_nobody_else_can_agree_to_is_not_offered(wanted: str, person: str, verdict: str) -> None:
    """A coach has two others at most, a director none, and an automated agent agrees to nothing."""
    found = guideline(f"{AGREED}, needs: {{agreed_by: {wanted}}}".replace("under: top", "root: true"))
    found = found.with_people([*found.people, Person("till", level="bot", service=True)])
    entry = can(found, person)["refund"]
    assert entry.verdict == verdict
    assert entry.best
    full = replace(asked_by(found, person), agreed=found.who_count(each.id for each in found.people))
    assert judge(found, full, Book().used).verdict == verdict
    needed = [need.code for need in entry.best.needs]
    reason = entry.best.reason and entry.best.reason.code
    assert (needed, reason) == (["agreement_missing"], None) if verdict == "go" else ([], "agreement_missing")
    asked = asked_by(found, person)
    steps = ways(found, asked, Book().used, lambda request: ())
    assert [way.sort for way in steps] == (["agreement"] if verdict == "go" else [])


def asked_by(found: Guideline, person: str) -> Request:
    line = {"id": "r", "at": NOON, "person": person, "kind": "refund", "amount": "5", "customer": "c", "case": "k"}
    return read_request(found, line)


def test_a_guardrail_stops_the_kind_or_asks_for_its_fact_or_caps_it() -> None:
    closed = guideline(ROOT, REP, guardrails="id: shut, never: case.our_fault, why: No., owner: ana")
    assert can(closed, facts={"case.our_fault": True})["refund"].verdict == "never"
    assert [need.details["fact"] for need in can(closed)["refund"].needs] == ["case.our_fault"]
    capped = guideline(ROOT, REP, guardrails="id: shut, never: 'true', above: 100, why: No., owner: ana")
    best = can(capped)["refund"].best
    assert best is not None
    assert (best.most, can(capped)["callback"].verdict) == (10000, "beyond")


def test_nobody_has_no_leeway() -> None:
    assert what_can(guideline(ROOT), "nobody", AT, Book().used) == ()


def test_who_can_decide_this_tells_the_steps_up_and_puts_those_first_who_are_there() -> None:
    top = "id: all, from: petra, root: true, to: level:director, may: '*'"
    mias = "id: mias, from: petra, root: true, to: person:mia, may: refund, mode: tell, up_to: 800"
    found = guideline(ROOT, REP, top, mias)
    asked = {"id": "r", "at": NOON, "person": "henry", "kind": "refund", "amount": "300", "customer": "c", "case": "k"}
    request = read_request(found, asked)

    def people(present: list[str] | None = None, limit: int | None = None) -> list[tuple[str, str, int | None]]:
        could = who_could(found, request, Book().used, present=present, limit=limit)
        return [(each.person, str(each.verdict), each.steps) for each in could]

    line = [("ana", "go", 1), ("petra", "go", 2)]
    assert people() == [*line, ("ruben", "go", None), ("mia", "tell", None)]
    assert people(present=["mia", "petra"]) == [line[1], ("mia", "tell", None), line[0], ("ruben", "go", None)]
    assert people(limit=1) == line[:1]
    small = read_request(found, asked | {"amount": "250"})
    first = who_could(found, small, Book().used)[0]
    assert first.as_data() == {"person": "henry", "verdict": "go", "most": "250.00"}
    assert first.steps == 0


def able(found: Guideline, request: Request) -> tuple[Guideline, Request]:
    """The same with everything that a person can bring: all trainings, a reason, the agreement of everybody who can."""
    needed = frozenset(name for grant in found.grants for name in grant.needs.training)
    trained = found.with_people(replace(person, training=person.training | needed) for person in found.people)
    agreed = found.who_count(person.id for person in found.people)
    return trained, replace(request, reason=True, agreed=agreed, fault="")


@given(seeds)
@many
def test_what_it_says_is_what_judging_says(random: Random) -> None:
    found, asked = start(random)
    book = Book()
    order = list(Answer)
    for request in asked:
        trained, full = able(found, request)
        known = {"customer": full.customer, "case": full.case, "facts": full.facts}
        for entry in what_can(trained, full.person, full.at, book.used, **known):  # type: ignore[arg-type]
            here = replace(full, kind=entry.kind, amount=None if entry.unit is Unit.NONE else 1)
            answers = {judge(trained, here, book.used).verdict}
            if not entry.mine:
                assert answers <= {entry.verdict, Answer.NEVER}
            best = entry.best
            if best is None or not entry.mine or entry.needs or best.needs:
                continue
            assert answers == {entry.verdict}
            if entry.unit is not Unit.NONE and best.most is not None:
                assert judge(trained, replace(here, amount=best.most), book.used).verdict is entry.verdict
                above = judge(trained, replace(here, amount=best.most + 1), book.used).verdict
                assert order.index(above) > order.index(entry.verdict) or any(
                    other.verdict is entry.verdict for other in entry.others
                )
        step(found, book, request)


@given(seeds)
@many
def test_nothing_above_at_most_passes_whatever_was_not_named(random: Random) -> None:
    found, asked = start(random)
    book = Book()
    for request in asked:
        trained, full = able(found, request)
        for entry in what_can(trained, full.person, full.at, book.used):
            reaches = [each.at_most for each in (entry.best, *entry.others) if each is not None]
            if entry.unit is Unit.NONE or None in reaches:
                continue
            above = max((reach for reach in reaches if reach is not None), default=0) + 1
            verdict = judge(trained, replace(full, kind=entry.kind, amount=above), book.used)
            assert verdict.verdict in (Answer.BEYOND, Answer.NEVER)
        step(found, book, request)


@given(seeds)
@many
def test_who_could_finds_whom_a_verdict_names(random: Random) -> None:
    found, asked = start(random)
    book = Book()
    for request in asked:
        verdict = step(found, book, request)
        if verdict.verdict is Answer.BEYOND:
            could = who_could(found, request, book.used, limit=None)
            assert verdict.who == tuple(each.person for each in could)[:3]
            shuffled = random.sample([each.person for each in could], len(could) // 2)
            there = who_could(found, request, book.used, limit=None, present=shuffled)
            assert [each.person for each in there] == [
                *(each.person for each in could if each.person in shuffled),
                *(each.person for each in could if each.person not in shuffled),
            ]
