"""A proposal: its facts, and how it stands: a decision put to others, what they said, whether it may be made yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar

from leeway.core.authority.agreements import each_by_another
from leeway.core.cases.fact import CaseFact


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose word is wanted: a target of the guideline ("person:ruben", "level:coach"), and who that was then."""

    target: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heeded:
    """What became of somebody's advice. because: id of the words that say why, never None where it was not used."""

    person: str
    used: bool
    because: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalFact(CaseFact):
    proposal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalMade(ProposalFact):
    """A decision was put to others before it is made; `by` alone may make it, and owns it either way.

    unit, amount: as in `decision.made`. given: the facts that were stated. facts: those that it was judged on.
    advisers, agreers: whose advice and whose agreement it waits for, until `until`. judged: as in `decision.made`.
    """

    NAME: ClassVar[str] = "proposal.made"
    kind: str
    unit: str
    amount: int | None
    given: dict[str, str]
    facts: dict[str, str]
    reason: str | None
    advisers: tuple[Wanted, ...]
    agreers: tuple[Wanted, ...]
    until: datetime
    guideline: int
    judged: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalSeen(ProposalFact):
    """Somebody whose word is wanted has it before them; from here to their answer it takes their time."""

    NAME: ClassVar[str] = "proposal.seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceGiven(ProposalFact):
    NAME: ClassVar[str] = "advice.given"
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementGiven(ProposalFact):
    """`by` agrees to exactly this kind, amount and facts, and to nothing else."""

    NAME: ClassVar[str] = "agreement.given"
    words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRefused(ProposalFact):
    NAME: ClassVar[str] = "agreement.refused"
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalTimeOver(ProposalFact):
    """Nobody needs to be waited for any longer; who has not answered has not."""

    NAME: ClassVar[str] = "proposal.time_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalClosed(ProposalFact):
    """It ended. why: "decided", "withdrawn", "handed_on", "no_agreement", or the act that led elsewhere.

    decision: what it was used for. advice: what became of each advice that was given.
    """

    NAME: ClassVar[str] = "proposal.closed"
    why: str
    decision: str | None
    advice: tuple[Heeded, ...]

    def tags(self) -> frozenset[str]:
        return frozenset({f"case:{self.case}"} | {f"adviser:{each.person}" for each in self.advice})


ProposalEvent = (
    ProposalMade | ProposalSeen | AdviceGiven | AgreementGiven | AgreementRefused | ProposalTimeOver | ProposalClosed
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """See `ProposalMade`. seen: who of those asked has had it before them. advised, agreed, disagreed: who said so, in
    order. why: of its end, "" while it is open."""

    id: str
    by: str
    kind: str
    amount: int | None
    reason: str | None
    until: datetime
    given: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    advisers: tuple[Wanted, ...] = ()
    agreers: tuple[Wanted, ...] = ()
    seen: tuple[str, ...] = ()
    advised: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()
    disagreed: tuple[str, ...] = ()
    time_over: bool = False
    why: str = ""

    @property
    def open(self) -> bool:
        return not self.why

    @property
    def may_advise(self) -> frozenset[str]:
        """Those whose advice is still asked for."""
        return frozenset(each for wanted in self.advisers for each in wanted.people) - frozenset(self.advised)

    @property
    def may_agree(self) -> frozenset[str]:
        """Those whose yes or no is still asked for."""
        asked = frozenset(each for wanted in self.agreers for each in wanted.people)
        return asked - frozenset(self.agreed) - frozenset(self.disagreed)

    def waits_for(self, at: datetime) -> tuple[Wanted, ...]:
        """The advisers who must still be waited for at `at`: none once the time is over."""
        if self.time_over or at >= self.until:
            return ()
        return tuple(each for each in self.advisers if not frozenset(each.people) & frozenset(self.advised))

    @property
    def agreement(self) -> bool:
        """Whether each target has a person of its own who agreed; the guideline is asked again when it is decided."""
        return each_by_another(self.agreers, self.agreed, lambda wanted, name: name in wanted.people)

    def fits(self, by: str, kind: str, amount: int | None, given: Mapping[str, str]) -> bool:
        """Whether this is what was put to others, word for word."""
        return (self.by, self.kind, self.amount, dict(self.given)) == (by, kind, amount, dict(given))


def unmarked(proposal: Proposal, heeded: tuple[Heeded, ...]) -> str:
    """Whose advice has no word on what became of it; "" where each has one."""
    marked = {each.person for each in heeded}
    return next((each for each in proposal.advised if each not in marked), "")


def evolve(proposals: Mapping[str, Proposal], event: ProposalEvent) -> dict[str, Proposal]:
    """Total: a past fact cannot be invalid, and one about an unknown proposal changes nothing."""
    known = proposals.get(event.proposal)
    if isinstance(event, ProposalMade):
        known = Proposal(
            id=event.proposal, by=event.by, kind=event.kind, amount=event.amount, reason=event.reason,
            until=event.until, given=event.given, facts=event.facts, advisers=event.advisers, agreers=event.agreers,
        )  # fmt: skip
    return dict(proposals) if known is None else {**proposals, known.id: _after(known, event)}


def _after(known: Proposal, event: ProposalEvent) -> Proposal:
    match event:
        case ProposalSeen():
            return replace(known, seen=(*known.seen, event.by))
        case AdviceGiven():
            return replace(known, advised=(*known.advised, event.by))
        case AgreementGiven():
            return replace(known, agreed=(*known.agreed, event.by))
        case AgreementRefused():
            return replace(known, disagreed=(*known.disagreed, event.by))
        case ProposalTimeOver():
            return replace(known, time_over=True)
        case ProposalClosed():
            return replace(known, why=event.why)
        case _:
            return known
