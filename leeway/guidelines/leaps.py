"""Who would rise by more than one step of the ladder at once when a file comes into force.

Authority is grown into, a step at a time. In the product an offer of more than the next step is refused; a file may say
it, for it also sets up what is new, but whoever publishes it should know.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from leeway.core.authority import Guideline
from leeway.core.authority.ladder import RUNGS, Rung, ladder


@dataclass(frozen=True, slots=True)
class Leap:
    """For one kind, from one rung to another: whom it concerns, in the order of the file."""

    kind: str
    was: Rung
    now: Rung
    people: tuple[str, ...]

    @property
    def steps(self) -> int:
        return RUNGS.index(self.now) - RUNGS.index(self.was)


def leaps(old: Guideline | None, new: Guideline, people: Iterable[str], at: datetime) -> tuple[Leap, ...]:
    """Of these people, those whom both versions know, for kinds that both have; nothing before the first version.

    at: aware UTC. A leap in what is new to everybody is none: nobody could have stood on a lower step of it.
    """
    if old is None:
        return ()
    found: dict[tuple[str, Rung, Rung], list[str]] = {}
    for person in people:
        if old.person(person) is None or new.person(person) is None:
            continue
        before = {each.kind: each for each in ladder(old, person, at)}
        for now in ladder(new, person, at):
            was = before.get(now.kind)
            if was is not None and now.step > was.step + 1:
                found.setdefault((now.kind, was.rung, now.rung), []).append(person)
    return tuple(Leap(kind, was, now, tuple(who)) for (kind, was, now), who in found.items())
