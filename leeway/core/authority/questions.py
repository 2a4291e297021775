"""Two questions of their own: "what can I decide?" and "who can decide this?".

Both say what a person could get and what it still hangs on, so that nobody has to try. Nothing is guessed: what depends
on a customer, a case or a fact that was not named is told with its full amount and with what it hangs on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from leeway.core.authority.amounts import write_amount
from leeway.core.authority.demands import Demand, Used, candidates
from leeway.core.authority.expressions import Value
from leeway.core.authority.judge import judge_alone
from leeway.core.authority.model import NARROWNESS, Guideline, Person, Unit
from leeway.core.authority.options import Option, option, rails_for
from leeway.core.authority.requests import Request
from leeway.core.authority.verdicts import Answer, Reason, Verdict

MOST_WHO = 3
MOST_TRIED = 1_000
"""How many people `what_can` looks at, for each kind that is not one's own, before it says that nobody was found."""


@dataclass(frozen=True, slots=True)
class Leeway:
    """What a person can decide of one kind, now.

    verdict: the best answer that they could get (go, tell, intend, advise), once the needs of `best` are met; `beyond`
    where no grant gives it or nothing is left, `never` where a guardrail stops it whatever the amount.
    best: the option that gives it, None where no grant names the person and the kind. others: further ones, best first.
    needs: what guardrails have to know before anything goes, beside the needs of the option. stopped: by which of them.
    who: for `beyond`, up to three people who could have it: the person's own line upwards, then others in file order.
    """

    kind: str
    unit: Unit
    decimals: int
    verdict: Answer
    best: Option | None = None
    others: tuple[Option, ...] = ()
    needs: tuple[Reason, ...] = ()
    stopped: tuple[Reason, ...] = ()
    who: tuple[str, ...] = ()

    @property
    def mine(self) -> bool:
        return self.verdict not in (Answer.BEYOND, Answer.NEVER)

    def as_data(self) -> dict[str, Any]:
        """Plain data, amounts as text."""
        return {
            "kind": self.kind,
            "unit": self.unit.value,
            "verdict": self.verdict.value,
            **({} if self.best is None else self.best.as_data()),
            "needs": [need.as_data() for need in (*self.needs, *(self.best.needs if self.best else ()))],
            "stopped": [reason.as_data() for reason in self.stopped],
            "who": list(self.who),
            "others": [{"verdict": other.verdict.value, **other.as_data()} for other in self.others],
        }


@dataclass(frozen=True, slots=True)
class Could:
    """Somebody who could decide a request at once. most: the largest amount for which they could, None without amounts
    or without a bound. steps: how many steps up the line of whoever asks (0: themselves), None for somebody else.
    verdict: theirs in full, for whoever wants to know by which grant and what is left."""

    person: str
    answer: Answer
    most: int | None
    steps: int | None
    present: bool
    verdict: Verdict = field(repr=False)

    def as_data(self) -> dict[str, Any]:
        """Plain data, amounts as text."""
        most = None if self.most is None else write_amount(self.most, self.verdict.decimals)
        data: dict[str, Any] = {"person": self.person, "verdict": self.answer.value, "most": most}
        return {**data, "steps": self.steps, "present": self.present}


def what_can(
    guideline: Guideline,
    person: str,
    at: datetime,
    used: Callable[[Demand], Used],
    *,
    customer: str | None = None,
    case: str | None = None,
    facts: Mapping[str, Value] = MappingProxyType({}),
) -> tuple[Leeway, ...]:
    """All leeway of `person` at `at` (aware UTC): one entry for every kind, in the order of the file.

    used: answers sums of this person's chains, and of other people's for kinds that are beyond. facts: typed as in a
    `Request`. Nothing for a person who is not among the people.
    """
    if guideline.person(person) is None:
        return ()
    used = cache(used)
    entries = []
    for kind in guideline.kinds:
        request = Request(id=None, at=at, person=person, kind=kind, customer=customer, case=case, facts=facts)
        entry = _leeway(guideline, request, used)
        if entry.verdict is Answer.BEYOND:
            entry = replace(entry, who=tuple(_holders(guideline, request, used)))
        entries.append(entry)
    return tuple(entries)


def who_could(
    guideline: Guideline,
    request: Request,
    used: Callable[[Demand], Used],
    *,
    present: Collection[str] | None = None,
    limit: int | None = 3,
) -> tuple[Could, ...]:
    """Who could decide the request at once (go or tell): whoever asks, their line upwards, then others in file order.

    present: who is there now; they come first, each part keeping its order. None: nothing is known of that. limit: how
    many at most, None for all. The request is judged for each as it is, with its facts, agreements and its reason.
    """
    used = cache(used)
    steps = {name: place for place, name in enumerate(line_of(guideline, request.person))}
    found: list[Could] = []
    for person in _in_order(guideline, request, list(steps), present):
        if limit is not None and len(found) >= limit:
            break
        verdict = judge_alone(guideline, replace(request, person=person), used)
        if verdict.at_once:
            there = present is not None and person in present
            found.append(Could(person, verdict.verdict, verdict.most, steps.get(person), there, verdict))
    return tuple(found)


def line_of(guideline: Guideline, person: str) -> tuple[str, ...]:
    """The person, whoever they report to, and so on up; it ends where somebody is unknown or comes again."""
    line = [person]
    here = guideline.person(person)
    while here is not None and here.reports_to is not None and here.reports_to not in line:
        line.append(here.reports_to)
        here = guideline.person(here.reports_to)
    return tuple(line)


def _in_order(
    guideline: Guideline, request: Request, line: list[str], present: Collection[str] | None
) -> Iterator[str]:
    """Everybody whom some grant of the kind covers: the line, then file order; those present before the others."""
    targets = {grant.to for grant in guideline.grants if grant.covers_kind(request.kind)}

    def covered(person: Person | None) -> bool:
        return person is not None and any(target.covers(person) for target in targets)

    order = dict.fromkeys([*line, *(person.id for person in guideline.people)])
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


def _leeway(guideline: Guideline, request: Request, used: Callable[[Demand], Used]) -> Leeway:
    kind = guideline.kinds[request.kind]
    rails = rails_for(guideline, request)
    options = [option(guideline, grant, request, rails, used) for grant in candidates(guideline, request)]
    options.sort(key=_rank)
    best, others = (options[0], tuple(options[1:])) if options else (None, ())
    verdict = Answer.NEVER if rails.ceiling == 0 else best.verdict if best else Answer.BEYOND
    decimals = guideline.decimals(kind.unit)
    return Leeway(kind.id, kind.unit, decimals, verdict, best, others, rails.needs, rails.stopped)


def _rank(found: Option) -> tuple[bool, bool, int, bool, int]:
    """What can be had now before what needs a training first, then the widest mode, then the larger reach."""
    reach = found.at_most
    return (found.verdict is Answer.BEYOND, found.untrained, NARROWNESS[found.mode], reach is not None, -(reach or 0))


def _holders(guideline: Guideline, request: Request, used: Callable[[Demand], Used]) -> list[str]:
    """Up to three others who could have it at once; nobody is looked for beyond MOST_TRIED people."""
    found: list[str] = []
    line = list(line_of(guideline, request.person))
    for tried, person in enumerate(_in_order(guideline, request, line, None)):
        if len(found) == MOST_WHO or tried > MOST_TRIED:
            break
        if person == request.person:
            continue
        best = _leeway(guideline, replace(request, person=person), used).best
        if best is not None and best.verdict in (Answer.GO, Answer.TELL) and not best.untrained:
            found.append(person)
    return found
