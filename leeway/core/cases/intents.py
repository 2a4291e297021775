"""A stated intent afterwards: seen, stopped, waved through, or over. Silence is consent only once it was seen."""

from __future__ import annotations

from leeway.core.cases.decisions import AnswerIntent, NoticeIntent, Standing
from leeway.core.cases.events import CaseEvent, DecisionReversed, IntentNoticed, IntentStopped, IntentUnseen
from leeway.core.cases.moves import moved
from leeway.core.cases.state import Case
from leeway.core.message import Command
from leeway.core.refusal import Refusal


def notice(command: NoticeIntent, case: Case, standing: Standing) -> tuple[CaseEvent, ...]:
    if case.state != "INTENDED":
        raise Refusal("act_not_now", act="notice_intent", state=case.state)
    if command.by not in standing.above:
        raise Refusal("act_not_yours", act="notice_intent", state=case.state, needs="LEADER")
    if command.by in case.noticed:
        raise Refusal("already_noticed")
    return (_noticed(command, case),)


def answer(command: AnswerIntent, case: Case, standing: Standing) -> tuple[CaseEvent, ...]:
    """Whoever answers has seen it, of course; so that counts first."""
    leader = frozenset({"LEADER"}) if command.by in standing.above else frozenset[str]()
    if command.act not in {"stop_with_reason", "very_well"}:
        raise Refusal("act_not_now", act=command.act, state=case.state)
    step = moved(command, case, command.act, actors=leader, words=command.reason)
    seen = () if command.by in case.noticed else (_noticed(command, case),)
    if command.act == "very_well":
        return (*seen, step)
    if not command.reason:
        raise Refusal("reason_missing", act=command.act)
    if not command.alternative:
        raise Refusal("alternative_missing")
    undone = DecisionReversed(at=command.at, by=command.by, case=case.id, decision=case.intent, reason=command.reason)
    stopped = IntentStopped(
        at=command.at, by=command.by, case=case.id, decision=case.intent, reason=command.reason,
        alternative=command.alternative,
    )  # fmt: skip
    return (*seen, undone, stopped, step)


def window_over(command: Command, case: Case) -> tuple[CaseEvent, ...]:
    """It goes ahead if somebody has seen it; else it waits, and goes a full window after it is seen."""
    if not case.noticed:
        return (IntentUnseen(at=command.at, by=command.by, case=case.id, decision=case.intent),)
    return (moved(command, case, "window_over"),)


def _noticed(command: Command, case: Case) -> IntentNoticed:
    in_time = case.window_ends is not None and (bool(case.noticed) or command.at < case.window_ends)
    until = case.window_ends if in_time and case.window_ends else command.at + case.window
    return IntentNoticed(at=command.at, by=command.by, case=case.id, decision=case.intent, until=until)
