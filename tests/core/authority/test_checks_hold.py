"""What `guideline check` says is so: tried against the judge on random guidelines, and against plain evaluation."""

from __future__ import annotations

import json
from collections import Counter
from itertools import product
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leeway.cli.batch import Batch
from leeway.core.authority import Problem
from leeway.core.authority.checks.cases import Reader, merged
from leeway.core.authority.checks.conditions import ALWAYS
from leeway.core.authority.expressions import BOOL, INT, Expression, compile_expression, enum_of
from leeway.core.authority.expressions.errors import Unresolved
from leeway.core.authority.flaws import Flaw
from leeway.guidelines import read_guideline_text

from .streams import Data, guideline, requests

many = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 2**64 - 1).map(Random)


def problems_of(data: Data) -> tuple[Problem, ...]:
    found, problems = read_guideline_text(json.dumps(data).encode())
    assert found is not None, problems
    return problems


def answers(data: Data, lines: list[Data]) -> list[dict[str, Any]]:
    found, problems = read_guideline_text(json.dumps(data).encode())
    assert found is not None, problems
    batch = Batch(found)
    return [batch.answer(json.dumps(line).encode()) for line in lines]


def names_in(problems: tuple[Problem, ...], *codes: Flaw) -> set[str]:
    """The grants that problems of a code are about."""
    return {problem.message.split(" ")[1].rstrip(":") for problem in problems if problem.code in codes}


@given(seeds)
@many
def test_nobody_ever_decides_what_nobody_can_ever_decide(random: Random) -> None:
    data = guideline(random)
    problems = problems_of(data)
    closed = {p.message.split(";")[0].rsplit(" ", 1)[1] for p in problems if p.code is Flaw.KIND_CLOSED}
    dead = names_in(problems, Flaw.DATES_APART, Flaw.CONDITIONS_CLASH, Flaw.NEVER_TRUE, Flaw.GRANT_STOPPED)
    lines = requests(random, 60)
    for line, answer in zip(lines, answers(data, lines), strict=True):
        if answer.get("verdict") in ("go", "tell", "intend", "advise"):
            assert line["kind"] not in closed, (data, line)
            assert answer["grant"] not in dead, (data, line)


def outcome(answer: dict[str, Any]) -> tuple[Any, ...]:
    return answer.get("code"), answer.get("verdict"), answer.get("most")


def test_a_grant_that_is_never_needed_and_a_figure_that_is_never_reached_change_nothing() -> None:
    seen: Counter[Flaw] = Counter()
    for seed in range(250):
        random = Random(seed)
        data = guideline(random)
        problems = problems_of(data)
        seen.update(problem.code for problem in problems)
        needless = names_in(problems, Flaw.GRANT_SHADOWED, Flaw.GRANT_REPEATED)
        slim = data | {"grants": [grant for grant in data["grants"] if grant["id"] not in sorted(needless)[:1]]}
        if not needless:
            continue
        lines = requests(random, 60)
        pairs = zip(answers(data, lines), answers(slim, lines), strict=True)
        assert all(outcome(one) == outcome(other) for one, other in pairs), (seed, needless)
    assert seen[Flaw.GRANT_SHADOWED] > 5
    assert seen[Flaw.KIND_CLOSED] > 5
    assert seen[Flaw.LIMIT_IDLE] > 5


def test_an_idle_amount_may_be_left_out() -> None:
    tried = 0
    for seed in range(400):
        random = Random(seed)
        data = guideline(random)
        idle = [p.message for p in problems_of(data) if p.code is Flaw.LIMIT_IDLE]
        if not idle:
            continue
        slim = json.loads(json.dumps(data))
        for message in idle[:1]:
            _leave_out(slim, message)
        lines = requests(random, 60)
        tried += 1
        pairs = zip(answers(data, lines), answers(slim, lines), strict=True)
        assert all(outcome(one) == outcome(other) for one, other in pairs), (seed, idle)
    assert tried > 10


def _leave_out(data: Data, message: str) -> None:
    """Take the first figure away that the message is about."""
    name, figure = message.split(" ")[1].rstrip(":"), message.split(": the ")[1].split(" ")[0]
    about = message.partition(" of per ")[2].partition(" cannot be reached")[0]
    value = message.split(f": the {figure} ")[1].split(" ")[0]
    (grant,) = (grant for grant in data["grants"] if grant["id"] == name)
    for limit in grant["limits"]:
        within = limit.get("within", "")
        if f"{limit['per']}" + (f" within {within}" if within else "") == about and float(
            limit.get(figure, -1)
        ) == float(value):
            limit[figure] = "9999999" if figure == "amount" else 1_000_000
            return
    raise AssertionError(message)


NAMES = {"n": INT, "b": BOOL, "t": enum_of(["x", "y", "z"])}
ATOMS = ["n < 2", "n >= 2", "n == 1", "n != 1", "n in [0, 3]", "1 <= n", "n > 0.5", "b", "!b", "b == true", "has(n)"]
ATOMS += ["has(b)", "!has(t)", "t == 'x'", "t != 'x'", "t in ['y', 'z']", "!(t in ['y'])", "n + 1 > 2", "n + 1 <= 2"]
ATOMS += ["true", "1 > 2", "1 / 0 == 1", "n == n", "10 / n > 3", "n % 2 == 0", "(b ? n < 2 : n > 2)", "t == 'x' == b"]


def expressions() -> st.SearchStrategy[str]:
    return st.recursive(
        st.sampled_from(ATOMS),
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(lambda two: f"({two[0]} && {two[1]})"),
            st.tuples(inner, inner).map(lambda two: f"({two[0]} || {two[1]})"),
            inner.map(lambda one: f"!({one})"),
            st.tuples(inner, inner, inner).map(lambda three: f"({three[0]} ? {three[1]} : {three[2]})"),
        ),
        max_leaves=6,
    )


WORLDS = [
    {name: value for name, value in zip(NAMES, values, strict=True) if value is not None}
    for values in product([None, -1, 0, 1, 2, 3, 4], [None, True, False], [None, "x", "y", "z"])
]


@given(expressions(), expressions())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_what_is_called_impossible_never_happens(one: str, other: str) -> None:
    reader = Reader(NAMES, 2, ALWAYS)
    compiled = [compile_expression(text, NAMES, BOOL, 2) for text in (one, other)]
    values = [[value_in(expression, world) for expression in compiled] for world in WORLDS]
    for true in (True, False):
        cases, others = reader.cases(one, true=true), reader.cases(other, true=true)
        both = reader.both(cases, others)
        assert cases is None or cases or not any(first is true for first, _ in values), one
        assert both is None or both or [true, true] not in values, (one, other)


def value_in(expression: Expression, world: dict[str, Any]) -> object:
    try:
        return expression.evaluate(world)
    except Unresolved:
        return None


def test_contradictions_over_constants_are_found() -> None:
    reader = Reader(NAMES, 2, ALWAYS)
    for text in (
        "n < 2 && n > 1",
        "t != 'x' && t != 'y' && t != 'z'",
        "n in [1, 2] && n > 2",
        "b && !b",
        "!has(b) && b",
    ):
        assert reader.cases(text, true=True) == (), text
    for text in ("n < 2 || n >= 2", "b ? n == n : true", "t in ['x', 'y', 'z']", "!(b && !b)"):
        assert reader.cases(text, true=False) == (), text
    assert merged({}, {}) == {}
