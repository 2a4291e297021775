"""The ladder, for each kind of decision apart: from looking on to coaching others. Nobody has one level for all.

It is read from the grants in force and written down nowhere, so it cannot differ from what a verdict says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leeway.core.authority.demands import candidates, links
from leeway.core.authority.model import NARROWNESS, Grant, Guideline, Mode
from leeway.core.authority.model import Person as Grantee
from leeway.core.authority.requests import Request
from leeway.core.authority.standing import CHECKS, Question
from leeway.core.authority.verdicts import Code


class Rung(StrEnum):
    """From the lowest to the highest; COACH is whoever decides it and may also pass it on."""

    OBSERVE = "observe"
    RECOMMEND = "recommend"
    INTEND = "intend"
    DECIDE_AND_TELL = "decide_and_tell"
    DECIDE = "decide"
    COACH = "coach"


RUNGS = tuple(Rung)
_BY_MODE: Mapping[Mode, Rung] = {
    Mode.ADVISE: Rung.RECOMMEND,
    Mode.INTEND: Rung.INTEND,
    Mode.TELL: Rung.DECIDE_AND_TELL,
    Mode.DECIDE: Rung.DECIDE,
}
_LASTING = frozenset({Code.NOT_YET_VALID, Code.EXPIRED, Code.REVOKED, Code.GRANTOR_LACKS, Code.TRAINING_MISSING})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands for one kind. grant: the one that puts them there; None for looking on."""

    kind: str
    rung: Rung
    grant: str | None = None

    @property
    def step(self) -> int:
        """0 for the lowest, 5 for the highest."""
        return RUNGS.index(self.rung)


def ladder(guideline: Guideline, person: str, at: datetime) -> tuple[Standing, ...]:
    """Where the person stands at `at` (aware UTC), a line for each kind in the order of the guideline.

    A grant counts if its whole chain is in force and the person has the training; conditions, limits and what is left
    belong to the single decision. Of several the highest rung counts, then the first of the file.
    """
    return tuple(_standing(guideline, person, kind, at) for kind in guideline.kinds)


def _standing(guideline: Guideline, person: str, kind: str, at: datetime) -> Standing:
    best = Standing(kind, Rung.OBSERVE)
    request = Request(id=None, at=at, person=person, kind=kind)
    for grant in candidates(guideline, request):
        chain = tuple(link for link, _ in links(guideline, grant, person))
        if _in_force(guideline, request, chain):
            rung = rung_of(chain)
            if RUNGS.index(rung) > best.step:
                best = Standing(kind, rung, grant.id)
    return best


def _in_force(guideline: Guideline, request: Request, chain: tuple[Grant, ...]) -> bool:
    known = guideline.person(request.person) or Grantee(request.person)
    question = Question(guideline, request, known, {}, chain)
    lasting = [check for code, check in CHECKS if code in _LASTING]
    return all(check(question, link, place) is None for check in lasting for place, link in enumerate(chain))


def rung_of(chain: tuple[Grant, ...]) -> Rung:
    """Where a grant with its chain puts whoever holds it, the grant itself first."""
    mode = max((link.mode for link in chain), key=NARROWNESS.__getitem__)
    passes_on = all(link.redelegate >= steps for steps, link in enumerate(chain, start=1))
    return Rung.COACH if mode is Mode.DECIDE and passes_on else _BY_MODE[mode]
