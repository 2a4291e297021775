"""What happened in a case, newest first: a sentence for each fact that says something of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from leeway.core.authority import Guideline
from leeway.core.cases.around import Around
from leeway.core.cases.events import (
    ActionAsked,
    ActionDeclined,
    CaseHeard,
    CaseMoved,
    CaseReceived,
    ContactMade,
    ContactRecorded,
    CustomerAsked,
    DecisionMade,
    DecisionReversed,
    HandoffAccepted,
    HandoffDeclined,
    HandoffOffered,
    IntentNoticed,
    IntentStopped,
    IntentUnseen,
    NoteWritten,
    OutcomeStated,
    ResultGiven,
    WorkBegun,
)
from leeway.core.cases.messages import MessageReceived
from leeway.core.cases.proposal import Proposal, ProposalEvent
from leeway.core.message import CLOCK, Event, is_customer
from leeway.core.promises import Promise, PromiseEvent
from leeway.desk import amounts, timeline_promises, times
from leeway.desk.phrasing import label, listed
from leeway.desk.timeline_around import told as told_around
from leeway.desk.timeline_proposals import said
from leeway.ledger.refused import RefusedAsk
from leeway.people.models import Customer, Person

CHANNELS = {"page": "on their page", "phone": "by phone", "mail": "by mail", "in person": "in person"}
MODES = {"decide": "go", "tell": "tell", "intend": "intend", "advise": "advise"}


@dataclass(frozen=True, slots=True)
class Telling:
    """What sentences are made from: who is who, what was said, and how the case stands."""

    customer: Customer
    people: Mapping[str, Person]
    words: Mapping[str, str]
    guideline: Guideline | None
    decisions: Mapping[str, DecisionMade]
    promises: Mapping[str, Promise]
    proposals: Mapping[str, Proposal]
    now: datetime

    def name(self, party: str) -> str:
        """A first name; the clock and contacts whose name nobody took down have words of their own."""
        if is_customer(party):
            return self.customer.first_name
        if party == CLOCK:
            return "The clock"
        known = self.people.get(party)
        return known.first_name if known else "somebody"

    def names(self, parties: Iterable[str]) -> str:
        return listed(map(self.name, parties), "and")

    def who(self, party: str) -> Person | Customer | None:
        return self.customer if is_customer(party) else self.people.get(party)

    def said(self, words: str | None) -> str:
        return self.words.get(words or "", "")

    def promised(self, promise: str, body: str | None = None) -> str:
        """What was promised, in the words of its terms; an owner's next word has none."""
        known = self.promises.get(promise)
        said = self.said(body) or (self.said(known.terms.body) if known else "")
        if known and known.kind == "check" and not said:
            return f"asking {self.customer.first_name} how it goes"
        return said or f"the next word to {self.customer.first_name}"

    def decided(self, kind: str, amount: int | None) -> str:
        return what(self.guideline, kind, amount)


@dataclass(frozen=True, slots=True)
class Entry:
    """who: whose face stands beside it. voice: "customer" sets the text as their words. mode: of a decision, if any.

    refused: the decision that was asked for and is not made; why stands on a page of its own. mail: the whole of a
    message, to be opened.
    """

    at: datetime
    who: Person | Customer | None
    title: str
    text: str = ""
    voice: str = ""
    mode: str = ""
    icon: str = "case"
    more: str = ""
    refused: str = ""
    mail: str = ""


def what(guideline: Guideline | None, kind: str, amount: int | None) -> str:
    """What is decided: "Refund €186.40", "Replacement: 2", "Callback"."""
    if amount is None:
        return label(kind)
    known = guideline.kinds.get(kind) if guideline else None
    if known and known.unit == "count":
        return f"{label(kind)}: {amount}"
    return f"{label(kind)} {amounts.written(amount, currency_of(guideline))}"


def currency_of(guideline: Guideline | None) -> amounts.Currency:
    return amounts.Currency(guideline.currency, guideline.minor_units) if guideline else amounts.Currency()


def timeline(
    facts: Iterable[Event], telling: Telling, refused: Iterable[RefusedAsk] = (), beside: Iterable[Entry] = ()
) -> list[Entry]:
    """beside: what is told of the case and is no fact, such as how mails fared."""
    entries = [entry for fact in facts if (entry := _entry(fact, telling))]
    entries += [_refused(each, telling) for each in refused]
    entries += beside
    entries.reverse()
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _refused(ask: RefusedAsk, telling: Telling) -> Entry:
    title = f"{telling.name(ask.by)} asked: {telling.decided(ask.kind, ask.amount)}, and did not get it"
    mode = str(ask.judged["verdict"])
    return Entry(ask.at, telling.who(ask.by), title, voice="inside", mode=mode, refused=ask.decision)


def _entry(fact: Event, telling: Telling) -> Entry | None:
    match fact:
        case CaseReceived() | CaseHeard() | ContactRecorded() | NoteWritten() | MessageReceived():
            return _heard(fact, telling)
        case CaseMoved():
            return _moved(fact, telling)
        case DecisionMade() | DecisionReversed() | OutcomeStated() | ResultGiven() | CustomerAsked():
            return _decided(fact, telling)
        case IntentNoticed() | IntentStopped() | IntentUnseen():
            return _intended(fact, telling)
        case _ if isinstance(fact, ProposalEvent):
            told = said(fact, telling)
            who = telling.who(fact.by)
            return Entry(told.at, who, told.title, told.text, "inside", told.mode, more=told.more)
        case _ if isinstance(fact, Around):
            beside = told_around(fact, telling)
            return Entry(beside.at, telling.who(fact.by), beside.title, beside.text, beside.voice)
        case ActionAsked() | ActionDeclined() | ContactMade() | WorkBegun():
            return _acted(fact, telling)
        case HandoffOffered() | HandoffAccepted() | HandoffDeclined():
            return _handed(fact, telling)
        case _ if isinstance(fact, PromiseEvent):
            what_came = timeline_promises.told(fact, telling)
            return _entry_of(what_came, telling) if what_came else None
        case _:
            return None


def _heard(fact: CaseReceived | CaseHeard | ContactRecorded | NoteWritten | MessageReceived, telling: Telling) -> Entry:
    who, name = telling.who(fact.by), telling.name(fact.by)
    match fact:
        case CaseReceived():
            return Entry(fact.at, who, f"{name} wrote to us ({fact.channel}); nobody had heard it yet")
        case MessageReceived():
            title = f"{name} wrote {CHANNELS[fact.channel]}"
            return Entry(fact.at, who, title, telling.said(fact.words), "customer", mail=fact.message)
        case CaseHeard():
            asked = f"{telling.customer.first_name} asked for {telling.name(fact.asked_for)}." if fact.asked_for else ""
            return Entry(fact.at, who, f"{name} heard it and owns it", asked)
        case NoteWritten(audience="inside"):
            return Entry(fact.at, who, f"{name}, inside", telling.said(fact.words), voice="inside")
        case NoteWritten():
            return Entry(fact.at, who, f"{name} wrote to {telling.customer.first_name}", telling.said(fact.words))
        case ContactRecorded():
            spoke = f"{fact.minutes} min with {telling.name(fact.who)}"
            repeated = ", told it all again" if fact.repeated else ""
            passed = ", and was passed on" if fact.transferred else ""
            title = f"{telling.customer.first_name} reached us: {fact.point.replace('-', ' ')}"
            return Entry(fact.started, telling.customer, title, f"{spoke}{repeated}{passed}.")


MOVES = {
    "refer_honestly": "{who} referred {customer} to those who can help",
    "window_over": "Nobody stopped the intent: it goes ahead",
    "stop_with_reason": "{who} stopped the intent",
    "very_well": "{who} said: very well, go ahead",
    "take": "{who} took the action",
    "decline": "Nobody of those asked could take it",
    "nobody_took": "Nobody took the action in time",
    "take_back": "{who} took the action back",
    "not_going_well": "{customer} says that it is not going well",
    "withdraw": "{customer} withdrew it",
    "came_back": "{customer} says that it has come back",
    "attempts_used_up": "{customer} has not answered yet",
}


def _moved(fact: CaseMoved, telling: Telling) -> Entry | None:
    """An act that another fact does not already tell."""
    sentence = MOVES.get(fact.act)
    if sentence is None:
        return None
    title = sentence.format(who=telling.name(fact.by), customer=telling.customer.first_name)
    voice = "customer" if is_customer(fact.by) else ""
    text = "" if fact.act == "decline" else telling.said(fact.words)
    return Entry(fact.at, telling.who(fact.by), title, text, voice, icon="undo" if "back" in fact.act else "case")


def _decided(
    fact: DecisionMade | DecisionReversed | OutcomeStated | ResultGiven | CustomerAsked, telling: Telling
) -> Entry | None:
    who, name = telling.who(fact.by), telling.name(fact.by)
    match fact:
        case DecisionMade():
            verb = "intends" if fact.mode == "intend" else "decided"
            title = f"{name} {verb}: {telling.decided(fact.kind, fact.amount)}"
            return Entry(fact.at, who, title, telling.said(fact.reason), mode=MODES[fact.mode])
        case DecisionReversed():
            made = telling.decisions.get(fact.decision)
            taken = telling.decided(made.kind, made.amount) if made else "a decision"
            return Entry(fact.at, who, f"{name} took it back: {taken}", telling.said(fact.reason), icon="undo")
        case OutcomeStated():
            text = telling.said(fact.words)
            return Entry(fact.at, who, f"{name} stated what was done", text) if text else None
        case CustomerAsked():
            way = CHANNELS.get(fact.channel, fact.channel)
            return Entry(fact.at, who, f"{name} asked {telling.customer.first_name} {way} whether it is right")
        case ResultGiven():
            title = f"{name}: {'it feels right' if fact.felt_resolved else 'it does not feel right yet'}"
            more = f"How easy it was made: {fact.easy} of 7." if fact.easy else ""
            return Entry(fact.at, who, title, telling.said(fact.words), "customer", more=more)


def _intended(fact: IntentNoticed | IntentStopped | IntentUnseen, telling: Telling) -> Entry:
    who, name = telling.who(fact.by), telling.name(fact.by)
    match fact:
        case IntentNoticed():
            goes = f"It goes ahead {times.moment(fact.until, telling.now)} unless it is stopped."
            return Entry(fact.at, who, f"{name} has seen the intent", more=goes)
        case IntentStopped():
            return Entry(fact.at, who, f"{name} says what would be better", telling.said(fact.alternative), "inside")
        case IntentUnseen():
            return Entry(fact.at, who, "Nobody had seen the intent when its window ended: it waits to be seen")


def _acted(fact: ActionAsked | ActionDeclined | ContactMade | WorkBegun, telling: Telling) -> Entry:
    who, name = telling.who(fact.by), telling.name(fact.by)
    match fact:
        case ActionAsked():
            until = f"To be taken until {times.moment(fact.until, telling.now)}."
            title = f"{name} asked {telling.names(fact.people)} to take the action"
            return Entry(fact.at, who, title, telling.said(fact.words), more=until)
        case ActionDeclined():
            return Entry(fact.at, who, f"{name} cannot take the action", telling.said(fact.words))
        case ContactMade():
            return Entry(fact.at, who, f"{name} spoke with {telling.customer.first_name}")
        case WorkBegun():
            return Entry(fact.at, who, f"{name} began the work")


def _handed(fact: HandoffOffered | HandoffAccepted | HandoffDeclined, telling: Telling) -> Entry:
    who, name = telling.who(fact.by), telling.name(fact.by)
    match fact:
        case HandoffOffered():
            title = f"{name} offered the case to {telling.name(fact.to)}"
            return Entry(fact.at, who, title, telling.said(fact.pack), "inside", icon="hand")
        case HandoffAccepted():
            return Entry(fact.at, who, f"{name} owns the case now", f"Offered by {telling.name(fact.was)}.")
        case HandoffDeclined():
            said = "declined the case" if fact.by == fact.to else "took the offer of the case back"
            return Entry(fact.at, who, f"{name} {said}", telling.said(fact.words), "inside")


def _entry_of(told: timeline_promises.Told, telling: Telling) -> Entry:
    return Entry(told.at, telling.who(told.by), told.title, told.text, told.voice, more=told.more)
