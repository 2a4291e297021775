"""What the grants, substitutes and guardrails of a guideline file may name, while it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice

from leeway.core.authority import reading
from leeway.core.authority.expressions import Expression, ExpressionError, Type, compile_expression
from leeway.core.authority.flaws import Flaw
from leeway.core.authority.model import Kind, Person, Target, Unit, covers
from leeway.core.authority.reading import MOST_NAMES, Fields, Findings, near, shown
from leeway.core.authority.tree import Node, Scalar


@dataclass
class Declared:
    """What grants and guardrails may name. people: None where the database has them and they are not known here.

    named: people who stand in the file only as somebody's `reports_to`.
    """

    minor_units: int
    names: dict[str, Type]
    broken_facts: set[str] = field(default_factory=set)
    people: Mapping[str, Person] | None = None
    named: frozenset[str] = frozenset()
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    pools: tuple[str, ...] = ()
    _compiled: dict[tuple[str, Type], Expression] = field(default_factory=dict)

    def grantor(self, fields: Fields, findings: Findings) -> str | None:
        """Who gives. Whoever stands at the top may be outside of the file ("board"), unless it looks like a slip."""
        node, what = fields.need("from", "ana"), f"{fields.what}: from"
        person = reading.identifier(node, what, findings)
        if person is not None and node is not None and self.people is not None and person not in self.people:
            outside = fields.has("root") and not get_close_matches(person, islice(self.people, MOST_NAMES), n=1)
            say = findings.warning if outside or person in self.named else findings.error
            message = f"{what} names {person}, who is not among the people{near(person, self.people)}"
            say(node, message, Flaw.UNKNOWN_PERSON)
        return person

    def owner(self, fields: Fields, findings: Findings) -> str | None:
        """Whoever answers for a pool or a guardrail; they need not decide anything, so they need not be listed."""
        node, what = fields.get("owner"), f"{fields.what}: owner"
        person = reading.identifier(node, what, findings)
        if person is not None and node is not None and self.people is not None and person not in self.people:
            message = f"{what} names {person}, who is not among the people{near(person, self.people)}"
            findings.warning(node, message, Flaw.UNKNOWN_PERSON)
        return person

    def target_person(self, target: Target | None, node: Node, what: str, findings: Findings) -> None:
        """Report a target that names a person who is not there."""
        if target is None or target.sort != "person" or self.people is None or target.name in self.people:
            return
        message = f"{what} names {target.name}, who is not among the people{near(target.name, self.people)}"
        findings.error(node, message, Flaw.UNKNOWN_PERSON)

    def units(self, may: str | None) -> set[Unit]:
        """The units of the kinds that a grant gives."""
        return {kind.unit for kind in self.kinds.values() if may is not None and covers(may, kind.id)}

    def expression(self, node: Node | None, what: str, wants: Type, findings: Findings) -> Expression | None:
        if node is None:
            return None
        if not isinstance(node, Scalar):
            findings.error(node, f"{what} must be an expression in quotes, not {shown(node)}")
            return None
        if any(name in node.text for name in self.broken_facts):
            return None
        try:
            if (found := self._compiled.get((node.text, wants))) is None:
                found = compile_expression(node.text, self.names, wants, self.minor_units)
                self._compiled[node.text, wants] = found
            return found
        except ExpressionError as error:
            findings.error_within(node, error.offset, f"{what}: {error.message}")
            return None
