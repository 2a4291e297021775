"""Input that is hostile, huge or at an edge: a clear sentence each time, and no more work than its size allows.

Work is counted in steps of the interpreter, not by the clock, so that a slow machine changes nothing.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from leeway.cli.batch import Batch
from leeway.core.authority import Book, Guideline, Person, Severity, judge, read_request
from leeway.core.authority.amounts import MOST
from leeway.core.authority.expressions import (
    BOOL,
    INT,
    MONEY,
    STRING,
    ExpressionError,
    MissingFact,
    Type,
    Undecided,
    compile_expression,
)
from leeway.guidelines import read_guideline_text

from .desk import HEAD, ROOT, ask, guideline

REP = "id: rep, from: ana, under: top, to: level:rep, may: refund, up_to: 250"
GRANT = "grants:\n  - {id: g, from: petra, root: true, to: everyone, may: refund, %s}\n"


def steps(run: Callable[[], object]) -> int:
    """How many steps of Python's virtual machine it takes."""
    count = 0

    def step(frame: Any, event: str, _: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


def said(body: str, head: str = HEAD, severity: Severity = Severity.ERROR) -> list[str]:
    """What is said of a file with this body, of this severity."""
    _, problems = read_guideline_text((head + body).encode())
    return [problem.message for problem in problems if problem.severity is severity]


def answered(batch: Batch, **asked: Any) -> dict[str, Any]:
    data = {"id": f"r{len(batch.book._rows)}", "at": "2026-03-02T11:00:00Z", "person": "henry", "kind": "refund"}
    return batch.answer(json.dumps(data | {"amount": "10.00"} | asked).encode())


@pytest.fixture
def batch() -> Batch:
    return Batch(guideline(ROOT, REP))


# Conditions that never end, are huge or hostile


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("order.lines.all(x, x == 'a')", "There is no 'all' to call"),
        ("order.lines.map(x, order.lines.map(y, x + y)).size() > 0", "There is no 'map' to call"),
        ("order.lines.exists(x, true)", "There is no 'exists' to call"),
        ("customer.tier.matches('(a+)+$')", "There is no 'matches' to call"),
        ("while (true)", "'while' is a reserved word"),
        ("for x in order.lines", "'for' is a reserved word"),
        ("f(f)", "There is no 'f' to call"),
        ("'a' * 999999999 == 'b'", "string * int does not fit"),
        ("case.days + " * 300 + "1 > 0", "at most 2000 characters, this one has 3605"),
        ("(" * 40 + "true" + ")" * 40, "nests deeper than 32 levels"),
        ("2 ** 99999 > 1", "'*' cannot stand here"),
        ("case.days << 99999 > 1", "'<' cannot stand here"),
        ("case.days > 99999999999999999999", "An int is at most 9223372036854775807"),
        ("__import__('os').system('x')", "There is no '__import__' to call"),
        ("case.our_fault.__class__ == 1", "There is no fact 'case.our_fault.__class__'"),
        ("case.our_fault \u2227 true", "means nothing outside quotes"),
    ],
)
def test_a_condition_that_could_do_harm_is_refused_with_what_there_is(text: str, sentence: str) -> None:
    found = said(GRANT % f"when: {json.dumps(text)}")
    assert any(sentence in each for each in found), found


LONG = {
    "n" + "*n" * 990 + " > 1": INT,
    "n" + "+n" * 990 + " > 1": INT,
    "m" + "*9.9" * 400 + " > m": MONEY,
    "m" + "/3" * 900 + " > m": MONEY,
    "b" + "||b" * 600: BOOL,
    "b" + " && b" * 390: BOOL,
    "!" * 30 + "b": BOOL,
    "b ? b : " * 30 + "b": BOOL,
    "s" + "+s" * 900 + " == s": STRING,
    "s" + ".contains(s)" * 1: STRING,
    "(s in l)" + " || (s in l)" * 160: STRING,
    "size(l) > 1" + " && size(l) > 1" * 120: STRING,
}
TYPES: dict[str, Type] = {"b": BOOL, "n": INT, "m": MONEY, "s": STRING, "l": Type("list", item=STRING)}
WORST = {"b": False, "n": 2**62, "m": MOST, "s": "x" * 10_000, "l": tuple(["y"] * 1_000)}


@pytest.mark.parametrize("text", LONG)
def test_the_longest_conditions_are_worked_out_in_steps_that_their_length_bounds(text: str) -> None:
    """Whatever comes out, or nothing: as the docs say, at most its characters, times 1,000 items of a list."""
    made: list[Any] = []
    try:
        read = steps(lambda: made.append(compile_expression(text, TYPES, BOOL, 2)))
    except ExpressionError as error:
        assert error.message  # noqa: PT017
        return
    worked_out = steps(lambda: _worked_out(made[0]))
    assert read < 1_000 * len(text), read
    assert worked_out < len(text) * (1_000 if "l)" in text else 100), worked_out


def _worked_out(expression: Any) -> None:
    with suppress(MissingFact, Undecided):
        expression.evaluate(WORST)


# Circles


def test_a_circle_of_grants_or_of_people_is_named_and_judging_ends() -> None:
    two = "grants:\n  - {id: g, from: petra, under: h, to: everyone, may: refund}\n"
    two += "  - {id: h, from: petra, under: g, to: everyone, may: refund}\n"
    assert "grant g is under itself in the end (g -> h -> g); a chain must begin at a root" in said(two)
    ring = HEAD.replace("{id: petra, level: director}", "{id: petra, level: director, reports_to: henry}")
    assert any("henry" in each and "reports" in each for each in said(GRANT % "up_to: 5", ring))
    people = [Person("ana", "coach", reports_to="ben"), Person("ben", "coach", reports_to="ana"), Person("cleo", "rep")]
    circled = guideline(ROOT, REP).with_people([*people, Person("henry", "rep", reports_to="ana")])
    assert ask(circled, amount="900.00").who == ("ana", "ben")


# Two currencies, and a pool that nobody answers for


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("5 USD", "5 USD is in another currency than EUR; a guideline has one, so write the amount in EUR"),
        ("$5", "$5 is in another currency than EUR"),
        ("\u20ac5", "names the currency"),
        ("5 EUR", "EUR"),
    ],
)
def test_a_second_currency_in_a_file_is_refused_where_it_stands(amount: str, sentence: str) -> None:
    assert any(sentence in each for each in said(GRANT % f"up_to: {amount}")), said(GRANT % f"up_to: {amount}")


def test_a_request_in_another_currency_is_refused_and_spends_nothing(batch: Batch) -> None:
    error = answered(batch, currency="USD", commit=True)["error"]
    assert error.startswith("currency is 'USD', and this guideline's amounts are in EUR; ask in EUR")
    assert answered(batch, currency="EUR")["verdict"] == "go"


def test_a_pool_without_an_owner_is_named_and_still_holds() -> None:
    head = HEAD.replace("calendar year, owner: petra}", "calendar year}")
    found, problems = read_guideline_text((head + GRANT % "pool: goodwill").encode())
    message = "pool goodwill has no owner; name who answers for the money, `owner: ana`"
    assert [problem.severity for problem in problems if problem.message == message] == [Severity.WARNING]
    assert found is not None
    assert ask(found, amount="1000.01").reasons[0].code == "pool_short"
    assert any("pool nopool, which is not declared; known are goodwill" in e for e in said(GRANT % "pool: nopool"))


# Amounts at the edge of the number range


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        ("10000000000000.01", "too_large"),
        ("9" * 400, "too_large"),
        (9223372036854775807, "too_large"),
        (1e300, "too_large"),
        ("-0.01", "negative"),
        ("0.00", "zero"),
        (-0.0, "zero"),
        ("0." + "0" * 200 + "1", "too_many_decimals"),
        ("1e400", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("1_000", "not_a_number"),
        ("\uff11\uff10", "not_a_number"),
        ("9" * 100_000, "not_a_number"),
    ],
)
def test_an_amount_that_cannot_be_counted_says_why(batch: Batch, amount: object, why: str) -> None:
    answer = answered(batch, amount=amount)
    assert [(reason["code"], reason["why"]) for reason in answer["reasons"]] == [("bad_amount", why)]
    assert "amount" in answer["say"]
    assert len(answer["say"]) < 300


def test_the_largest_amount_is_summed_exactly_however_often() -> None:
    """9,224 of them are more than 64 bits hold."""
    found = guideline(
        "id: top, from: petra, root: true, to: everyone, may: '*', limits: [{per: person, count: 100000}]"
    )
    book = Book()
    at = datetime(2000, 1, 1, tzinfo=UTC)
    largest = {"person": "henry", "kind": "refund", "amount": "10000000000000.00"}
    for number in range(9_300):
        when = {"id": f"r{number}", "at": (at + timedelta(hours=number)).isoformat()}
        request = read_request(found, largest | when)
        book.commit(request, judge(found, request, book.used), f"r{number}")
    every = (
        "id: all, from: petra, root: true, to: everyone, may: '*', limits: [{per: person, amount: 5, counts: kinds}]"
    )
    stopped = judge(guideline(every), read_request(found, largest | {"at": "2026-01-01T00:00:00Z"}), book.used)
    assert stopped.reasons[0].details["left"] == f"-{9_300 * 10**13 - 5}.00"
    for number in range(9_300):
        book.reverse(f"r{number}")
    again = judge(guideline(every), read_request(found, largest | {"at": "2026-01-01T00:00:00Z"}), book.used)
    assert again.reasons[0].details["left"] == "5.00"


# The clock


def test_a_clock_that_goes_back_is_refused_and_spends_nothing(batch: Batch) -> None:
    assert answered(batch, commit=True)["verdict"] == "go"
    back = answered(batch, id="back", at="2026-03-02T10:59:59.999999Z", commit=True)
    assert (back["code"], "put the lines in order of time" in back["error"]) == ("out_of_order", True)
    assert answered(batch, id="same", commit=True)["verdict"] == "go"
    for at in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
        assert "a time lies between the years 1900 and 3000" in answered(batch, id="x", at=at)["error"]


def test_two_hours_that_are_called_the_same_are_two(batch: Batch) -> None:
    """As the clocks go back in Amsterdam: by its own clock the second of these is earlier, in truth it is later."""
    assert answered(batch, at="2026-10-25T02:50:00+02:00", commit=True)["verdict"] == "go"
    assert answered(batch, id="r2", at="2026-10-25T02:10:00+01:00", commit=True)["verdict"] == "go"


# Ids that look alike


@pytest.mark.parametrize(
    ("key", "written", "sentence"),
    [
        ("person", "h\u0435nry", "h\\u0435nry looks like henry and is another, which nobody knows here."),
        ("person", "henry\u200b", "henry\\u200b looks like henry and is another, which nobody knows here."),
        ("kind", "r\u0435fund", "r\\u0435fund looks like refund and is another, which nobody knows here."),
        ("person", "HENRY", "HENRY is not among the people of this guideline."),
        ("person", "\u0436", "is not among the people of this guideline."),
    ],
)
def test_an_id_that_only_looks_like_one_is_nobody_and_says_so(
    batch: Batch, key: str, written: str, sentence: str
) -> None:
    answer = answered(batch, **{key: written}, commit=True)
    assert (answer["verdict"], answer["committed"]) == ("beyond", False)
    assert sentence in answer["say"]


def test_a_fact_that_only_looks_like_one_is_refused(batch: Batch) -> None:
    error = answered(batch, facts={"case.d\u0430ys": 3})["error"]
    assert error == "fact 'case.d\\u0430ys' is not known; did you mean case.days?"


def test_ids_of_a_file_that_look_alike_are_named_with_what_differs() -> None:
    more = "".join(f"  - {{id: '{name}', from: petra, root: true, to: everyone, may: refund}}\n" for name in "g\u0261")
    assert "grant \\u0261 looks like g in line 28, and is another; write both in the letters a to z" in said(
        f"grants:\n{more}"
    )


# Very many people


def people(number: int) -> Guideline:
    found, problems = read_guideline_text(
        (HEAD[: HEAD.index("people:")] + HEAD[HEAD.index("kinds:") :] + GRANT % "up_to: 5").encode(),
        (Person(f"p{n}", "rep", reports_to=f"p{n // 10}" if n else None) for n in range(number)),
    )
    assert found is not None, problems
    return found


def test_a_file_with_a_million_people_is_refused_before_it_is_read() -> None:
    """The rest of it costs nothing: twice the file is no more work."""
    entry = "  - {id: p%07d, level: rep}\n"
    work = []
    for number in (100_000, 200_000):
        file = (HEAD.replace("people:\n", "people:\n" + "".join(entry % n for n in range(number)))).encode()
        found: list[Any] = []
        work.append(steps(lambda file=file, found=found: found.append(read_guideline_text(file))))  # type: ignore[misc]
        ((guideline_, problems),) = found
        assert guideline_ is None
        assert [problem.code.value for problem in problems] == ["too_large"]
        assert "2 MB" in problems[0].message or "2000000" in problems[0].message.replace(",", "")
    assert work[1] <= work[0] + 100


def test_twice_the_people_are_at_most_twice_the_work_and_a_verdict_costs_the_same() -> None:
    small, large = (steps(lambda number=number: people(number)) for number in (2_000, 4_000))  # type: ignore[misc]
    assert large < 2.2 * small
    verdicts = []
    for number in (2_000, 4_000):
        found = people(number)
        ask(found, person="p7", amount="1.00")
        verdicts.append(steps(lambda found=found: ask(found, person="p7", amount="1.00")))  # type: ignore[misc]
    assert verdicts[1] <= verdicts[0] + 50


MANY = 1_000_000 if os.environ.get("LEEWAY_SOAK") else 20_000


def test_very_many_people_of_a_database_are_judged_and_say_what_memory_they_take() -> None:
    """A million of them in `make soak`: there 8 seconds and 350 MB."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = people(MANY)
    assert ask(found, person=f"p{MANY - 1}", amount="1.00").verdict == "go"
    assert ask(found, person=f"p{MANY - 1}", amount="5.01").verdict == "beyond"
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"{MANY:,} people: {grown // 1024} MB")
    assert grown < 50_000 + 2 * MANY
