"""A book gives the sums that adding up all its decisions one by one gives, whatever comes late or is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from leeway.core.authority import Book, Counts, Demand, Per, Spend, Unit
from leeway.core.authority.columns import FEW
from leeway.core.authority.sums import RunningSum

from .streams import STARTS
from .test_properties import counts_for

START = STARTS[0]
FACT = "account.id"
KINDS = frozenset({"refund", "swap"})
some = settings(max_examples=40, deadline=None, derandomize=True)
seeds = st.integers(0, 2**64 - 1).map(Random)


def spend(random: Random, number: int) -> Spend:
    """One of few people, customers and moments, so that all of them meet; times in any order."""
    kind = random.choice(["refund", "swap", "call"])
    unit = {"refund": Unit.MONEY, "swap": Unit.COUNT, "call": Unit.NONE}[kind]
    person = random.choice(["henry", "mia"])
    return Spend(
        f"d{number}",
        START + timedelta(hours=random.choice([*range(6), number])),
        person,
        kind,
        unit,
        0 if unit is Unit.NONE else random.randrange(1, 100),
        random.choice(["c1", "c2", None]),
        random.choice(["k1", f"k{number}", None]),
        (("rep", person), ("top", "ana")),
        ("goodwill",) if random.random() < 0.7 else (),
        reversed=random.random() < 0.1,
        facts=((FACT, random.choice(["a", ""])),) if random.random() < 0.7 else (),
    )


def every_demand(random: Random) -> Iterator[Demand]:
    subjects = {
        Per.PERSON: ["henry", "mia", "ana"], Per.CUSTOMER: ["c1", "c2"], Per.CASE: ["k1", "k7"], Per.GRANT: [""],
        Per.FACT: ["a", "", "b"],
    }  # fmt: skip
    until = START + timedelta(hours=random.randrange(0, 60))
    since = random.choice([None, START, START + timedelta(hours=2), until - timedelta(hours=5)])
    for counts, source in ((Counts.GRANT, "rep"), (Counts.GRANT, "top"), (Counts.KINDS, "rep")):
        kinds = KINDS if counts is Counts.KINDS else frozenset()
        for per, people in subjects.items():
            for whom in people:
                for unit in Unit:
                    fact = FACT if per is Per.FACT else ""
                    yield Demand(counts, source, per, whom, unit, since, until, kinds, fact)
    yield Demand(Counts.POOL, "goodwill", Per.POOL, "", Unit.MONEY, since, until)


def check(book: Book, spends: dict[str, Spend], random: Random) -> None:
    for demand in every_demand(random):
        counted = [each for each in spends.values() if counts_for(each, demand)]
        sums = book.used(demand)
        assert sums.amount == sum(each.amount for each in counted if each.unit is demand.unit), demand
        assert sums.count == len(counted), demand


@given(seeds)
@some
def test_sums_are_those_of_all_decisions_one_by_one(random: Random) -> None:
    book, spends = Book(), dict[str, Spend]()
    for number in range(random.choice([3, FEW, 5 * FEW])):
        one = spends[f"d{number}"] = spend(random, number)
        book.add(one)
        if number % 10 == 0:
            check(book, spends, random)  # so that sums exist which have to be kept up
        if random.random() < 0.3:
            gone = random.choice(list(spends))
            book.reverse(gone)
            book.reverse(gone)
            spends[gone] = replace(spends[gone], reversed=True)
    check(book, spends, random)
    assert [book.get(name) for name in spends] == list(spends.values())
    assert book.get("none") is None


@given(seeds)
@some
def test_the_oldest_with_which_so_much_is_gathered(random: Random) -> None:
    spends = {f"d{number}": spend(random, number) for number in range(60)}
    book = Book(spends.values())
    for demand in every_demand(random):
        amount, count = random.randrange(1, 150), random.randrange(0, 4)
        counted = sorted((each for each in spends.values() if counts_for(each, demand)), key=lambda each: each.at)
        gathered, expected = 0, None
        for place, each in enumerate(counted, start=1):
            gathered += each.amount if each.unit is demand.unit else 0
            if gathered >= amount and place >= count:
                expected = each.at
                break
        assert book.oldest(demand, amount, count) == expected


def test_what_comes_late_stands_in_few_runs() -> None:
    """So a sum costs two searches in each of about log(n) runs, and nothing that was there is moved."""
    running = RunningSum()
    for time in range(4096, 0, -1):
        running.add(time, 1)
    assert len(running.runs) <= 13
    assert running.between(None, 4096) == (4096, 4096)
    assert running.between(1000, 2000) == (1000, 1000)
