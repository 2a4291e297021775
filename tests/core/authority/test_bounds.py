"""Whatever a file or a condition is, reading it ends, with sentences, in bounded steps, as the docs say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leeway.core.authority import Person, Scalar, Sequence, Severity, Table, read_guideline
from leeway.core.authority.checks import cases
from leeway.core.authority.checks.cases import Reader
from leeway.core.authority.expressions import BOOL, INT, ExpressionError, compile_expression, parser
from leeway.core.authority.flaws import Flaw
from leeway.core.authority.reader import MOST_ENTRIES
from leeway.core.authority.reading import MOST_ITEMS, MOST_PROBLEMS
from leeway.core.authority.tree import Node
from leeway.guidelines import files, read_guideline_text, yaml_tree

from .desk import HEAD, read

DOCS = (Path(__file__).parents[3] / "docs" / "guidelines.md").read_text(encoding="utf-8")
KEYS = [
    "id", "from", "under", "root", "to", "may", "up_to", "limits", "pool", "when", "mode", "window", "needs",
    "from_date", "until", "redelegate", "why", "widen", "advice", "per", "within", "amount", "count", "counts",
    "never", "above", "owner", "people", "kinds", "facts", "pools", "guardrails", "grants", "substitutes", "unit",
    "reversible", "training", "agreed_by", "reason", "level", "team", "reports_to", "by", "lasts", "expert",
    "affected", "leeway",
]  # fmt: skip
WORDS = [
    "ana", "petra", "henry", "refund", "*", "fee.*", "level:rep", "person:ana", "everyone", "true", "false", "0",
    "1", "-1", "250.00", "1e400", "7 days", "calendar day", "2026-01-01", "9999-12-31", "intend", "advise",
    "case.days < 3", "customer", "case.our_fault", "goodwill", "top", "g", "", "null", "a\u200bna", "\u0430na",
    "\u20ac5", "5 USD", "((((", "9" * 30,
]  # fmt: skip


def nodes(depth: int = 4) -> st.SearchStrategy[Any]:
    leaf = st.sampled_from(WORDS) | st.text(max_size=5) | st.integers(-5, 10**19) | st.booleans() | st.none()
    return st.recursive(
        leaf,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
        max_leaves=30,
    )


def grants() -> st.SearchStrategy[list[Any]]:
    return st.lists(
        st.dictionaries(st.sampled_from(KEYS[:19]), st.sampled_from(WORDS) | nodes(), max_size=9), max_size=5
    )


many = settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@given(grants(), nodes(), nodes(), nodes(), nodes())
@many
def test_no_structure_raises_anything(
    some: list[Any], people: Any, guardrails: Any, pools: Any, substitutes: Any
) -> None:
    data = {"guardrails": guardrails, "pools": pools, "substitutes": substitutes}
    body = "".join(f"{key}: {json.dumps(value)}\n" for key, value in data.items() if key != "pools")
    head = HEAD if people is None else HEAD[: HEAD.index("people:")] + HEAD[HEAD.index("kinds:") :]
    extra = "" if people is None else f"people: {json.dumps(people)}\n"
    found, problems = read_guideline_text((head + extra + body + f"grants: {json.dumps(some)}\n").encode())
    assert (found is None) == any(problem.severity is Severity.ERROR for problem in problems)
    assert all(problem.message and problem.line >= 1 for problem in problems)


def tree(value: Any) -> Node:
    if isinstance(value, dict):
        return Table(1, 1, tuple((Scalar(1, 1, key), tree(entry)) for key, entry in value.items()))
    if isinstance(value, list):
        return Sequence(1, 1, tuple(map(tree, value)))
    return Scalar(1, 1, str(value))


def chain(length: int) -> list[dict[str, Any]]:
    top = {"id": "g0", "from": "ana", "root": "true", "to": "everyone", "may": "refund", "redelegate": 100}
    below = [
        {
            "id": f"g{n}",
            "from": "ana",
            "under": f"g{n - 1}",
            "to": "everyone",
            "may": "refund",
            "redelegate": max(0, 100 - n),
        }
        for n in range(1, length)
    ]
    return [top, *below]


def file_of(some: list[dict[str, Any]], people: int = 1) -> Node:
    return tree(
        {
            "leeway": 1, "organisation": "X", "currency": "EUR", "timezone": "UTC",
            "kinds": {"refund": {"unit": "money"}},
            "people": [{"id": "ana"}, *({"id": f"p{n}", "reports_to": f"p{n - 1}"} for n in range(1, people))],
            "grants": some,
        }
    )  # fmt: skip


def test_chains_of_any_length_and_circles_of_any_size_are_read_in_one_pass() -> None:
    found, problems = read_guideline(file_of(chain(3_000)))
    assert found is not None
    assert any("g102 is 1 step below g101" in p.message for p in problems if p.severity is Severity.CHAIN)
    ring = chain(3_000)
    ring[0] = ring[0] | {"root": "false", "under": "g2999"}
    found, problems = read_guideline(file_of(ring))
    assert found is None
    assert {p.code for p in problems if p.severity is Severity.ERROR} <= {Flaw.CIRCLE, Flaw.TOO_LARGE, Flaw.WRONG_VALUE}


def test_a_line_upwards_of_ten_thousand_people_is_read_in_one_pass() -> None:
    _, problems = read_guideline(file_of(chain(1), people=10_000))
    assert Flaw.CIRCLE not in {p.code for p in problems}


def test_a_file_with_very_many_errors_ends_early_and_says_so() -> None:
    wrong = [
        {"id": f"g{n}", "from": "nobody", "root": "true", "to": "person:none", "may": "refnd"} for n in range(2_000)
    ]
    found, problems = read_guideline(file_of(wrong))
    assert found is None
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    assert len(errors) == MOST_PROBLEMS + 1
    assert any(f"more than {MOST_PROBLEMS} problems" in p.message for p in problems)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3_000,
        "!" * 3_000 + "b",
        "b" + " && b" * 600,
        "b" + "||b" * 3_000,
        "n" + "+n" * 900 + " > 1",
        "[" * 50,
        "b ? " * 500,
    ],
)
def test_hostile_conditions_are_refused_or_read_with_a_bound(text: str) -> None:
    try:
        compile_expression(text, {"b": BOOL, "n": INT}, BOOL, 2)
    except ExpressionError as error:
        assert error.message  # noqa: PT017


def test_alternatives_of_a_condition_are_counted_and_bounded() -> None:
    text = " && ".join(f"(n < {n} || n > {n + 1})" for n in range(40))
    reader = Reader({"n": INT}, 2, frozenset())
    assert reader.cases(text, true=True) is None or len(reader.cases(text, true=True) or ()) <= cases.MOST
    assert reader.steps <= 40 * cases.MOST * 2


def test_people_of_a_database_are_not_bounded_by_the_file() -> None:
    text = HEAD[: HEAD.index("people:")] + HEAD[HEAD.index("kinds:") :].replace(", owner: petra", "")
    found, _ = read_guideline_text(text.encode(), (Person(f"p{n}") for n in range(MOST_ITEMS + 1)))
    assert found is not None
    assert len(found.people) == MOST_ITEMS + 1


def test_two_currencies_and_the_edge_of_amounts_get_clear_sentences() -> None:
    edge = "grants:\n  - {id: g, from: petra, root: true, to: everyone, may: refund, up_to: %s}\n"
    for amount, good in (("10000000000000.00", True), ("10000000000000.01", False), ("9223372036854775807", False)):
        found, problems = read(edge % amount)
        assert (found is not None) is good, problems
        assert good or "the largest amount is 10000000000000.00" in {p.severity: p.message for p in problems}["error"]


BOUNDS = {
    "2 MB": files.LARGEST_FILE == 2_000_000,
    "100,000 values": yaml_tree.MOST_NODES == 100_000,
    "12 deep": yaml_tree.DEEPEST == 12,
    "1,000,000 people": MOST_ENTRIES["people"] == 1_000_000,
    "100,000 grants": MOST_ENTRIES["grants"] == 100_000,
    "10,000 entries": MOST_ITEMS == 10_000,
    "500 problems": MOST_PROBLEMS == 500,
    "2,000 characters": True,
    "32 levels": parser.DEEPEST == 32,
    "64 alternatives": cases.MOST == 64,
}


@pytest.mark.parametrize("bound", BOUNDS)
def test_a_bound_of_the_docs_is_the_bound_of_the_code(bound: str) -> None:
    section = DOCS.partition("## Bounds")[2].partition("\n## ")[0]
    assert bound in section
    assert BOUNDS[bound]
