"""Which grants a person holds for a kind, found by whom they name and not by looking through all of them."""

from __future__ import annotations

from collections.abc import Iterator

from leeway.core.authority.model import Grant, Guideline, Person, Substitute, Target

MOST_KEPT = 200_000
"""So many answers are kept; then it begins anew."""


class Giving:
    """The grants and substitutes that give one kind, by whom they name."""

    def __init__(self, guideline: Guideline, kind: str) -> None:
        self._by_target: dict[tuple[str, str], list[tuple[int, Grant]]] = {}
        for place, grant in enumerate(guideline.grants):
            if grant.covers_kind(kind):
                self._by_target.setdefault((grant.to.sort, grant.to.name), []).append((place, grant))
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
