"""Writes a letter: what the facts say to the customer, who looks after it, and how they are reached directly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from leeway.core.cases.events import (
    CaseHeard,
    CaseMoved,
    CaseReceived,
    CustomerAsked,
    DecisionMade,
    DecisionReversed,
    HandoffAccepted,
    NoteWritten,
    OutcomeStated,
)
from leeway.core.machines import CASE
from leeway.core.message import Event, is_customer
from leeway.core.message import customer as as_party
from leeway.core.promises import PromiseMoved, PromiseOpened
from leeway.desk import in_force, times
from leeway.desk.timeline import what
from leeway.mail.addresses import reply_address
from leeway.people.links import link_for, token
from leeway.people.models import Customer, Person
from leeway.people.words import texts_of
from leeway.projections.cases import CaseRow

PROMISED = {
    "promise": "I promise you: {body}, by {due}.",
    "accept": "The time is agreed: {body}, by {due}.",
    "accept_change": "The new time is agreed: {body}, by {due}.",
    "keep_old_terms": "I keep to the time that I promised: {body}, by {due}.",
    "counter": "May I propose another time: {body}, by {due}? Please answer on your page.",
    "propose_change": "I must ask you for another time: {body}, by {due}. Please answer on your page.",
    "report": "Done, I say; whether it is well done, only you can say: {body}.",
    "revoke": "I cannot keep this promise, and I am sorry: {body}.",
}

RECEIVED = (
    "Your words have reached us. Whoever takes them up writes to you with their name, and stays with it until you say "
    "that it is right. This answer came by itself; nobody has read your mail yet."
)
INTENT = "It goes ahead unless somebody here stops it with a reason; then you hear from me."


@dataclass(frozen=True, slots=True)
class Due:
    text: str
    due: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a letter says. owner: None while nobody has heard the case. asks: it can be confirmed now."""

    row: CaseRow
    customer: Customer
    owner: Person | None
    paragraphs: Sequence[str]
    promises: Sequence[Due]
    page: str
    asks: bool
    automatic: bool
    organisation: str
    ease: range = field(default=range(1, 8))


def written(row: CaseRow, facts: Sequence[Event], now: datetime) -> Written | None:
    """The letter that these facts make; None where they have nothing to say to the customer, or nobody to say it to."""
    customer = Customer.objects.filter(id=row.customer, erased_at=None).first()
    if customer is None:
        return None
    with timezone.override(times.zone_of(customer.zone)):
        return _written(row, customer, facts, now)


def _written(row: CaseRow, customer: Customer, facts: Sequence[Event], now: datetime) -> Written | None:
    case = row.case
    people = Person.objects.in_bulk(
        {case.owner, *(each.by for each in facts), *(getattr(each, "was", "") for each in facts)}
    )
    words = texts_of([*_words(facts), *(each.terms.body for each in case.promises.values())])
    telling = _Telling(row, people, words, now)
    paragraphs = [text for each in facts if (text := telling.paragraph(each))]
    if not paragraphs:
        return None
    running = [each for each in case.ours_to_keep if each.runs]
    return Written(
        row=row,
        customer=customer,
        owner=people.get(case.owner),
        paragraphs=paragraphs,
        promises=[Due(words.get(each.terms.body, ""), _moment(each.terms.due, now)) for each in running],
        page=f"{settings.LEEWAY_URL}/c/{token(link_for(row.id, customer, now))}",
        asks="satisfied" in CASE.acts(case.state, {"CUSTOMER"}),
        automatic=all(is_customer(each.by) for each in facts),
        organisation=in_force.organisation() or "Leeway",
    )


def message(letter: Written, message_id: str, earlier: Sequence[str], at: datetime) -> EmailMessage:
    """The letter as a mail. earlier: Message-IDs of the same thread, oldest first."""
    mail = EmailMessage(policy=SMTP)
    sender = f"{letter.owner.called}, {letter.organisation}" if letter.owner else letter.organisation
    mail["From"] = _address(sender, settings.LEEWAY_MAIL.address)
    mail["To"] = _address(letter.customer.name, letter.customer.email)
    mail["Reply-To"] = _address(sender, reply_address(letter.row.number))
    mail["Subject"] = one_line(f"{letter.organisation}: your matter {letter.row.number}")
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    if earlier:
        mail["In-Reply-To"] = earlier[-1]
        mail["References"] = " ".join(earlier)
    if letter.automatic:
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(render_to_string("mail/letter.txt", {"letter": letter}))
    mail.add_alternative(render_to_string("mail/letter.html", {"letter": letter}), subtype="html")
    return mail


def one_line(text: str) -> str:
    """Without anything that could begin another header."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:200]


def _address(name: str, address: str) -> Address:
    return Address(display_name=one_line(name), addr_spec=address)


def _moment(at: datetime, now: datetime) -> str:
    """In the customer's time, and saying so where that is not ours."""
    said = times.moment(at, now)
    ours = timezone.get_current_timezone() == timezone.get_default_timezone()
    return said if ours else f"{said} {times.zone_in_words()}"


def _words(facts: Iterable[Event]) -> list[str | None]:
    return [getattr(each, name, None) for each in facts for name in ("words", "reason", "body")]


@dataclass(frozen=True, slots=True)
class _Telling:
    row: CaseRow
    people: dict[str, Person]
    words: dict[str, str]
    now: datetime

    def name(self, person: str) -> str:
        return self.people[person].called if person in self.people else "we"

    def said(self, words: str | None) -> str:
        return self.words.get(words or "", "")

    def paragraph(self, fact: Event) -> str:
        """What the fact says to the customer; empty where another says it, or where it is about others."""
        match fact:
            case NoteWritten() | OutcomeStated():
                return self.said(fact.words)
            case CaseReceived():
                return RECEIVED
            case CaseHeard():
                return f"I have heard you. I, {self.name(fact.by)}, look after this until you say that it is right."
            case HandoffAccepted():
                was = self.people[fact.was].called if fact.was in self.people else "us"
                return f"{self.name(fact.by)} looks after you now, and knows all that you told {was}."
            case CustomerAsked():
                return "Is it right for you now? Only you can say, and I take no silence for a yes."
            case DecisionMade() | DecisionReversed():
                return self._decided(fact)
            case CaseMoved(act="refer_honestly"):
                return f"We are not the right ones for this; who is: {self.said(fact.words)}"
            case CaseMoved(act="take"):
                return (
                    f"{self.name(fact.by)} works on it now; your owner stays the same."
                    if fact.by != self.row.owner
                    else ""
                )
            case PromiseOpened() | PromiseMoved():
                return self._promised(fact)
            case _:
                return ""

    def _decided(self, fact: DecisionMade | DecisionReversed) -> str:
        made = self.row.case.decisions.get(fact.decision)
        if made is None:
            return ""
        about = what(in_force.guideline(), made.kind, made.amount)
        if isinstance(fact, DecisionReversed):
            return f"This was taken back: {about}."
        if fact.mode == "intend":
            return f"I intend to do this: {about}. {INTENT}"
        return f"Decided: {about}."

    def _promised(self, fact: PromiseOpened | PromiseMoved) -> str:
        promise = self.row.case.promises.get(fact.promise)
        if promise is None or promise.promisee != as_party(self.row.customer) or promise.kind != "said":
            return ""
        terms = promise.proposed if fact.act in {"counter", "propose_change"} and promise.proposed else promise.terms
        body, due = self.said(fact.body) or self.said(terms.body), _moment(fact.due or terms.due, self.now)
        if isinstance(fact, PromiseOpened):
            return f"I offer you: {body}, by {due}. Please answer on your page."
        return PROMISED[fact.act].format(body=body, due=due) + (f" {self.said(fact.reason)}" if fact.reason else "")
