"""A decision put to others before it is made: the acts of whoever makes it and of those who are asked; what waits.

No automated agent advises or agrees: nobody is asked who is one, and no token of one opens it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field, field_validator

from leeway.api.act import Act
from leeway.api.bodies import Body, Id, Words, Yes
from leeway.api.callers import Caller, Token
from leeway.api.decisions import Put, command_of, deciding
from leeway.api.documented import READING
from leeway.api.doing import Doing, amount_text, party
from leeway.api.seen import proposal_of
from leeway.core.authority import Guideline
from leeway.core.cases import Agree, Disagree, GiveAdvice, Propose, WithdrawProposal
from leeway.core.cases.decisions import Deciding
from leeway.core.cases.proposal import AdviceGiven, AgreementGiven, AgreementRefused, Heeded, Proposal, ProposalClosed
from leeway.core.cases.state import Case
from leeway.core.message import Command, Event
from leeway.desk import in_force
from leeway.desk.visible import cases_for
from leeway.ledger import codec
from leeway.people.models import Person
from leeway.people.words import texts_of
from leeway.projections.cases import CaseParty

router = Router(tags=["cases"])
SHOWN = 100


class _Deciding(Act):
    @property
    def scope(self) -> str:
        return "decide"


class _Asked(Act):
    proposal: Id

    @property
    def scope(self) -> str:
        return "agree"


class ProposeAct(_Deciding, Put):
    """Put it to those whose advice or agreement the guideline asks for. You decide it afterwards, as it was put."""

    act: Literal["propose"]
    also: list[Id] = Field(default_factory=list, max_length=20, description="people whose advice you want on top")

    def command(self, doing: Doing) -> Command:
        also = tuple(dict.fromkeys(self.also))
        return Propose(at=doing.at, by=doing.by, case=doing.case, deciding=deciding(doing, self), also=also)


class AdviseAct(_Asked):
    act: Literal["advise"]
    words: Words

    def command(self, doing: Doing) -> Command:
        proposal, words = proposal_of(doing.row, self.proposal).id, doing.words("words", self.words)
        return GiveAdvice(at=doing.at, by=doing.by, case=doing.case, proposal=proposal, words=words)


class AgreeAct(_Asked):
    """Agree to exactly this kind, amount and facts, and to nothing else."""

    act: Literal["agree"]
    words: Words | None = None

    def command(self, doing: Doing) -> Command:
        proposal, words = proposal_of(doing.row, self.proposal).id, doing.words("words", self.words)
        return Agree(at=doing.at, by=doing.by, case=doing.case, proposal=proposal, words=words)


class DisagreeAct(_Asked):
    act: Literal["disagree"]
    words: Words = Field(description="why not; whoever asked reads it")

    def command(self, doing: Doing) -> Command:
        proposal, words = proposal_of(doing.row, self.proposal).id, doing.words("words", self.words)
        return Disagree(at=doing.at, by=doing.by, case=doing.case, proposal=proposal, words=words)


class WithdrawProposalAct(_Deciding):
    act: Literal["withdraw_proposal"]
    proposal: Id

    def command(self, doing: Doing) -> Command:
        proposal = proposal_of(doing.row, self.proposal).id
        return WithdrawProposal(at=doing.at, by=doing.by, case=doing.case, proposal=proposal)


class Used(Body):
    """What becomes of somebody's advice."""

    person: Id
    used: Yes
    because: Words | None = Field(None, description="why it is not used; whoever gave it reads it")


class DecideProposalAct(_Deciding):
    """Decide what was put to others, exactly as it was: once all have answered whose word is wanted."""

    act: Literal["decide_proposal"]
    proposal: Id
    advice: list[Used] = Field(default_factory=list, max_length=50, description="one for each advice that was given")
    outcome: Words | None = Field(None, description="what was done, in words for the customer")
    how: Literal["auto", "decide", "intend"] = "auto"

    @field_validator("advice")
    @classmethod
    def _each_once(cls, advice: list[Used]) -> list[Used]:
        if len({each.person for each in advice}) < len(advice):
            raise ValueError("name each person once")
        return advice

    def command(self, doing: Doing) -> Command:
        known = proposal_of(doing.row, self.proposal)
        heeded = tuple(
            Heeded(each.person, each.used, doing.words(f"because-{each.person}", each.because)) for each in self.advice
        )
        decided = Deciding(
            doing.id("decision"), known.kind, known.amount, known.given, known.reason, known.id, heeded
        )  # fmt: skip
        return command_of(doing, decided, doing.words("outcome", self.outcome), self.how)


class Waiting(Schema):
    proposals: list[dict[str, Any]] = Field(description="as in a case, each with its `case` and `number`")


@router.get("/proposals", auth=Token("cases:read", "agree"), response={200: Waiting, **READING},
            operation_id="proposals")  # fmt: skip
def waiting(request: HttpRequest) -> JsonResponse:
    """What waits for your word, and what you put to others that is still open; what ends first stands first."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    me, now, guideline = caller.person.id, timezone.now(), in_force.guideline()
    parts = CaseParty.objects.filter(person=me, part__in=("adviser", "agreer", "owner", "action_owner")).values("case")
    rows = list(cases_for(caller.viewer).filter(id__in=parts).order_by("moved_at")[:SHOWN])
    mine = [
        (row, each)
        for row in rows
        for each in row.case.open_proposals
        if each.by == me or acts_on(each, me, now)
    ]  # fmt: skip
    words, people = texts_of(each.reason for _, each in mine), Person.objects.in_bulk({each.by for _, each in mine})
    found = [
        {"case": row.id, "number": row.number, **shown(each, me, now, guideline, people, words)}
        for row, each in sorted(mine, key=lambda pair: pair[1].until)
    ]
    return JsonResponse({"proposals": found})


def acts_on(proposal: Proposal, me: str, now: datetime) -> list[str]:
    """What this person may do with it now; whether it is theirs to decide, the guideline says."""
    if not proposal.open:
        return []
    acts = ["advise"] if me in proposal.may_advise else []
    acts += ["agree", "disagree"] if me in proposal.may_agree and now < proposal.until else []
    if proposal.by == me:
        ready = not proposal.waits_for(now) and proposal.agreement
        acts += ["decide_proposal", "withdraw_proposal"] if ready else ["withdraw_proposal"]
    return acts


def shown(
    proposal: Proposal, me: str, now: datetime, guideline: Guideline | None, people: Mapping[str, Person],
    words: Mapping[str, str], facts: Iterable[Event] = (),
) -> dict[str, Any]:  # fmt: skip
    """facts: of its case, from which what was said of it is told; without them nothing is."""
    about = [each for each in facts if getattr(each, "proposal", None) == proposal.id]
    kind = guideline.kinds.get(proposal.kind) if guideline else None
    closed = next((each for each in about if isinstance(each, ProposalClosed)), None)
    return {
        "id": proposal.id,
        "by": party(people.get(proposal.by), proposal.by),
        "kind": proposal.kind,
        "amount": amount_text(proposal.amount, kind.unit if kind else "money", guideline),
        "facts": dict(proposal.given),
        "reason": words.get(proposal.reason or ""),
        "until": codec.utc(proposal.until),
        "open": proposal.open,
        "ended": proposal.why or None,
        "decision": closed.decision if closed else None,
        "waits_for": _waits_for(proposal, now),
        "advisers": [each.target for each in proposal.advisers],
        "agreers": [each.target for each in proposal.agreers],
        **_said(about, closed, words),
        "acts": acts_on(proposal, me, now),
    }


def in_case(case: Case, me: str, now: datetime, guideline: Guideline | None, people: Mapping[str, Person],
            facts: Sequence[Event]) -> list[dict[str, Any]]:  # fmt: skip
    """All that was ever put to others in a case, with what was said."""
    about = [each for each in facts if getattr(each, "proposal", None) in case.proposals]
    ids = {getattr(each, name, None) for each in about for name in ("reason", "words")}
    ids |= {mark.because for each in about if isinstance(each, ProposalClosed) for mark in each.advice}
    words = texts_of(ids)
    return [shown(each, me, now, guideline, people, words, about) for each in case.proposals.values()]


def _waits_for(proposal: Proposal, now: datetime) -> list[str]:
    """The targets whose word is still wanted before it can be decided."""
    if not proposal.open:
        return []
    agreed = frozenset(proposal.agreed)
    open_ = [] if proposal.agreement else [each for each in proposal.agreers if not agreed & {*each.people}]
    return list(dict.fromkeys(each.target for each in (*proposal.waits_for(now), *open_)))


def _said(about: Sequence[Event], closed: ProposalClosed | None, words: Mapping[str, str]) -> dict[str, Any]:
    marks = {each.person: each for each in closed.advice} if closed else {}
    advice = [
        {"person": each.by, "words": words.get(each.words),
         "used": marks[each.by].used if each.by in marks else None,
         "because": words.get(marks[each.by].because or "") if each.by in marks else None}
        for each in about if isinstance(each, AdviceGiven)
    ]  # fmt: skip
    agreements = [
        {"person": each.by, "agrees": isinstance(each, AgreementGiven), "words": words.get(each.words or "")}
        for each in about if isinstance(each, AgreementGiven | AgreementRefused)
    ]  # fmt: skip
    return {"advice": advice, "agreements": agreements}
