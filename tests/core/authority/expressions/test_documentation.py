"""docs/expressions.md says what is so: its examples, its differences from CEL and its limits."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from cel_expr_python import cel

from leeway.core.authority.expressions import BOOL, ExpressionError, MissingFact, Undecided, compile_expression
from leeway.core.authority.expressions.lexer import LONGEST
from leeway.core.authority.expressions.operations import ARITHMETIC
from leeway.core.authority.expressions.parser import DEEPEST, FUNCTIONS, METHODS
from leeway.core.authority.expressions.values import LONGEST_LIST, LONGEST_TEXT

from .cel import environment, outcome
from .samples import EUR, FACTS, NAMES, value_of

TEXT = (Path(__file__).parents[4] / "docs" / "expressions.md").read_text(encoding="utf-8")
EXAMPLES = re.search(r"```cel\n(.*?)```", TEXT, re.DOTALL)[1].splitlines()  # type: ignore[index]
DIFFERENCES = re.findall(r"^\| `(.+?)` \| (\w+) \| (\w+) \| .+ \|$", TEXT, re.MULTILINE)
VARIABLES = {
    "at": cel.Type.TIMESTAMP,
    "customer.tier": cel.Type.STRING,
    "order.lines": cel.Type.List(cel.Type.STRING),
    "vip": cel.Type.BOOL,
}


@pytest.mark.parametrize("text", EXAMPLES)
def test_example(text: str) -> None:
    assert isinstance(value_of(text), bool)


@pytest.mark.parametrize(("text", "here", "there"), DIFFERENCES)
def test_difference_from_cel(text: str, here: str, there: str) -> None:
    assert ours(text) == here
    assert theirs(text) == there
    assert here != there


def test_every_row_of_the_table_is_read() -> None:
    table = TEXT.split("| in CEL | why |")[1].split("\n\n")[0]
    assert len(DIFFERENCES) == table.count("\n") - 1


def test_limits() -> None:
    for limit in (LONGEST, LONGEST_TEXT):
        assert f"{limit:,} characters" in TEXT
    assert f"{LONGEST_LIST:,} items" in TEXT
    assert f"{DEEPEST} levels" in TEXT


def test_every_operator_and_call_is_named() -> None:
    for call in (*FUNCTIONS, *METHODS):
        assert re.search(rf"`(x\.)?{call}\(", TEXT)
    for operator, _, _ in ARITHMETIC:
        assert f"`{operator}`" in TEXT


def ours(text: str) -> str:
    try:
        return str(compile_expression(text, NAMES, BOOL, EUR).evaluate(FACTS)).lower()
    except ExpressionError:
        return "refused"
    except (MissingFact, Undecided):
        return "undecided"


def theirs(text: str) -> str:
    facts: dict[str, Any] = {name: FACTS[name] for name in VARIABLES} | {"order.lines": ["shoe", "lace"]}
    try:
        kind, value = outcome(environment(VARIABLES), text, facts)
    except RuntimeError:
        return "refused"
    return str(value).lower() if kind == "value" else "undecided"
