"""Promises: what one person owes another by a time, negotiated; only the one it was made to can call it kept well.

Only the promiser promises, reports and revokes; only the promisee confirms, contests and releases. Commands, events,
terms, state, rules and what the sides believe and find (judging) stand in files of these names.
"""

from __future__ import annotations

from leeway.core.promises.commands import (
    ActOnPromise,
    AssessPromise,
    CarryOver,
    MakePromise,
    OpenPromise,
    PromiseAnswer,
    PromiseCommand,
    StateBelief,
    WarnPromiser,
)
from leeway.core.promises.events import (
    BeliefStated,
    PromiseAssessed,
    PromiseAtRisk,
    PromiseEvent,
    PromiseFellDue,
    PromiseMoved,
    PromiseOpened,
    PromiseTakenOver,
    PromiseWarned,
)
from leeway.core.promises.judging import TALK_FROM, beliefs_seen_by, brier, gap
from leeway.core.promises.rules import FARTHEST, NEEDS_DUE, NEEDS_REASON, NEW_TERMS, asked_and_promised, decide, future
from leeway.core.promises.state import (
    ANSWER_WITHIN,
    BAD,
    LIMIT_AFTER_DUE,
    LIVE,
    RUNS,
    UNCONFIRMED_AFTER,
    Assessment,
    Promise,
    evolve,
)
from leeway.core.promises.terms import LEVELS, Cadence, Clauses, Condition, Judged, Stated, Terms, level_of
from leeway.core.promises.warning import Around, planned

__all__ = [
    "ANSWER_WITHIN",
    "BAD",
    "FARTHEST",
    "LEVELS",
    "LIMIT_AFTER_DUE",
    "LIVE",
    "NEEDS_DUE",
    "NEEDS_REASON",
    "NEW_TERMS",
    "RUNS",
    "TALK_FROM",
    "UNCONFIRMED_AFTER",
    "ActOnPromise",
    "Around",
    "AssessPromise",
    "Assessment",
    "BeliefStated",
    "Cadence",
    "CarryOver",
    "Clauses",
    "Condition",
    "Judged",
    "MakePromise",
    "OpenPromise",
    "Promise",
    "PromiseAnswer",
    "PromiseAssessed",
    "PromiseAtRisk",
    "PromiseCommand",
    "PromiseEvent",
    "PromiseFellDue",
    "PromiseMoved",
    "PromiseOpened",
    "PromiseTakenOver",
    "PromiseWarned",
    "StateBelief",
    "Stated",
    "Terms",
    "WarnPromiser",
    "asked_and_promised",
    "beliefs_seen_by",
    "brier",
    "decide",
    "evolve",
    "future",
    "gap",
    "level_of",
    "planned",
]
