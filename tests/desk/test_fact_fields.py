"""Facts that only the asker can know: each has a field of its type, under a name of its own."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from leeway.core.authority import Guideline
from leeway.core.cases.events import DecisionMade
from leeway.desk.fact_fields import facts_needed
from leeway.guidelines.files import read_guideline_text
from leeway.ledger.publishing import publish
from leeway.ledger.read import facts as read_facts
from leeway.people.models import Customer
from leeway.projections.cases import CaseRow
from tests.desk.harbour import GUIDELINE, client_of, heard
from tests.desk.pages import fresh, publish_richer, send, text, verdict_on

pytestmark = pytest.mark.usefixtures("bank")

NAMES = {
    "attempts": "int",
    "atm.own": "bool",
    "case.id_checked": "bool",
    "case.round": "int",
    "customer.id_seen": "bool",
    "person.idle": "bool",
    "order.total": "money",
    "batch": "string",
    "batches": "{list: string}",
    "reason": "string",
    "kind": "string",
    "amount": "int",
    "do": "string",
    "panel": "string",
    "whom": "string",
}


def guideline_with(condition: str) -> str:
    facts = "".join(f"  {name}: {type_}\n" for name, type_ in NAMES.items())
    grant = "  - {id: call, from: petra, root: true, to: everyone, may: callback, why: Known.,\n"
    grant += f"     when: '{condition}'}}\n"
    return GUIDELINE.replace("  case.our_fault: bool\n", "  case.our_fault: bool\n" + facts) + grant


def publish_with(condition: str) -> CaseRow:
    publish(guideline_with(condition), by="petra", at=timezone.now(), command_id="publish-2")
    return heard(by="henry")


def test_names_are_compared_whole() -> None:
    every = " && ".join(f"has({name})" for name in (*NAMES, "case.our_fault", "person.id", "customer.id", "case.id"))
    guideline, problems = read_guideline_text(
        guideline_with(f'{every} && at > timestamp("2026-01-01T00:00:00Z")').encode()
    )
    assert isinstance(guideline, Guideline), problems
    ours_to_know = {"case.round", "customer.id_seen"}
    assert set(facts_needed(guideline, "callback", ())) == NAMES.keys() - ours_to_know
    assert set(facts_needed(guideline, "callback", {"atm.own"})) == NAMES.keys() - ours_to_know - {"atm.own"}


@pytest.mark.parametrize(
    ("condition", "typed"),
    [
        ("attempts >= 2", {"attempts": "2"}),
        ("atm.own", {"atm.own": "true"}),
        ("case.id_checked && person.idle", {"case.id_checked": "true", "person.idle": "true"}),
        ("order.total < 100.0", {"order.total": "99,50"}),
        ('batch == "AB-12/7"', {"batch": "AB-12/7"}),
        ('"x" in batches', {"batches": "w, x"}),
        ('reason == "r1" && kind == "k1" && amount == 3', {"reason": "r1", "kind": "k1", "amount": "3"}),
        ('do == "d1" && panel == "p1" && whom == "w1"', {"do": "d1", "panel": "p1", "whom": "w1"}),
    ],
)
def test_what_a_condition_asks_for_is_typed_and_kept(condition: str, typed: dict[str, str]) -> None:
    row = publish_with(condition)
    panel = verdict_on("henry", row, kind="callback", panel="yes")
    fields = re.findall(r'name="(fact:[^"]+)"', panel)
    assert set(fields) == {f"fact:{name}" for name in typed}
    assert 'data-verdict="beyond"' in panel
    known = {f"fact:{name}": value for name, value in typed.items()}
    assert 'data-verdict="go"' in verdict_on("henry", row, kind="callback", **known)
    sent = send(client_of("henry"), row, "decisions", kind="callback", reason="In words", do="decide", **known)
    assert sent.status_code == 302
    assert fresh(row).state == "DONE"
    (made,) = [each for each in read_facts(f"case:{row.id}") if isinstance(each, DecisionMade)]
    assert made.kind == "callback"
    assert made.reason
    assert set(made.facts) == set(typed)


@pytest.mark.parametrize("typed", ["It is Noor: ill", "noor@example.org", "x" * 61, "two\nlines", "a;b"])
def test_words_are_no_code_and_are_not_kept(typed: str) -> None:
    row = publish_with('batch != "none"')
    assert "no names and no personal words" in verdict_on("henry", row, kind="callback", panel="yes")
    sent = send(client_of("henry"), row, "decisions", kind="callback", do="decide", **{"fact:batch": typed})
    assert sent.status_code == 422
    assert "so it has to be a code" in text(sent)
    assert fresh(row).state == "HEARD"


def test_what_is_not_of_its_type_is_said_and_what_is_not_known_stays_open() -> None:
    publish_richer()
    Customer.objects.filter(id="c-noor").update(facts={"customer.member": True})
    row = heard()
    known = {"fact:case.days_since_event": "12"}
    assert 'data-verdict="intend"' in verdict_on("henry", row, kind="fee.waive", amount="15")
    assert 'data-verdict="go"' in verdict_on("henry", row, kind="fee.waive", amount="15", **known)
    bad = verdict_on("henry", row, kind="fee.waive", amount="15", **{"fact:case.days_since_event": "many"})
    assert "whole number" in bad


@pytest.mark.parametrize("held", [{}, {"customer.member": True}])
def test_what_is_true_of_a_customer_we_know_or_nobody_does(held: dict[str, bool]) -> None:
    publish_richer()
    Customer.objects.filter(id="c-noor").update(facts=held)
    assert "fact:customer" not in verdict_on("henry", heard(), kind="fee.waive", panel="yes")
