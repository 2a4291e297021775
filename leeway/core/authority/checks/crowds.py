"""Whom a target reaches: the people of a guideline, looked up instead of gone through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from leeway.core.authority.model import Person, Target

STEPS = 5_000_000
"""How many people are looked at for trainings in all; what is not found out by then is taken as possible."""


@dataclass(frozen=True, slots=True)
class Skills:
    """Who may act: of a target, with all of these trainings."""

    target: Target
    training: frozenset[str]


class Crowds:
    """known: False where the people are in the database and not here; then everybody is possible."""

    def __init__(self, people: Iterable[Person], *, known: bool) -> None:
        self.known = known
        self.people = {person.id: person for person in people}
        self._everyone = list(self.people.values())
        self._by_level: dict[str, list[Person]] = defaultdict(list)
        self._by_team: dict[str, list[Person]] = defaultdict(list)
        self._by_training: dict[str, list[Person]] = defaultdict(list)
        for person in self._everyone:
            if person.level is not None:
                self._by_level[person.level].append(person)
            if person.team is not None:
                self._by_team[person.team].append(person)
            for name in person.training:
                self._by_training[name].append(person)
        self._skilled: dict[Skills, tuple[Person, ...] | None] = {}
        self._steps = 0

    def names(self, sort: str) -> list[str]:
        """The levels or teams that somebody has."""
        return sorted(self._by_level if sort == "level" else self._by_team if sort == "team" else ())

    def of(self, target: Target) -> list[Person]:
        match target.sort:
            case "everyone":
                return self._everyone
            case "level":
                return self._by_level.get(target.name, [])
            case "team":
                return self._by_team.get(target.name, [])
            case _:
                return [self.people[target.name]] if target.name in self.people else []

    def others(self, target: Target, most: int) -> list[Person]:
        """The first of a target who may agree; an automated agent agrees to nothing."""
        return list(islice((person for person in self.of(target) if not person.service), most))

    def reaches(self, target: Target) -> bool:
        return not self.known or bool(self.of(target))

    def covers(self, target: Target, person_id: str) -> bool:
        """Whether a person is of a target."""
        if not self.known:
            return True
        person = self.people.get(person_id)
        return person is not None and target.covers(person)

    def has_training(self, name: str) -> bool:
        return not self.known or name in self._by_training

    def skilled(self, wanted: Skills, most: int) -> tuple[Person, ...] | None:
        """The first `most` who are of the target and have the training; None where that is not known."""
        if not self.known:
            return None
        found = self._skilled.get(wanted, ())
        if wanted not in self._skilled or (found is not None and len(found) < most):
            found = self._skilled[wanted] = self._search(wanted, most)
        return found if found is None else found[:most]

    def _search(self, wanted: Skills, most: int) -> tuple[Person, ...] | None:
        crowds = [self.of(wanted.target), *(self._by_training.get(name, []) for name in wanted.training)]
        found: list[Person] = []
        for person in min(crowds, key=len):
            self._steps += 1
            if self._steps > STEPS:
                return None
            if wanted.training <= person.training and wanted.target.covers(person):
                found.append(person)
                if len(found) == most:
                    break
        return tuple(found)
