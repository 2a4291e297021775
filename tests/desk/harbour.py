"""A small Harbour Bank for the tests of pages: a few people of every role, one customer or two, a guideline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from leeway.core.cases import Hear, Receive
from leeway.core.cases.decisions import Decide, Deciding
from leeway.core.message import Command, Event
from leeway.core.message import customer as as_party
from leeway.ledger.handle import handle
from leeway.ledger.publishing import publish
from leeway.people.links import link_for, token
from leeway.people.models import Account, Customer, Person
from leeway.people.words import Texts, derived
from leeway.projections.cases import CaseRow

PASSWORD = "a long enough sentence"
GUIDELINE = """
leeway: 1
organisation: Harbour Bank
currency: EUR
timezone: Europe/Amsterdam
kinds:
  refund: {unit: money, reversible: false}
  fee.waive: {unit: money, reversible: true}
  replacement: {unit: count}
  callback: {unit: none}
facts:
  case.our_fault: bool
pools:
  - {id: goodwill, amount: 20000, within: calendar year, owner: ana}
guardrails:
  - {id: no-self-dealing, never: "customer.id == person.id", why: "Nobody decides for themselves.", owner: petra}
grants:
  - {id: all, from: petra, root: true, to: "level:coach", may: "*", up_to: 1000, redelegate: 2, why: "Near them."}
  - id: rep-refund
    from: ana
    under: all
    to: level:rep
    may: refund
    up_to: 250
    pool: goodwill
    limits:
      - {per: customer, within: 90 days, amount: 400}
    why: "A small refund now costs less than a second call."
  - {id: rep-waive, from: ana, under: all, to: "level:rep", may: fee.waive, up_to: 150, mode: intend, window: 4 hours,
     why: "Say it, then do it."}
"""
PEOPLE = (
    # id, name, role, level, team, reports to
    ("petra", "Petra Lindqvist", "leader", "director", "board", None),
    ("ana", "Ana Ferreira", "coach", "coach", "front-desk", "petra"),
    ("ruben", "Ruben Vos", "coach", "coach", "credit", "petra"),
    ("henry", "Henry Jansen", "member", "rep", "front-desk", "ana"),
    ("mia", "Mia Brandt", "member", "rep", "front-desk", "ana"),
    ("lotte", "Lotte Dekker", "member", "rep", "credit", "ruben"),
    ("ines", "Ines Moreau", "administrator", "", "", None),
)


def open_bank() -> None:
    for id_, name, role, level, team, boss in PEOPLE:
        person = Person.objects.create(
            id=id_, name=name, role=role, level=level, team=team, reports_to_id=boss, phone="020 555 01 42"
        )
        Account.objects.create_user(id_, PASSWORD, person)
    leads = Person.objects.filter(id__in=["petra", "ana", "ruben"])
    leads.update(leads_signed_at=datetime(2026, 1, 1, tzinfo=UTC), coach="petra")
    Person.objects.filter(id="petra").update(coach="ruben")
    Customer.objects.create(id="c-noor", name="Noor Verhagen", phone="06 555 0199")
    Customer.objects.create(id="c-tomas", name="Tomás Rivera")
    publish(GUIDELINE, by="petra", at=datetime(2026, 1, 1, tzinfo=UTC), command_id="publish-1")


def client_of(person: str) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(Account.objects.get(person=person), backend="django.contrib.auth.backends.ModelBackend")
    return client


def stranger() -> Client:
    return Client(SERVER_NAME="localhost")


def command_id() -> str:
    return uuid4().hex


def do(command: Command, words: Any = ()) -> tuple[Event, ...]:
    return handle(command, command_id=command_id(), words=words)


def heard(by: str = "henry", customer: str = "c-noor", said: str = "My card was stopped.", **more: Any) -> CaseRow:
    """A case that somebody has heard, with the first promise to the customer."""
    id_, now = command_id(), timezone.now()
    case = derived(id_, "case")
    texts = Texts(id_, case=case, customer=customer, author=as_party(customer), at=now)
    command = Hear(
        at=now, by=by, case=case, customer=customer, words=texts.put("words", said), playback=True,
        promise=derived(id_, "promise"), **more,
    )  # fmt: skip
    handle(command, command_id=id_, words=texts.rows)
    return CaseRow.objects.get(id=case)


def came_in(customer: str = "c-tomas", said: str = "Please call me about my rent.") -> CaseRow:
    """Words that came in by mail and that nobody has heard yet."""
    id_, now, by = command_id(), timezone.now(), as_party(customer)
    case = derived(id_, "case")
    texts = Texts(id_, case=case, customer=customer, author=by, at=now)
    words = texts.put("words", said)
    do(Receive(at=now, by=by, case=case, customer=customer, words=words, channel="mail"), texts.rows)
    return CaseRow.objects.get(id=case)


def decided(row: CaseRow, amount: int = 18640, kind: str = "refund") -> CaseRow:
    """The owner decides; the case is done, and the customer's word is open."""
    deciding = Deciding(decision=command_id(), kind=kind, amount=amount)
    do(Decide(at=timezone.now(), by=row.owner, case=row.id, deciding=deciding))
    return CaseRow.objects.get(id=row.id)


def page_of(row: CaseRow) -> str:
    """The address of the customer's page for a case."""
    return f"/c/{token(link_for(row.id, Customer.objects.get(id=row.customer), timezone.now()))}"


def in_hours(hours: float) -> datetime:
    return timezone.now() + timedelta(hours=hours)
