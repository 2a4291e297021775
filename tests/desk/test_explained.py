"""Why was this allowed? The page says the same, word for word, whatever happens afterwards."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.utils import timezone

from leeway.ledger.publishing import publish
from leeway.people.erasing import erase
from leeway.people.models import Person
from tests.desk.harbour import GUIDELINE, client_of, decided, heard, page_of, stranger
from tests.desk.pages import fresh, send, text

pytestmark = pytest.mark.usefixtures("bank")

SAYS = (
    "Go: it was for Henry to decide", "Henry was told: “You can decide this yourself: refund of €186.40.",
    "€400.00 per customer in 90 days", "€186.40 now", "rep, team front-desk",
    "A small refund now costs less than a second call.", "Refund, up to €250.00",
    "Ana Ferreira gave it to everybody of level rep",
    "Near them.",
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


def test_what_was_refused_is_explained_later_exactly_as_it_was() -> None:
    row = heard()
    assert send(client_of("henry"), row, "decisions", kind="refund", amount="300", do="decide").status_code == 409
    shown = text(client_of("mia").get(f"/cases/{row.number}"))
    assert "Henry asked: Refund €300.00, and did not get it" in shown
    found = re.search(rf'href="(/cases/{row.number}/decisions/[^"]+)">Why was this refused', shown)
    assert found

    def page() -> str:
        return text(client_of("mia").get(found[1])).partition("<h1>")[2].partition("</main>")[0]

    before = page()
    for said in (
        "Why was this refused?",
        "You asked for €300.00, and your grant gives up to €250.00",
        "Guideline 1",
        "What was looked at, and did not carry it",
        "Refund, up to €250.00",
        "None was given",
        "“A small refund now costs less than a second call.”",
    ):
        assert said in before
    publish(GUIDELINE.replace("up_to: 250", "up_to: 400"), by="petra", at=timezone.now(), command_id="publish-2")
    Person.objects.filter(id="henry").update(level="coach")
    erase("c-noor", timezone.now())
    assert page() == before
    assert client_of("ruben").get(found[1]).status_code == 404
    assert "did not get it" not in text(stranger().get(page_of(row)))
    other = heard(by="mia")
    assert client_of("mia").get(found[1].replace(f"/{row.number}/", f"/{other.number}/")).status_code == 404


def test_a_guardrail_that_refused_says_its_reason_and_who_answers_for_it() -> None:
    railed = GUIDELINE.replace(
        "grants:\n", "  - {id: not-large, never: 'true', above: 200, why: Large sums wait., owner: petra}\ngrants:\n"
    )
    publish(railed, by="petra", at=timezone.now(), command_id="publish-2")
    row = heard()
    send(client_of("henry"), row, "decisions", kind="refund", amount="240", reason="Train", do="decide")
    found = re.search(r'href="([^"]+)">Why was this refused', text(client_of("henry").get(f"/cases/{row.number}")))
    assert found
    shown = text(client_of("henry").get(found[1]))
    for said in ("Guardrail: not large", "“Large sums wait.”", "Petra answers for it.", "Given, in words"):
        assert said in shown


def test_what_others_agreed_to_became_ones_own_only_then() -> None:
    agreed = GUIDELINE + (
        "  - {id: rep-agreed, from: ana, under: all, to: 'level:rep', may: refund, up_to: 600, why: Two see more.,\n"
        "     needs: {reason: true, agreed_by: ['level:coach']}}\n"
    )
    publish(agreed, by="petra", at=timezone.now(), command_id="publish-2")
    row = heard()
    send(client_of("henry"), row, "decisions", kind="refund", amount="300", reason="Hotel and train", do="propose")
    (proposal,) = fresh(row).case.open_proposals
    assert send(client_of("ana"), row, f"proposals/{proposal.id}/agreement").status_code == 302
    assert send(client_of("henry"), row, f"proposals/{proposal.id}/decision", outcome="Paid.").status_code == 302
    (decision,) = fresh(row).case.decisions
    address = f"/cases/{row.number}/decisions/{decision}"
    shown = text(client_of("henry").get(address))
    assert "Refund €300.00 was not for Henry alone to decide. When Ana had agreed, it was." in shown
    assert "Go: it was for Henry to decide, with the agreement of Ana" in shown
    assert "<dt>Reason</dt><dd>Hotel and train</dd>" in shown
    assert "You can decide this yourself" not in shown
    assert client_of("lotte").get(address).status_code == 404


def test_refusals_of_a_case_are_found_by_an_index() -> None:
    row = heard()
    statement = connection.ops.explain_query_prefix()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            of_case = "data ->> 'case'"
        else:
            statement, of_case = "EXPLAIN QUERY PLAN", "json_extract(data, '$.case')"
        cursor.execute(
            f"{statement} SELECT * FROM ledger_command WHERE {of_case} = %s AND answer = 'refused'", [row.id]
        )
        assert "ledger_command_refused" in str(cursor.fetchall())
