"""Handoffs: ownership is offered and accepted; until it is accepted the old owner owns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from leeway.core.cases.events import CaseEvent, HandoffAccepted, HandoffDeclined, HandoffOffered
from leeway.core.cases.hearing import must_be_heard
from leeway.core.cases.state import Case
from leeway.core.message import Command
from leeway.core.promises import PromiseTakenOver
from leeway.core.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferHandoff(Command):
    """pack: id of the words that tell the next one what the customer must not have to tell again."""

    NAME: ClassVar[str] = "handoff.offer"
    case: str
    to: str
    pack: str | None
    load_shown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptHandoff(Command):
    """Own the case from now on, with the promises that were made to the customer."""

    NAME: ClassVar[str] = "handoff.accept"
    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineHandoff(Command):
    """Say no to an offered case, or take the offer back as its owner."""

    NAME: ClassVar[str] = "handoff.decline"
    case: str
    words: str | None = None


HandoffCommand = OfferHandoff | AcceptHandoff | DeclineHandoff


def offer(
    command: OfferHandoff,
    case: Case,
    people: frozenset[str],
    agents: frozenset[str] = frozenset(),
    *,
    reachable: bool = True,
) -> tuple[CaseEvent, ...]:
    must_be_heard(case)
    if not case.open:
        raise Refusal("act_not_now", act="offer_to", state=case.state)
    if command.by != case.owner:
        raise Refusal("not_owner", owner=case.owner)
    if command.to == case.owner:
        raise Refusal("already_owner", owner=case.owner)
    if case.state == "INTENDED":
        raise Refusal("intent_open")
    if command.to not in people:
        raise Refusal("unknown_person", person=command.to)
    _must_be_human(command.to, agents)
    if case.offered_to:
        raise Refusal("handoff_open", to=case.offered_to)
    if not command.pack:
        raise Refusal("pack_missing")
    if not reachable:
        raise Refusal("no_way_to_reach")
    return (
        HandoffOffered(
            at=command.at, by=command.by, case=case.id, to=command.to, pack=command.pack,
            load_shown=command.load_shown,
        ),
    )  # fmt: skip


def accept(command: AcceptHandoff, case: Case, agents: frozenset[str] = frozenset()) -> tuple[CaseEvent, ...]:
    must_be_offered(case)
    if command.by != case.offered_to:
        raise Refusal("not_offered_to_you", to=case.offered_to)
    _must_be_human(command.by, agents)
    if case.state == "INTENDED":
        raise Refusal("intent_open")
    kept = tuple(
        PromiseTakenOver(at=command.at, by=command.by, promise=p.id, case=case.id, was=p.promiser)
        for p in case.ours_to_keep
        if p.promiser == case.owner and p.state != "REPORTED"
    )
    return (HandoffAccepted(at=command.at, by=command.by, case=case.id, was=case.owner), *kept)


def decline(command: DeclineHandoff, case: Case) -> tuple[CaseEvent, ...]:
    must_be_offered(case)
    if command.by not in {case.offered_to, case.owner}:
        raise Refusal("not_offered_to_you", to=case.offered_to)
    return (HandoffDeclined(at=command.at, by=command.by, case=case.id, to=case.offered_to, words=command.words),)


def must_be_offered(case: Case) -> None:
    must_be_heard(case)
    if not case.offered_to or not case.open:
        raise Refusal("no_handoff_open")


def _must_be_human(person: str, agents: frozenset[str]) -> None:
    """An automated agent owns what it heard itself; what a person had, only a person takes over."""
    if person in agents:
        raise Refusal("agent_takes_no_case", agent=person)
