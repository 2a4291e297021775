"""What stands beside the machine: truth about colleagues, looking after work, and a good end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from leeway.core import cases
from leeway.core.cases import CaseState, Claim
from leeway.core.cases.around import ActionNudged, ActionReleased, PlayedBack, ProgressChecked
from leeway.core.cases.decisions import Standing
from leeway.core.cases.events import CaseHeard, CustomerAsked, ResultGiven
from leeway.core.cases.state import Case
from leeway.core.effort import effort
from leeway.core.hours import Hours, Span
from leeway.core.message import CLOCK
from leeway.core.promises import ActOnPromise
from leeway.core.refusal import Refusal
from tests.core.cases.desk import CUSTOMER
from tests.core.cases.desk import Desk as AnyDesk

OFFICE = Hours("UTC", ((Span(9 * 60, 17 * 60),),) * 5 + ((), ()))


class Desk(AnyDesk):
    """Monday to Friday, nine to five."""

    def standing(self, case: Case) -> Standing:
        return replace(super().standing(case), hours=lambda _: OFFICE)


def act(desk: Desk, command: Any, by: str = "henry", **more: Any) -> Any:
    return desk.do(command(at=desk.now, by=by, case="k1", **more))


def code(desk: Desk, command: Any, by: str = "henry", **more: Any) -> str:
    with pytest.raises(Refusal) as refused:
        act(desk, command, by, **more)
    return refused.value.code


def taken(**heard: Any) -> Desk:
    desk = Desk()
    desk.hear(**heard)
    act(desk, cases.AskForAction, people=("mia", "joris"))
    act(desk, cases.TakeAction, by="mia")
    return desk


def claiming(desk: Desk, what: str, by: str = "henry") -> None:
    note = cases.WriteNote(at=desk.now, by=by, case="k1", words="w1", audience="customer")
    cases.decide(note, CaseState(desk.case(), standing=desk.standing(desk.case()), claims=(Claim("petra", what),)))


def test_what_was_played_back_is_kept_with_who_said_yes_and_a_category_comes_after() -> None:
    desk = Desk()
    assert code(desk, cases.SetCategory, words="w-sort") == "no_such_case"
    desk.hear(summary="w-summary", category="w-sort")
    (back,) = (fact for fact in desk.facts if isinstance(fact, PlayedBack))
    assert (back.words, back.confirmed_by, back.at, back.by) == ("w-summary", CUSTOMER, desk.now, "henry")
    assert act(desk, cases.SetCategory, words="w-other")


def test_whom_they_asked_for_is_tagged_and_has_nothing_to_do() -> None:
    desk = Desk()
    desk.hear(asked_for="petra")
    (heard,) = (fact for fact in desk.facts if isinstance(fact, CaseHeard))
    assert "person:petra" in heard.tags()
    assert (desk.case().owner, desk.case().actors("petra")) == ("henry", frozenset())


@pytest.mark.parametrize("what", ["spoke", "confirmed", "asked"])
def test_nothing_is_said_of_a_colleague_that_is_not_on_record(what: str) -> None:
    desk = Desk()
    desk.hear()
    with pytest.raises(Refusal, match="not_on_record"):
        claiming(desk, what)
    act(desk, cases.ReachColleague, contact="r1", colleague="petra", how="phone", what=what)
    claiming(desk, what)
    claiming(desk, "spoke")
    assert code(desk, cases.DisputeContact, contact="r1") == "not_your_contact"
    act(desk, cases.DisputeContact, by="petra", contact="r1")
    with pytest.raises(Refusal, match="not_on_record"):
        claiming(desk, what)
    claiming(desk, what, by="petra")


def test_the_first_taker_has_it_and_the_others_are_thanked() -> None:
    desk = taken()
    (thanked,) = (fact for fact in desk.facts if isinstance(fact, ActionReleased))
    assert (thanked.people, thanked.by) == (("joris",), "mia")
    assert "person:joris" in thanked.tags()


def test_two_checks_begin_with_the_taking_and_only_the_customer_ends_them() -> None:
    desk = taken()
    days = [each.terms.due for each in desk.case().ours_to_keep if each.kind == "check"]
    assert days == [datetime(2026, 3, day, 17, tzinfo=UTC) for day in (3, 4)]
    first, second = (each.id for each in desk.case().ours_to_keep if each.kind == "check")
    report = {"promise": first, "act": "report"}
    assert code(desk, ActOnPromise, **report) == "check_says_how"
    assert code(desk, ActOnPromise, promise=first, act="revoke", reason="w") == "check_stays"
    act(desk, cases.CheckProgress, promise=first, how="moving", question="q0")
    assert desk.case().promises[second].state == "PROMISED", "I6: one done leaves the other"
    assert code(desk, cases.CheckProgress, promise=first, how="moving", question="q1") == "already_checked"
    assert code(desk, cases.CheckProgress, promise=second, how="stuck", question="q1") == "words_missing"
    act(desk, cases.TakeBack)
    assert desk.case().promises[second].runs
    act(desk, cases.ReferHonestly, words="w-them")
    desk.say("satisfied")
    assert desk.case().promises[second].state == "RELEASED"


def test_a_weekend_does_not_count() -> None:
    desk = Desk()
    desk.later(days=4).hear()
    act(desk, cases.AskForAction, people=("mia",))
    act(desk, cases.TakeAction, by="mia")
    days = [each.terms.due.day for each in desk.case().ours_to_keep if each.kind == "check"]
    assert days == [9, 10], "taken on a Friday: Monday and Tuesday"


def test_what_is_stuck_is_asked_of_whoever_has_the_action() -> None:
    desk = taken()
    first = next(each.id for each in desk.case().ours_to_keep if each.kind == "check")
    checked, *_ = act(desk, cases.CheckProgress, promise=first, how="stuck", words="w-stuck", question="q1")
    assert isinstance(checked, ProgressChecked)
    question = desk.case().promises["q1"]
    assert (question.promiser, question.promisee, question.state) == ("mia", "henry", "REQUESTED")


def test_the_owner_is_told_once_where_contact_and_work_are_not_confirmed() -> None:
    desk = taken()
    assert desk.case().timer() == ("nudge", desk.now + timedelta(hours=4))
    act(desk, cases.ConfirmStep, by="mia", step="contact")
    desk.later(hours=4)
    (nudged,) = act(desk, cases.CaseClock, by=CLOCK, act="nudge")
    assert isinstance(nudged, ActionNudged)
    assert (nudged.person, desk.case().state) == ("henry", "ACTION_OWNED")
    assert code(desk, cases.CaseClock, by=CLOCK, act="nudge") == "not_due_yet"
    act(desk, cases.ConfirmStep, by="mia", step="work")
    assert desk.case().state == "ACTING"


def test_whom_they_asked_for_is_offered_before_they_are_asked_but_their_word_waits_for_nothing() -> None:
    desk = Desk()
    desk.hear(asked_for="petra")
    desk.decide("d1", 1_000)
    assert code(desk, cases.AskCustomer, channel="phone") == "offer_first"
    assert code(desk, cases.OfferPerson, answer="perhaps") == "unknown_answer"
    act(desk, cases.OfferPerson, answer="not needed")
    act(desk, cases.AskCustomer, channel="phone")
    other = Desk()
    other.hear(asked_for="petra")
    other.decide("d1", 1_000)
    other.say("satisfied")
    assert other.case().state == "CONFIRMED"
    own = Desk()
    own.hear(asked_for="henry")
    own.decide("d1", 1_000)
    assert act(own, cases.AskCustomer, channel="phone")


@pytest.mark.parametrize("words", ["w-sorry", None])
def test_our_fault_is_said_once_or_left_out_knowingly(words: str | None) -> None:
    desk = Desk()
    desk.hear(our_fault=True)
    desk.decide("d1", 1_000)
    assert code(desk, cases.AskCustomer, channel="phone") == "acknowledge_first"
    act(desk, cases.Acknowledge, words=words)
    act(desk, cases.AskCustomer, channel="phone")
    assert desk.case().acknowledged == ("yes" if words else "left out")


def test_the_answer_is_about_those_who_had_it_when_it_was_asked() -> None:
    desk = Desk()
    desk.hear()
    desk.decide("d1", 1_000)
    (asked, *_) = act(desk, cases.AskCustomer, channel="phone")
    assert isinstance(asked, CustomerAsked)
    act(desk, cases.OfferHandoff, to="mia", pack="w-pack")
    act(desk, cases.AcceptHandoff, by="mia")
    given = next(e for e in desk.say("satisfied", easy=7, stay="yes") if isinstance(e, ResultGiven))
    assert (given.about, given.stay, desk.case().owner) == (("henry",), "yes", "mia")


def test_done_and_not_felt_resolved_stays_so_until_it_does() -> None:
    desk = Desk()
    desk.hear()
    desk.decide("d1", 1_000)
    desk.say("not_yet")
    assert (desk.case().not_felt, desk.case().state) == (True, "HEARD")
    desk.decide("d2", 1_000)
    assert desk.case().not_felt
    desk.say("satisfied")
    assert not desk.case().not_felt


def test_what_had_to_be_told_again_counts() -> None:
    desk = Desk()
    desk.hear()
    before = effort(desk.facts, desk.now).repeats
    act(desk, cases.RecordRetold)
    assert effort(desk.facts, desk.now).repeats == before + 1
    assert code(desk, cases.RecordRetold, by="mia") == "not_owner"


def test_five_working_days_are_given_to_answer() -> None:
    desk = Desk()
    desk.hear()
    desk.decide("d1", 1_000)
    for channel in ("phone", "mail", "mail"):
        act(desk, cases.AskCustomer, channel=channel)
    assert desk.case().timer() == ("attempts_used_up", datetime(2026, 3, 9, 17, tzinfo=UTC))
    assert code(desk, cases.CaseClock, by=CLOCK, act="attempts_used_up") == "not_due_yet"


def test_a_team_that_never_goes_home_checks_in_the_afternoon() -> None:
    class Always(Desk):
        def standing(self, case: Case) -> Standing:
            never_closed = Hours("Europe/Amsterdam", ((Span(0, 1440),),) * 7)
            return replace(super().standing(case), hours=lambda _: never_closed)

    desk = Always()
    desk.hear()
    act(desk, cases.AskForAction, people=("mia",))
    act(desk, cases.TakeAction, by="mia")
    due = [each.terms.due for each in desk.case().promises.values() if each.kind == "check"]
    assert due == [datetime(2026, 3, day, 16, tzinfo=UTC) for day in (3, 4)], "17:00 in Amsterdam"
