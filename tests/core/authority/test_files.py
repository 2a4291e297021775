"""Files that are not even YAML, or YAML with what a guideline must not have; and places inside long texts."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeway.guidelines import NotReadable, load_guideline, read_guideline_text, yaml_tree
from leeway.guidelines.positions import Source

from .desk import HEAD

HOSTILE = [
    (b"", (1, 1), "the file is empty"),
    (b"# only a comment\n", (1, 1), "the file is empty"),
    (b"\xef\xbb\xbf", (1, 1), "the file is empty"),
    (b"- leeway: 1\n", (1, 1), "a guideline must be a map (`key: value`), not a list"),
    (b"leeway\n", (1, 1), 'a guideline must be a map (`key: value`), not "leeway"'),
    (b"leeway: 1\nkinds: {refund: {unit: money}\n", (3, 1), "the file ends within a list or map; close its bracket"),
    (b"leeway: 1\norganisation: 'Harbour\n", (3, 1), "the file ends within a quoted text; close the quotes"),
    (b"leeway: 1\n\torganisation: X\n", (2, 1), "a tab stands where YAML wants blanks; indent with blanks"),
    (b"leeway: 1\nwhy: a: b\n", (2, 7), "a second `: ` on one line; put text with a colon in quotes"),
    (b"leeway: 1\n  currency: EUR\n", (2, 11), "a second `: ` on one line"),
    (b"leeway: 1\npeople:\n  - a\n - b\n", (4, 2), "the indentation does not fit the lines above"),
    (
        b"leeway: 1\norganisation: Caf\xe9\n",
        (2, 18),
        "the file is not UTF-8 from here on; save it with the encoding UTF-8",
    ),
    ("leeway: 1\n".encode("utf-16"), (1, 1), "the file is not UTF-8 from here on"),
    (b"leeway: 1\norganisation: a\x00b\n", (2, 16), "may not stand in YAML; remove it"),
    (b"leeway: &one 1\n", (1, 9), "the anchor &one is not allowed in a guideline; write each value out"),
    (b"leeway: *one\n", (1, 9), "the alias *one is not allowed in a guideline; write the value out"),
    (b"a: &a [1]\nb: &b [*a, *a]\n", (1, 4), "the anchor &a is not allowed"),
    (b"leeway: !!int 1\n", (1, 9), "a tag (`!...`) is not allowed in a guideline; write the plain value"),
    (b"leeway: !!python/object:os.system x\n", (1, 9), "a tag (`!...`) is not allowed"),
    (b"leeway: 1\n---\nleeway: 1\n", (2, 1), "a second document begins here"),
    (b"? [a]\n: 1\n", (1, 3), "a key must be a word, not a list or a map"),
    (b"leeway: 1\nleeway: 1\n", (2, 1), "a guideline has the key leeway twice; leave one of them out"),
    (b"[" * 100_000, (1, 13), "lists and maps are nested more than 12 deep"),
    (b"a: {" * 100_000, (1, 48), "lists and maps are nested more than 12 deep"),
    (b"x" * 2_000_001, (1, 1), "the file is larger than 2 MB"),
]


@pytest.mark.parametrize(("data", "place", "message"), HOSTILE, ids=range(len(HOSTILE)))
def test_a_file_that_cannot_be_a_guideline_is_refused_in_one_sentence(
    data: bytes, place: tuple[int, int], message: str
) -> None:
    started = time.monotonic()
    guideline, problems = read_guideline_text(data)
    assert guideline is None
    assert message in problems[0].message or any(message in p.message and (p.line, p.column) == place for p in problems)
    assert place in [(problem.line, problem.column) for problem in problems]
    assert time.monotonic() - started < 60


def test_a_byte_order_mark_and_other_line_ends_are_fine() -> None:
    text = HEAD.lstrip("\n")
    for data in (b"\xef\xbb\xbf" + text.encode(), text.replace("\n", "\r\n").encode(), text.encode()):
        guideline, problems = read_guideline_text(data)
        assert guideline is not None, problems


def test_a_bomb_of_aliases_ends_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    _, (problem,) = read_guideline_text(bomb.encode())
    assert "the anchor &a" in problem.message


def test_too_many_values_are_refused_before_they_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_tree, "MOST_NODES", 1000)
    _, (problem,) = read_guideline_text(b"- 1\n" * 1001)
    assert (problem.line, problem.message) == (1000, "the file has more than 1000 values; a guideline has far fewer")


def test_a_file_that_is_not_there_or_is_a_folder_is_not_readable(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(NotReadable, match="cannot be read"):
            load_guideline(path)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.binary(max_size=200)
    | st.text(alphabet="leway: 1\n-[]{}'\"|>&*!#%@\t,?é\u2028\x85", max_size=120).map(str.encode)
)
def test_no_bytes_at_all_raise_anything(data: bytes) -> None:
    guideline, problems = read_guideline_text(data)
    assert guideline is None
    assert problems
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, len(HEAD) - 1), st.sampled_from(["", " ", "\n", ":", "'", '"', "{", "]", "-", "\t", "*", "é"]))
def test_a_file_damaged_anywhere_is_read_or_refused(place: int, instead: str) -> None:
    guideline, problems = read_guideline_text((HEAD[:place] + instead + HEAD[place + 1 :]).encode())
    assert guideline is not None or any(problem.severity == "error" for problem in problems)


STYLES = [
    "when: case.our_fault && @wrong.name",
    "when: 'case.our_fault && customer.tier == ''gold'' && @wrong.name'",
    'when: "case.our_fault && customer.tier == \\"gold\\" && @wrong.name"',
    'when: "case.our_fault \\x26& \\u0063ase.our_fault && @wrong.name"',
    "when: case.our_fault\n      && case.our_fault\n\n      && @wrong.name",
    "when: 'case.our_fault\n      && customer.tier == ''gold''\n      && @wrong.name'",
    'when: "case.our_fault\n      && customer.tier == \\"gold\\" \\\n      && @wrong.name"',
    "when: |\n      case.our_fault &&\n        case.our_fault\n      && @wrong.name",
    "when: >-\n      case.our_fault &&\n      case.our_fault\n\n      && @wrong.name",
    "when: >2-\n        case.our_fault\n       && @wrong.name",
    "when: | # a comment\n\n      case.our_fault &&\n      @wrong.name",
]


@pytest.mark.parametrize("written", STYLES)
def test_a_mistake_in_an_expression_has_its_own_line_and_column(written: str) -> None:
    text = (
        f"{HEAD}grants:\n  - id: g\n    from: petra\n    root: true\n    to: everyone\n    may: refund\n    {written}\n"
    )
    before = text[: text.index("@")]
    _, problems = read_guideline_text(text.replace("@", "").encode())
    (error,) = [problem for problem in problems if problem.severity == "error"]
    assert "wrong.name" in error.message
    assert (error.line, error.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))


def test_places_never_run_out_of_the_text() -> None:
    source = Source("a: 'b'\n")
    place = source.finder("something else entirely", 3, "'")
    assert [place(offset) for offset in (-1, 0, 500)][1] == (1, 5)
    assert place(500)[0] in (1, 2)
