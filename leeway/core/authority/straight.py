"""A plan as one straight line of Python: whether all checks hold, and what is left, for what holds as a rule.

The checks stand in `standing`, the amounts in `measures`: readable, each by itself, and what they say counts. Here the
same is written out for one plan, without a loop and without a call for what is known already: the common checks become
a test each, others stay calls, caps that hang on nothing become one number. Where a check fails whose reason is always
the same, that reason is given; where another fails, the slow way finds it, and where an amount is short it is handed
the lefts. So this can be slow to explain, but not wrong about why.

It is safe to compile for the same reason as `expressions.source`: fixed phrases, and everything else bound to a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from leeway.core.authority.amounts import MOST
from leeway.core.authority.clock import Clock
from leeway.core.authority.demands import summed_values
from leeway.core.authority.expressions import Expression, Unresolved
from leeway.core.authority.expressions.source import Writer, function
from leeway.core.authority.measures import Ask, Cap, Measure
from leeway.core.authority.model import KNOWN_FROM_THE_REQUEST, Guideline, Kind, Limit, Mode, Per
from leeway.core.authority.standing import Question, Step
from leeway.core.authority.verdicts import Answer, Code, Left, Reason, Verdict, verdict_of

if TYPE_CHECKING:
    from leeway.core.authority.plans import Plan, Weighed

Straight = Callable[[Question, Ask, int, int | None], "Weighed"]
"""Weighs a question at a time, for an amount or, for a kind without, None."""

Alone = Callable[[Question, Ask, int, int | None], "Verdict | Weighed"]
"""The verdict, where it is the only plan, nothing stops it and the amount is right; or what `weigh` says, to go on."""


Carry = Callable[[Question, Ask, int, int | None], int | None]
"""As `weigh`, without saying why not: the largest amount that it carries (None: any), -1 where it does not carry."""


class Sketch:
    """What is written out for one plan. valid: from when to when no date can stand in its way; steps: all others."""

    def __init__(
        self,
        plan: Plan,
        made: type[Weighed],
        steps: Sequence[Step],
        valid: tuple[int, int],
        caps: Sequence[Cap],
        measures: Sequence[Measure],
        clock: Clock,
    ) -> None:
        self._plan, self._made, self._steps, self._valid = plan, made, steps, valid
        self._caps, self._measures, self._clock = caps, measures, clock

    def weigh(self) -> Straight:
        plan, made, writer = self._plan, self._made, Writer()
        lines, lefts = self._checked(writer, lambda reason: f"return {writer.bind(made(plan, reason, 0))}")
        lines.append(f"lefts = [{', '.join(lefts)}]")
        short = f"return {writer.bind(plan)}.short(question, lefts, asked)"
        lines += _narrowest(writer, plan, self._caps, lefts, short)
        lines.append(f"return new(made, ({writer.bind(plan)}, None, most, lefts, binding))")
        found: Straight = self._function("weigh", lines, writer)
        return found

    def carry(self) -> Carry:
        writer = Writer()
        lines, lefts = self._checked(writer, lambda _: "return -1", slowly="carry_slowly")
        lines += _narrowest(writer, self._plan, self._caps, lefts, "return -1")
        lines.append("return most")
        found: Carry = self._function("carry", lines, writer)
        return found

    def alone(self, guideline: Guideline, kind: Kind) -> Alone:
        """As `judge` makes a verdict of what `weigh` says of the only plan, if that gives it at once."""
        plan, writer = self._plan, Writer()
        same = f"'id': request.id, 'unit': {writer.bind(kind.unit)}, 'decimals': {guideline.decimals(kind.unit)}"

        def refused(reason: Reason) -> str:
            never = f"'verdict': {writer.bind(Answer.BEYOND)}, 'reasons': {writer.bind((reason,))}"
            return f"return verdict({{{same}, {never}, 'most': None, 'binding': None}})"

        lines, lefts = self._checked(writer, refused)
        short = f"return {writer.bind(plan)}.short(question, [{', '.join(lefts)}], asked)"
        lines += _narrowest(writer, plan, self._caps, lefts, short)
        left = [f"new(Left, {_row(writer, lefts[place], each)})" for place, *each in plan.said]
        said = {
            "verdict": writer.bind(Answer.GO if plan.mode is Mode.DECIDE else Answer.TELL),
            "most": f"None if most is None else {MOST} if most > {MOST} else most",
            "binding": "binding",
            "grant": writer.bind(plan.grant.id),
            "left": f"({', '.join(left)}{',' if left else ''})",
            "grantors": writer.bind(plan.grantors),
            "chain": f"{writer.bind(plan.chain)}(question.person.id)",
            "pools": writer.bind(plan.pools),
        }
        if guideline.summed_facts:
            said["facts"] = f"{writer.bind(summed_values)}({writer.bind(guideline)}, request)"
        lines.append(f"return verdict({{{same}, {', '.join(f'{key!r}: {value}' for key, value in said.items())}}})")
        found: Alone = self._function("alone", lines, writer)
        return found

    def _function(self, name: str, lines: Sequence[str], writer: Writer) -> Callable[..., Any]:
        shared = {
            "new": tuple.__new__,
            "made": self._made,
            "Left": Left,
            "verdict": verdict_of,
            "unresolved": Unresolved,
        }
        return function(name, "question, ask, at, asked", lines, writer, shared)

    def _checked(
        self, writer: Writer, refused: Callable[[Reason], str], *, slowly: str = "slowly"
    ) -> tuple[list[str], list[str]]:
        """Lines that go on where every check holds, and the names of what is left of each figure then.

        refused: the line for a check that fails in one way only.
        """
        first, last = self._valid
        otherwise = f"return {writer.bind(self._plan)}.{slowly}(question, ask, at, asked)"
        lines = [f"if not {writer.bind(first)} <= at < {writer.bind(last)}: {otherwise}", "request = question.request"]
        outcomes = dict(_outcomes(writer, [step.link.when for step in self._steps], lines, otherwise))
        for step in self._steps:
            lines += _failing(writer, step, outcomes, otherwise, lambda step: refused(_always(self._plan, step)))
        return lines, list(_lefts(writer, self._caps, self._measures, self._clock, lines))


def _outcomes(
    writer: Writer, conditions: Sequence[Expression | None], lines: list[str], otherwise: str
) -> Iterator[tuple[int, str]]:
    """The name of what each condition gives, by the condition's identity; `lines` gain what works all out."""
    wanted = {id(each): each for each in conditions if each is not None}
    if not wanted:
        return
    of_request = not any(KNOWN_FROM_THE_REQUEST.keys() & each.names for each in wanted.values())
    lines += [f"facts = {'request' if of_request else 'question'}.facts", "try:"]
    for key, condition in wanted.items():
        outcome = writer.new()
        lines.append(f"    {outcome} = {writer.bind(condition.evaluating)}(facts)")
        yield key, outcome
    lines += ["except unresolved:", f"    {otherwise}"]


def _failing(
    writer: Writer, step: Step, outcomes: dict[int, str], otherwise: str, always: Callable[[Step], str]
) -> Iterator[str]:
    """Lines that return where the check fails."""
    link = step.link
    if step.failed is not None:
        yield always(step)
        return
    match step.code:
        case Code.FACT_MISSING if not isinstance(link.up_to, Expression) and link.when is not None:
            return  # that is seen where the condition is worked out
        case Code.CONDITION_FALSE:
            yield f"if {outcomes[id(link.when)]} is not True: {always(step)}"
        case Code.TRAINING_MISSING:
            yield f"if not {writer.bind(link.needs.training)} <= question.person.training: {otherwise}"
        case Code.REASON_MISSING:
            yield f"if not request.reason: {always(step)}"
        case Code.SUBJECT_MISSING if not any(limit.per is Per.FACT for limit in link.limits):
            yield from (f"if request.{name} is None: {otherwise}" for name in _subjects(link.limits))
        case _:
            check, place = writer.bind(step.check), writer.bind(step.place)
            yield f"if {check}(question, {writer.bind(link)}, {place}) is not None: {otherwise}"


def _always(plan: Plan, step: Step) -> Reason:
    """The reason of a check that can fail in one way only."""
    details = step.failed
    if details is None:
        details = {"when": step.link.when.text} if step.code is Code.CONDITION_FALSE and step.link.when else {}
    return Reason(step.code, step.link.id, plan.grant.id, details)


def _subjects(limits: Sequence[Limit]) -> Sequence[str]:
    return sorted({limit.per.value for limit in limits if limit.per in (Per.CUSTOMER, Per.CASE)})


def _lefts(
    writer: Writer, caps: Sequence[Cap], measures: Sequence[Measure], clock: Clock, lines: list[str]
) -> Iterator[str]:
    """The name of what is left of each figure; `lines` gain what works it out."""
    for cap in caps:
        if cap.plain is not None:
            yield writer.bind(cap.plain)
            continue
        left = writer.new()
        lines.append(f"{left} = {writer.bind(cap.left)}(question)")
        yield left
    for measure in measures:
        amount, count = writer.new(), writer.new()
        asked = f"{writer.bind(measure.shelf)}, {_whom(writer, measure)}, {_since(writer, measure, clock)}, at"
        lines.append(f"{amount}, {count} = ask({asked})")
        if measure.amount is not None:
            whole = writer.bind(measure.amount)
            if measure.widen is not None:
                whole = f"{writer.bind(measure.whole)}(question)"
            lines.append(f"{amount} = {whole} - {amount}")
            yield amount
        if measure.count is not None:
            lines.append(f"{count} = {writer.bind(measure.count)} - {count}")
            yield count


def _whom(writer: Writer, measure: Measure) -> str:
    match measure.per:
        case _ if measure.find is None:
            return writer.bind(measure.same)
        case Per.PERSON:
            return "question.person.id"
        case Per.CUSTOMER | Per.CASE:
            return f"(request.{measure.per.value} or '')"
        case Per.GRANT | Per.POOL:
            return "''"
        case _:
            return f"({writer.bind(measure.find)}(question) or '')"


def _since(writer: Writer, measure: Measure, clock: Clock) -> str:
    if measure.length is not None:
        return f"at - {writer.bind(measure.length)}"
    return "None" if measure.within is None else f"{writer.bind(clock.since)}({writer.bind(measure.within)}, at)"


def _narrowest(writer: Writer, plan: Plan, caps: Sequence[Cap], lefts: Sequence[str], short: str) -> Iterator[str]:
    """Lines that find the narrowest amount, and do `short` where any figure is too small for what is asked."""
    amounts = [(figure.limit, left) for figure, left in zip(plan.figures, lefts, strict=True) if figure.of_amount]
    counts = [left for figure, left in zip(plan.figures, lefts, strict=True) if not figure.of_amount]
    if not plan.has_amount:
        amounts = []
    plain = [cap.plain for cap in caps]
    if caps and None not in plain:  # the caps come first: of plain ones, only the narrowest counts
        narrowest = min(range(len(caps)), key=lambda place: plain[place] or 0)
        amounts = [amounts[narrowest], *amounts[len(caps) :]]
    yield "most = binding = None"
    for place, (limit, left) in enumerate(amounts):
        name = writer.bind(limit)
        yield f"{'' if place == 0 else f'if {left} < most: '}most = {left}; binding = {name}"
    tests = [*(["most < asked"] if amounts else []), *(f"{left} < 1" for left in counts)]
    if tests:
        yield f"if {' or '.join(tests)}: {short}"


def _row(writer: Writer, left: str, said: Sequence[object]) -> str:
    limit, figure, decimals = said
    return f"({writer.bind(limit)}, {left}, {writer.bind(figure)}, {writer.bind(decimals)})"
