"""What happened to a decision that was put to others, a sentence for each fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from leeway.core.cases.proposal import (
    AdviceGiven,
    AgreementGiven,
    AgreementRefused,
    Proposal,
    ProposalClosed,
    ProposalEvent,
    ProposalMade,
    ProposalSeen,
    ProposalTimeOver,
)
from leeway.desk import times
from leeway.desk.phrasing import listed, target_name

if TYPE_CHECKING:
    from leeway.desk.timeline import Telling

ENDS = {
    "decided": "{who} decided what was put to others: {what}",
    "withdrawn": "{who} took back what was put to others: {what}",
    "no_agreement": "Not everybody agreed in time: {what} is put to nobody any more",
    "handed_on": "The case changed hands: {what} is put to nobody any more",
}
ELSEWHERE = "It went another way: {what} is put to nobody any more"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the timeline; the words are for colleagues only."""

    at: datetime
    by: str
    title: str
    text: str = ""
    mode: str = ""
    more: str = ""


def said(fact: ProposalEvent, telling: Telling) -> Said:
    known = telling.proposals.get(fact.proposal)
    about = telling.decided(known.kind, known.amount) if known else "a decision"
    name = telling.name(fact.by)
    match fact:
        case ProposalMade():
            whom = asked(known, telling) if known else "others"
            until = f"Until {times.moment(fact.until, telling.now)}. {name} decides, and stays the one who does."
            title = f"{name} put it to {whom}: {about}"
            mode = "advise" if known and known.advisers else ""
            return Said(fact.at, fact.by, title, telling.said(fact.reason), mode, until)
        case ProposalSeen():
            return Said(fact.at, fact.by, f"{name} has seen what is asked: {about}")
        case AdviceGiven():
            return Said(fact.at, fact.by, f"{name} advised on {about}", telling.said(fact.words))
        case AgreementGiven():
            return Said(fact.at, fact.by, f"{name} agreed: {about}", telling.said(fact.words))
        case AgreementRefused():
            return Said(fact.at, fact.by, f"{name} did not agree: {about}", telling.said(fact.words))
        case ProposalTimeOver():
            return Said(fact.at, fact.by, f"The time for a word on it is over: {about}")
        case ProposalClosed():
            title = ENDS.get(fact.why, ELSEWHERE).format(who=name, what=about)
            return Said(fact.at, fact.by, title, "\n".join(what_became(fact, telling)))


def asked(proposal: Proposal, telling: Telling) -> str:
    targets = dict.fromkeys(each.target for each in (*proposal.advisers, *proposal.agreers))
    return listed((target_name(each, telling.name) for each in targets), "and")


def what_became(fact: ProposalClosed, telling: Telling) -> list[str]:
    """Of each advice: used, or not used because."""
    found = []
    for each in fact.advice:
        because = telling.said(each.because)
        used = "was used" if each.used else "was not used"
        found.append(f"{telling.name(each.person)}: the advice {used}{f': {because}' if because else '.'}")
    return found
