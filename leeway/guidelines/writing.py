"""A guideline's tree as YAML again, and edited: what is in force can be taken out as a file and read anew.

Values stand there as they were written ("1.10" stays "1.10"); comments and layout do not come along.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Union

from leeway.core.authority.tree import Node, Scalar, Sequence, Table

STEP = "  "
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")


def write_tree(node: Node) -> str:
    """The node as a document; read again, it is the same tree but for the places."""
    return "\n".join([*_block(node, ""), ""])


def _block(node: Node, indent: str) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield indent + _scalar(node)
    elif isinstance(node, Table):
        for key, value in node.entries:
            yield from _after(f"{indent}{_scalar(key)}:", value, indent + STEP)
        if not node.entries:
            yield indent + "{}"
    else:
        for item in node.items:
            yield from _item(item, indent)
        if not node.items:
            yield indent + "[]"


def _after(start: str, value: Node, indent: str) -> Iterator[str]:
    """A value behind its key: on the same line where it is one word, below where it holds others."""
    if isinstance(value, Scalar):
        yield f"{start} {_scalar(value)}".rstrip() if value.plain else f"{start} {_scalar(value)}"
    elif (isinstance(value, Table) and value.entries) or (isinstance(value, Sequence) and value.items):
        yield start
        yield from _block(value, indent)
    else:
        yield f"{start} {'{}' if isinstance(value, Table) else '[]'}"


def _item(item: Node, indent: str) -> Iterator[str]:
    lines = list(_block(item, indent + STEP))
    yield f"{indent}- {lines[0][len(indent + STEP) :]}"
    yield from lines[1:]


def _scalar(node: Scalar) -> str:
    if node.plain:
        return node.text
    quoted = json.dumps(node.text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def scalar(text: str) -> Scalar:
    """A value that is made here: in quotes, unless it is a word or a number that is read the same without."""
    return Scalar(1, 1, text, bool(_PLAIN.fullmatch(text)) and text.lower() != "null")


Value = Union[Node, str, None, "Mapping[str, Value]", "list[str]", "list[Table]"]


def table(entries: Mapping[str, Value]) -> Table:
    """A map of words, lists of words and maps; None and what holds nothing is left out."""
    pairs = ((key, _node(value)) for key, value in entries.items())
    return Table(1, 1, tuple((scalar(key), node) for key, node in pairs if node is not None))


def _node(value: Value) -> Node | None:
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, list):
        return Sequence(1, 1, tuple(scalar(each) if isinstance(each, str) else each for each in value))
    if isinstance(value, Mapping):
        found = table(value)
        return found if found.entries else None
    return value


def with_keys(entry: Table, changed: Mapping[str, str | None]) -> Table:
    """The same map with these values in their places, or at the end; None leaves a key as it is."""
    given = {key: scalar(value) for key, value in changed.items() if value is not None}
    kept = tuple((key, given.pop(key.text, value)) for key, value in entry.entries)
    return Table(entry.line, entry.column, (*kept, *((scalar(key), value) for key, value in given.items())))


def entry_named(root: Node, section: str, name: str) -> Node | None:
    assert isinstance(root, Table)
    return next((each for each in section_of(root, section) if name_of(each) == name), None)


def name_of(entry: Node) -> str:
    """The id that an entry of a list carries; nothing where it has none."""
    entries = entry.entries if isinstance(entry, Table) else ()
    return next((value.text for key, value in entries if key.text == "id" and isinstance(value, Scalar)), "")


def with_entry(root: Table, section: str, entry: Node) -> Table:
    """The same guideline with the entry in this list, in the place of the one with its id, or at the end."""

    def placed(items: tuple[Node, ...]) -> tuple[Node, ...]:
        if all(name_of(item) != name_of(entry) for item in items):
            return (*items, entry)
        return tuple(entry if name_of(item) == name_of(entry) else item for item in items)

    return _with_section(root, section, placed)


def with_revoked(root: Table, grant: str) -> Table:
    """The same guideline with this grant among those that were taken back."""
    known = [item.text for item in section_of(root, "revoked") if isinstance(item, Scalar)]
    if grant in known:
        return root
    return _with_section(root, "revoked", lambda items: (*items, scalar(grant)))


def section_of(root: Table, section: str) -> tuple[Node, ...]:
    listed = next((value for key, value in root.entries if key.text == section), None)
    return listed.items if isinstance(listed, Sequence) else ()


def _with_section(root: Table, section: str, change: Callable[[tuple[Node, ...]], tuple[Node, ...]]) -> Table:
    items = Sequence(1, 1, change(section_of(root, section)))
    if all(key.text != section for key, _ in root.entries):
        return Table(root.line, root.column, (*root.entries, (scalar(section), items)))
    entries = ((key, items if key.text == section else value) for key, value in root.entries)
    return Table(root.line, root.column, tuple(entries))
