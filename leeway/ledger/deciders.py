"""Which rule answers which command, what it reads and what it locks: one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from leeway.core.message import Command, Event

C = TypeVar("C", bound=Command)
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Decider(Generic[C, S]):
    """How one type of command is decided.

    tags: all that its decision depends on, as "noun:id"; whoever decides on one of them waits until this has committed.
    load: the state, read after the tags are locked; never from a cache. decide: the pure rule; raises `Refusal`.
    alone: nothing else is decided meanwhile, for what all others are decided on (a new guideline).
    """

    tags: Callable[[C], frozenset[str]]
    load: Callable[[C], S]
    decide: Callable[[C, S], tuple[Event, ...]]
    alone: bool = False


DECIDERS: dict[type[Command], Decider[Any, Any]] = {}
