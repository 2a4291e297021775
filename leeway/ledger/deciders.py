"""Which rule answers which command, what it reads and what it locks: one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_args

from leeway.core import cases, promises, publishing
from leeway.core.message import Command, Event
from leeway.core.publishing import PublishGuideline
from leeway.ledger import loading

C = TypeVar("C", bound=Command)
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Decider(Generic[C, S]):
    """How one type of command is decided.

    tags: all that its decision depends on, as "noun:id"; whoever decides on one of them waits until this has committed.
    They may hang on facts: they are asked for again once they are locked.
    load: the state, read after the tags are locked; never from a cache. decide: the pure rule; raises `Refusal`.
    alone: nothing else is decided meanwhile, for what all others are decided on (a new guideline).
    """

    tags: Callable[[C], frozenset[str]]
    load: Callable[[C], S]
    decide: Callable[[C, S], tuple[Event, ...]]
    alone: bool = False


def _promise_decider() -> Decider[Any, Any]:
    """A promise of a case is decided with its case; one without a case by itself."""

    def load(command: Any) -> Any:
        return loading.load_case(command) if command.case else loading.load_promise(command)

    def decide(command: Any, state: Any) -> tuple[Event, ...]:
        return cases.decide(command, state) if command.case else promises.decide(command, state)

    return Decider(loading.promise_tags, load, decide)


_PROMISES = get_args(promises.PromiseCommand)
DECIDERS: dict[type[Command], Decider[Any, Any]] = {
    **{each: Decider(loading.case_tags, loading.load_case, cases.decide) for each in get_args(cases.CaseCommand)},
    **{each: _promise_decider() for each in _PROMISES},
    PublishGuideline: Decider(loading.guideline_tags, loading.load_guideline, publishing.decide, alone=True),
}
