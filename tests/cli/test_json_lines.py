"""Lines of JSON: the quick way reads what the exact way reads, and nobody waits for an answer that is there."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leeway.cli import json_lines
from leeway.cli.json_lines import LONGEST_LINE, TOO_LONG, BadLine, lines, parse

TEXTS = st.text(alphabet='ab"\\:,{}é\u2028\x7f\t', max_size=6)
NUMBERS = st.sampled_from(
    ["0", "-0", "12", "1.50", "1e400", "1E-7", "9" * 40, "9" * 1200 + ".5", "-9223372036854775809"]
)
VALUES = st.recursive(
    st.one_of(TEXTS.map(json.dumps), TEXTS.map(lambda text: json.dumps(text, ensure_ascii=False)), NUMBERS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + ",".join(items) + "]"),
        st.lists(st.tuples(st.sampled_from(["a", "b", "é"]), inner), max_size=3).map(
            lambda pairs: "{" + " , ".join(f'"{key}" : {value}' for key, value in pairs) + "}"
        ),
    ),
    max_leaves=8,
)


def outcome(read: Any, raw: bytes) -> Any:
    try:
        return repr(read(raw))
    except BadLine as bad:
        return str(bad)


@given(VALUES)
@example('{"a": 1, "a": 2}')
@example('{"a": {"b": "x", "b": "y"}}')
@example('{"a": "x", "b": "x", "a": "x"}')
@settings(max_examples=600, deadline=None, derandomize=True)
def test_the_quick_way_reads_what_the_exact_way_reads(text: str) -> None:
    raw = text.encode()
    quick, exact = outcome(parse, raw), outcome(json_lines._checked, raw)
    large = "9" * 40  # beyond every amount and every int: a number either way
    assert quick.replace(f"Decimal('{large}')", large) == exact.replace(f"Decimal('{large}')", large)


@pytest.mark.parametrize(
    "raw", [b'{"a": 1, "a": 1}', b'{"a": "b", "a": "b"}', b'{"f": {"a": "b", "a": 1}}', b'{"f": [{"a": 1, "a": 1}]}']
)
def test_a_key_that_stands_twice_is_refused_at_any_depth(raw: bytes) -> None:
    with pytest.raises(BadLine, match="the key 'a' stands twice"):
        parse(raw)


def test_the_quick_way_is_taken_and_numbers_stay_as_written() -> None:
    found = json_lines._plain(b'{"amount": 12.50, "facts": {"n": 3}}')
    assert found == {"amount": Decimal("12.50"), "facts": {"n": 3}}
    assert str(found["amount"]) == "12.50"


@given(st.lists(st.binary(max_size=20).map(lambda raw: raw.replace(b"\n", b"")), max_size=20), st.integers(1, 30))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_lines_come_whole_however_they_arrive(rows: list[bytes], size: int) -> None:
    class Trickle(io.BytesIO):
        def read1(self, count: int | None = -1, /) -> bytes:
            return super().read1(size)

    found = list(lines(Trickle(b"".join(row + b"\n" for row in rows) + b"last")))
    assert found == [*rows, b"last"]


def test_a_line_that_is_too_long_is_passed_over_and_the_next_one_read() -> None:
    exact = b"x" * (LONGEST_LINE - 1)
    stream = io.BytesIO(exact + b"\n" + exact + b"y\n" + b"z" * (3 * LONGEST_LINE) + b"\nnext\n" + b"w" * 2_000_000)
    assert list(lines(stream)) == [exact, TOO_LONG, TOO_LONG, b"next", TOO_LONG]


def test_everything_is_handed_out_before_more_is_waited_for() -> None:
    handed: list[object] = []
    seen: list[int] = []

    class Pieces(io.BytesIO):
        pieces = [b"a\nb\nc", b"\nd\n", b""]

        def read1(self, count: int | None = -1, /) -> bytes:
            return self.pieces.pop(0)

    for line in lines(Pieces(), lambda: seen.append(len(handed))):
        handed.append(line)
    assert (handed, seen) == ([b"a", b"b", b"c", b"d"], [0, 2, 4])
