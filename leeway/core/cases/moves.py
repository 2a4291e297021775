"""One act of the case machine as a fact."""

from __future__ import annotations

from datetime import datetime

from leeway.core.cases.events import CaseMoved
from leeway.core.cases.state import Case
from leeway.core.machines import CASE
from leeway.core.message import Command
from leeway.core.refusal import Refusal


def moved(
    command: Command,
    case: Case,
    act: str,
    *,
    actors: frozenset[str] = frozenset(),
    words: str | None = None,
    until: datetime | None = None,
) -> CaseMoved:
    """The fact that the act happened; refuses what the machine does not allow. actors: parts beside the case's."""
    if case.state == CASE.start and not case.number:
        raise Refusal("no_such_case")
    to = CASE.step(case.state, act, case.actors(command.by) | actors)
    return CaseMoved(
        at=command.at, by=command.by, case=case.id, act=act, was=case.state, to=to, words=words, until=until
    )
