"""What the sides believe and find: probabilities before, figures with the report, assessments after it."""

from __future__ import annotations

from leeway.core.promises.commands import ActOnPromise, AssessPromise, StateBelief
from leeway.core.promises.events import BeliefStated, PromiseAssessed
from leeway.core.promises.state import OPEN_TO_BELIEF, Promise
from leeway.core.promises.terms import LEVELS, Judged, Stated, is_figure
from leeway.core.refusal import Refusal

TALK_FROM = 30  # per cent between the two sides, from which it is worth talking about it
HOW = frozenset({"seen", "told", "measured"})
REPORTED_ONCE = frozenset({"REPORTED", "CONTESTED", "UNCONFIRMED", "CONFIRMED", "BROKEN"})
OUTCOMES = {"CONFIRMED": 1, "BROKEN": 0, "REVOKED": 0}  # all other ends are neutral: nothing was foreseen wrongly
LONGEST_WORDS = 80


def believe(command: StateBelief, promise: Promise) -> BeliefStated:
    if command.by not in {promise.promiser, promise.promisee}:
        raise Refusal("not_your_promise")
    if promise.state not in OPEN_TO_BELIEF:
        raise Refusal("act_not_now", act="believe", state=promise.state)
    if not 0 <= command.percent <= 100:
        raise Refusal("percent_bad")
    return BeliefStated(at=command.at, by=command.by, promise=promise.id, case=promise.case, percent=command.percent)


def assess(command: AssessPromise, promise: Promise) -> PromiseAssessed:
    if command.by not in promise.judges:
        raise Refusal("not_yours_to_judge")
    if promise.state not in REPORTED_ONCE:
        raise Refusal("act_not_now", act="assess", state=promise.state)
    if command.how not in HOW:
        raise Refusal("how_bad", how=command.how[:80])
    if not command.judged:
        raise Refusal("judgement_missing")
    _must_be_judged(command.judged, promise)
    if command.by != promise.promisee:
        for each in command.judged:
            condition = promise.terms.more.condition(each.condition)
            if condition is None or condition.judge != command.by:
                raise Refusal("not_yours_to_judge")
    return PromiseAssessed(
        at=command.at, by=command.by, promise=promise.id, case=promise.case, judged=command.judged, how=command.how,
        words=command.words,
    )  # fmt: skip


def said(command: ActOnPromise, promise: Promise) -> tuple[tuple[Stated, ...], tuple[Judged, ...]]:
    """The figures of a report, or the levels of a promisee's answer; anything else says neither."""
    if command.act == "report":
        return _reported(command.values, promise), ()
    if command.act in {"declare_satisfied", "declare_not_satisfied"}:
        _must_be_judged(command.judged, promise)
        below = [each for each in command.judged if each.level == "below"]
        if command.act == "declare_not_satisfied" and promise.terms.more.conditions and not below:
            raise Refusal("condition_missing")
        return (), command.judged
    return (), ()


def gap(promise: Promise) -> int | None:
    """Per cent between what the two sides believe; None until both have said it, and to oneself."""
    if promise.promiser == promise.promisee:
        return None
    sides = [promise.beliefs.get(party) for party in (promise.promiser, promise.promisee)]
    return None if sides[0] is None or sides[1] is None else abs(sides[0] - sides[1])


def beliefs_seen_by(promise: Promise, party: str) -> dict[str, int]:
    """What this party may see: their own, and the other side's once both have said theirs."""
    both = promise.promiser in promise.beliefs and promise.promisee in promise.beliefs
    return {
        who: percent
        for who, percent in promise.beliefs.items()
        if who == party or (both and party in {promise.promiser, promise.promisee})
    }


def brier(promise: Promise, party: str) -> float | None:
    """(p - o) squared of what the party believed, o being 1 where it was kept and 0 where it was not; None while it is
    open, where its end is neutral, and where the party said nothing."""
    outcome, percent = OUTCOMES.get(promise.state), promise.beliefs.get(party)
    return None if outcome is None or percent is None else (percent - 100 * outcome) ** 2 / 10_000


def _reported(values: tuple[Stated, ...], promise: Promise) -> tuple[Stated, ...]:
    conditions = promise.terms.more.conditions
    named = [each.condition for each in values]
    if len(set(named)) < len(named) or not set(named) <= {each.id for each in conditions}:
        raise Refusal("condition_unknown")
    given = {each.condition: each.value for each in values}
    for each in conditions:
        if each.adequate is not None and not is_figure(given.get(each.id, "")):
            raise Refusal("value_missing", condition=each.id)
        if each.adequate is None and given.get(each.id, "done") != "done":
            raise Refusal("condition_unknown")
    return values


def _must_be_judged(judged: tuple[Judged, ...], promise: Promise) -> None:
    named = [each.condition for each in judged]
    if len(set(named)) < len(named) or not set(named) <= {each.id for each in promise.terms.more.conditions}:
        raise Refusal("condition_unknown")
    for each in judged:
        if each.level not in LEVELS:
            raise Refusal("level_bad", level=each.level[:80])
