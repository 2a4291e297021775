"""Promises: what one person owes another by a time, negotiated; only the one it was made to can call it kept well.

Only the promiser promises, reports and revokes; only the promisee confirms, contests and releases. Commands, events,
state and rules stand in files of these names.
"""

from __future__ import annotations

from leeway.core.promises.commands import ActOnPromise, MakePromise, OpenPromise, PromiseCommand
from leeway.core.promises.events import PromiseEvent, PromiseMoved, PromiseOpened, PromiseTakenOver
from leeway.core.promises.rules import FARTHEST, NEEDS_DUE, NEEDS_REASON, asked_and_promised, decide, future
from leeway.core.promises.state import (
    ANSWER_WITHIN,
    LIMIT_AFTER_DUE,
    LIVE,
    RUNS,
    UNCONFIRMED_AFTER,
    Promise,
    Terms,
    evolve,
)

__all__ = [
    "ANSWER_WITHIN",
    "FARTHEST",
    "LIMIT_AFTER_DUE",
    "LIVE",
    "NEEDS_DUE",
    "NEEDS_REASON",
    "RUNS",
    "UNCONFIRMED_AFTER",
    "ActOnPromise",
    "MakePromise",
    "OpenPromise",
    "Promise",
    "PromiseCommand",
    "PromiseEvent",
    "PromiseMoved",
    "PromiseOpened",
    "PromiseTakenOver",
    "Terms",
    "asked_and_promised",
    "decide",
    "evolve",
    "future",
]
