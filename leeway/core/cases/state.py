"""A case as it stands: what its facts add up to. `evolve` is total; a past fact cannot be invalid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from leeway.core import promises
from leeway.core.cases import around, proposal
from leeway.core.cases.around import Around, Reached
from leeway.core.cases.events import (
    ActionAsked,
    ActionDeclined,
    CaseEvent,
    CaseHeard,
    CaseMoved,
    CaseReceived,
    ContactMade,
    CustomerAsked,
    DecisionMade,
    DecisionReversed,
    HandoffAccepted,
    HandoffDeclined,
    HandoffOffered,
    IntentNoticed,
    IntentUnseen,
    ResultGiven,
    WorkBegun,
)
from leeway.core.cases.proposal import Proposal, ProposalEvent
from leeway.core.changed import changed, folded
from leeway.core.machines import CASE
from leeway.core.message import CLOCK, customer
from leeway.core.promises import Promise, PromiseEvent

CONFIRM_WITHIN = timedelta(hours=4)  # contact and work, from the taking; then the owner is told
ATTEMPTS = 3  # over two channels at least, before a case may count as unconfirmed
ASKED_FOR = 5  # working days from the first attempt
LAST_ASKED_FOR = timedelta(days=1)  # a working day from the last attempt
ASKED_BEFORE = timedelta(days=7)  # from the first attempt: as it was before working days were counted


@dataclass(frozen=True)
class Decision:
    id: str
    by: str
    kind: str
    amount: int | None
    mode: str
    reversible: bool
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """We asked the customer: when, over which channel, and until when silence is no answer yet (aware UTC)."""

    at: datetime
    channel: str
    until: datetime | None = None


@dataclass(frozen=True)  # no slots, for `changed`
class Case:
    """One case. owner is "" only before anybody has heard it; words: the customer's first words.

    round: 1, and one more with each "not yet". inconveniences: our fault counts one, and so does every "not yet".
    touch_hours: how long at most until the owner's next word. window_ends: when a stated intent goes ahead; None while
    it waits for somebody to see it. window: how long silence must last. noticed: who may stop it and has seen it.
    acting_on: the intent that went ahead. asked_until: until when an asked action may be taken. attempts: how often we
    asked since it was last done. asked_for, offered_person: whom the customer asked for, and their answer to the offer
    of that person. acknowledged: whether our fault was said ("yes") or left out knowingly. confirm_by: until when
    contact and work are to be confirmed. about: who had the case when it was done or the customer was last asked.
    not_felt: done, and the customer says that it does not feel resolved. reached: contacts with colleagues by their id.
    """

    id: str
    state: str = CASE.start
    owner: str = ""
    customer: str = ""
    number: int = 0
    words: str = ""
    round: int = 1
    inconveniences: int = 0
    our_fault: bool = False
    touch_hours: int = 24
    asked: frozenset[str] = frozenset()
    asked_until: datetime | None = None
    action_owner: str = ""
    contact_made: bool = False
    work_begun: bool = False
    offered_to: str = ""
    intent: str = ""
    acting_on: str = ""
    window_ends: datetime | None = None
    window: timedelta = timedelta()
    noticed: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    confirmed_at: datetime | None = None
    moves: int = 0
    asked_for: str = ""
    offered_person: str = ""
    acknowledged: str = ""
    confirm_by: datetime | None = None
    about: tuple[str, ...] = ()
    not_felt: bool = False
    reached: Mapping[str, Reached] = field(default_factory=dict)
    promises: Mapping[str, Promise] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    proposals: Mapping[str, Proposal] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Somebody still owes the customer something; UNCONFIRMED waits for the customer alone."""
        return self.state not in {"RECEIVED", "CONFIRMED", "WITHDRAWN", "UNCONFIRMED"}

    @property
    def done(self) -> bool:
        """What was done was said, in this round or in the one before, which the customer answered with not yet."""
        return self.not_felt or self.state in {"DONE", "REFERRED", "CHECKING", "UNCONFIRMED", "CONFIRMED"}

    @property
    def felt_resolved(self) -> bool | None:
        """The customer's last word on what was done; None where there is none."""
        return True if self.state == "CONFIRMED" else False if self.not_felt else None

    @property
    def success(self) -> bool:
        """Two records by two parties: done, says ours, and felt resolved, says the customer. Never stored."""
        return self.done and self.felt_resolved is True

    @property
    def ours_to_keep(self) -> tuple[Promise, ...]:
        """The open promises to the customer."""
        return tuple(p for p in self.promises.values() if p.promisee == customer(self.customer) and p.live)

    def actors(self, party: str) -> frozenset[str]:
        """The parts that this party plays in the case machine, but for LEADER: that is the organisation's matter."""
        if party == CLOCK:
            return frozenset({"CLOCK"})
        if self.customer and party == customer(self.customer):
            return frozenset({"CUSTOMER"})
        parts = set()
        if party == self.owner:
            parts.add("OWNER")
        if party == self.action_owner or party in self.asked:
            parts.add("ACTION_OWNER")
        return frozenset(parts)

    @property
    def open_proposals(self) -> tuple[Proposal, ...]:
        return tuple(each for each in self.proposals.values() if each.open)

    def timer(self) -> tuple[str, datetime] | None:
        """The next act of the clock on the case itself and when."""
        over = min((each.until for each in self.open_proposals if not each.time_over), default=None)
        due = [each for each in (self._own_timer(), ("proposal_time_over", over) if over else None) if each]
        return min(due, key=lambda each: each[1], default=None)

    def _own_timer(self) -> tuple[str, datetime] | None:
        if self.state == "INTENDED" and self.window_ends:
            return "window_over", self.window_ends
        if self.state == "ACTION_ASKED" and self.asked_until:
            return "nobody_took", self.asked_until
        if self.state == "ACTION_OWNED" and self.confirm_by:
            return "nudge", self.confirm_by
        if self.state == "CHECKING" and len(self.attempts) >= ATTEMPTS and len({a.channel for a in self.attempts}) >= 2:
            return "attempts_used_up", _asked_until(self.attempts[0], self.attempts[-1])
        return None


def _asked_until(first: Attempt, last: Attempt) -> datetime:
    return last.until or max(first.at + ASKED_BEFORE, last.at + LAST_ASKED_FOR)


def evolve(case: Case, event: CaseEvent) -> Case:
    return evolved(case, (event,))


def evolved(case: Case, events: Sequence[CaseEvent]) -> Case:
    """The case after all of them."""
    return folded(case, events, _changes) if events else case


def _changes(case: Case, event: CaseEvent) -> dict[str, Any]:
    return {"moves": case.moves + 1, **_what_it_says(case, event)}


def _what_it_says(case: Case, event: CaseEvent) -> dict[str, Any]:
    """What the fact changes, by field; what comes most often is looked at first."""
    match event:
        case _ if isinstance(event, PromiseEvent):
            return {"promises": promises.evolve(case.promises, event)}
        case CaseMoved():
            return _moved(case, event)
        case DecisionMade():
            made = Decision(event.decision, event.by, event.kind, event.amount, event.mode, event.reversible)
            intent = event.decision if event.mode == "intend" else case.intent
            return {"decisions": {**case.decisions, made.id: made}, "intent": intent}
        case CaseReceived():
            return {"customer": event.customer, "number": event.number, "words": event.words}
        case CaseHeard():
            return {
                "number": event.number,
                "words": event.words,
                "state": "HEARD",
                "owner": event.by,
                "customer": event.customer,
                "our_fault": event.our_fault,
                "inconveniences": int(event.our_fault),
                "touch_hours": event.touch_hours,
                "asked_for": event.asked_for or "",
            }
        case _:
            return _less_often(case, event)


def _less_often(case: Case, event: CaseEvent) -> dict[str, Any]:
    match event:
        case DecisionReversed():
            return _reversed(case, event)
        case ActionAsked():
            return {"asked": frozenset(event.people), "asked_until": event.until}
        case ActionDeclined():
            return {"asked": case.asked - {event.by}}
        case CustomerAsked():
            attempt = Attempt(event.at, event.channel, event.until)
            return {"attempts": (*case.attempts, attempt), "about": event.about}
        case ContactMade():
            return {"contact_made": True}
        case WorkBegun():
            return {"work_begun": True}
        case HandoffOffered():
            return {"offered_to": event.to}
        case HandoffAccepted():
            return {"owner": event.by, "offered_to": ""}
        case HandoffDeclined():
            return {"offered_to": ""}
        case IntentNoticed():
            return {"noticed": (*case.noticed, event.by), "window_ends": event.until}
        case IntentUnseen():
            return {"window_ends": None}
        case ResultGiven():
            return {"not_felt": not event.felt_resolved}
        case _ if isinstance(event, Around):
            return around.changes(case, event)
        case _ if isinstance(event, ProposalEvent):
            return {"proposals": proposal.evolve(case.proposals, event)}
        case _:
            return {}


def _reversed(case: Case, event: DecisionReversed) -> dict[str, Any]:
    known = case.decisions.get(event.decision)
    if known is None:
        return {}
    return {"decisions": {**case.decisions, known.id: changed(known, reversed=True)}}


def _moved(case: Case, event: CaseMoved) -> dict[str, Any]:
    done = {"about": who_has(case)} if event.to in {"DONE", "REFERRED"} else {}
    return {"state": event.to, **done, **_by_act(case, event)}


def who_has(case: Case) -> tuple[str, ...]:
    """Who has the case now: its owner, and whoever works on it."""
    return tuple(dict.fromkeys(each for each in (case.owner, case.action_owner) if each))


def _by_act(case: Case, event: CaseMoved) -> dict[str, Any]:
    match event.act:
        case "state_intent":
            window = event.until - event.at if event.until else timedelta()
            return {"window_ends": event.until, "window": window, "noticed": ()}
        case "window_over" | "very_well":
            return {"action_owner": case.owner, "window_ends": None, "intent": "", "acting_on": case.intent}
        case "stop_with_reason":
            return {"window_ends": None, "intent": ""}
        case "take":
            return {
                "action_owner": event.by,
                "asked": frozenset(),
                "asked_until": None,
                "confirm_by": event.at + CONFIRM_WITHIN,
            }
        case "decline" | "nobody_took":
            return {"asked": frozenset(), "asked_until": None}
        case "satisfied":
            return {"confirmed_at": event.at, "offered_to": ""}
        case "not_yet":
            return {**_HEARD_AGAIN, "round": case.round + 1, "inconveniences": case.inconveniences + 1}
        case "came_back":
            return {**_HEARD_AGAIN, "round": case.round + 1, "confirmed_at": None}
        case "take_back" | "not_going_well":
            return _HEARD_AGAIN
        case "withdraw":
            return {"asked": frozenset(), "offered_to": "", "window_ends": None}
        case _:
            return {}


_HEARD_AGAIN: dict[str, Any] = {
    "action_owner": "",  # nobody has the action yet
    "acting_on": "",
    "contact_made": False,
    "work_begun": False,
    "confirm_by": None,
    "attempts": (),
}
