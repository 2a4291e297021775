"""A guideline that is written out again reads as the same guideline."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeway.core.authority import Node, Scalar, Sequence, Table
from leeway.guidelines import read_guideline_text
from leeway.guidelines.writing import scalar, table, with_entry, with_revoked, write_tree
from leeway.guidelines.yaml_tree import read_tree

ROOT = Path(__file__).parents[2]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
LEAVES = st.builds(scalar, TEXTS)
NODES: st.SearchStrategy[Node] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: Sequence(1, 1, tuple(items))),
        st.dictionaries(TEXTS, inner, max_size=3).map(lambda entries: table(dict(entries))),
    ),
    max_leaves=8,
)


def plain(node: Node) -> object:
    """The tree without its places."""
    match node:
        case Scalar():
            return node.text, node.plain
        case Sequence():
            return [plain(item) for item in node.items]
        case Table():
            return [(plain(key), plain(value)) for key, value in node.entries]


@given(NODES)
def test_what_is_written_is_read_as_the_same(node: Node) -> None:
    assert plain(read_tree(write_tree(node))) == plain(node)


@pytest.mark.parametrize("file", sorted(ROOT.glob("examples/*.guideline.yaml")), ids=lambda file: file.name)
def test_a_whole_file_is_read_as_the_same_guideline(file: Path) -> None:
    tree = read_tree(file.read_text(encoding="utf-8"))
    again = write_tree(tree)
    assert plain(read_tree(again)) == plain(tree)
    assert read_guideline_text(again.encode())[0] == read_guideline_text(file.read_bytes())[0]


def test_an_entry_takes_the_place_of_its_own_or_the_last() -> None:
    tree = read_tree("grants: [{id: one, up_to: 1}, {id: two}]")
    assert isinstance(tree, Table)
    changed = with_entry(with_entry(tree, "grants", table({"id": "one"})), "grants", table({"id": "three"}))
    assert write_tree(changed) == "grants:\n  - id: one\n  - id: two\n  - id: three\n"
    assert write_tree(with_revoked(with_revoked(tree, "two"), "two")).endswith("revoked:\n  - two\n")
