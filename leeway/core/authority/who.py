"""Who could decide a request at once: in which order people are looked at, and who is found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import chain, islice
from typing import TypeAlias

from leeway.core.authority.crowd import crowd_of
from leeway.core.authority.demands import Demand, Used
from leeway.core.authority.holdings import holdings_of
from leeway.core.authority.judge import at_once, bad_amount
from leeway.core.authority.measures import asking
from leeway.core.authority.model import Guideline, Person, Unit
from leeway.core.authority.plans import plans_of
from leeway.core.authority.requests import Request
from leeway.core.authority.standing import Question
from leeway.core.authority.verdicts import Could
from leeway.core.authority.windows import microseconds

MOST_WHO = 3
MOST_NEAR = 10_000
MOST_JUDGED = 10_000
"""So many people are judged at most; whoever surely cannot is passed over without."""
_Names: TypeAlias = tuple[tuple[str, int | None], ...]
"""Each with how many steps up the line they are, None for others."""


def could(
    guideline: Guideline,
    request: Request,
    used: Callable[[Demand], Used],
    *,
    present: Collection[str] | None = None,
    limit: int | None = MOST_WHO,
    others: bool = False,
) -> tuple[Could, ...]:
    """Who could decide the request at once (go or tell), each judged as it is, with its facts, agreements and reason.

    The person's line upwards, then others in file order; present: who is there now, they come before all others, each
    part keeping that order. limit: how many at most, None for all; others: without whoever asks.
    """
    kind = guideline.kinds.get(request.kind)
    if kind is None or bad_amount(kind.unit, request):
        return ()
    plans, ask, asked = plans_of(guideline), asking(used), None if kind.unit is Unit.NONE else request.amount
    near = _near(guideline, request) if present is None else None
    found: list[Could] = []
    for name, steps in near or islice(_nearest(guideline, request, used, present), MOST_JUDGED):
        if limit is not None and len(found) >= limit:
            break
        held = None if others and name == request.person else plans.held(name, request.kind)
        if held is not None and held.reaches(asked) and (answer := at_once(guideline, request, held, ask)) is not None:
            there = present is not None and name in present
            found.append(Could(name, *answer, held.decimals, steps, there))
    return tuple(found)


def _near(guideline: Guideline, request: Request) -> _Names | None:
    """Everybody who could have the kind at once, in order, where they are few; kept with the guideline."""
    kept: dict[tuple[str, str], _Names | None] = guideline.__dict__.setdefault("_near", {})
    key = request.person, request.kind
    if key in kept:
        return kept[key]
    few = crowd_of(guideline, request.kind).few
    found: _Names | None = None
    if few is not None:
        holders, line = {guideline.people[place].id: None for place in few}, line_of(guideline, request.person)
        mine = [(name, place) for place, name in enumerate(line) if name in holders]
        found = (*mine, *((name, None) for name in holders if name not in line))
    if len(kept) >= MOST_NEAR:
        kept.clear()
    kept[key] = found
    return found


def line_of(guideline: Guideline, person: str) -> tuple[str, ...]:
    """The person, whoever they report to, and so on up; it ends where somebody is unknown or comes again."""
    line = {person: None}
    here = guideline.person(person)
    while here is not None and here.reports_to is not None and here.reports_to not in line:
        line[here.reports_to] = None
        here = guideline.person(here.reports_to)
    return tuple(line)


def in_order(guideline: Guideline, request: Request) -> Iterator[str]:
    """Everybody whom some grant of the kind covers: whoever asks, their line upwards, then others in file order."""
    targets = holdings_of(guideline).giving(request.kind).targets

    def covered(person: Person | None) -> bool:
        return person is not None and any(target.covers(person) for target in targets)

    order = dict.fromkeys([*line_of(guideline, request.person), *(person.id for person in guideline.people)])
    return (name for name in order if covered(guideline.person(name)))


def _nearest(
    guideline: Guideline,
    request: Request,
    used: Callable[[Demand], Used],
    present: Collection[str] | None,
) -> Iterator[tuple[str, int | None]]:
    """The line, then everybody else who holds a grant that is not shut to all; those present first."""
    line = line_of(guideline, request.person)
    steps, places = {name: place for place, name in enumerate(line)}, guideline.places
    here = [name for name in line if present is None or name in present]
    if present is not None:
        here += sorted((name for name in present if name in places and name not in steps), key=places.__getitem__)
    seen = set()
    for name in chain(here, line, _holders(guideline, request, used)):
        if name not in seen:
            seen.add(name)
            yield name, steps.get(name)


def _holders(guideline: Guideline, request: Request, used: Callable[[Demand], Used]) -> Iterator[str]:
    """In the order of the file, once for each grant: whoever holds one that could give it at once to somebody."""
    unit = guideline.kinds[request.kind].unit
    at, asked = microseconds(request.at), None if unit is Unit.NONE else request.amount or 0
    asker = guideline.person(request.person) or Person(request.person)
    question = Question(guideline, request, asker)
    ask, people = asking(used), guideline.people
    crowd = crowd_of(guideline, request.kind)
    for place in crowd.places(asked, lambda plan: not plan.shut(question, ask, at, asked)):
        yield people[place].id
