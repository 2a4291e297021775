"""Effort from facts: the card that was declined, and the small ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from leeway.core.cases.events import CaseHeard, CaseMoved, ContactRecorded, HandoffAccepted
from leeway.core.cases.proposal import AdviceGiven, AgreementGiven, ProposalClosed, ProposalMade, ProposalSeen
from leeway.core.effort import Effort, askings, effort

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def contact(minute: int, point: str, who: str, minutes: int, repeated: bool, transferred: bool) -> ContactRecorded:
    return ContactRecorded(
        at=START, by="henry", case="k1", point=point, who=who, started=START + timedelta(minutes=minute),
        minutes=minutes, repeated=repeated, transferred=transferred,
    )  # fmt: skip


def heard(by: str = "henry", at: datetime = START) -> CaseHeard:
    return CaseHeard(
        at=at, by=by, case="k1", number=1, customer="c1", words="w1", wish=None, playback=True, distress=0,
        our_fault=False, touch_hours=24, asked_for=None,
    )  # fmt: skip


def moved(act: str, to: str, minute: int) -> CaseMoved:
    return CaseMoved(at=START + timedelta(minutes=minute), by="henry", case="k1", act=act, was="", to=to)


CARD_DECLINED = [
    heard(),
    contact(0, "main-number", "desk-1", 9, False, True),
    contact(10, "main-number", "desk-2", 12, True, True),
    contact(24, "card-line", "desk-3", 11, True, True),
    contact(36, "card-line", "desk-4", 14, True, True),
    contact(52, "branch", "desk-5", 8, True, False),
    contact(60, "branch", "henry", 10, True, False),
]


def test_the_declined_card_gives_four_transfers_three_numbers_six_people_and_more_than_an_hour() -> None:
    figures = effort(CARD_DECLINED, START)
    assert (figures.transfers, figures.points, figures.people) == (4, 3, 6)
    assert figures.minutes == 64
    assert figures.repeats == 5


def test_the_sort_key_adds_what_the_customer_went_through() -> None:
    assert effort(CARD_DECLINED, START).sort_key == 4 + 2 + 5 + 5 + 5


def test_a_handoff_counts_as_a_transfer_and_a_person() -> None:
    accepted = HandoffAccepted(at=START, by="mia", case="k1", was="henry")
    assert effort([heard(), accepted], START) == Effort(1, 1, 2, 0, 0, 0)


def test_waiting_runs_until_it_is_done_and_again_after_not_yet() -> None:
    facts = [heard(), moved("decide_within_authority", "DONE", 10), moved("not_yet", "HEARD", 60)]
    assert effort(facts, START + timedelta(minutes=75)).wait_minutes == 10 + 15
    facts.append(moved("decide_within_authority", "DONE", 100))
    assert effort(facts, START + timedelta(days=9)).wait_minutes == 10 + 40


def test_no_facts_give_no_effort() -> None:
    assert effort([], START).sort_key == 0


def asked(minute: int, by: str, fact: type, /, **more: object) -> object:
    return fact(at=START + timedelta(minutes=minute), by=by, case="k1", proposal="r1", **more)


PUT_TO_OTHERS = [
    heard(),
    asked(
        5, "henry", ProposalMade, kind="refund", unit="money", amount=1, given={}, facts={}, reason=None, advisers=(),
        agreers=(), until=START + timedelta(days=2), guideline=1, judged={},
    ),
    asked(20, "ana", ProposalSeen),
    asked(31, "ruben", ProposalSeen),
    asked(33, "ana", AdviceGiven, words="w2"),
    asked(40, "ruben", AgreementGiven, words=None),
    asked(52, "henry", ProposalClosed, why="decided", decision="d1", advice=()),
]  # fmt: skip


def test_asking_costs_the_customer_the_asker_and_the_asked_their_minutes() -> None:
    """By hand: asked at 5, words at 33 and 40, decided at 52; seen at 20 and 31."""
    (cost,) = askings(PUT_TO_OTHERS, START + timedelta(days=1))
    assert (cost.customer, cost.employee, cost.asked) == (52 - 5, 40 - 5, (33 - 20) + (40 - 31))


def test_what_nobody_has_answered_costs_until_now() -> None:
    (cost,) = askings(PUT_TO_OTHERS[:3], START + timedelta(minutes=65))
    assert (cost.customer, cost.employee, cost.asked) == (60, 60, 0)


def test_asking_nobody_costs_nothing() -> None:
    assert askings(CARD_DECLINED, START) == ()
