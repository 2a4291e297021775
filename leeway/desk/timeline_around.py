"""What stands beside the machine, as sentences of the timeline."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from leeway.core.cases.around import (
    ActionNudged,
    ActionReleased,
    Around,
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

if TYPE_CHECKING:
    from leeway.desk.timeline import Telling

REACHED = {
    "spoke": "spoke with {who}",
    "confirmed": "had it confirmed by {who}",
    "asked": "was asked by {who} to do it",
}
WAYS = {"in person": "in person", "phone": "by phone", "mail": "by mail", "message": "by message"}


class Told(NamedTuple):
    at: datetime
    title: str
    text: str = ""
    voice: str = "inside"


def told(fact: Around, telling: Telling) -> Told:
    name, customer = telling.name(fact.by), telling.customer.first_name
    match fact:
        case PlayedBack():
            title = f"{name} played it back, and {telling.name(fact.confirmed_by)} said: yes, that is it"
            return Told(fact.at, title, telling.said(fact.words), "")
        case CategorySet():
            return Told(fact.at, f"{name} sorted it: {telling.said(fact.words)}")
        case ColleagueReached():
            did = REACHED[fact.what].format(who=telling.name(fact.person))
            return Told(fact.when, f"{name} {did}, {WAYS.get(fact.how, fact.how)}")
        case ColleagueDisputed():
            return Told(fact.at, f"{name} says that it was not so", telling.said(fact.words))
        case ActionReleased():
            return Told(fact.at, f"Asked too, and thanked: {telling.names(fact.people)}; {name} has it")
        case ActionNudged():
            return Told(fact.at, f"Contact and work are not both confirmed: {telling.name(fact.person)} was told")
        case ProgressChecked():
            return Told(fact.at, f"{name} asked {customer} how it goes: it is {fact.how}", telling.said(fact.words))
        case PersonOffered():
            said = "yes, please" if fact.answer == "yes please" else "not needed"
            return Told(fact.at, f"{name} offered a word with {telling.name(fact.person)}: {said}", voice="")
        case FaultAcknowledged(words=None):
            return Told(fact.at, f"{name} chose not to say that it was our fault")
        case FaultAcknowledged():
            return Told(fact.at, f"{name} said that it was our fault", telling.said(fact.words), "")
        case CustomerRetold():
            return Told(fact.at, f"{customer} had to tell it again to {name}")
        case CustomerExpected():
            return Told(fact.at, f"{customer} says what they had expected", telling.said(fact.words), "customer")
