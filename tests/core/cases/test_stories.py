"""The rules of a case, told: given what happened, when somebody acts, then what follows or why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from leeway.core import cases
from leeway.core.cases import CaseState
from leeway.core.cases.decisions import Deciding
from leeway.core.cases.events import DecisionMade, OutcomeStated, ResultGiven
from leeway.core.message import CLOCK
from leeway.core.promises import ActOnPromise, MakePromise, OpenPromise, PromiseOpened
from leeway.core.refusal import Refusal
from leeway.guidelines.files import read_guideline_text
from tests.core.cases.desk import CUSTOMER, GUIDELINE, Desk


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def heard(desk: Desk) -> Desk:
    desk.hear()
    return desk


def test_whoever_hears_it_owns_it_and_owes_the_next_word(desk: Desk) -> None:
    desk.hear("mia")
    (promise,) = desk.case().promises.values()
    assert desk.case().owner == "mia"
    assert (promise.promiser, promise.promisee, promise.state) == ("mia", CUSTOMER, "PROMISED")
    assert promise.terms.due == desk.now + timedelta(hours=24)


def test_distress_makes_the_first_word_due_sooner(desk: Desk) -> None:
    calm, upset = Desk(), Desk()
    calm.hear(distress=0)
    upset.hear(distress=2)
    assert upset.case().promises["p1"].terms.due < calm.case().promises["p1"].terms.due


def test_no_case_before_the_customers_words(desk: Desk) -> None:
    with refused("words_missing"):
        desk.hear(words=None)
    with refused("not_played_back"):
        desk.hear(playback=False)


def test_a_received_mail_has_no_owner_until_somebody_hears_it(desk: Desk) -> None:
    desk.do(cases.Receive(at=desk.now, by=CUSTOMER, case="k1", customer="c1", words="w0", channel="mail"))
    assert desk.case().owner == ""
    desk.hear("mia", words=None)
    assert (desk.case().owner, desk.case().words, desk.case().number) == ("mia", "w0", 1)


def test_deciding_checks_spends_and_acts_at_once(heard: Desk) -> None:
    kinds = [type(event) for event in heard.decide("d1", 10_000)]
    assert kinds[:2] == [DecisionMade, OutcomeStated]
    assert heard.case().state == "DONE"
    assert heard.book().get("d1") is not None


def test_one_cent_above_the_cap_is_refused_with_who_could_and_leaves_nothing(heard: Desk) -> None:
    before = list(heard.facts)
    with pytest.raises(Refusal) as refusal:
        heard.decide("d1", 10_001)
    assert refusal.value.code == "verdict_beyond"
    assert refusal.value.details["most"] == 10_000
    assert refusal.value.details["who"] == "ana"
    assert heard.facts == before


def test_a_second_refund_counts_the_first(heard: Desk) -> None:
    heard.decide("d1", 10_000)
    heard.say("not_yet")
    with pytest.raises(Refusal) as refusal:
        heard.decide("d2", 5_001)
    assert refusal.value.details["reason"] == "over_limit"
    heard.decide("d2", 5_000)


def test_only_the_owner_decides(heard: Desk) -> None:
    with refused("act_not_yours"):
        heard.decide("d1", 100, by="mia")


def test_the_customer_ends_the_case_and_nobody_else(heard: Desk) -> None:
    heard.decide("d1", 100)
    for somebody in ("henry", "ana", "petra", CLOCK, "customer:c2"):
        with refused("act_not_yours"):
            heard.do(cases.GiveWord(at=heard.now, by=somebody, case="k1", act="satisfied"))
    assert any(isinstance(event, ResultGiven) for event in heard.say("satisfied", easy=6))
    assert heard.case().state == "CONFIRMED"


def test_not_yet_goes_back_to_the_same_owner(heard: Desk) -> None:
    heard.decide("d1", 100)
    heard.say("not_yet", words="w9")
    assert (heard.case().owner, heard.case().state, heard.case().round) == ("henry", "HEARD", 2)
    assert heard.case().inconveniences == 1


def test_outcome_and_result_are_said_by_two_parties(heard: Desk) -> None:
    heard.decide("d1", 100)
    heard.say("satisfied")
    (outcome,) = (f for f in heard.facts if isinstance(f, OutcomeStated))
    (result,) = (f for f in heard.facts if isinstance(f, ResultGiven))
    assert (outcome.by, result.by) == ("henry", CUSTOMER)


def test_ease_is_one_to_seven(heard: Desk) -> None:
    heard.decide("d1", 100)
    for ease in (0, 8):
        with refused("ease_out_of_range"):
            heard.say("satisfied", easy=ease)


def test_coming_back_within_thirty_days_is_the_same_case_and_owner(heard: Desk) -> None:
    heard.decide("d1", 100)
    heard.say("satisfied")
    heard.later(days=30).say("came_back")
    assert (heard.case().state, heard.case().owner) == ("HEARD", "henry")
    assert heard.case().ours_to_keep


def test_coming_back_later_is_a_new_case(heard: Desk) -> None:
    heard.decide("d1", 100)
    heard.say("satisfied")
    with refused("came_back_late"):
        heard.later(days=30, seconds=1).say("came_back")


def test_the_owner_stays_the_owner_until_the_other_accepts(heard: Desk) -> None:
    heard.do(cases.OfferHandoff(at=heard.now, by="henry", case="k1", to="mia", pack="w2"))
    assert heard.case().owner == "henry"
    with refused("not_offered_to_you"):
        heard.do(cases.AcceptHandoff(at=heard.now, by="joris", case="k1"))
    heard.do(cases.AcceptHandoff(at=heard.now, by="mia", case="k1"))
    assert heard.case().owner == "mia"
    assert {p.promiser for p in heard.case().ours_to_keep} == {"mia"}


def test_a_handoff_needs_a_pack(heard: Desk) -> None:
    with refused("pack_missing"):
        heard.do(cases.OfferHandoff(at=heard.now, by="henry", case="k1", to="mia", pack=None))


def test_a_declined_handoff_stays_where_it_was(heard: Desk) -> None:
    heard.do(cases.OfferHandoff(at=heard.now, by="henry", case="k1", to="mia", pack="w2"))
    heard.do(cases.DeclineHandoff(at=heard.now, by="mia", case="k1"))
    assert (heard.case().owner, heard.case().offered_to) == ("henry", "")


def test_the_first_taker_wins(heard: Desk) -> None:
    heard.do(cases.AskForAction(at=heard.now, by="henry", case="k1", people=("mia", "joris")))
    heard.do(cases.TakeAction(at=heard.now, by="joris", case="k1"))
    with refused("already_taken"):
        heard.do(cases.TakeAction(at=heard.now, by="mia", case="k1"))
    assert (heard.case().owner, heard.case().action_owner) == ("henry", "joris")


def test_one_who_declines_leaves_it_to_the_others(heard: Desk) -> None:
    heard.do(cases.AskForAction(at=heard.now, by="henry", case="k1", people=("mia", "joris")))
    heard.do(cases.DeclineAction(at=heard.now, by="mia", case="k1"))
    assert heard.case().state == "ACTION_ASKED"
    heard.do(cases.DeclineAction(at=heard.now, by="joris", case="k1"))
    assert heard.case().state == "HEARD"


def test_contact_and_work_are_two_facts(heard: Desk) -> None:
    heard.do(cases.AskForAction(at=heard.now, by="henry", case="k1", people=("ana",)))
    heard.do(cases.TakeAction(at=heard.now, by="ana", case="k1"))
    heard.do(cases.ConfirmStep(at=heard.now, by="ana", case="k1", step="work"))
    assert heard.case().state == "ACTION_OWNED"
    heard.do(cases.ConfirmStep(at=heard.now, by="ana", case="k1", step="contact"))
    assert heard.case().state == "ACTING"
    done = cases.ReportDone(
        at=heard.now, by="ana", case="k1", outcome="w3", deciding=Deciding("d1", "refund", 30_000, {}, "w4")
    )
    heard.do(done)
    assert heard.case().state == "DONE"


def test_a_stated_intent_goes_ahead_when_the_window_is_over(heard: Desk) -> None:
    intent = cases.StateIntent(
        at=heard.now, by="henry", case="k1", deciding=Deciding("d1", "fee.waive", 8_000, {}, "w2")
    )
    heard.do(intent)
    assert heard.book().get("d1") is not None
    clock = {"by": CLOCK, "case": "k1", "act": "window_over"}
    with refused("not_due_yet"):
        heard.do(cases.CaseClock(at=heard.now + timedelta(hours=4, seconds=-1), **clock))
    heard.do(cases.NoticeIntent(at=heard.now, by="ana", case="k1"))
    heard.do(cases.CaseClock(at=heard.now + timedelta(hours=4), **clock))
    assert (heard.case().state, heard.case().action_owner) == ("ACTING", "henry")


def test_stopping_an_intent_needs_a_reason_and_gives_back_what_was_reserved(heard: Desk) -> None:
    heard.do(
        cases.StateIntent(at=heard.now, by="henry", case="k1", deciding=Deciding("d1", "fee.waive", 8_000, {}, "w2"))
    )
    stop = {"at": heard.now, "case": "k1", "act": "stop_with_reason"}
    with refused("act_not_yours"):
        heard.do(cases.AnswerIntent(by="mia", reason="w3", **stop))
    with refused("reason_missing"):
        heard.do(cases.AnswerIntent(by="ana", alternative="w4", **stop))
    with refused("alternative_missing"):
        heard.do(cases.AnswerIntent(by="ana", reason="w3", **stop))
    events = heard.do(cases.AnswerIntent(by="ana", reason="w3", alternative="w4", **stop))
    assert [event.NAME for event in events[:3]] == ["intent.noticed", "decision.reversed", "intent.stopped"]
    assert heard.case().state == "HEARD"


def test_three_attempts_over_two_channels_and_a_week_make_it_unconfirmed_not_confirmed(heard: Desk) -> None:
    heard.decide("d1", 100)
    for channel, days in (("page", 0), ("phone", 2), ("phone", 2)):
        heard.later(days=days).do(cases.AskCustomer(at=heard.now, by="henry", case="k1", channel=channel))
    due = heard.case().timer()
    assert due is not None
    heard.do(cases.CaseClock(at=due[1], by=CLOCK, case="k1", act="attempts_used_up"))
    assert heard.case().state == "UNCONFIRMED"
    heard.now = due[1]
    heard.say("satisfied")
    assert heard.case().state == "CONFIRMED"


def test_two_attempts_are_not_enough_for_the_clock(heard: Desk) -> None:
    heard.decide("d1", 100)
    for channel in ("page", "phone"):
        heard.do(cases.AskCustomer(at=heard.now, by="henry", case="k1", channel=channel))
    assert heard.case().timer() is None


def test_a_reversal_is_the_deciders_and_only_where_the_kind_allows(heard: Desk) -> None:
    heard.decide("d1", 2_000, kind="fee.waive")
    with refused("not_your_decision"):
        heard.do(cases.Reverse(at=heard.now, by="ana", case="k1", decision="d1"))
    heard.do(cases.Reverse(at=heard.now, by="henry", case="k1", decision="d1"))
    with refused("already_reversed"):
        heard.do(cases.Reverse(at=heard.now, by="henry", case="k1", decision="d1"))
    heard.say("not_yet")
    heard.decide("d2", 100)
    with refused("final"):
        heard.do(cases.Reverse(at=heard.now, by="henry", case="k1", decision="d2"))


def test_our_own_act_cannot_end_the_last_promise_without_the_next(heard: Desk) -> None:
    revoke = {"at": heard.now, "by": "henry", "promise": "p1", "case": "k1", "act": "revoke", "reason": "w2"}
    with refused("last_promise"):
        heard.do(ActOnPromise(**revoke))
    heard.do(ActOnPromise(**revoke, next_promise="p2", next_due=heard.now + timedelta(hours=5)))
    assert [p.id for p in heard.case().ours_to_keep] == ["p2"]


def test_when_the_customer_releases_the_last_promise_the_next_word_is_due_again(heard: Desk) -> None:
    heard.do(ActOnPromise(at=heard.now, by=CUSTOMER, promise="p1", case="k1", act="release"))
    (promise,) = heard.case().ours_to_keep
    assert (promise.kind, promise.promiser) == ("touch", "henry")


def test_nobody_promises_in_anothers_name(heard: Desk) -> None:
    offer = OpenPromise(
        at=heard.now, by="henry", promise="p2", case="k1", promiser="mia", promisee=CUSTOMER, act="offer",
        body="w2", due=heard.now + timedelta(hours=1),
    )  # fmt: skip
    with refused("promise_in_anothers_name"):
        heard.do(offer)


def test_a_promise_asked_for_aloud_says_who_wrote_it_down(heard: Desk) -> None:
    due = heard.now + timedelta(hours=2)
    opened, _given = heard.do(
        MakePromise(at=heard.now, by="henry", promise="p2", case="k1", promisee=CUSTOMER, body="w2", due=due)
    )
    assert isinstance(opened, PromiseOpened)
    assert (opened.by, opened.recorded_by) == (CUSTOMER, "henry")


def test_a_word_of_a_colleague_does_not_keep_the_owners_promise_of_a_next_word(heard: Desk) -> None:
    heard.do(cases.WriteNote(at=heard.now, by="mia", case="k1", words="w2", audience="customer"))
    assert heard.case().promises["p1"].state == "PROMISED"
    heard.do(cases.WriteNote(at=heard.now, by="henry", case="k1", words="w3", audience="inside"))
    assert heard.case().promises["p1"].state == "PROMISED"
    heard.do(cases.WriteNote(at=heard.now, by="henry", case="k1", words="w4", audience="customer"))
    assert heard.case().promises["p1"].state == "REPORTED"
    assert [p.kind for p in heard.case().ours_to_keep if p.runs] == ["touch"]


def test_what_else_was_promised_stays_promised_when_the_customer_is_satisfied(heard: Desk) -> None:
    due = heard.now + timedelta(days=4)
    heard.do(MakePromise(at=heard.now, by="henry", promise="p2", case="k1", promisee=CUSTOMER, body="w2", due=due))
    heard.decide("d1", 100)
    heard.say("satisfied")
    assert heard.case().promises["p2"].state == "PROMISED"
    assert not [p for p in heard.case().ours_to_keep if p.kind == "touch" and p.runs]


def test_what_may_only_be_intended_cannot_be_decided(heard: Desk) -> None:
    with refused("verdict_intend"):
        heard.decide("d1", 8_000, kind="fee.waive")


def test_the_outcome_names_the_intent_that_went_ahead(heard: Desk) -> None:
    heard.do(
        cases.StateIntent(at=heard.now, by="henry", case="k1", deciding=Deciding("d1", "fee.waive", 8_000, {}, "w2"))
    )
    heard.do(cases.AnswerIntent(at=heard.now, by="ana", case="k1", act="very_well"))
    outcome, *_ = heard.do(cases.ReportDone(at=heard.now, by="henry", case="k1", outcome="w3"))
    assert isinstance(outcome, OutcomeStated)
    assert outcome.decision == "d1"


def test_a_case_with_an_open_intent_stays_with_whom_it_can_be_stopped(heard: Desk) -> None:
    heard.do(
        cases.StateIntent(at=heard.now, by="henry", case="k1", deciding=Deciding("d1", "fee.waive", 8_000, {}, "w2"))
    )
    with refused("intent_open"):
        heard.do(cases.OfferHandoff(at=heard.now, by="henry", case="k1", to="mia", pack="w3"))


def test_an_offered_case_is_accepted_once_the_intent_is_over(heard: Desk) -> None:
    heard.do(cases.OfferHandoff(at=heard.now, by="henry", case="k1", to="mia", pack="w3"))
    heard.do(
        cases.StateIntent(at=heard.now, by="henry", case="k1", deciding=Deciding("d1", "fee.waive", 8_000, {}, "w2"))
    )
    with refused("intent_open"):
        heard.do(cases.AcceptHandoff(at=heard.now, by="mia", case="k1"))
    heard.do(cases.AnswerIntent(at=heard.now, by="ana", case="k1", act="very_well"))
    heard.do(cases.AcceptHandoff(at=heard.now, by="mia", case="k1"))
    assert heard.case().owner == "mia"


def test_nothing_is_taken_back_once_the_customer_is_satisfied(heard: Desk) -> None:
    heard.decide("d1", 2_000, kind="fee.waive")
    heard.say("satisfied")
    with refused("case_confirmed"):
        heard.do(cases.Reverse(at=heard.now, by="henry", case="k1", decision="d1"))


def test_a_new_owner_keeps_promises_but_not_reports_of_the_old_one(heard: Desk) -> None:
    heard.do(cases.WriteNote(at=heard.now, by="henry", case="k1", words="w2", audience="customer"))
    heard.do(cases.OfferHandoff(at=heard.now, by="henry", case="k1", to="mia", pack="w3"))
    heard.do(cases.AcceptHandoff(at=heard.now, by="mia", case="k1"))
    said = {promise.state: promise.promiser for promise in heard.case().promises.values()}
    assert said == {"REPORTED": "henry", "PROMISED": "mia"}


def test_facts_about_the_customer_are_ours_to_know_and_words_are_no_facts() -> None:
    text = GUIDELINE.replace(
        "case.inconveniences: int", "case.inconveniences: int\n  customer.tier: string\n  shop: string"
    )
    text = text.replace("    up_to: 100\n", "    up_to: 100\n    when: \"customer.tier == 'gold' && shop != ''\"\n", 1)
    read, problems = read_guideline_text(text.encode())
    assert read is not None, problems
    desk = Desk()
    desk.hear()
    command = cases.Decide(
        at=desk.now,
        by="henry",
        case="k1",
        deciding=Deciding("d1", "refund", 100, {"customer.tier": "gold", "shop": "s1"}),
    )
    standing = replace(desk.standing(desk.case()), guideline=read)
    with pytest.raises(Refusal) as refusal:
        cases.decide(command, CaseState(desk.case(), standing=standing))
    assert refusal.value.details["reason"] == "fact_missing"
    known = replace(standing, known={"customer.tier": "gold", "customer.iban": "NL91"})
    made, *_ = cases.decide(command, CaseState(desk.case(), standing=known))
    assert isinstance(made, DecisionMade)
    assert made.facts == {"customer.tier": "gold", "shop": "s1"}
    wordy = replace(command, deciding=Deciding("d2", "refund", 100, {"shop": "Noor's shop! on the quay?"}))
    with refused("fact_not_code"):
        cases.decide(wordy, CaseState(desk.case(), standing=known))


@pytest.mark.parametrize("act", ["not_yet", "came_back"])
def test_whoever_says_that_it_is_not_right_hears_from_us_soon(heard: Desk, act: str) -> None:
    due = heard.now + timedelta(days=9)
    heard.do(MakePromise(at=heard.now, by="henry", promise="p2", case="k1", promisee=CUSTOMER, body="w2", due=due))
    heard.decide("d1", 100)
    if act == "came_back":
        heard.say("satisfied")
    heard.say(act)
    touches = [promise for promise in heard.case().ours_to_keep if promise.kind == "touch" and promise.runs]
    assert [touch.terms.due for touch in touches] == [heard.now + timedelta(hours=24)]
