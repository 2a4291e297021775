"""The bank of `harbour.py` with an automated agent at its front desk."""

from __future__ import annotations

from django.utils import timezone

from leeway.ledger.publishing import publish
from leeway.people import tokens
from leeway.people.models import Person
from tests.desk.harbour import GUIDELINE

AGENT = "harbour-assistant"
GRANTED = (
    GUIDELINE
    + """
  - id: assistant-refund
    from: ana
    under: all
    to: person:harbour-assistant
    may: refund
    up_to: 25
    limits:
      - {per: case, amount: 25}
      - {per: customer, within: 30 days, amount: 50}
    why: "What costs less than the question."
  - {id: assistant-waive, from: ana, under: all, to: "person:harbour-assistant", may: fee.waive, up_to: 20, why: Small.}
"""
)


def add_agent() -> Person:
    """An assistant that Ana answers for, in a team of its own, with a narrow grant."""
    agent = Person(
        id=AGENT, name="Harbour Assistant", level="assistant", team="front-desk", reports_to_id="ana",
        service=True, answerable_id="ana",
    )  # fmt: skip
    agent.full_clean()
    agent.save()
    publish(GRANTED, by="petra", at=timezone.now(), command_id="publish-agent")
    return agent


def token_of(person: str, *scopes: str) -> str:
    """The text of a new token; with every scope that they may have where none is named."""
    row = Person.objects.get(id=person)
    every = [each for each in tokens.SCOPES if not (row.service and each in tokens.FOR_PEOPLE)]
    return tokens.make(row, "test", scopes or every, by=person, now=timezone.now())[1]
