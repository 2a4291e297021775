"""Which grants a person holds for a kind, found by whom they name and not by looking through all of them."""

from __future__ import annotations

from collections.abc import Iterator

from leeway.core.authority.expressions import Expression
from leeway.core.authority.model import Grant, Guideline, Per, Person, Substitute, Target

MOST_KEPT = 200_000
"""So many answers are kept; then it begins anew."""


class Giving:
    """The grants and substitutes that give one kind, by whom they name.

    facts_read: the facts that judging a decision of the kind may read. counted_by_all: the tags of the limits that
    count every decision of the kind.
    """

    def __init__(self, guideline: Guideline, kind: str) -> None:
        self._by_target: dict[tuple[str, str], list[tuple[int, Grant]]] = {}
        for place, grant in enumerate(guideline.grants):
            if grant.covers_kind(kind):
                self._by_target.setdefault((grant.to.sort, grant.to.name), []).append((place, grant))
        grants = [grant for grant in guideline.grants if grant.covers_kind(kind)]
        self.facts_read = frozenset(_facts_read(guideline, grants))
        self.counted_by_all = tuple(f"kinds:{grant.id}" for grant in grants if _counts_by_all(grant))
        self.substitutes: dict[str, list[Substitute]] = {}
        for substitute in guideline.substitutes:
            if substitute.covers_kind(kind):
                self.substitutes.setdefault(substitute.to.name, []).append(substitute)

    def to(self, person: Person) -> list[Grant]:
        """The grants that name the person, in the order of the file."""
        named = [("person", person.id), ("level", person.level), ("team", person.team), ("everyone", "")]
        found = [each for sort, name in named if name is not None for each in self._by_target.get((sort, name), ())]
        return [grant for _, grant in sorted(found, key=lambda each: each[0])]

    @property
    def targets(self) -> frozenset[Target]:
        """Whom they name."""
        named = {Target(sort, name) for sort, name in self._by_target}
        return frozenset(named | {Target("person", name) for name in self.substitutes})


def _facts_read(guideline: Guideline, grants: list[Grant]) -> Iterator[str]:
    """The facts that guardrails and these grants read, and those that any limit is per."""
    yield from guideline.summed_facts
    expressions: list[object] = [rail.never for rail in guideline.guardrails]
    for grant in grants:
        expressions += [grant.when, grant.up_to, grant.widen.when if grant.widen else None]
        if grant.advice:
            yield from (name for name in grant.advice.affected if isinstance(name, str))
    for expression in expressions:
        if isinstance(expression, Expression):
            yield from expression.names


def _counts_by_all(grant: Grant) -> bool:
    return any(limit.every_grant and limit.per is Per.GRANT for limit in grant.limits)


class Holdings:
    """For one guideline. What was found is kept; several threads may ask at once, and each finds the same."""

    def __init__(self, guideline: Guideline) -> None:
        self._guideline = guideline
        self._giving: dict[str, Giving] = {}
        self._held: dict[tuple[str, str], tuple[Grant, ...]] = {}

    def giving(self, kind: str) -> Giving:
        if (found := self._giving.get(kind)) is None:
            found = self._giving[kind] = Giving(self._guideline, kind)
        return found

    def held(self, person_id: str, kind: str) -> tuple[Grant, ...]:
        """The grants that name the person and the kind, in the order of the file, then the links of substitutes."""
        found = self._held.get((person_id, kind))
        if found is None:
            person = self._guideline.person(person_id)
            found = () if person is None else tuple(self._find(person, kind))
            if len(self._held) >= MOST_KEPT:
                self._held.clear()
            self._held[person_id, kind] = found
        return found

    def _find(self, person: Person, kind: str) -> Iterator[Grant]:
        if kind not in self._guideline.kinds:
            return
        giving = self.giving(kind)
        yield from giving.to(person)
        for substitute in giving.substitutes.get(person.id, ()):
            replaced = self._guideline.person(substitute.grantor)
            if replaced is not None:
                yield from map(substitute.link, giving.to(replaced))


def holdings_of(guideline: Guideline) -> Holdings:
    """Kept with the guideline, which never changes."""
    found = guideline.__dict__.get("_holdings")
    if found is None:
        found = guideline.__dict__.setdefault("_holdings", Holdings(guideline))
    assert isinstance(found, Holdings)
    return found


def facts_read(guideline: Guideline, kind: str) -> frozenset[str]:
    """The facts that judging a decision of the kind may read; of a kind that the guideline does not know, too."""
    known = kind in guideline.kinds
    return (holdings_of(guideline).giving(kind) if known else Giving(guideline, kind)).facts_read
