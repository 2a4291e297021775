"""Who could decide a request at once: in which order people are looked at, and who is found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from leeway.core.authority.demands import Demand, Used
from leeway.core.authority.judge import judge_alone
from leeway.core.authority.model import Guideline, Person
from leeway.core.authority.requests import Request
from leeway.core.authority.verdicts import Could

MOST_WHO = 3


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

    In the order of `in_order`; limit: how many at most, None for all; others: without whoever asks.
    """
    steps = {name: place for place, name in enumerate(line_of(guideline, request.person))}
    found: list[Could] = []
    for person in in_order(guideline, request, present):
        if limit is not None and len(found) >= limit:
            break
        if others and person == request.person:
            continue
        verdict = judge_alone(guideline, replace(request, person=person), used)
        if verdict.at_once:
            there = present is not None and person in present
            found.append(Could(person, verdict.verdict, verdict.most, verdict.decimals, steps.get(person), there))
    return tuple(found)


def line_of(guideline: Guideline, person: str) -> tuple[str, ...]:
    """The person, whoever they report to, and so on up; it ends where somebody is unknown or comes again."""
    line = {person: None}
    here = guideline.person(person)
    while here is not None and here.reports_to is not None and here.reports_to not in line:
        line[here.reports_to] = None
        here = guideline.person(here.reports_to)
    return tuple(line)


def in_order(guideline: Guideline, request: Request, present: Collection[str] | None = None) -> Iterator[str]:
    """Everybody whom some grant of the kind covers: whoever asks, their line upwards, then others in file order.

    present: who is there now; they come before all others, each part keeping that order.
    """
    targets = {grant.to for grant in guideline.grants if grant.covers_kind(request.kind)}
    targets |= {substitute.to for substitute in guideline.substitutes if substitute.covers_kind(request.kind)}

    def covered(person: Person | None) -> bool:
        return person is not None and any(target.covers(person) for target in targets)

    order = dict.fromkeys([*line_of(guideline, request.person), *(person.id for person in guideline.people)])
    able = (name for name in order if covered(guideline.person(name)))
    if present is None:
        yield from able
        return
    absent = []
    for name in able:
        if name in present:
            yield name
        else:
            absent.append(name)
    yield from absent
