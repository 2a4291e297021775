"""Why was this allowed? The page says the same, word for word, whatever happens afterwards."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leeway.ledger.publishing import publish
from leeway.people.erasing import erase
from leeway.people.models import Person
from tests.desk.harbour import GUIDELINE, client_of, decided, heard
from tests.desk.pages import text

pytestmark = pytest.mark.usefixtures("bank")

SAYS = (
    "Go: this is yours to decide", "€400.00 per customer in 90 days", "€186.40 now", "rep, team front-desk",
    "A small refund now costs less than a second call.", "rep-refund", "given by Ana Ferreira", "Near them.",
)  # fmt: skip


def test_it_is_explained_later_exactly_as_it_was() -> None:
    row = decided(heard(), amount=18_640)
    (decision,) = row.case.decisions
    address = f"/cases/{row.number}/decisions/{decision}"

    def page() -> str:
        return text(client_of("henry").get(address)).partition('id="explained"')[2].partition("</main>")[0]

    before = page()
    for said in SAYS:
        assert said in before
    for amount in (1_000, 900):
        decided(heard(by="mia"), amount=amount)
    publish(
        GUIDELINE.replace("up_to: 250", "up_to: 10").replace("amount: 400", "amount: 20").replace("A small", "No"),
        by="petra", at=timezone.now(), command_id="publish-2",
    )  # fmt: skip
    Person.objects.filter(id="henry").update(level="coach", training=["refunds-1"])
    erase("c-noor", timezone.now())
    assert page() == before
    assert client_of("ruben").get(address).status_code == 404
