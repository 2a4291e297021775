"""YAML 1.2 read by position: every value knows its line, so that every error can say where."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from leeway.whatif.bad_input import BadInput, did_you_mean, quoted, shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MOST_BYTES = 256 * 1024
MOST_DEPTH = 8
MOST_ITEMS = 500
MOST_LETTERS = 400
TAG = "tag:yaml.org,2002:"


def read_text(path: Path, what: str) -> str:
    """The file's text; `what` names it in the sentence ("mapping file")."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise BadInput(f"The {what} {quoted(path.name)} cannot be read ({reason}); name a file that exists.") from None
    if len(raw) > MOST_BYTES:
        raise BadInput(f"The {what} {quoted(path.name)} is larger than {MOST_BYTES // 1024} KiB; is it the right file?")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadInput(f"{shown(path.name)}, line {line}: not UTF-8; save the {what} as UTF-8.") from None


class Value:
    """One value of the file with its place; asked for as what it should be, it is that or a sentence."""

    __slots__ = ("file", "node", "path")

    def __init__(self, node: Node, file: str, path: str) -> None:
        self.node = node
        self.file = file
        self.path = path

    def wrong(self, sentence: str) -> NoReturn:
        mark = self.node.start_mark
        raise BadInput(f"{shown(self.file)}, line {mark.line + 1}, column {mark.column + 1}: {sentence}")

    def text(self, most: int = MOST_LETTERS) -> str:
        """A non-empty string of at most `most` letters, without control characters."""
        if not isinstance(self.node, ScalarNode) or self.node.tag != TAG + "str":
            self.wrong(f'{self.path} has to be a text, like "{self._example()}"; put it in quotes.')
        value = str(self.node.value)
        if not value or len(value) > most or not value.isprintable():
            self.wrong(f"{self.path} has to be one line of 1 to {most} letters without control characters.")
        return value

    def _example(self) -> str:
        return shown(str(self.node.value), 20) if isinstance(self.node, ScalarNode) and self.node.value else "text"

    def word(self, allowed: Sequence[str]) -> str:
        value = str(self.node.value) if isinstance(self.node, ScalarNode) else ""
        if value not in allowed:
            self.wrong(f"{self.path} has to be {' or '.join(quoted(one) for one in allowed)}.")
        return value

    def items(self) -> list[Value]:
        """The list's values; a single value stands for a list of one."""
        if not isinstance(self.node, SequenceNode):
            return [self]
        if not 1 <= len(self.node.value) <= MOST_ITEMS:
            self.wrong(
                f"{self.path} has to hold 1 to {MOST_ITEMS} entries; leave it away where there is nothing to name."
            )
        return [Value(node, self.file, self.path) for node in self.node.value]

    def is_text(self) -> bool:
        return isinstance(self.node, ScalarNode)

    def entries(self, known: Sequence[str], required: Sequence[str] = ()) -> dict[str, Value]:
        """The keys with their values; unknown, repeated and missing keys are each a sentence."""
        if not isinstance(self.node, MappingNode):
            self.wrong(f"{self.path} has to be keys with values: {', '.join(known)}.")
        found: dict[str, Value] = {}
        for key_node, value_node in self.node.value:
            key = str(key_node.value) if isinstance(key_node, ScalarNode) else "?"
            place = Value(key_node, self.file, self.path)
            if key not in known:
                place.wrong(f"{quoted(key)} is not a key of {self.path}; {did_you_mean(key, known)}")
            if key in found:
                place.wrong(f"{quoted(key)} stands twice in {self.path}; keep one.")
            found[key] = Value(value_node, self.file, key)
        for key in required:
            if key not in found:
                self.wrong(f"{self.path} lacks {quoted(key)}; add it.")
        return found


def compose(text: str, file: str) -> Value:
    """The whole file as one value; not loaded into objects, so tags and anchors can do nothing."""
    try:
        _refuse_depth(text, file)
        node = YAML(typ="rt", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise BadInput(f"{shown(file)}{where}: broken YAML: {shown(str(error.problem or error.context))}.") from None
    except (YAMLError, ValueError) as error:
        first = str(error).splitlines()[0] if str(error) else "unreadable"
        raise BadInput(f"{shown(file)}: broken YAML: {shown(first)}; a mapping is plain text.") from None
    if node is None:
        raise BadInput(f"{shown(file)}: the file is empty; see docs/whatif.md for what a mapping names.")
    return Value(node, file, "the mapping")


def _refuse_depth(text: str, file: str) -> None:
    """Event by event, before anything recurses over the file."""
    depth = 0
    for event in YAML(typ="rt", pure=True).parse(text):
        depth += isinstance(event, CollectionStartEvent)
        depth -= isinstance(event, CollectionEndEvent)
        if depth > MOST_DEPTH:
            mark = event.start_mark
            place = f"{shown(file)}, line {mark.line + 1}, column {mark.column + 1}"
            raise BadInput(f"{place}: nested too deeply; a mapping has at most four levels.")
