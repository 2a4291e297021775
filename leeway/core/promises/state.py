"""A promise as it stands: what its facts add up to. `evolve` is total; a past fact cannot be invalid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from leeway.core.changed import changed
from leeway.core.machines import PROMISE
from leeway.core.message import CLOCK
from leeway.core.promises.events import PromiseEvent, PromiseMoved, PromiseOpened, PromiseTakenOver

ANSWER_WITHIN = timedelta(days=2)  # an offer or a request that nobody answers ends or shows as unanswered
LIMIT_AFTER_DUE = timedelta(days=7)  # a promise that nobody touched for so long after its due is broken
UNCONFIRMED_AFTER = timedelta(days=14)  # from the report: it then counts as unconfirmed, never as kept
RUNS = frozenset({"PROMISED", "OVERDUE", "RENEGOTIATING"})
LIVE = RUNS | {"REPORTED", "CONTESTED"}


@dataclass(frozen=True, slots=True)
class Terms:
    due: datetime
    body: str


@dataclass(frozen=True)  # no slots, for `changed`
class Promise:
    """terms: agreed or first asked. proposed: on the table, by `proposed_by`. version: agreements. moves: facts."""

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

    def actors(self, party: str) -> frozenset[str]:
        """The parts that this party plays: PROMISER, PROMISEE or both (to oneself), OTHER beside them; CLOCK."""
        if party == CLOCK:
            return frozenset({"CLOCK"})
        parts = {"PROMISER"} if party == self.promiser else set()
        if party == self.promisee:
            parts.add("PROMISEE")
        if parts and party != self.proposed_by:
            parts.add("OTHER")
        return frozenset(parts)

    def timer(self) -> tuple[str, datetime] | None:
        """The next act of the clock and when, if time alone can still move it."""
        match self.state:
            case "REQUESTED" | "COUNTERED_BY_PROMISEE":
                return "answer_due", self.answer_by
            case "OFFERED" | "COUNTERED_BY_PROMISER":
                return "offer_ends", self.answer_by
            case "PROMISED":
                return "due_passed", self.terms.due
            case "RENEGOTIATING":
                return "due_passed", self.answer_by if self.late else self.terms.due
            case "OVERDUE":
                return "limit", self.terms.due + LIMIT_AFTER_DUE
            case "REPORTED" if self.moved_at:
                return "attempts_used_up", self.moved_at + UNCONFIRMED_AFTER
            case _:
                return None


def evolve(promises: Mapping[str, Promise], event: PromiseEvent) -> Mapping[str, Promise]:
    match event:
        case PromiseOpened():
            opened = Promise(
                id=event.promise, case=event.case, promiser=event.promiser, promisee=event.promisee,
                state="REQUESTED" if event.act == "request" else "OFFERED",
                terms=Terms(event.due, event.body), answer_by=event.answer_by, kind=event.kind,
            )  # fmt: skip
            return {**promises, event.promise: opened}
        case PromiseTakenOver():
            known = promises.get(event.promise)
            return promises if known is None else {**promises, known.id: changed(known, promiser=event.by)}
        case PromiseMoved():
            known = promises.get(event.promise)
            return promises if known is None else {**promises, known.id: _moved(known, event)}


def _due_has_passed(promise: Promise, at: datetime) -> bool:
    """Whether what was agreed is late; terms that nobody has agreed to yet cannot be."""
    return promise.version > 0 and promise.terms.due <= at


def _moved(promise: Promise, event: PromiseMoved) -> Promise:
    return changed(promise, state=event.to, moves=promise.moves + 1, moved_at=event.at, **_by_act(promise, event))


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
            }
        case "keep_old_terms":
            return {"proposed": None, "proposed_by": None}
        case "flag_risk":
            return {"at_risk": True}
        case "due_passed":
            return {"late": True, "proposed": None, "proposed_by": None}
        case _:
            return {}


def _terms(promise: Promise, event: PromiseMoved) -> Terms:
    return Terms(event.due or promise.terms.due, event.body or promise.terms.body)
