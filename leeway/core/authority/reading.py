"""Small readers of one value each; every one reports what is wrong and then returns None, so that reading goes on."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import islice

from leeway.core.authority import amounts, currencies, windows
from leeway.core.authority.flaws import Flaw
from leeway.core.authority.model import Target
from leeway.core.authority.tree import Node, Problem, Scalar, Severity, Table
from leeway.core.authority.tree import Sequence as Listing

_IDENTIFIER = re.compile(r"[^\s/:,*\[\]{}\x00-\x1f\x7f]{1,64}\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
MOST_ITEMS = 10_000
MOST_PROBLEMS = 500
MOST_NAMES = 2000
"""Names that a suggestion is looked for in."""
EVERYONE = Target("everyone")


class Enough(Exception):  # noqa: N818  it is an answer, not a fault
    """So many errors that reading on helps nobody."""


class Findings:
    """The problems found so far, of each severity the first MOST_PROBLEMS. Raises Enough at as many errors.

    currency: the guideline's own, as far as it is known yet.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.currency = ""
        self._count: Counter[Severity] = Counter()

    def _add(self, line: int, column: int, message: str, severity: Severity, code: Flaw) -> None:
        self._count[severity] += 1
        if self._count[severity] <= MOST_PROBLEMS:
            self.problems.append(Problem(line, column, message, severity, code))
        elif severity is Severity.ERROR:
            message = f"there are more than {MOST_PROBLEMS} problems; mend those above first"
            self.problems.append(Problem(line, column, message, severity, Flaw.TOO_LARGE))
            raise Enough

    def error(self, node: Node, message: str, code: Flaw = Flaw.WRONG_VALUE) -> None:
        self._add(node.line, node.column, message, Severity.ERROR, code)

    def error_within(self, node: Scalar, offset: int, message: str, code: Flaw = Flaw.EXPRESSION) -> None:
        line, column = node.place(offset)
        self._add(line, column, message, Severity.ERROR, code)

    def chain(self, node: Node, message: str, code: Flaw = Flaw.WIDER) -> None:
        self._add(node.line, node.column, message, Severity.CHAIN, code)

    def warning(self, node: Node, message: str, code: Flaw = Flaw.WRONG_VALUE) -> None:
        self._add(node.line, node.column, message, Severity.WARNING, code)


class Fields:
    """The keys of one map: each known, each once, none empty. `what` names it in sentences ("grant rep-refund")."""

    def __init__(self, node: Table, what: str, known: Sequence[str], findings: Findings) -> None:
        self.node, self.what, self.findings = node, what, findings
        self._values: dict[str, Node] = {}
        self._keys: dict[str, Scalar] = {}
        for key, value in node.entries:
            if key.text not in known:
                findings.error(key, f"{what} has no key {shown(key)}{near(key.text, known)}", Flaw.KEY_UNKNOWN)
            elif key.text in self._keys:
                findings.error(key, f"{what} has the key {key.text} twice; leave one of them out", Flaw.KEY_REPEATED)
            else:
                self._keys[key.text] = key
                if not (isinstance(value, Scalar) and value.null):
                    self._values[key.text] = value

    def get(self, key: str) -> Node | None:
        """The value; None where the key is absent. A key with nothing behind it is reported and taken as absent."""
        if key not in self._values and key in self._keys:
            message = f"{key} is empty; give it a value or leave the key out"
            self.findings.error(self._keys[key], message, Flaw.KEY_EMPTY)
            self._keys.pop(key)
        return self._values.get(key)

    def need(self, key: str, example: str) -> Node | None:
        written = self.has(key)
        if (value := self.get(key)) is None and not written:
            message = f"{self.what} lacks the key {key}; add `{key}: {example}`"
            self.findings.error(self.node, message, Flaw.KEY_MISSING)
        return value

    def has(self, key: str) -> bool:
        return key in self._keys

    def at(self, key: str) -> Node:
        """Where the value stands; the map itself where there is none."""
        return self._values.get(key, self.node)


def shown(node: Node) -> str:
    """What was written, short and printable, in quotes; "a list" and "a map" for those."""
    if isinstance(node, Scalar):
        text = node.text if node.text.isprintable() else ascii(node.text)[1:-1]
        return f'"{text}"' if len(text) <= 40 else f'"{text[:37]}..."'
    return "a map" if isinstance(node, Table) else "a list"


def near(word: str, known: Iterable[str]) -> str:
    """What would be right: the nearest known word, or all of them where they are few."""
    names = list(islice(dict.fromkeys(islice(known, MOST_NAMES)), MOST_NAMES))
    close = difflib.get_close_matches(word[:80], names, n=1, cutoff=0.6)
    if close:
        return f"; did you mean {close[0]}?"
    if not names:
        return "; none is declared"
    return f"; known are {', '.join(names[:20])}" + (" and others" if len(names) > 20 else "")


def table(node: Node, what: str, findings: Findings) -> Table | None:
    if isinstance(node, Table):
        return node
    findings.error(node, f"{what} must be a map (`key: value`), not {shown(node)}", Flaw.WRONG_TYPE)
    return None


def listed(node: Node | None, what: str, findings: Findings, most: int = MOST_ITEMS) -> tuple[Node, ...]:
    if node is None:
        return ()
    if not isinstance(node, Listing):
        findings.error(node, f"{what} must be a list (`- ...` or `[...]`), not {shown(node)}", Flaw.WRONG_TYPE)
        return ()
    if len(node.items) > most:
        findings.error(node, f"{what} has {len(node.items)} entries; at most {most} are allowed", Flaw.TOO_LARGE)
        return ()
    return node.items


def text(node: Node | None, what: str, findings: Findings, longest: int = 2000) -> str | None:
    if node is None:
        return None
    if not isinstance(node, Scalar) or node.null or not node.text.strip():
        findings.error(node, f"{what} must be text, not {'nothing' if isinstance(node, Scalar) else shown(node)}")
        return None
    if len(node.text) > longest:
        findings.error(node, f"{what} has {len(node.text)} characters; at most {longest} are allowed")
        return None
    return node.text


def identifier(node: Node | None, what: str, findings: Findings) -> str | None:
    """A short name without blanks, slashes, colons, commas, brackets or stars."""
    if (name := text(node, what, findings)) is None or node is None:
        return None
    if not _IDENTIFIER.match(name):
        findings.error(
            node, f"{what} {shown(node)} cannot be a name; use at most 64 letters, digits, dots, hyphens or underscores"
        )
        return None
    return name


def choice(node: Node | None, what: str, words: Iterable[str], findings: Findings) -> str | None:
    if node is None:
        return None
    known = tuple(words)
    if not isinstance(node, Scalar) or node.text not in known:
        findings.error(node, f"{what} must be one of {', '.join(known)}, not {shown(node)}")
        return None
    return node.text


def yes_no(node: Node | None, what: str, findings: Findings) -> bool | None:
    if node is None:
        return None
    if not isinstance(node, Scalar) or not node.plain or node.text.lower() not in ("true", "false"):
        findings.error(node, f"{what} must be true or false, not {shown(node)}")
        return None
    return node.text.lower() == "true"


def whole(node: Node | None, what: str, most: int, findings: Findings) -> int | None:
    """A whole number from 0 to `most`."""
    if node is None:
        return None
    written = node.text if isinstance(node, Scalar) else ""
    if not re.fullmatch(r"0|[1-9][0-9]{0,17}", written) or int(written) > most:
        findings.error(node, f"{what} must be a whole number from 0 to {most}, not {shown(node)}")
        return None
    return int(written)


def amount(node: Node | None, what: str, decimals: int, findings: Findings) -> int | None:
    """An amount in minor units, judged on its text; quotes make no difference."""
    if node is None:
        return None
    if not isinstance(node, Scalar):
        findings.error(node, f"{what} must be an amount such as 250.00, not {shown(node)}")
        return None
    try:
        return amounts.read_amount(node.text, decimals)
    except amounts.BadAmount as bad:
        if (other := currencies.named(node.text)) is None:
            findings.error(node, f"{what}: {bad}")
            return None
        own, written = findings.currency or "the guideline's", node.text[:40]
        if other not in (own, currencies.SIGNS.get(own)):
            message = f"{written} is in another currency than {own}; a guideline has one, so write the amount in {own}"
        else:
            message = f"{written} names the currency; an amount is a plain number of {own} such as 250.00"
        findings.error(node, f"{what}: {message}", Flaw.OTHER_CURRENCY)
        return None


def day(node: Node | None, what: str, findings: Findings) -> date | None:
    if node is None:
        return None
    written = node.text if isinstance(node, Scalar) else ""
    try:
        if not _DATE.match(written):
            raise ValueError(written)
        return date.fromisoformat(written)
    except ValueError:
        findings.error(node, f"{what} must be a day such as 2026-01-31, not {shown(node)}")
        return None


def window(node: Node | None, what: str, findings: Findings) -> windows.Window | None:
    if node is None:
        return None
    found = windows.read_window(node.text) if isinstance(node, Scalar) else None
    if found is None:
        findings.error(
            node,
            f"{what} cannot be {shown(node)}; write `7 days`, `4 hours` or `calendar day|week|month|quarter|year`, "
            "at most a hundred years",
        )
    return found


def length(node: Node | None, what: str, findings: Findings) -> timedelta | None:
    if node is None:
        return None
    found = windows.read_length(node.text) if isinstance(node, Scalar) else None
    if found is None:
        findings.error(node, f"{what} cannot be {shown(node)}; write `4 hours` or `2 days`, at most a hundred years")
    return found


def target(node: Node | None, what: str, findings: Findings) -> Target | None:
    if node is None:
        return None
    written = node.text if isinstance(node, Scalar) else ""
    sort, colon, name = written.partition(":")
    if written == "everyone":
        return Target("everyone")
    if sort == "person" and _IDENTIFIER.match(name):
        return Target(sort, name)
    if sort in ("level", "team") and colon and name == name.strip() and name.isprintable() and 0 < len(name) <= 64:
        return Target(sort, name)
    findings.error(node, f"{what} cannot be {shown(node)}; write `person:ID`, `level:NAME`, `team:NAME` or `everyone`")
    return None
