"""Who agrees for whom: each target by a person of its own, found by augmenting paths, since first come may be wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TypeVar

from leeway.core.authority.model import Guideline, Person, Target

Wanted = TypeVar("Wanted")


def stand_for(wanted: Sequence[Wanted], names: Iterable[str], covers: Callable[[Wanted, str], bool]) -> dict[str, int]:
    """Person by person the place of what they stand for; nobody stands for two. All are met if it is as long."""
    names = tuple(names)
    given: dict[str, int] = {}

    def place(index: int, tried: set[str]) -> bool:
        for name in names:
            if name not in tried and covers(wanted[index], name):
                tried.add(name)
                if name not in given or place(given[name], tried):
                    given[name] = index
                    return True
        return False

    for index in range(len(wanted)):
        place(index, set())
    return given


def each_by_another(wanted: Sequence[Wanted], names: Iterable[str], covers: Callable[[Wanted, str], bool]) -> bool:
    """Whether everything that is wanted gets somebody of its own."""
    return len(stand_for(wanted, names, covers)) == len(wanted)


def unmet(
    guideline: Guideline, wanted: Sequence[Target], agreed: Iterable[str], others: Iterable[str]
) -> list[Target] | None:
    """The targets that are still to be agreed for, by people among `others`: as few as can be.

    None where they are not all there. Who agreed already may count for another target than the first that fits them.
    """
    here = _people(guideline, agreed)
    there = _enough(wanted, _people(guideline, others))
    given = _given(wanted, [*here, *there])
    if len(given) < len(wanted):
        return None
    new = [person for person in there if person.id in given]
    for person in tuple(new):
        fewer = _given(wanted, [*here, *(other for other in new if other is not person)])
        if len(fewer) == len(wanted):
            new.remove(person)
            given = fewer
    return [wanted[given[person.id]] for person in new if person.id in given]


def somebody_for_each(guideline: Guideline, wanted: Sequence[Target], names: Iterable[str]) -> list[str] | None:
    """A different person among `names` for each target; None where there are not enough."""
    given = _given(wanted, _enough(wanted, _people(guideline, names)))
    return list(given) if len(given) == len(wanted) else None


def could_be_met(guideline: Guideline, wanted: Sequence[Target], person: str) -> bool:
    """Whether there are others than `person` to agree, a different one for each target; no automated agent agrees."""
    enough: dict[str, Person] = {}
    for target in dict.fromkeys(wanted):
        named = (guideline.people[place] for place in guideline.places_of(target))
        others = (each for each in named if each.id != person and not each.service)
        enough |= {each.id: each for each in islice(others, len(wanted))}
    return len(_given(wanted, list(enough.values()))) == len(wanted)


def _people(guideline: Guideline, names: Iterable[str]) -> list[Person]:
    return [person for name in names if (person := guideline.person(name)) is not None]


def _enough(wanted: Sequence[Target], people: list[Person]) -> list[Person]:
    """For each target as many as could be needed: whoever is left out changes nothing."""
    enough: dict[str, Person] = {}
    for target in dict.fromkeys(wanted):
        covered = (person for person in people if target.covers(person))
        enough |= {person.id: person for person, _ in zip(covered, wanted, strict=False)}
    return list(enough.values())


def _given(wanted: Sequence[Target], people: list[Person]) -> dict[str, int]:
    known = {person.id: person for person in people}
    return stand_for(wanted, known, lambda target, name: target.covers(known[name]))
