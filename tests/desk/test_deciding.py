"""Deciding on the case's page: the verdict while one types, the decision, the intent, asking, taking back."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from leeway.core.cases.events import DecisionMade
from leeway.ledger.publishing import publish
from leeway.ledger.read import facts
from leeway.people.models import Account, Customer, Person
from leeway.projections.spends import SpendRow
from tests.desk.harbour import GUIDELINE, client_of, heard
from tests.desk.pages import RICHER, fresh, publish_richer, send, text, verdict_on

pytestmark = pytest.mark.usefixtures("bank")


@pytest.mark.parametrize("typed", ["186,40", "186.40", "€186.40", " 186,4 "])
def test_the_verdict_shows_while_one_types(typed: str) -> None:
    shown = verdict_on("henry", heard(), amount=typed)
    assert 'data-verdict="go"' in shown
    assert "Go: this is yours to decide" in shown
    assert re.search(r'<button[^>]*value="decide">Refund €186\.40 ', shown)
    assert "Final: this cannot be taken back." in shown


@pytest.mark.parametrize("amount", ["186.40", "1000", "20000.50"])
def test_money_is_written_in_one_way_on_the_page(amount: str) -> None:
    row = heard()
    send(client_of("henry"), row, "decisions", kind="refund", amount="200", do="decide")
    shown = verdict_on("henry", heard(), amount=amount)
    assert "EUR" not in shown
    assert "€" in shown.partition('id="verdict-say"')[2].partition("</p>")[0]


def test_the_limit_that_binds_stands_with_its_bar_and_the_others_are_folded() -> None:
    row = heard()
    send(client_of("henry"), row, "decisions", kind="refund", amount="187.40", do="decide")
    shown = verdict_on("henry", heard(), amount="186.40")
    assert "What binds:</b> €400.00 per customer in 90 days" in shown
    assert "Of €400.00: €187.40 given before, €186.40 now, €26.20 left after it" in shown
    assert '<rect class="used" width="46.85%"' in shown
    assert "€250.00 per refund" in shown[shown.index("<details>") :]
    assert "€20,000.00 in the pool “goodwill”" in shown


@pytest.mark.parametrize(("kind", "binds"), [("refund", "€250.00 per refund"), ("fee.waive", "€150.00 per fee waive")])
def test_what_binds_is_what_the_verdict_says_binds(kind: str, binds: str) -> None:
    tighter = GUIDELINE.replace(
        "mode: intend, window: 4 hours,", "limits: [{per: customer, within: calendar year, amount: 1000}],"
    )
    publish(tighter, by="petra", at=timezone.now(), command_id="publish-2")
    row = heard()
    shown = verdict_on("henry", row, kind=kind, amount="120")
    assert re.findall(r"What binds:</b> ([^<]+)<", shown) == [binds]
    assert kind == "refund" or "€1,000.00 per customer in this calendar year" in shown[shown.index("<details>") :]
    send(client_of("henry"), row, "decisions", kind=kind, amount="120", do="decide")
    (decision,) = fresh(row).case.decisions
    later = text(client_of("henry").get(f"/cases/{row.number}/decisions/{decision}"))
    assert re.findall(r"What binds:</b> ([^<]+)<", later) == [binds]


def test_beyond_names_who_could_and_asks_them() -> None:
    row = heard()
    shown = verdict_on("henry", row, amount="900")
    assert 'data-verdict="beyond"' in shown
    assert 'name="whom" value="ana ruben"' in shown
    assert re.search(r'value="ask">Ask Ana and Ruben ', shown)
    answer = send(
        client_of("henry"), row, "decisions", kind="refund", amount="900", reason="Hotel", do="ask", whom="ana"
    )
    assert answer.status_code == 302
    assert fresh(row).state == "ACTION_ASKED"
    assert "Refund €900.00. Hotel" in text(client_of("ana").get(f"/cases/{row.number}"))


def test_beyond_says_what_would_make_it_ones_own_in_three_lines() -> None:
    send(client_of("henry"), heard(), "decisions", kind="refund", amount="240", do="decide")
    row = heard()
    shown = verdict_on("henry", row, amount="200")
    ways = re.findall(r"<li>([^<]+)</li>", shown.partition("ways")[2])
    assert len(ways) == 1
    assert re.fullmatch(r"Wait until \w+ \d+ \w+ \d{4}, \d\d:\d\d", ways[0])
    assert "Take the most now: €160.00" in shown
    assert "Ana Ferreira, up to €1,000.00" in shown
    assert "Wait until" not in shown.partition('id="verdict-say"')[2].partition("</p>")[0]


def test_ways_bring_a_reason_a_fact_and_a_training() -> None:
    more = RICHER + (
        "  - {id: rep-more, from: ana, under: all, to: 'level:rep', may: refund, up_to: 500, why: More.,\n"
        "     when: 'case.days_since_event <= 30', needs: {reason: true, training: [refunds-2]}}\n"
    )
    publish(more, by="petra", at=timezone.now(), command_id="publish-3")
    shown = verdict_on("henry", heard(), amount="450")
    (way,) = re.findall(r"<li>([^<]+)</li>", shown.partition("ways")[2])
    assert way == "Give a reason and find out days since event and be trained in refunds-2"


def test_a_part_of_it_is_said_as_a_part_with_what_it_takes() -> None:
    agreed = (
        "  - {id: rep-agreed, from: ana, under: all, to: 'level:rep', may: refund, up_to: 600, why: Two see more.,\n"
    )
    needs = "     needs: {reason: true, agreed_by: ['level:coach']}}\n"
    publish(GUIDELINE + agreed + needs, by="petra", at=timezone.now(), command_id="publish-3")
    ways = re.findall(r"<li>([^<]+)</li>", verdict_on("henry", heard(), amount="700").partition("ways")[2])
    assert "€600.00 of it, with a reason and the agreement of a coach" in ways
    assert not any("decide up to" in each for each in ways)


def test_after_a_decision_the_page_says_whose_turn_it_is() -> None:
    row = heard()
    said = "The next word is Noor"
    assert said not in text(client_of("henry").get(f"/cases/{row.number}"))
    send(client_of("henry"), row, "decisions", kind="refund", amount="100", do="decide")
    assert said in text(client_of("henry").get(f"/cases/{row.number}"))


def test_a_guardrail_gives_no_button() -> None:
    me = Person.objects.create(id="c-tomas", name="Tomás Rivera", level="rep", team="front-desk")
    Account.objects.create_user("tomas", "a long enough sentence", me)
    row = heard(by="c-tomas", customer="c-tomas")
    shown = verdict_on("c-tomas", row, amount="10")
    assert 'data-verdict="never"' in shown
    assert "Nobody decides for themselves." in shown
    assert "<button" not in shown
    refused = send(client_of("c-tomas"), row, "decisions", kind="refund", amount="10", do="decide")
    assert refused.status_code == 409
    assert "Nothing was spent" in text(refused)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("", "Type an amount"),
        ("abc", "is no amount"),
        ("1e400", "is no amount"),
        ("NaN", "is no amount"),
        ("-5", "is no amount"),
        ("0", "type more than zero"),
        ("1.2345", "two ways"),
        ("9" * 40, "more than this can count"),
    ],
)
def test_what_is_no_amount_gets_a_sentence_and_no_verdict(typed: str, hint: str) -> None:
    shown = verdict_on("henry", heard(), amount=typed)
    assert hint in shown
    assert "data-verdict" not in shown


def test_deciding_spends_and_acts_at_once_and_twice_is_once() -> None:
    row, command_id = heard(), uuid4().hex
    form = {"kind": "refund", "amount": "186,40", "reason": "Train", "outcome": "Money is back", "do": "decide"}
    for _ in range(2):
        answer = send(client_of("henry"), row, "decisions", command_id=command_id, **form)
        assert answer.status_code == 302
        assert answer["Location"] == f"/cases/{row.number}"
    assert fresh(row).state == "DONE"
    assert [spend.amount for spend in SpendRow.objects.all()] == [18640]
    page = text(client_of("henry").get(f"/cases/{row.number}"))
    assert "Henry decided: Refund €186.40" in page
    assert "Money is back" in page


def test_a_refused_decision_keeps_the_input_says_why_and_can_be_tried_again() -> None:
    row, command_id = heard(), uuid4().hex
    answer = send(
        client_of("henry"), row, "decisions", kind="refund", amount="900", reason="Hotel", command_id=command_id
    )
    shown = text(answer)
    assert answer.status_code == 409
    assert 'role="alert"' in shown
    assert "not yours to decide" in shown
    assert 'value="900"' in shown
    assert ">\nHotel</textarea>" in shown
    fresh_id = re.search(r'action="[^"]*/decisions".*?name="command_id" value="([0-9a-f]{32})"', shown, re.S)
    assert fresh_id
    assert fresh_id[1] != command_id
    again = send(client_of("henry"), row, "decisions", kind="refund", amount="90", command_id=fresh_id[1], do="decide")
    assert again.status_code == 302


def test_a_bad_amount_is_said_at_its_field_and_nothing_happens() -> None:
    row = heard()
    answer = send(client_of("henry"), row, "decisions", kind="refund", amount="1e400", do="decide")
    assert answer.status_code == 422
    assert "is no amount" in text(answer)
    assert fresh(row).state == "HEARD"


def test_an_intent_is_stated_and_somebody_above_stops_it_with_a_reason() -> None:
    row = heard()
    shown = verdict_on("henry", row, kind="fee.waive", amount="100")
    assert re.search(r'value="intend">State your intent: Fee waive €100\.00 ', shown)
    send(client_of("henry"), row, "decisions", kind="fee.waive", amount="100", do="intend")
    assert fresh(row).state == "INTENDED"
    assert "Stop the intent" not in text(client_of("henry").get(f"/cases/{row.number}"))
    assert "Stop the intent" in text(client_of("ana").get(f"/cases/{row.number}"))
    empty = send(client_of("ana"), row, "intent/stop", reason="  ")
    assert empty.status_code == 422
    assert "A few words are missing here." in text(empty)
    assert send(client_of("ana"), row, "intent/stop", reason="Not now", alternative="Call first").status_code == 302
    assert fresh(row).state == "HEARD"
    assert SpendRow.objects.filter(reversed=False).count() == 0


def test_very_well_lets_an_intent_go_ahead() -> None:
    row = heard()
    send(client_of("henry"), row, "decisions", kind="fee.waive", amount="100", do="intend")
    assert send(client_of("mia"), row, "intent/very-well").status_code == 409
    assert send(client_of("petra"), row, "intent/very-well").status_code == 302
    assert fresh(row).state == "ACTING"


def test_a_kind_that_counts_and_one_without_amount() -> None:
    publish_richer()
    row = heard()
    told = verdict_on("henry", row, kind="replacement", amount="2")
    assert "Tell: yours to decide, and Ana will know" in told
    assert "Replacement: 2" in told
    assert "3 times per person in 7 days" in told
    advised = verdict_on("henry", row, kind="callback")
    assert "Advise: ask Ana first" in advised
    assert "Ask Ana" in advised
    assert "Type a whole number" in verdict_on("henry", row, kind="replacement", amount="2.5")


def test_a_decision_is_taken_back_while_that_is_true() -> None:
    publish_richer()
    row = heard()
    Customer.objects.filter(id="c-noor").update(facts={"customer.member": True})
    known = {"fact:case.days_since_event": "12"}
    send(client_of("henry"), row, "decisions", kind="fee.waive", amount="15", do="decide", **known)
    (decision,) = fresh(row).case.decisions
    assert "Take the decision back" in text(client_of("henry").get(f"/cases/{row.number}"))
    assert "Take the decision back" not in text(client_of("mia").get(f"/cases/{row.number}"))
    other = send(client_of("mia"), row, f"decisions/{decision}/reversal")
    assert other.status_code == 409
    assert "Henry Jansen made this decision" in text(other)
    assert send(client_of("henry"), row, f"decisions/{decision}/reversal", reason="Typed wrong").status_code == 302
    assert fresh(row).case.decisions[decision].reversed
    assert "Take the decision back" not in text(client_of("henry").get(f"/cases/{row.number}"))


def test_only_the_owner_sees_the_panel_while_there_is_something_to_decide() -> None:
    row = heard()
    assert 'id="decide"' in text(client_of("henry").get(f"/cases/{row.number}"))
    assert 'id="decide"' not in text(client_of("mia").get(f"/cases/{row.number}"))
    assert client_of("mia").get(f"/cases/{row.number}/may", {"kind": "refund"}).status_code == 404
    refused = send(client_of("mia"), row, "decisions", kind="refund", amount="10", do="decide")
    assert refused.status_code == 409
    assert "Only the owner of the case" in text(refused)


def test_without_script_the_page_itself_answers() -> None:
    row = heard()
    form = {"kind": "refund", "amount": "100", "reason": "Hotel", "command_id": uuid4().hex}
    page = text(client_of("henry").post(f"/cases/{row.number}/may", form))
    assert "Go: this is yours to decide" in page
    assert ">\nHotel</textarea>" in page
    assert "What Noor says" in page


def test_an_address_may_say_kind_and_amount_and_never_words() -> None:
    row, henry = heard(), client_of("henry")
    asked = {"kind": "refund", "amount": "100", "reason": "Hotel", "outcome": "Paid", "panel": "yes"}
    for path in (f"/cases/{row.number}", f"/cases/{row.number}/may"):
        page = text(henry.get(path, asked))
        assert "Go: this is yours to decide" in page
        assert "Hotel" not in page
        assert "Paid" not in page
    assert "hx-get" not in text(henry.get(f"/cases/{row.number}"))
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.force_login(Account.objects.get(person="henry"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/cases/{row.number}/may", asked).status_code == 403


def test_a_button_that_said_something_else_is_not_taken_for_a_yes() -> None:
    row = heard()
    outran = {"kind": "refund", "amount": "180", "seen": "Refund €18.00", "do": "decide"}
    answer = send(client_of("henry"), row, "decisions", **outran)
    assert answer.status_code == 409
    assert "The button still said “Refund €18.00”" in text(answer)
    assert 'name="seen" value="Refund €180.00"' in text(answer)
    assert fresh(row).state == "HEARD"
    assert send(client_of("henry"), row, "decisions", **{**outran, "seen": "Refund €180.00"}).status_code == 302


def test_nobody_is_asked_for_what_only_lacks_a_reason() -> None:
    reasoned = RICHER.replace("mode: intend, window: 4 hours,", "mode: intend, window: 4 hours, needs: {reason: true},")
    publish(reasoned, by="petra", at=timezone.now(), command_id="publish-3")
    row = heard()
    without = verdict_on("henry", row, kind="fee.waive", amount="60")
    assert "Give a reason: with one this is yours." in without
    assert 'name="do"' not in without
    assert 'data-verdict="intend"' in verdict_on("henry", row, kind="fee.waive", amount="60", reason="late letter")
    assert 'data-verdict="beyond"' in verdict_on("henry", row, kind="fee.waive", amount="160")


def test_a_fact_of_absurd_size_is_refused_before_it_is_worked_out() -> None:
    scored = RICHER.replace("  case.days_since_event: int\n", "  case.days_since_event: int\n  case.score: number\n")
    scored = scored.replace(
        "may: fee.waive, up_to: 20, why: Small.,\n     when: '",
        "may: fee.waive, up_to: 20, why: Small.,\n     when: 'case.score > 1.0 && ",
    )
    publish(scored, by="petra", at=timezone.now(), command_id="publish-3")
    page = verdict_on("henry", heard(), kind="fee.waive", amount="15", **{"fact:case.score": "1e999999999"})
    assert "no more than" in page


def test_the_verdict_stands_right_under_the_amount_and_the_button_after_all_fields() -> None:
    publish_richer()
    page = verdict_on("henry", heard(), kind="refund", amount="186.40", panel="yes")
    places = [page.index(f'"{each}"') for each in ("amount", "verdict-say", "reason", "outcome", "do", "decide")]
    places[-1] = page.index('value="decide"')
    assert places == sorted(places)
    assert 'id="do" hx-swap-oob' not in page
    assert '<div id="do" hx-swap-oob="true">' in verdict_on("henry", heard(), amount="20")


def test_whoever_stands_in_is_told_in_whose_place_they_act_and_until_when() -> None:
    until = timezone.localdate() + timedelta(days=4)
    stand_in = (
        f"substitutes: [{{id: ana-away, from: ana, to: 'person:henry', until: {until}, why: In the mountains.}}]\n"
    )
    publish(RICHER + stand_in, by="petra", at=timezone.now(), command_id="publish-3")
    page = verdict_on("henry", heard(), amount="900")
    assert "Go: this is yours to decide, in place of Ana" in page
    assert f"In place of Ana until {until.day} {until:%B %Y}" in page
    assert "“In the mountains.” What you decide counts as theirs, too" in page
    assert "“Near them.” Petra" in page
    assert "place of" not in verdict_on("mia", heard(by="mia"), amount="20")


def test_what_others_may_agree_to_is_not_ones_own_alone_and_ways_are_said_once() -> None:
    agreed = "  - {id: rep-agreed, from: ana, under: all, to: 'level:rep', may: refund, up_to: 900, why: Two.,\n"
    publish(
        RICHER + agreed + "     needs: {agreed_by: ['level:coach']}}\n", by="petra", at=timezone.now(), command_id="p-3"
    )
    page = verdict_on("henry", heard(), amount="800")
    assert "Beyond: not yours alone" in page
    assert re.search(r'value="propose">Ask a coach to agree', page)
    assert "or ask" not in page.partition('id="verdict-say"')[2].partition("</p>")[0]


def test_what_only_our_records_could_say_is_no_dead_end() -> None:
    tenured = RICHER.replace(
        "  customer.member: bool\n", "  customer.member: bool\n  customer.tenure_months: int\n"
    ) + (
        "  - {id: rep-more, from: ana, under: all, to: 'level:rep', may: replacement, why: They stay.,\n"
        "     when: 'customer.tenure_months >= 12', up_to: 9}\n"
    ).replace("up_to: 9", "up_to: 9, needs: {reason: true}")
    tenured = tenured.replace("mode: tell, why: Cheap.", "mode: tell, up_to: 1, why: Cheap.")
    publish(tenured, by="petra", at=timezone.now(), command_id="publish-3")
    page = verdict_on("henry", heard(), kind="replacement", amount="5", reason="Broken")
    assert 'name="fact:customer.tenure_months"' not in page
    assert "Our records of Noor do not say tenure months, and nobody can state it here" in page
    assert re.search(r'value="ask">Ask Ana and Ruben', page)
    assert "find out" not in page.lower()


def test_whether_it_was_done_already_is_always_stated() -> None:
    asks = RICHER.replace(
        "  case.days_since_event: int\n", "  case.days_since_event: int\n  decision.after_the_fact: bool\n"
    )
    asks += (
        "  - {id: rep-after, from: ana, under: all, to: 'level:rep', may: refund, up_to: 300, why: It was done.,\n"
        "     when: 'decision.after_the_fact'}\n"
    )
    assert "This was done already" not in verdict_on("henry", heard(), amount="280", panel="yes")
    publish(asks, by="petra", at=timezone.now(), command_id="publish-3")
    row = heard()
    assert "This was done already" in verdict_on("henry", row, amount="280", panel="yes")
    assert 'data-verdict="beyond"' in verdict_on("henry", row, amount="280")
    ticked = {"fact:decision.after_the_fact": "on"}
    assert 'data-verdict="go"' in verdict_on("henry", row, amount="280", **ticked)
    send(client_of("henry"), row, "decisions", kind="refund", amount="280", do="decide", **ticked)
    send(client_of("mia"), other := heard(by="mia"), "decisions", kind="refund", amount="20", do="decide")
    for each, stated in ((row, "True"), (other, "False")):
        (made,) = (fact for fact in facts(f"case:{each.id}") if isinstance(fact, DecisionMade))
        assert made.facts["decision.after_the_fact"] == stated
