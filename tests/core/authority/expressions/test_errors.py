"""Every wrong text gets one sentence with its place, whatever the text."""

from __future__ import annotations

import sys
import time
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeway.core.authority.expressions import (
    BOOL,
    MONEY,
    NUMBER,
    STRING,
    Expression,
    ExpressionError,
    MissingFact,
    Type,
    Undecided,
    compile_expression,
)

from .generator import NAMES as RANDOM_NAMES
from .generator import Generator
from .samples import FACTS, NAMES, error_of, value_of

WRONG: list[tuple[str, int, str]] = [
    # text, offset, part of the message
    ("", 0, "empty"),
    (" \n ", 0, "empty"),
    ("// nothing", 0, "empty"),
    ("'abc", 0, "no closing quote"),
    ('case.fault && "abc', 14, "no closing quote"),
    ("'a\nb'", 0, "no closing quote"),
    ("'a\\qb' == 'x'", 2, "is no escape"),
    ("'\\ud800' == 'x'", 1, "no character U+D800"),
    ("'\\U00110000' == 'x'", 1, "no character U+110000"),
    ("'\\000' == 'x'", 1, "NUL"),
    ("case.fault\0", 10, "NUL"),
    ("case.days = 1", 10, "write =="),
    ("case.fault & vip", 11, "write &&"),
    ("case.fault | vip", 11, "write ||"),
    ("case.fault and vip", 11, "Write && instead"),
    ("case.fault or vip", 11, "Write || instead"),
    ("not case.fault", 0, "write !"),
    ("case.days > 1€", 13, "'€' (U+20AC)"),
    ("case.days >\u00a01", 11, "U+00A0"),
    ("case.days > '\ud800'", 12, "half a character"),
    ("case.days >", 11, "a value should follow"),
    ("(case.fault", 11, "')' should follow"),
    ("case.fault)", 10, "an operator or the end"),
    ("case.fault vip", 11, "an operator or the end"),
    ("case.fault ? true", 17, "':' and the other branch"),
    ("case.fault ? vip ? true : false : true", 17, "':' and the other branch"),
    ("true in [1, 2", 13, "',' or ']'"),
    ("size('a',) == 1", 9, "a value"),
    ("size() == 0", 4, "takes 1 value"),
    ("size('a', 'b') == 0", 4, "takes 1 value"),
    ("'a'.startsWith() ", 14, "takes 1 value"),
    ("'a'.startsWith == 1", 15, "'('"),
    ("has('case.days')", 4, "a fact such as case.x"),
    ("has(case.days + 1)", 14, "after one fact"),
    ("has(case.dayz)", 4, "Did you mean 'case.days'?"),
    ("case.dayz > 1", 0, "Did you mean 'case.days'?"),
    ("xyz > 1", 0, "Known are 'at', "),
    ("vip && case.days.x > 1", 7, "no fact 'case.days.x'"),
    ("order.lines[0] == 'a'", 11, "'['"),
    ("order.lines.exists(x, true)", 12, "no 'exists' to call"),
    ("now() > at", 0, "no 'now' to call"),
    ("siz('a') == 1", 0, "Did you mean 'size'?"),
    ("order.lines.size() == 1", 12, "written size(...)"),
    ("startsWith('a', 'b')", 0, "written x.startsWith('...')"),
    ("case.fault == null", 14, "'null'"),
    ("if == 1", 0, "reserved word"),
    ("1u == 1", 1, "an operator or the end"),
    ("0x1F == 31", 1, "an operator or the end"),
    ("1. == 1.0", 3, "a name"),
    ("9223372036854775808 > 1", 0, "at most 9223372036854775807"),
    ("1 - 9223372036854775809 > 1", 4, "at most 9223372036854775807"),
    ("--9223372036854775808 > 1", 2, "at most 9223372036854775807"),
    ("1e400 > 1.0", 0, "between 1e-307 and 1e308"),
    ("1e-400 > 1.0", 0, "between 1e-307 and 1e308"),
    ("case.days", 0, "This gives int, and bool is wanted"),
    ("case.days + 1.0 > 2.0", 10, "write 2.0 instead of 2"),
    ("case.days + 'a' == 'x'", 10, "It takes int + int"),
    ("case.fault + 1 == 2", 11, "bool + int does not fit. It takes int + int"),
    ("5.0 % 2.0 == 1.0", 4, "cannot be reckoned with"),
    ("case.days == '12'", 10, "one type"),
    ("1 < 2 < 3", 6, "bool < int"),
    ("case.days && true", 0, "a condition, true or false"),
    ("true && case.days", 8, "a condition, true or false"),
    ("!case.days", 1, "a condition, true or false"),
    ("case.days ? true : false", 0, "a condition, true or false"),
    ("(vip ? 1 : 'a') == 1", 11, "This branch gives string"),
    ("(vip ? 1 : 2.0) == 1", 11, "write 2.0 instead of 2"),
    ("-'a' == 'b'", 1, "- needs int, number or money"),
    ("1 in 2", 5, "needs a list on its right"),
    ("'a' in [1, 2]", 4, "string in int"),
    ("size([1, 'a']) == 2", 9, "this is string among int"),
    ("order.lines < ['a']", 12, "Lists have no order"),
    ("size(1) == 1", 5, "size needs string or a list"),
    ("case.days.startsWith('a')", 0, "startsWith needs string, and this is int"),
    ("(1).startsWith('a')", 1, "startsWith needs string"),
    ("'a'.contains(1)", 13, "contains needs string"),
    ("timestamp(1) < at", 10, "timestamp needs string"),
    ("timestamp('2026-03-01') < at", 10, "not a time with its zone"),
    ("timestamp('2026-02-29T00:00:00Z') < at", 10, "not in the calendar"),
    ("timestamp('2026-02-01T00:00:00.0000001Z') < at", 10, "finer than a microsecond"),
    ("duration('1d') < case.wait", 9, "not a duration"),
    ("duration('1ns') < case.wait", 9, "finer than a microsecond"),
    ("duration('87660001h') < case.wait", 9, "too long"),
    ("at > '2026-01-01'", 3, "A time is written timestamp("),
    ("case.wait > 24", 10, "A duration is written duration("),
    ("-case.wait < case.wait", 1, "- needs int"),
    ("customer.tier == 'platinum'", 17, "none of the values 'bronze', 'silver', 'gold'"),
    ("'sliver' != customer.tier", 0, "Did you mean 'silver'?"),
    ("customer.tier in ['gold', 'sliver']", 26, "Did you mean 'silver'?"),
    ("'sliver' in customer.tiers", 0, "Did you mean 'silver'?"),
    ("customer.tiers == ['sliver']", 19, "Did you mean 'silver'?"),
    ("customer.tier == (vip ? 'gold' : 'sliver')", 33, "Did you mean 'silver'?"),
    ("customer.tier > 'bronze'", 14, "An enum has no order"),
    ("order.total > case.days", 12, "Money goes with money"),
    ("order.total + case.rate > 1", 12, "Money goes with money"),
    ("order.total * order.total > 1", 12, "Money goes with money"),
    ("5 / order.total > 1", 2, "Money goes with money"),
    ("order.total % 2 == 1", 12, "Money goes with money"),
    ("order.total == '100'", 12, "Money goes with money"),
    ("order.total in [case.days]", 12, "Money goes with money"),
    ("order.total > 1e17", 14, "too large for an amount"),
]


@pytest.mark.parametrize(("text", "offset", "message"), WRONG)
def test_wrong_text_is_named_with_its_place(text: str, offset: int, message: str) -> None:
    error = error_of(text)
    assert message in error.message
    assert error.offset == offset
    assert error.message.endswith((".", "?"))


@pytest.mark.parametrize(
    ("text", "wants", "message"),
    [
        ("case.fault", MONEY, "This gives bool, and money is wanted here."),
        ("vip ? 5 : 'a'", MONEY, "This gives string, and money is wanted here."),
        ("case.days", NUMBER, "This gives int, and number is wanted here."),
        ("[]", STRING, "This gives list of nothing, and string is wanted here."),
    ],
)
def test_a_result_of_another_type_is_refused(text: str, wants: Type, message: str) -> None:
    assert error_of(text, wants).message == message


def test_an_unknown_name_where_none_is_known() -> None:
    with pytest.raises(ExpressionError, match=r"There is no fact 'a'\. Known are none\."):
        compile_expression("a", {}, BOOL, 2)


@pytest.mark.parametrize(
    ("levels", "opening", "inside", "closing", "offset"),
    [
        (32, "(", "true", ")", 32),
        (32, "[", "1", "]", 32),
        (32, "size(", "1", ")", 32 * 5 + 4),
        (16, "true ? (", "true", ") : true", 16 * 8 + 5),
    ],
)
def test_nesting_ends_at_32_levels(levels: int, opening: str, inside: str, closing: str, offset: int) -> None:
    deepest = opening * levels + inside + closing * levels
    within = checked(deepest, BOOL, NAMES)
    assert not isinstance(within, ExpressionError) or "nests" not in within.message
    too_deep = error_of(opening + deepest + closing)
    assert "nests deeper than 32 levels" in too_deep.message
    assert too_deep.offset == offset


def test_the_longest_text_has_2000_characters() -> None:
    text = "true" + " && true" * 249 + "    "
    assert len(text) == 2_000
    assert value_of(text) is True
    error = error_of(text + " ")
    assert (error.offset, "at most 2000 characters, this one has 2001" in error.message) == (2_000, True)


@pytest.mark.parametrize(
    "text",
    [
        "1" + "+1" * 990 + "==991",
        "true" + "&&true" * 332,
        "true" + "==true" * 332,
        "false?true:" * 181 + "true",
        "!" * 1_000 + "true",
        "order.total" + "+1" * 900 + ">1",
        "1" + "+1" * 900 + "+order.total>1",
    ],
)
def test_a_long_row_costs_no_depth(text: str) -> None:
    assert within_frames(120, text) is True


@pytest.mark.parametrize(
    ("opening", "inside", "closing", "levels"),
    [
        ("(0+1*", "1", ")", 32),
        ("(vip?0:0+1*", "1", ")", 31),
        ("(0+1*(vip||true&&1==", "1", "?1:0))", 15),
        ("(0+1*size([vip||true&&1==1?", "1", ":0]))", 8),
    ],
)
def test_the_deepest_expression_stays_far_from_the_interpreters_limit(
    opening: str, inside: str, closing: str, levels: int
) -> None:
    """Each level through several ranks of operators; Python's limit is 1,000 frames."""
    text = opening * levels + inside + closing * levels
    assert "nests" in error_of(opening * 3 + text + closing * 3).message
    assert within_frames(450, text + "==1") is True


def test_what_nests_is_checked_once() -> None:
    """Each level doubles the work where a branch beside money is checked anew: 2 to the 18th here."""
    text = "order.total>(" * 18 + "vip" + "?1:2)" * 18
    before = time.process_time()
    assert value_of(text) is True
    assert time.process_time() - before < 0.5


def within_frames(frames: int, text: str) -> object:
    """The value, computed with only so many stack frames left."""
    depth, frame = 0, sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back  # type: ignore[assignment]
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + frames)
    try:
        return value_of(text)
    finally:
        sys.setrecursionlimit(before)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 50_000,
        "[" * 1_999,
        "!" * 1_999 + "x",
        "-" * 1_999 + "1",
        "9" * 2_000,
        "1e" + "9" * 1_998,
        "0e" + "9" * 1_998 + "x",
        "." * 2_000,
        "a." * 999 + "a",
        "'" * 1_999,
        "\\" * 2_000,
        "''" + ".contains('')" * 150,
        "\x00" * 10,
        "\ufeff1",
        "\u202e\u0661\u0662",
        "true\x1f",
        "?" * 100,
        "true ? " * 280,
        "in in in",
        "has(" * 400,
        "has(has(at))",
        "timestamp('" + "1" * 1_900 + "')",
        "duration('" + "1" * 1_900 + "h')",
    ],
)
def test_hostile_text_is_refused(text: str) -> None:
    error = error_of(text)
    assert 0 <= error.offset <= len(text)
    assert len(error.message) < 400


def test_zero_with_a_huge_exponent_is_zero() -> None:
    assert value_of("order.total > 0e999999999") is True


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(max_size=60), st.binary(max_size=60).map(lambda raw: raw.decode("latin-1"))))
def test_random_text_gives_a_value_or_a_sentence(text: str) -> None:
    assert_bounded(text, NAMES)


TOKENS = [*"()[]?:!<>+-*/%,.'\"\\&|=", "&&", "||", "==", "<=", " in ", "has(", "size(", "timestamp(", ".contains("]
TOKENS += ["case.i", "case.s", "order.total", "case.ints", "at", "'24h'", "true", "1", "2.5", "\0", "\ud800", "9" * 30]


@settings(max_examples=1_500, deadline=None)
@given(st.randoms(use_true_random=True))
def test_a_damaged_expression_gives_a_value_or_a_sentence(random: Random) -> None:
    text = Generator(random).root()[1].ours
    for _ in range(random.randint(1, 3)):
        at = random.randint(0, len(text))
        text = text[:at] + random.choice(["", *TOKENS]) + text[at + random.randint(0, 3) :]
    assert_bounded(text, RANDOM_NAMES)


def assert_bounded(text: str, names: dict[str, Type]) -> None:
    """Nothing but the documented exceptions comes out, at check time and on facts of any kind."""
    for wants in (BOOL, MONEY):
        expression = checked(text, wants, names)
        if isinstance(expression, ExpressionError):
            assert 0 <= expression.offset <= len(text)
            assert expression.message.endswith((".", "?"))
            continue
        for facts in ({}, FACTS, dict.fromkeys(names), dict.fromkeys(names, 1), dict.fromkeys(names, "x")):
            answer = evaluated(expression, facts)
            assert not isinstance(answer, MissingFact) or answer.name in expression.names
            assert not isinstance(answer, Undecided) or answer.why


def checked(text: str, wants: Type, names: dict[str, Type]) -> Expression | ExpressionError:
    try:
        return compile_expression(text, names, wants, 2)
    except ExpressionError as error:
        return error


def evaluated(expression: Expression, facts: Any) -> object:
    try:
        return expression.evaluate(facts)
    except (MissingFact, Undecided) as failure:
        return failure
