"""Every act on a case that the API takes, as one table: what it needs, and the command that it becomes.

A new act is a class here with its name, its keys and its command; it stands in `ACTS`, and the documentation follows.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel

from leeway.api.act import Act
from leeway.api.beside import (
    AcknowledgeAct,
    CategoriseAct,
    CheckAct,
    DisputeAct,
    OfferPersonAct,
    ReachAct,
    RetoldAct,
)
from leeway.api.bodies import Id, Line, Time, Words, Yes
from leeway.api.decisions import Wanted, command_for
from leeway.api.doing import Doing
from leeway.api.proposals import (
    AdviseAct,
    AgreeAct,
    DecideProposalAct,
    DisagreeAct,
    ProposeAct,
    WithdrawProposalAct,
)
from leeway.core.cases.actions import AskForAction, ConfirmStep, DeclineAction, ReportDone, TakeAction, TakeBack
from leeway.core.cases.decisions import AnswerIntent, Reverse
from leeway.core.cases.handoffs import AcceptHandoff, DeclineHandoff, OfferHandoff
from leeway.core.cases.hearing import WriteNote
from leeway.core.cases.results import AskCustomer, ReferHonestly
from leeway.core.message import Command, customer
from leeway.core.promises import MakePromise, OpenPromise


class DecideAct(Act, Wanted):
    act: Literal["decide_within_authority", "decide"]

    @property
    def scope(self) -> str:
        return "decide"

    def command(self, doing: Doing) -> Command:
        return command_for(doing, self, "decide")


class IntendAct(Act, Wanted):
    act: Literal["state_intent"]

    @property
    def scope(self) -> str:
        return "decide"

    def command(self, doing: Doing) -> Command:
        return command_for(doing, self, "intend")


class StopIntentAct(Act):
    act: Literal["stop_with_reason"]
    reason: Words
    alternative: Words = Field(description="what would be better instead")

    @property
    def scope(self) -> str:
        return "decide"

    def command(self, doing: Doing) -> Command:
        reason, better = doing.words("reason", self.reason), doing.words("alternative", self.alternative)
        return AnswerIntent(at=doing.at, by=doing.by, case=doing.case, act=self.act, reason=reason, alternative=better)


class VeryWellAct(Act):
    act: Literal["very_well"]

    @property
    def scope(self) -> str:
        return "decide"

    def command(self, doing: Doing) -> Command:
        return AnswerIntent(at=doing.at, by=doing.by, case=doing.case, act=self.act)


class ReverseAct(Act):
    act: Literal["reverse"]
    decision: Id
    reason: Words | None = None

    @property
    def scope(self) -> str:
        return "decide"

    def command(self, doing: Doing) -> Command:
        reason = doing.words("reason", self.reason)
        return Reverse(at=doing.at, by=doing.by, case=doing.case, decision=self.decision, reason=reason)


class AskForActionAct(Act):
    act: Literal["ask_for_action"]
    people: list[Id] = Field(min_length=1, max_length=20, description="whom you ask; the first to take it has it")
    words: Words | None = None
    load_shown: Yes = Field(False, description="that you looked at what each of them has on their plate")

    def command(self, doing: Doing) -> Command:
        people, words = tuple(self.people), doing.words("words", self.words)
        return AskForAction(
            at=doing.at, by=doing.by, case=doing.case, people=people, words=words, load_shown=self.load_shown
        )


class TakeAct(Act):
    act: Literal["take"]

    def command(self, doing: Doing) -> Command:
        return TakeAction(at=doing.at, by=doing.by, case=doing.case)


class DeclineAct(Act):
    act: Literal["decline"]
    words: Words | None = None

    def command(self, doing: Doing) -> Command:
        return DeclineAction(at=doing.at, by=doing.by, case=doing.case, words=doing.words("words", self.words))


class ConfirmAct(Act):
    act: Literal["confirm_contact_and_work"]
    step: Literal["contact", "work"]

    def command(self, doing: Doing) -> Command:
        return ConfirmStep(at=doing.at, by=doing.by, case=doing.case, step=self.step)


class TakeBackAct(Act):
    act: Literal["take_back"]
    words: Words | None = None

    def command(self, doing: Doing) -> Command:
        return TakeBack(at=doing.at, by=doing.by, case=doing.case, words=doing.words("words", self.words))


class ReportDoneAct(Act):
    act: Literal["report_done"]
    outcome: Words

    def command(self, doing: Doing) -> Command:
        return ReportDone(at=doing.at, by=doing.by, case=doing.case, outcome=doing.words("outcome", self.outcome))


class ReferAct(Act):
    act: Literal["refer_honestly"]
    words: Words = Field(description="who can help, and how the customer reaches them")

    def command(self, doing: Doing) -> Command:
        return ReferHonestly(at=doing.at, by=doing.by, case=doing.case, words=doing.words("words", self.words))


class AskCustomerAct(Act):
    act: Literal["ask_customer"]
    channel: Literal["page", "phone", "mail", "in person"]

    def command(self, doing: Doing) -> Command:
        return AskCustomer(at=doing.at, by=doing.by, case=doing.case, channel=self.channel)


class NoteAct(Act):
    act: Literal["note"]
    words: Words
    audience: Literal["inside", "customer"] = "inside"

    def command(self, doing: Doing) -> Command:
        words = doing.words("words", self.words)
        return WriteNote(at=doing.at, by=doing.by, case=doing.case, words=words, audience=self.audience)


class OfferAct(Act):
    act: Literal["offer_to"]
    to: Id
    pack: Words = Field(description="what the next owner must know, so that the customer need not tell it again")
    load_shown: Yes = Field(False, description="that you looked at what they have on their plate")

    def command(self, doing: Doing) -> Command:
        pack = doing.words("pack", self.pack)
        return OfferHandoff(
            at=doing.at, by=doing.by, case=doing.case, to=self.to, pack=pack, load_shown=self.load_shown
        )


class AcceptAct(Act):
    act: Literal["accept_handoff"]

    def command(self, doing: Doing) -> Command:
        return AcceptHandoff(at=doing.at, by=doing.by, case=doing.case)


class DeclineOfferAct(Act):
    act: Literal["decline_handoff"]
    words: Words | None = None

    def command(self, doing: Doing) -> Command:
        return DeclineHandoff(at=doing.at, by=doing.by, case=doing.case, words=doing.words("words", self.words))


class PromiseAct(Act):
    """how: "asked" where the customer asked for it aloud and it is promised now; "offer" where they answer it."""

    act: Literal["promise"]
    how: Literal["asked", "offer"] = "offer"
    body: Line
    due: Time

    @property
    def scope(self) -> str:
        return "promises:write"

    def command(self, doing: Doing) -> Command:
        promise, body = doing.id("promise"), doing.words("body", self.body) or ""
        at, me, theirs = doing.at, doing.by, customer(doing.row.customer)
        if self.how == "asked":
            return MakePromise(
                at=at, by=me, promise=promise, case=doing.case, promisee=theirs, body=body, due=self.due  # type: ignore[arg-type]
            )  # fmt: skip
        return OpenPromise(
            at=at, by=me, promise=promise, case=doing.case, promiser=me, promisee=theirs, act="offer", body=body,
            due=self.due,  # type: ignore[arg-type]
        )  # fmt: skip


ACTS = (
    DecideAct | IntendAct | StopIntentAct | VeryWellAct | ReverseAct | AskForActionAct | TakeAct | DeclineAct
    | ConfirmAct | TakeBackAct | ReportDoneAct | ReferAct | AskCustomerAct | NoteAct | OfferAct | AcceptAct
    | DeclineOfferAct | PromiseAct | ProposeAct | AdviseAct | AgreeAct | DisagreeAct | WithdrawProposalAct
    | DecideProposalAct | ReachAct | DisputeAct | CheckAct | OfferPersonAct | AcknowledgeAct | RetoldAct | CategoriseAct
)  # fmt: skip


class CaseAct(RootModel[Annotated[ACTS, Field(discriminator="act")]]):
    """One act: its name in `act`, and what it needs."""
