"""The acts beside the case machine: whom we reached, how the work goes, and what belongs to a good end."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from leeway.api.act import Act
from leeway.api.bodies import Id, Line, Time, Words
from leeway.api.doing import Doing
from leeway.core.cases.checks import CheckProgress
from leeway.core.cases.closing import Acknowledge, OfferPerson, RecordRetold, SetCategory
from leeway.core.cases.truth import DisputeContact, ReachColleague
from leeway.core.message import Command


class ReachAct(Act):
    act: Literal["reach_colleague"]
    colleague: Id
    how: Literal["in person", "phone", "mail", "message"]
    what: Literal["spoke", "confirmed", "asked"] = Field("spoke", description="what they did, beside speaking with you")
    when: Time | None = None

    def command(self, doing: Doing) -> Command:
        return ReachColleague(
            at=doing.at, by=doing.by, case=doing.case, contact=doing.id("contact"), colleague=self.colleague,
            how=self.how, what=self.what, when=self.when,  # type: ignore[arg-type]
        )  # fmt: skip


class DisputeAct(Act):
    act: Literal["dispute_contact"]
    contact: Id
    words: Words | None = None

    def command(self, doing: Doing) -> Command:
        words = doing.words("words", self.words)
        return DisputeContact(at=doing.at, by=doing.by, case=doing.case, contact=self.contact, words=words)


class CheckAct(Act):
    act: Literal["check"]
    promise: Id = Field(description="the check: a promise of the kind check")
    how: Literal["moving", "stuck"]
    words: Words | None = Field(None, description="what is stuck; it is asked of whoever has the action")

    def command(self, doing: Doing) -> Command:
        words, question = doing.words("words", self.words), doing.id("question")
        return CheckProgress(
            at=doing.at, by=doing.by, case=doing.case, promise=self.promise, how=self.how, words=words,
            question=question,
        )  # fmt: skip


class OfferPersonAct(Act):
    act: Literal["offer_person"]
    answer: Literal["not needed", "yes please"] = Field(description="what the customer said to the offer")

    def command(self, doing: Doing) -> Command:
        return OfferPerson(at=doing.at, by=doing.by, case=doing.case, answer=self.answer)


class AcknowledgeAct(Act):
    """Without words: the acknowledgement is left out knowingly."""

    act: Literal["acknowledge"]
    words: Words | None = Field(None, description="that it was our fault, in plain words; the customer reads it")

    def command(self, doing: Doing) -> Command:
        return Acknowledge(at=doing.at, by=doing.by, case=doing.case, words=doing.words("words", self.words))


class RetoldAct(Act):
    act: Literal["retold"]

    def command(self, doing: Doing) -> Command:
        return RecordRetold(at=doing.at, by=doing.by, case=doing.case)


class CategoriseAct(Act):
    act: Literal["categorise"]
    category: Line

    def command(self, doing: Doing) -> Command:
        return SetCategory(at=doing.at, by=doing.by, case=doing.case, words=doing.words("category", self.category))
