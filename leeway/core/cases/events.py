"""The facts of a case. Names, addresses and words are never in them: `words` is the id of a text kept elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from leeway.core.cases.around import (
    ActionNudged,
    ActionReleased,
    CategorySet,
    ColleagueDisputed,
    ColleagueReached,
    CustomerExpected,
    CustomerRetold,
    FaultAcknowledged,
    PersonOffered,
    PlayedBack,
    ProgressChecked,
)
from leeway.core.cases.fact import CaseFact
from leeway.core.cases.messages import MessageReceived
from leeway.core.cases.proposal import (
    AdviceGiven,
    AgreementGiven,
    AgreementRefused,
    ProposalClosed,
    ProposalMade,
    ProposalSeen,
    ProposalTimeOver,
)
from leeway.core.promises import PromiseEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReceived(CaseFact):
    """A customer's words came in by a way where nobody hears them at once; nobody owns the case yet.

    channel: "mail", "page" or "letter". follows: an older case that has come back too late to be opened again.
    """

    NAME: ClassVar[str] = "case.received"
    number: int
    customer: str
    words: str
    channel: str
    follows: str | None = None

    def tags(self) -> frozenset[str]:
        return frozenset({f"case:{self.case}", f"customer:{self.customer}"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHeard(CaseFact):
    """Somebody heard a customer and owns the case from now on.

    words, wish: the customer's own words, and what they want in the end. playback: they said that we understood.
    distress: 0 calm, 1 upset, 2 in distress. asked_for: a person whom the customer asked for.
    """

    NAME: ClassVar[str] = "case.heard"
    number: int
    customer: str
    words: str
    wish: str | None
    playback: bool
    distress: int
    our_fault: bool
    touch_hours: int
    asked_for: str | None

    def tags(self) -> frozenset[str]:
        asked_for = {f"person:{self.asked_for}"} if self.asked_for else set()
        return frozenset({f"case:{self.case}", f"customer:{self.customer}"} | asked_for)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMoved(CaseFact):
    """An act of the case machine. until: the end of a window that it opens. words: what was said with it."""

    NAME: ClassVar[str] = "case.moved"
    act: str
    was: str
    to: str
    words: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRecorded(CaseFact):
    """One contact of the customer with us: where (a code such as "main-number"), with whom, how long, what it cost.

    who: a person's id, or a code for somebody unknown ("unknown-2"). started: aware UTC. minutes: whole minutes.
    repeated: they had to tell it all again. transferred: it ended with being passed on.
    """

    NAME: ClassVar[str] = "contact.recorded"
    point: str
    who: str
    started: datetime
    minutes: int
    repeated: bool
    transferred: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A grant of a decision's chain, and who holds it there: who acted, or, above, who passed it on."""

    grant: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMade(CaseFact):
    """Authority was spent: checked, booked and done in one act.

    unit, amount: "money" in minor units, "count" in pieces, "none" without (None). chain: the grants used, the own
    one first. facts: what conditions were judged on, as text.
    mode: decide, tell, intend or advise. told: who is told of it. guideline: the version that was in force.
    proposal, agreed: what was put to others before, and who agreed to it. judged: the verdict as it was given, see
    `core.authority.kept`; empty in facts of version 1.
    """

    NAME: ClassVar[str] = "decision.made"
    VERSION: ClassVar[int] = 2
    decision: str
    customer: str
    kind: str
    unit: str
    amount: int | None
    mode: str
    grant: str
    chain: tuple[Held, ...]
    pools: tuple[str, ...]
    told: tuple[str, ...]
    guideline: int
    facts: dict[str, str]
    reversible: bool
    reason: str | None
    proposal: str | None
    agreed: tuple[str, ...]
    judged: dict[str, Any]

    def tags(self) -> frozenset[str]:
        spent = {tag for held in self.chain for tag in (f"grant:{held.grant}", f"person:{held.holder}")}
        pools = {f"pool:{pool}" for pool in self.pools}
        return frozenset({f"case:{self.case}", f"customer:{self.customer}", f"person:{self.by}"} | spent | pools)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionReversed(CaseFact):
    """A decision was taken back; it counts nowhere any more."""

    NAME: ClassVar[str] = "decision.reversed"
    decision: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentFact(CaseFact):
    """Tagged with who could have stopped it, so that their stops and what they saw can be counted."""

    decision: str

    def tags(self) -> frozenset[str]:
        return frozenset({f"case:{self.case}", f"may_stop:{self.by}"})


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentNoticed(IntentFact):
    """Somebody who may stop the intent has seen it. until: when it goes ahead if nobody stops it."""

    NAME: ClassVar[str] = "intent.noticed"
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentStopped(IntentFact):
    """It was stopped, with a reason and with what would be better; both are ids of words."""

    NAME: ClassVar[str] = "intent.stopped"
    reason: str
    alternative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentUnseen(CaseFact):
    """The window ended and nobody who could have stopped it had seen it: silence was no consent, and it waits."""

    NAME: ClassVar[str] = "intent.unseen"
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeStated(CaseFact):
    """What was done, said by us: a fact, not how it was for the customer."""

    NAME: ClassVar[str] = "outcome.stated"
    words: str | None
    decision: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerAsked(CaseFact):
    """We asked the customer whether it is right for them. channel: one of `results.CHANNELS`.

    until: until when silence is no answer yet, by our working days as they were then.
    about: who had the case when this was asked; the answer is about them, whoever has it when it comes.
    """

    NAME: ClassVar[str] = "customer.asked"
    VERSION: ClassVar[int] = 2
    channel: str
    until: datetime | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultGiven(CaseFact):
    """How it was, said by the customer and nobody else. easy: 1 (not at all) to 7 (very much), if answered.

    stay: whether they would stay with us ("yes", "not sure", "no"). about: see `CustomerAsked`.
    """

    NAME: ClassVar[str] = "result.given"
    felt_resolved: bool
    easy: int | None
    words: str | None
    stay: str | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionAsked(CaseFact):
    """load_shown: what each of them has on their plate was shown before they were asked."""

    NAME: ClassVar[str] = "action.asked"
    people: tuple[str, ...]
    words: str | None
    until: datetime
    load_shown: bool = False

    def tags(self) -> frozenset[str]:
        return frozenset({f"case:{self.case}"} | {f"person:{p}" for p in self.people})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDeclined(CaseFact):
    NAME: ClassVar[str] = "action.declined"
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMade(CaseFact):
    """The action owner has spoken with the customer; the first of two facts that make it acting."""

    NAME: ClassVar[str] = "action.contact_made"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkBegun(CaseFact):
    """The action owner has begun; the second of the two facts."""

    NAME: ClassVar[str] = "action.work_begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffOffered(CaseFact):
    """Offered ownership; the owner owns until it is accepted. pack: words that spare the customer telling it twice."""

    NAME: ClassVar[str] = "handoff.offered"
    to: str
    pack: str
    load_shown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffAccepted(CaseFact):
    """`by` owns the case from now on, and keeps the promises made to the customer."""

    NAME: ClassVar[str] = "handoff.accepted"
    was: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffDeclined(CaseFact):
    """Declined by the one it was offered to, or taken back by the owner."""

    NAME: ClassVar[str] = "handoff.declined"
    to: str
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(CaseFact):
    """audience: "inside" or "customer"; what the customer may read is shown on their page."""

    NAME: ClassVar[str] = "note.written"
    words: str
    audience: str


CaseEvent = (
    PlayedBack
    | CategorySet
    | ColleagueReached
    | ColleagueDisputed
    | ActionReleased
    | ActionNudged
    | ProgressChecked
    | PersonOffered
    | FaultAcknowledged
    | CustomerRetold
    | CustomerExpected
    | CaseReceived
    | CaseHeard
    | CaseMoved
    | ContactRecorded
    | DecisionMade
    | DecisionReversed
    | IntentNoticed
    | IntentStopped
    | IntentUnseen
    | ProposalMade
    | ProposalSeen
    | AdviceGiven
    | AgreementGiven
    | AgreementRefused
    | ProposalTimeOver
    | ProposalClosed
    | OutcomeStated
    | CustomerAsked
    | ResultGiven
    | ActionAsked
    | ActionDeclined
    | ContactMade
    | WorkBegun
    | HandoffOffered
    | HandoffAccepted
    | HandoffDeclined
    | NoteWritten
    | MessageReceived
    | PromiseEvent
)
