"""A promise as it stands: what its facts add up to. `evolve` is total; a past fact cannot be invalid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, assert_never

from leeway.core.changed import changed
from leeway.core.machines import PROMISE
from leeway.core.message import CLOCK
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
from leeway.core.promises.terms import Judged, Stated, Terms

ANSWER_WITHIN = timedelta(days=2)  # an offer or a request that nobody answers ends or shows as unanswered
LIMIT_AFTER_DUE = timedelta(days=7)  # a promise that nobody touched for so long after it was late is broken
UNCONFIRMED_AFTER = timedelta(days=14)  # from the report: it then counts as unconfirmed, never as kept
RUNS = frozenset({"PROMISED", "OVERDUE", "RENEGOTIATING"})
LIVE = RUNS | {"REPORTED", "CONTESTED"}
BAD = frozenset({"OVERDUE", "BROKEN", "REVOKED"})  # what depends on it is at risk then
OPEN_TO_BELIEF = frozenset({
    "REQUESTED", "UNANSWERED", "OFFERED", "COUNTERED_BY_PROMISER", "COUNTERED_BY_PROMISEE", *RUNS,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assessment:
    """How one assessor finds the conditions. how: seen, told, measured, or "answer" with the promisee's own word."""

    by: str
    at: datetime
    judged: tuple[Judged, ...]
    how: str
    words: str | None = None


@dataclass(frozen=True)  # no slots, for `changed`
class Promise:
    """terms: agreed or first asked. proposed: on the table, by `proposed_by`. version: agreements. moves: facts.

    values: what was last reported of the conditions. assessments: the last of each assessor. beliefs: per cent, by who
    stated it. risk_from: the promise whose failing put this one at risk. fell_due: when the event that it awaits
    happened. follows: the promise that goes on from here (the next round of a cadence, the full answer). under: the
    one that this goes on from. warn_at: when to warn of it. warned: who was told so far, the promiser first. stand_in,
    again_at: who is told next, and when.
    """

    id: str
    case: str | None
    promiser: str
    promisee: str
    state: str
    terms: Terms
    answer_by: datetime
    proposed: Terms | None = None
    proposed_by: str | None = None
    version: int = 0
    late: bool = False
    at_risk: bool = False
    moves: int = 0
    moved_at: datetime | None = None
    kind: str = "said"
    values: tuple[Stated, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    beliefs: Mapping[str, int] = field(default_factory=dict)
    risk_from: str | None = None
    fell_due: datetime | None = None
    follows: str | None = None
    under: str | None = None
    warn_at: datetime | None = None
    warned: tuple[str, ...] = ()
    stand_in: str = ""
    again_at: datetime | None = None

    @property
    def live(self) -> bool:
        """Agreed and not ended: it counts as open."""
        return self.state in LIVE

    @property
    def runs(self) -> bool:
        """Agreed, and the clock is on it."""
        return self.state in RUNS

    @property
    def ended(self) -> bool:
        return self.state in PROMISE.ends

    @property
    def awaits(self) -> str | None:
        """The code of the event that it waits for, while it may still happen."""
        return self.terms.more.awaits if self.runs and self.fell_due is None else None

    def actors(self, party: str) -> frozenset[str]:
        """The parts that this party plays: PROMISER, PROMISEE or both (to oneself), OTHER beside them; CLOCK."""
        if party == CLOCK:
            return frozenset({"CLOCK"})
        parts = {"PROMISER"} if party == self.promiser else set()
        if party == self.promisee:
            parts.add("PROMISEE")
        if parts and (party != self.proposed_by or self.promiser == self.promisee):
            parts.add("OTHER")
        return frozenset(parts)

    @property
    def judges(self) -> frozenset[str]:
        """Who may say how its conditions were met, beside the answer of the promisee."""
        return frozenset({each.judge for each in self.terms.more.conditions if each.judge} | {self.promisee})

    def timer(self) -> tuple[str, datetime] | None:
        """When the clock comes back to it and for what: to warn, or for the next act that time alone does."""
        warning = self.again_at if self.warned else self.warn_at
        if warning is not None and not self.late and self.state in {"PROMISED", "RENEGOTIATING"}:
            return "warn", warning
        return self.time_over()

    def time_over(self) -> tuple[str, datetime] | None:
        """The next act of the clock in the machine and when, if time alone can still move it."""
        match self.state:
            case "REQUESTED" | "COUNTERED_BY_PROMISEE":
                return "answer_due", self.answer_by
            case "OFFERED" | "COUNTERED_BY_PROMISER":
                return "offer_ends", self.answer_by
            case "PROMISED":
                return "due_passed", self.terms.late_at
            case "RENEGOTIATING":
                return "due_passed", self.answer_by if self.late else self.terms.late_at
            case "OVERDUE":
                return "limit", self.terms.late_at + LIMIT_AFTER_DUE
            case "REPORTED" if self.moved_at:
                return "attempts_used_up", self.moved_at + UNCONFIRMED_AFTER
            case _:
                return None


def evolve(promises: Mapping[str, Promise], event: PromiseEvent) -> Mapping[str, Promise]:
    if isinstance(event, PromiseOpened):
        return {**promises, event.promise: _opened(event)}
    known = promises.get(event.promise)
    return promises if known is None else {**promises, known.id: changed(known, **_changes(known, event))}


def _opened(event: PromiseOpened) -> Promise:
    return Promise(
        id=event.promise, case=event.case, promiser=event.promiser, promisee=event.promisee,
        state="REQUESTED" if event.act == "request" else "OFFERED",
        terms=Terms(event.due, event.body, event.clauses), answer_by=event.answer_by, kind=event.kind,
        under=event.under,
    )  # fmt: skip


def _changes(promise: Promise, event: PromiseEvent) -> dict[str, Any]:
    match event:
        case PromiseMoved():
            moved = {"state": event.to, "moves": promise.moves + 1, "moved_at": event.at}
            return {**moved, **_by_act(promise, event), **_beside(promise, event)}
        case PromiseTakenOver():
            return {"promiser": event.by, **_not_warned(promise.warn_at)}
        case BeliefStated():
            return {"beliefs": {**promise.beliefs, event.by: event.percent}}
        case PromiseAssessed():
            return _assessed(promise, Assessment(event.by, event.at, event.judged, event.how, event.words))
        case PromiseAtRisk():
            return {"moves": promise.moves + 1, "at_risk": promise.live or promise.at_risk, "risk_from": event.because}
        case PromiseFellDue():
            if promise.awaits != event.code:
                return {"moves": promise.moves + 1}
            due = Terms(event.due, promise.terms.body, promise.terms.clauses)
            return {"moves": promise.moves + 1, "fell_due": event.since, "terms": due, **_not_warned(event.warn_at)}
        case PromiseWarned():
            warned = {
                "warned": (*promise.warned, event.to),
                "stand_in": event.stand_in or "",
                "again_at": event.again_at,
            }
            return {"moves": promise.moves + 1, **warned}
        case PromiseOpened():
            return {}
        case _:
            assert_never(event)


def _not_warned(at: datetime | None) -> dict[str, Any]:
    """A new time, or a new promiser, is warned of anew."""
    return {"warn_at": at, "warned": (), "stand_in": "", "again_at": None}


def _due_has_passed(promise: Promise, at: datetime) -> bool:
    """Whether what was agreed is late; terms that nobody has agreed to yet cannot be."""
    return promise.version > 0 and promise.terms.late_at <= at


def _by_act(promise: Promise, event: PromiseMoved) -> dict[str, Any]:
    match event.act:
        case "counter" | "propose_change":
            return {
                "proposed": _terms(promise, event),
                "proposed_by": event.by,
                "answer_by": event.at + ANSWER_WITHIN,
                "late": _due_has_passed(promise, event.at),
            }
        case "amend":
            return {"terms": _terms(promise, event), "version": promise.version + 1}
        case "answer_by":
            return {"answer_by": _terms(promise, event).due}
        case "promise" | "accept" | "accept_change" | "rework":
            return {
                "terms": _terms(promise, event),
                "proposed": None,
                "proposed_by": None,
                "version": promise.version + 1,
                "late": False,
                "at_risk": False,
                "fell_due": None,
                **_not_warned(event.warn_at),
            }
        case "keep_old_terms":
            return {"proposed": None, "proposed_by": None}
        case "flag_risk":
            return {"at_risk": True}
        case "due_passed":
            return {"late": True, "proposed": None, "proposed_by": None}
        case _:
            return {}


def _beside(promise: Promise, event: PromiseMoved) -> dict[str, Any]:
    """What an act says beside where it leads."""
    found: dict[str, Any] = {}
    if event.act == "report":
        found["values"] = event.values
    if event.follows:
        found["follows"] = event.follows
    if event.judged:
        found |= _assessed(promise, Assessment(event.by, event.at, event.judged, "answer", event.reason))
    return found


def _assessed(promise: Promise, new: Assessment) -> dict[str, Any]:
    return {"assessments": (*(each for each in promise.assessments if each.by != new.by), new)}


def _terms(promise: Promise, event: PromiseMoved) -> Terms:
    """What is absent stays as it was on the table, or else as it stood."""
    standing = promise.proposed or promise.terms
    clauses = event.clauses if event.clauses is not None else standing.clauses
    return Terms(event.due or promise.terms.due, event.body or promise.terms.body, clauses)
