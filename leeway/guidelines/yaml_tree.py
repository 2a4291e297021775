"""YAML 1.2 to the core's plain tree, from the parser's events: no value is interpreted, nothing is constructed.

What a guideline does not need is refused, since it only hides things: anchors and aliases, tags, several documents.
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from leeway.core.authority.tree import Node, Scalar, Sequence, Table
from leeway.guidelines.positions import Source

MOST_NODES = 100_000
DEEPEST = 12


class NotYaml(Exception):  # noqa: N818  it is an answer, not a fault
    """The text is not YAML that a guideline may use. Line and column from 1."""

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(message)
        self.line, self.column, self.message = line, column, message


def read_tree(text: str) -> Node:
    """The one document of the text; an empty text is an empty scalar. Raises NotYaml."""
    builder = _Builder(Source(text))
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise NotYaml(line, column, _sentence(error, text, line)) from None
    except ReaderError as error:
        line, column = Source(text).place(min(error.position, len(text)))
        message = f"the character {error.character!r} may not stand in YAML; remove it"
        raise NotYaml(line, column, message) from None
    except (YAMLError, ValueError, RecursionError, AssertionError) as error:
        raise NotYaml(1, 1, f"the file is not YAML ({type(error).__name__}); see docs/guidelines.md") from None
    return builder.root or Scalar(1, 1, "")


class _Builder:
    """Puts the events together without recursion, so that depth is a plain number here."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root: Node | None = None
        self._open: list[tuple[Event, list[Node]]] = []
        self._nodes = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._refuse(event, "a second document begins here; a guideline is one document, so remove `---`")
        elif isinstance(event, AliasEvent):
            self._refuse(event, f"the alias *{event.anchor} is not allowed in a guideline; write the value out")
        elif isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent):
            self._begin(event)
        elif isinstance(event, SequenceEndEvent | MappingEndEvent):
            self._end()

    def _begin(self, event: Any) -> None:
        self._nodes += 1
        if event.anchor is not None:
            self._refuse(event, f"the anchor &{event.anchor} is not allowed in a guideline; write each value out")
        if event.tag is not None:
            self._refuse(event, "a tag (`!...`) is not allowed in a guideline; write the plain value")
        if self._nodes > MOST_NODES:
            self._refuse(event, f"the file has more than {MOST_NODES} values; a guideline has far fewer")
        if not isinstance(event, ScalarEvent):
            if len(self._open) >= DEEPEST:
                self._refuse(event, f"lists and maps are nested more than {DEEPEST} deep; a guideline needs at most 6")
            self._open.append((event, []))
            return
        mark = event.start_mark
        within = self.source.finder(event.value, mark.index, event.style)
        self._add(Scalar(mark.line + 1, mark.column + 1, event.value, not event.style, within))

    def _end(self) -> None:
        event, children = self._open.pop()
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, SequenceStartEvent):
            self._add(Sequence(line, column, tuple(children)))
            return
        entries = []
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar):
                raise NotYaml(key.line, key.column, "a key must be a word, not a list or a map; write `key: value`")
            entries.append((key, value))
        self._add(Table(line, column, tuple(entries)))

    def _add(self, node: Node) -> None:
        if self._open:
            self._open[-1][1].append(node)
        else:
            self.root = node

    def _refuse(self, event: Event, message: str) -> None:
        raise NotYaml(event.start_mark.line + 1, event.start_mark.column + 1, message)


def _sentence(error: MarkedYAMLError, text: str, line: int) -> str:
    """What the parser found, and for the usual slips what would be right."""
    problem = str(error.problem or error.context or "it cannot be understood")
    lines = text.splitlines()
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in here[: len(here) - len(here.lstrip())] or "'\\t'" in problem:
        return "a tab stands where YAML wants blanks; indent with blanks"
    if "mapping values are not allowed" in problem:
        return "a second `: ` on one line; put text with a colon in quotes, or check the indentation above"
    if "unexpected end of stream" in problem:
        return "the file ends within a quoted text; close the quotes"
    if "<stream end>" in problem:
        return "the file ends within a list or map; close its bracket"
    if "expected <block end>" in problem or "did not find expected" in problem:
        return "the indentation does not fit the lines above; give entries of one list or map the same indentation"
    return f"this is not YAML: {problem}; put text with special characters in quotes"
