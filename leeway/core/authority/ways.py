"""Ways to a yes: what leads from "beyond" to a verdict that one can go ahead with, each tried by asking again with it.

Every grant that names the person and the kind is looked at by itself: what it still needs is brought (a reason, facts,
agreements, a training), then less is asked or the windows are waited for. Whatever does not end in a yes is not told.
What is not searched: conditions that turn true by the passing of time alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import chain as chain_of
from itertools import islice

from leeway.core.authority.agreements import somebody_for_each, unmet
from leeway.core.authority.amounts import MOST
from leeway.core.authority.bounds import bounds
from leeway.core.authority.demands import Demand, Link, Used, candidates, links
from leeway.core.authority.expressions import Expression, Value
from leeway.core.authority.judge import facts_of, judge_alone
from leeway.core.authority.model import Grant, Guideline, Target
from leeway.core.authority.options import may_widen, needs_of, rails_for
from leeway.core.authority.requests import Request
from leeway.core.authority.verdicts import Answer, Code, Could, Reason, Sort, Verdict, Way
from leeway.core.authority.waiting import Oldest, begins, free_at
from leeway.core.authority.witnesses import answers, witnesses

MOST_GRANTS = 50
MOST_WAYS = 12
MOST_VALUES = 50
_ORDER = list(Sort)
_SUBJECTS = {"customer": "customer.id", "case": "case.id"}
_YES = (Answer.GO, Answer.TELL, Answer.INTEND, Answer.ADVISE)


@dataclass(frozen=True, slots=True)
class Trial:
    """A request with all that was brought, and the steps that it takes; with a training the guideline differs too."""

    guideline: Guideline
    request: Request
    steps: tuple[Way, ...] = ()

    def with_step(self, step: Way, **changes: object) -> Trial:
        return Trial(self.guideline, replace(self.request, **changes), (*self.steps, step))  # type: ignore[arg-type]


def trials(
    guideline: Guideline, request: Request, used: Callable[[Demand], Used], oldest: Oldest | None = None
) -> Iterator[tuple[Trial, Verdict]]:
    """Every way to a yes for whoever asks, with what was tried and what was answered; some ask for needlessly much."""
    used = cache(used)
    for grant in candidates(guideline, request)[:MOST_GRANTS]:
        for trial in _of_grant(guideline, grant, request, used, oldest):
            verdict = judge_alone(trial.guideline, trial.request, used)
            if trial.steps and verdict.verdict in _YES:
                yield trial, verdict


def ways(
    guideline: Guideline,
    request: Request,
    used: Callable[[Demand], Used],
    could: Callable[[Request], Iterable[Could]],
    oldest: Oldest | None = None,
) -> tuple[Way, ...]:
    """Ways to a yes, cheapest first; none where none was found. could: who else could do a request at once."""
    found: list[Way] = []
    for way in sorted((_way(*tried) for tried in trials(guideline, request, used, oldest)), key=_cost):
        if not any(_spares(cheaper, way) for cheaper in found):
            found.append(way)
    asks = [_ask(other) for other in could(request)]
    if not asks and not request.reason:
        asks = [_ask(other, with_reason=True) for other in could(replace(request, reason=True))]
    return tuple(sorted([*found, *asks], key=_cost))[:MOST_WAYS]


def _of_grant(
    guideline: Guideline, grant: Grant, request: Request, used: Callable[[Demand], Used], oldest: Oldest | None
) -> Iterator[Trial]:
    rails = rails_for(guideline, request)
    for heeding in (False, True) if rails.needs and rails.cautious else (False,):
        for brought in _brought(guideline, grant, request, used, heeding=heeding):
            yield from _of_amount(grant, brought, request, used, oldest)


def _of_amount(
    grant: Grant, brought: Trial, request: Request, used: Callable[[Demand], Used], oldest: Oldest | None
) -> Iterator[Trial]:
    """As it is, with a fact that lifts what stops it, with less, or later."""
    guideline = brought.guideline
    chain, facts = links(guideline, grant, request.person), facts_of(guideline, brought.request)
    found = bounds(guideline, chain, brought.request, facts, used)
    rails = rails_for(guideline, brought.request)
    lefts = [bound.left for bound in found if bound.figure == "amount" and bound.asked is not None]
    lefts += [] if rails.cautious is None else [rails.cautious]
    stopped = any(bound.stops for bound in found)
    asked, most = request.amount, min(lefts, default=None)
    if not stopped and (asked is None or most is None or asked <= most):
        yield brought
        return
    for names, widening in _lifting(guideline, chain, facts):
        if (lifted := _known(brought, names, chain, used, widening=widening)) is not None:
            yield lifted
    if asked is not None and most is not None and 0 < most < asked:
        unit = guideline.kinds[request.kind].unit
        step = Way(sort=Sort.LESS, verdict=Answer.BEYOND, most=most, decimals=guideline.decimals(unit))
        yield brought.with_step(step, amount=most)
    if (until := free_at(guideline, chain, brought.request, used, oldest)) is not None:
        steps = tuple(step for step in brought.steps if step.sort is not Sort.WAIT)
        step = Way(sort=Sort.WAIT, verdict=Answer.BEYOND, until=until)
        if until > request.at:
            yield Trial(guideline, replace(brought.request, at=until), (*steps, step))


def _brought(
    guideline: Guideline, grant: Grant, request: Request, used: Callable[[Demand], Used], *, heeding: bool
) -> Iterator[Trial]:
    """The request with everything that the chain needs besides amounts; nothing where something shuts it.

    heeding: guardrails that lack a fact are left as they are, since they let small amounts pass.
    """
    chain = links(guideline, grant, request.person)
    trial = Trial(guideline, request)
    later = [link.from_date for link, _ in chain if link.from_date is not None]
    if later and (begin := begins(guideline, max(later))) > request.at:
        trial = trial.with_step(Way(sort=Sort.WAIT, verdict=Answer.BEYOND, until=begin), at=begin)
    for opened in _opened(trial, chain, used, heeding=heeding):
        yield from _supplied(opened, chain, used, heeding=heeding)


def _opened(trial: Trial, chain: tuple[Link, ...], used: Callable[[Demand], Used], *, heeding: bool) -> Iterator[Trial]:
    """The request as it is where no condition shuts it, else with facts that `has()` asks for and that open it."""
    guideline, request = trial.guideline, trial.request
    facts = facts_of(guideline, request)
    _, shut = needs_of(guideline, chain, request, facts)
    if shut is None and rails_for(guideline, request).ceiling != 0:
        yield trial
    elif shut is None or shut.code is Code.CONDITION_FALSE:
        shutting = [link.when for link, _ in chain if link.when is not None and not answers(link.when, facts, True)]
        shutting += [rail.never for rail in guideline.guardrails if not answers(rail.never, facts, False)]
        names = sorted({name for each in shutting for name in each.names} - facts.keys())
        yield from _with_one_or_all(trial, names, chain, used, heeding=heeding)


def _supplied(
    trial: Trial, chain: tuple[Link, ...], used: Callable[[Demand], Used], *, heeding: bool
) -> Iterator[Trial]:
    """With the reason, the training, the agreements and the facts that it lacks."""
    guideline, request = trial.guideline, trial.request
    needs, shut = needs_of(guideline, chain, request, facts_of(guideline, request))
    if shut is not None:
        return
    codes = {need.code for need in needs}
    if Code.REASON_MISSING in codes:
        trial = trial.with_step(Way(sort=Sort.REASON, verdict=Answer.BEYOND), reason=True)
    if Code.TRAINING_MISSING in codes:
        trial = _trained(trial, needs)
    found: Trial | None = trial
    if Code.AGREEMENT_MISSING in codes:
        found = _agreed(trial, [link for link, _ in chain])
    if found is None:
        return
    names = _facts_to_know(needs if heeding else (*needs, *rails_for(guideline, request).needs))
    if names:
        yield from _with_one_or_all(found, names, chain, used, heeding=heeding)
    else:
        yield found


def _with_one_or_all(
    trial: Trial, names: list[str], chain: tuple[Link, ...], used: Callable[[Demand], Used], *, heeding: bool
) -> Iterator[Trial]:
    """With all these facts known, and with each alone, since one may be enough."""
    one_is_enough = ([name] for name in names if len(names) > 1)
    for each in (*one_is_enough, names):
        if each and (known := _known(trial, each, chain, used, heeding=heeding)) is not None:
            yield known


def _lifting(
    guideline: Guideline, chain: tuple[Link, ...], facts: Mapping[str, Value]
) -> Iterator[tuple[list[str], tuple[Expression, ...]]]:
    """Facts that are not known and could widen a link, raise a cap or take a guardrail off, with what must widen."""
    for link, _ in chain:
        if link.widen is not None and may_widen(link.widen, dict(facts)):
            yield sorted(link.widen.when.names - facts.keys()), (link.widen.when,)
        if isinstance(link.up_to, Expression) and (names := sorted(link.up_to.names - facts.keys())):
            yield names, ()
    for rail in guideline.guardrails:
        names = sorted(rail.never.names - facts.keys())
        if rail.above is not None and names and not answers(rail.never, facts, False):
            yield names, ()


def _trained(trial: Trial, needs: Iterable[Reason]) -> Trial:
    lacking = {name for need in needs if need.code is Code.TRAINING_MISSING for name in _texts(need, "training")}
    person = trial.request.person
    people = [
        replace(each, training=each.training | lacking) if each.id == person else each
        for each in trial.guideline.people
    ]
    step = Way(sort=Sort.TRAINING, verdict=Answer.BEYOND, training=tuple(sorted(lacking)))
    return Trial(trial.guideline.with_people(people), trial.request, (*trial.steps, step))


def _agreed(trial: Trial, chain: list[Grant]) -> Trial | None:
    """With as many agreements as are missing, each by somebody of their own; None where there is not everybody."""
    guideline, request = trial.guideline, trial.request
    taken = {*request.agreed, request.person}
    others = [each.id for each in guideline.people if each.id not in taken and not each.service]
    missing: list[Target] = []
    for link in chain:
        agreed = [name for name in request.agreed if name != request.person]
        here = unmet(guideline, link.needs.agreed_by, agreed, others)
        if here is None:
            return None
        for target in dict.fromkeys(here):
            missing += [target] * (here.count(target) - missing.count(target))
    people = somebody_for_each(guideline, missing, others)
    if people is None:
        return None
    step = Way(sort=Sort.AGREEMENT, verdict=Answer.BEYOND, of=tuple(map(str, missing)))
    return trial.with_step(step, agreed=(*request.agreed, *people))


def _known(
    trial: Trial,
    names: list[str],
    chain: tuple[Link, ...],
    used: Callable[[Demand], Used],
    *,
    heeding: bool = False,
    widening: tuple[Expression, ...] = (),
) -> Trial | None:
    """With a value for each fact that is not known, such that it is a yes; None where no such values were found.

    Where there are none, those with which the chain at least holds, for as large an amount as it can.
    """
    guideline, request = trial.guideline, trial.request
    if any(name.startswith("person.") for name in names):
        return None
    whens = [*widening, *(link.when for link, _ in chain if link.when is not None)]
    rails = [rail.never for rail in guideline.guardrails if rail.above is None]
    above = [] if heeding else [rail.never for rail in guideline.guardrails if rail.above is not None]
    caps = [link.up_to for link, _ in chain if isinstance(link.up_to, Expression)]

    def holds(facts: Mapping[str, Value]) -> bool:
        return all(answers(when, facts, True) for when in whens) and all(answers(each, facts, False) for each in rails)

    def holds_for_all_amounts(facts: Mapping[str, Value]) -> bool:
        return holds(facts) and all(answers(never, facts, False) for never in above)

    best, furthest = None, (False, 0)
    steps = (*trial.steps, *(Way(sort=Sort.FACT, verdict=Answer.BEYOND, fact=name) for name in names))
    facts, read = facts_of(guideline, request), [*whens, *rails, *above, *caps]
    found = (witnesses(guideline, request, names, read, facts, each) for each in (holds_for_all_amounts, holds))
    for values in islice(chain_of(*found), MOST_VALUES):
        known = Trial(guideline, _with_facts(request, values), steps)
        if judge_alone(guideline, known.request, used).verdict in _YES:
            return known
        reach = (not _is_odd(values), _reach(known, chain, used))
        if best is None or reach > furthest:
            best, furthest = known, reach
    return best


def _is_odd(values: Mapping[str, Value]) -> bool:
    """Whether a number is below nothing: such a fact would let a cap that subtracts it reach further than ever."""
    return any(isinstance(value, int | float | Fraction) and value < 0 for value in values.values())


def _reach(trial: Trial, chain: tuple[Link, ...], used: Callable[[Demand], Used]) -> int:
    """How far caps, limits and pools of the chain reach; MOST where nothing bounds it, 0 where a count is used up."""
    facts = facts_of(trial.guideline, trial.request)
    found = bounds(trial.guideline, chain, trial.request, facts, used)
    if any(bound.stops for bound in found if bound.figure == "count"):
        return 0
    return min((bound.left for bound in found if bound.figure == "amount"), default=MOST)


def _facts_to_know(needs: Iterable[Reason]) -> list[str]:
    names = [str(need.details["fact"]) for need in needs if need.code is Code.FACT_MISSING]
    subjects = [str(need.details["subject"]) for need in needs if need.code is Code.SUBJECT_MISSING]
    return list(dict.fromkeys([*names, *(_SUBJECTS.get(subject, subject) for subject in subjects)]))


def _with_facts(request: Request, values: Mapping[str, Value]) -> Request:
    named = {
        name: str(values[key]) for key, name in (("customer.id", "customer"), ("case.id", "case")) if key in values
    }
    facts = {name: value for name, value in values.items() if name not in ("customer.id", "case.id")}
    return replace(request, facts={**request.facts, **facts}, **named)  # type: ignore[arg-type]


def _texts(reason: Reason, key: str) -> tuple[str, ...]:
    value = reason.details.get(key)
    return value if isinstance(value, tuple) else ()


def _way(trial: Trial, verdict: Verdict) -> Way:
    """Its dearest step, with the others besides."""
    steps = [replace(step, verdict=verdict.verdict) for step in trial.steps]
    *also, way = sorted(steps, key=lambda step: _ORDER.index(step.sort))
    return replace(way, also=tuple(also))


def _ask(other: Could, *, with_reason: bool = False) -> Way:
    also = (Way(sort=Sort.REASON, verdict=other.verdict),) if with_reason else ()
    return Way(
        sort=Sort.ASK, verdict=other.verdict, person=other.person, most=other.most, decimals=other.decimals, also=also
    )


def _cost(way: Way) -> tuple[int, int, int, str, int, int]:
    """Cheaper steps first, then fewer; fewer agreements or trainings, the shortest wait, and of less the widest answer,
    then the largest amount."""
    until = "" if way.until is None else way.until.isoformat()
    less = (list(Answer).index(way.verdict), -(way.most or 0)) if way.sort is Sort.LESS else (0, 0)
    return (_ORDER.index(way.sort), len(way.also), len(way.of) + len(way.training), until, *less)


def _spares(cheaper: Way, way: Way) -> bool:
    """Whether each step of the one is no dearer than one of the other, which nobody needs to be told then."""
    return all(any(_within(step, other) for other in (*way.also, way)) for step in (*cheaper.also, cheaper))


def _within(step: Way, other: Way) -> bool:
    if step.sort is not other.sort:
        return False
    match step.sort:
        case Sort.FACT:
            return step.fact == other.fact
        case Sort.LESS:
            wide = list(Answer).index(step.verdict) <= list(Answer).index(other.verdict)
            return wide and (step.most or 0) >= (other.most or 0)
        case Sort.AGREEMENT:
            return Counter(step.of) <= Counter(other.of)
        case Sort.WAIT:
            return step.until is not None and other.until is not None and step.until <= other.until
        case Sort.TRAINING:
            return set(step.training) <= set(other.training)
        case _:
            return True
