"""Which rule answers which command, what it reads and what it locks: one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_args

from leeway.core import cases, expectations, granting, promises, publishing
from leeway.core.cases.state import Case
from leeway.core.message import Command, Event
from leeway.core.promises import happenings
from leeway.core.publishing import PublishGuideline
from leeway.ledger import grants, loading
from leeway.ledger.loading import NO_SUMS, Sums
from leeway.ledger.sight import Sight

C = TypeVar("C", bound=Command)
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Decider(Generic[C, S]):
    """How one type of command is decided, by itself in a transaction of its own.

    tags: all that its decision depends on, as "noun:id"; whoever decides on one of them waits until this has committed.
    They may hang on facts: they are asked for again once they are locked.
    load: the state, read after the tags are locked; never from a cache. decide: the pure rule; raises `Refusal`.
    alone: nothing else is decided meanwhile, for what all others are decided on (a new guideline).
    """

    tags: Callable[[C], frozenset[str]]
    load: Callable[[C], S]
    decide: Callable[[C, S], tuple[Event, ...]]
    alone: bool = False


@dataclass(frozen=True, slots=True)
class SeenDecider(Generic[C, S]):
    """How one type of command is decided together with others in one transaction.

    subject: the one tag that it is about, known from the command alone; what all else hangs on is read once this is
    locked. sums: what it will spend from, with the tags to lock for that; most spend nothing.
    load: the state, out of the `Sight`, which holds what the commands before it in the transaction decided.
    decide: also answers the case as the events leave it, None for what has no case.
    """

    subject: Callable[[C], str]
    load: Callable[[C, Sight], S]
    decide: Callable[[C, S], tuple[tuple[Event, ...], Case | None]]
    sums: Callable[[C, Sight], Sums] = lambda command, sight: NO_SUMS


def _decide_promise(command: Any, state: Any) -> tuple[tuple[Event, ...], Case | None]:
    """A promise of a case is decided with its case; one without a case by itself."""
    if command.case:
        return cases.decided(command, state)
    return promises.decide(command, state.promises, state.around), None


_CASE: SeenDecider[Any, Any] = SeenDecider(loading.case_subject, loading.load_case, cases.decided, loading.sums)
_PROMISE: SeenDecider[Any, Any] = SeenDecider(
    loading.promise_subject, loading.load_promise, _decide_promise, loading.promise_sums
)
DECIDERS: dict[type[Command], Decider[Any, Any] | SeenDecider[Any, Any]] = {
    **dict.fromkeys(get_args(cases.CaseCommand), _CASE),
    **dict.fromkeys(get_args(promises.PromiseCommand), _PROMISE),
    happenings.RecordHappening: SeenDecider(
        loading.happening_subject, lambda command, sight: None, lambda command, _: (happenings.decide(command), None)
    ),
    **dict.fromkeys(
        get_args(expectations.ExpectationCommand),
        Decider(loading.expectation_tags, loading.load_expectation, expectations.decide),
    ),
    PublishGuideline: Decider(loading.guideline_tags, grants.load_publishing, publishing.decide, alone=True),
    **dict.fromkeys(
        get_args(granting.GrantCommand), Decider(grants.grant_tags, grants.load_granting, granting.decide, alone=True)
    ),
}
