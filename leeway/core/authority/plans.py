"""A grant with its chain, prepared for one kind: every check that it can fail and every amount that holds it.

What hangs on the guideline alone is worked out once and kept with it: whether the chain is broken, its dates as one
stretch of time, caps in the unit of the kind, what each limit sums. Checks stand in the order of the contract.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from leeway.core.authority.clock import Clock
from leeway.core.authority.demands import limit_shelf, pool_shelf, unit_of
from leeway.core.authority.expressions import Expression
from leeway.core.authority.holdings import MOST_KEPT, holdings_of
from leeway.core.authority.measures import Ask, Cap, Figure, Measure, left_of, reads_person
from leeway.core.authority.model import NARROWNESS, Grant, Guideline, Kind, Mode, Person, Unit
from leeway.core.authority.standing import Question, Step, steps
from leeway.core.authority.straight import Alone, Carry, Sketch, Straight
from leeway.core.authority.verdicts import Code, Left, Reason, Verdict

_DATES = (Code.NOT_YET_VALID, Code.EXPIRED)


class Weighed(NamedTuple):
    """A plan for one request. reason: why it does not carry it. lefts: of each figure of the plan.

    most: the largest amount that it would carry (None: any); 0 where it carries none. binding: the name of what gives
    `most`.
    """

    plan: Plan
    reason: Reason | None
    most: int | None
    lefts: Sequence[int] = ()
    binding: str | None = None


class Plan:
    """Everything about one grant and one kind that does not hang on who asks or what they ask for.

    weigh: how far it carries a request, at a time and for an amount (None for a kind without). alone: the verdict at
    once where it is the only plan (see `Alone`). carry: see `Carry`. All three are compiled when first asked.
    said: (place among the figures, name, "amount" or "count", decimals) of what a verdict says is left.
    """

    __slots__ = (
        "_above",
        "_amounts",
        "_caps",
        "_caps_of_all",
        "_clock",
        "_dated",
        "_measures",
        "_measures_of_all",
        "_steps",
        "_steps_of_all",
        "_valid",
        "alone",
        "at_once",
        "carry",
        "figures",
        "grant",
        "grantors",
        "has_amount",
        "links",
        "mode",
        "never",
        "pools",
        "reach",
        "said",
        "weigh",
    )

    def __init__(self, guideline: Guideline, grant: Grant, kind: str, clock: Clock) -> None:
        self.grant, self._clock = grant, clock
        self.links = guideline.chain(grant)
        self.mode = max((link.mode for link in self.links), key=NARROWNESS.__getitem__)
        self.at_once = self.mode in (Mode.DECIDE, Mode.TELL)
        self.grantors = tuple(dict.fromkeys(link.grantor for link in self.links if link.mode is self.mode))
        self.pools = tuple(dict.fromkeys(link.pool for link in self.links if link.pool is not None))
        self._above = tuple(zip((link.id for link in self.links[1:]), self._holders(), strict=False))
        checks = steps(guideline, self.links, kind)
        self._dated = tuple(step for step in checks if step.code in _DATES)
        self._steps = tuple(step for step in checks if step.code not in _DATES)
        within = [clock.surely(link.from_date, link.until) for link in self.links]
        self._valid = (max(first for first, _ in within), min(last for _, last in within))
        self._caps = tuple(self._make_caps(guideline, guideline.kinds[kind].unit))
        self._measures = tuple(self._make_measures(guideline, kind))
        self.figures = tuple(figure for figure, _ in self.measured)
        self._caps_of_all = tuple(cap for cap in self._caps if not cap.personal)
        self._measures_of_all = tuple(measure for measure in self._measures if not measure.personal)
        self._steps_of_all = tuple(step for step in self._steps if not _is_personal(step))
        self.never = any(step.failed is not None for step in self._steps)
        self.reach = min((cap.plain for cap in self._caps if cap.plain is not None), default=None)
        self.has_amount = guideline.kinds[kind].unit is not Unit.NONE
        self.said = tuple(
            (place, figure.limit, figure.figure, figure.decimals)
            for place, figure in enumerate(self.figures)
            if figure.code is not Code.OVER_CAP
        )
        self.weigh: Straight = self._weigh_first
        self.alone: Alone = self._alone_first
        self.carry: Carry = self._carry_first
        self._amounts = tuple(figure.of_amount for figure in self.figures)

    def _holders(self) -> Iterator[str]:
        """Whoever holds each link above the grant itself: who passed on the one below."""
        return (link.grantor for link in self.links)

    def _make_caps(self, guideline: Guideline, unit: Unit) -> Iterator[Cap]:
        for link in self.links:
            if link.up_to is not None and unit is not Unit.NONE:
                yield Cap(guideline, link, link.up_to, unit)

    def _make_measures(self, guideline: Guideline, kind: str) -> Iterator[Measure]:
        for link, holder in zip(self.links, (None, *self._holders()), strict=False):
            unit = unit_of(guideline, link.may, kind)
            for limit in link.limits:
                yield Measure(guideline, link, limit, unit, holder, limit_shelf(guideline, link, limit, kind))
        for name in self.pools:
            link = next(link for link in self.links if link.pool == name)
            pool, unit = guideline.pools[name], unit_of(guideline, link.may, kind)
            yield Measure(guideline, link, pool, unit, None, pool_shelf(guideline, pool, link, kind))

    def shut(self, question: Question, ask: Ask, at: int, asked: int | None) -> bool:
        """Whether it carries a request for nobody, by what does not hang on who acts; whose `question` it is, then,
        makes no difference."""
        first, last = self._valid
        checks = self._steps_of_all if first <= at < last else (*self._dated, *self._steps_of_all)
        if any(step(question) is not None for step in checks):
            return True
        if asked is not None and any(cap.left(question) < asked for cap in self._caps_of_all):
            return True
        for measure in self._measures_of_all:
            lefts = measure.lefts(question, self._clock, ask, at)
            for figure, left in zip(measure.figures, lefts, strict=True):
                needed = asked if figure.of_amount else 1
                if needed is not None and left < needed:
                    return True
        return False

    def chain(self, person: str) -> tuple[tuple[str, str], ...]:
        """(grant, holder) of every link, the grant itself first."""
        return ((self.grant.id, person), *self._above)

    def left(self, lefts: Sequence[int]) -> tuple[Left, ...]:
        """What is left of limits and pools, as a verdict says it."""
        made = tuple.__new__
        return tuple([made(Left, (name, lefts[place], of, decimals)) for place, name, of, decimals in self.said])

    def failing(self, question: Question, at: int) -> Reason | None:
        """The first check that a link fails; None where the chain holds. at: microseconds since the epoch."""
        first, last = self._valid
        checks = self._steps if first <= at < last else (*self._dated, *self._steps)
        for step in checks:
            details = step.check(question, step.link, step.place) if step.failed is None else step.failed
            if details is not None:
                return Reason(step.code, step.link.id, self.grant.id, details)
        return None

    def lefts(self, question: Question, ask: Ask, at: int) -> list[int]:
        """What is left of each of `figures`: caps, then limits, then pools, of the grant itself first."""
        found = [cap.left(question) for cap in self._caps]
        left_of(self._measures, found, question, self._clock, ask, at)
        return found

    def carry_slowly(self, question: Question, ask: Ask, at: int, asked: int | None) -> int | None:
        found = self.slowly(question, ask, at, asked)
        return found.most if found.reason is None else -1

    def _weigh_first(self, question: Question, ask: Ask, at: int, asked: int | None) -> Weighed:
        self.weigh = self._sketch().weigh()
        return self.weigh(question, ask, at, asked)

    def _alone_first(self, question: Question, ask: Ask, at: int, asked: int | None) -> Verdict | Weighed:
        self.alone = self._sketch().alone(question.guideline, question.guideline.kinds[question.request.kind])
        return self.alone(question, ask, at, asked)

    def _carry_first(self, question: Question, ask: Ask, at: int, asked: int | None) -> int | None:
        self.carry = self._sketch().carry()
        return self.carry(question, ask, at, asked)

    def _sketch(self) -> Sketch:
        return Sketch(self, Weighed, self._steps, self._valid, self._caps, self._measures, self._clock)

    def slowly(self, question: Question, ask: Ask, at: int, asked: int | None) -> Weighed:
        """As `weigh`, check by check."""
        reason = self.failing(question, at)
        return (
            self.short(question, self.lefts(question, ask, at), asked) if reason is None else Weighed(self, reason, 0)
        )

    def short(self, question: Question, lefts: list[int], asked: int | None) -> Weighed:
        """Weighed by what is left alone: the first figure that is too small is the reason."""
        reason: Reason | None = None
        most: int | None = None
        narrowest, stop, closed = -1, -1, False
        for place, (of_amount, left) in enumerate(zip(self._amounts, lefts, strict=True)):
            if of_amount:
                if asked is not None:
                    if most is None or left < most:
                        most, narrowest = left, place
                    if asked > left and stop < 0:
                        stop = place
            elif left < 1:
                closed = True
                if stop < 0:
                    stop = place
        if stop >= 0:
            reason = self._over(stop, lefts[stop], asked, question)
        binding = None if narrowest < 0 else self.figures[narrowest].limit
        return Weighed(self, reason, 0 if closed else most, lefts, binding)

    def _over(self, place: int, left: int, asked: int | None, question: Question) -> Reason:
        figure = self.figures[place]
        undecided = self._caps[place].undecided(question) if figure.code is Code.OVER_CAP else ""
        return figure.as_reason(self.grant.id, left, (asked or 0) if figure.of_amount else 1, undecided)

    @property
    def measured(self) -> Iterator[tuple[Figure, Cap | Measure]]:
        """Each figure with what it is of."""
        for cap in self._caps:
            yield from ((figure, cap) for figure in cap.figures)
        for measure in self._measures:
            yield from ((figure, measure) for figure in measure.figures)


def _is_personal(step: Step) -> bool:
    """Whether it may fail for one person and not for another."""
    if step.code in (Code.TRAINING_MISSING, Code.AGREEMENT_MISSING):
        return True
    read = (step.link.when, step.link.up_to) if step.code in (Code.FACT_MISSING, Code.CONDITION_FALSE) else ()
    return any(isinstance(each, Expression) and reads_person(each) for each in read)


class Held(NamedTuple):
    """Everything that a person holds of a kind, and what every verdict on it says.

    reach: amounts above it are surely not go or tell, None where no cap is known; -1 where nothing is.
    """

    person: Person
    kind: Kind
    decimals: int
    plans: tuple[Plan, ...]
    reach: int | None

    def reaches(self, asked: int | None) -> bool:
        return self.reach is None or self.reach >= (asked or 0)


class Plans:
    """The plans of one guideline; several threads may ask at once, and each finds the same.

    rails: the guardrails, each with its condition compiled.
    """

    def __init__(self, guideline: Guideline) -> None:
        self._guideline, self.clock = guideline, Clock(guideline.zone)
        self.rails = tuple((rail, rail.never.evaluating) for rail in guideline.guardrails)
        self._plans: dict[tuple[str, str], Plan] = {}
        self._held: dict[tuple[str, str], Held] = {}

    def held(self, person: str, kind: str) -> Held | None:
        """With the plans of the grants that name the person and the kind, in their order; None for who or what is not
        known."""
        found = self._held.get((person, kind))
        return self._hold(person, kind) if found is None else found

    def _hold(self, person_id: str, kind_id: str) -> Held | None:
        person, kind = self._guideline.person(person_id), self._guideline.kinds.get(kind_id)
        if person is None or kind is None:
            return None
        grants = holdings_of(self._guideline).held(person_id, kind_id)
        plans = tuple(self.plan(grant, kind_id) for grant in grants)
        if len(self._held) >= MOST_KEPT:
            self._held.clear()
        reaches = [plan.reach for plan in plans if plan.at_once and not plan.never]
        reach = None if None in reaches else max((each for each in reaches if each is not None), default=-1)
        found = Held(person, kind, self._guideline.decimals(kind.unit), plans, reach)
        self._held[person_id, kind_id] = found
        return found

    def plan(self, grant: Grant, kind: str) -> Plan:
        found = self._plans.get((grant.id, kind))
        if found is None:
            found = self._plans[grant.id, kind] = Plan(self._guideline, grant, kind, self.clock)
        return found


def plans_of(guideline: Guideline) -> Plans:
    """Kept with the guideline, which never changes."""
    found = guideline.__dict__.get("_plans")
    if found is None:
        found = guideline.__dict__.setdefault("_plans", Plans(guideline))
    assert isinstance(found, Plans)
    return found
