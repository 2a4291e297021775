"""Every expression means here what it means to Google's CEL; docs/expressions.md lists where it does not, and why."""

from __future__ import annotations

import os
import re
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from leeway.core.authority.expressions import BOOL, ExpressionError, MissingFact, Type, Undecided, compile_expression

from .cel import accepts, environment, outcome
from .generator import NAMES, VARIABLES, Generator, Pair, as_ours

SOAK = "LEEWAY_SOAK" in os.environ
EXPRESSIONS = 200_000 if SOAK else 2_500
PER_EXPRESSION = 2
ENVIRONMENT = environment({name: theirs for name, (_, theirs) in VARIABLES.items()})


def our_outcome(text: str, wants: Type, facts: dict[str, Any]) -> tuple[str, Any]:
    expression = compile_expression(text, NAMES, wants, 2)
    try:
        return "value", expression.evaluate(as_ours(facts))
    except MissingFact as missing:
        return "missing", missing.name
    except Undecided as undecided:
        return "undecided", undecided.why


def assert_same(pair: Pair, wants: Type, facts: dict[str, Any]) -> None:
    """The same value to the last bit, the same missing fact, or no value on both sides."""
    ours, theirs = our_outcome(pair.ours, wants, facts), outcome(ENVIRONMENT, pair.theirs, facts)
    if ours[0] == theirs[0] == "undecided":
        return
    assert (ours[0], type(ours[1]), repr(ours[1])) == (theirs[0], type(theirs[1]), repr(theirs[1])), (pair, facts)


# Hypothesis draws the seeds and prints the one that fails; to draw every choice through it costs ten times as much.
@settings(
    max_examples=EXPRESSIONS,
    deadline=None,
    derandomize=not SOAK,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(random=st.randoms(use_true_random=True))
def test_random_expressions_mean_the_same(random: Random) -> None:
    generator = Generator(random)
    wants, pair = generator.root()
    while len(pair.ours) > 2_000:
        wants, pair = generator.root()
    for _ in range(PER_EXPRESSION):
        assert_same(pair, wants, generator.facts())


# What CEL accepts and this language refuses, by the sentence that says so; the reasons stand in docs/expressions.md.
NARROWER = re.compile(
    r"A list holds one type|(timestamp|duration) needs string|list of .* \+ list of .* does not fit"
    r"|is not a time with its zone|is not a duration|not in the calendar|is finer than a microsecond|is too long"
    r"|'\[' cannot stand here|- needs int|a condition, true or false"
)
WIDER = re.compile(r"\d\.\d|case\.[de]\b|numbers|order\.(paid|total)|tier|has\(")
TOKENS = [*"()[]?:!<>+-*/%,", "&&", "||", "==", "<=", " in ", "size(", ".contains(", "true", "1", "'x'", "[]"]
TOKENS += ["case.i", "case.b", "case.s", "case.u", "case.ints", "order.lines", "at"]


@settings(max_examples=EXPRESSIONS // 3, deadline=None, derandomize=not SOAK, phases=[Phase.generate])
@given(random=st.randoms(use_true_random=True))
def test_a_damaged_expression_is_refused_by_both_or_by_neither(random: Random) -> None:
    """Without doubles, money, enums and has(), whose types the two know differently."""
    pair = Generator(random).root()[1]
    while WIDER.search(pair.ours):
        pair = Generator(random).root()[1]
    words = re.findall(r"'[^']*'|\"[^\"]*\"|[\w.]+|\W", pair.ours)
    words[random.randrange(len(words))] = random.choice(["", *TOKENS])
    text = "".join(words)
    problem = our_problem(text)
    if problem is None:
        assert accepts(ENVIRONMENT, text), text
    elif not NARROWER.search(problem):
        assert not accepts(ENVIRONMENT, text), (text, problem)


def our_problem(text: str) -> str | None:
    """None where it is well typed, of whatever type."""
    try:
        compile_expression(text, NAMES, BOOL, 2)
    except ExpressionError as error:
        return None if error.message.startswith("This gives ") else error.message
    return None
