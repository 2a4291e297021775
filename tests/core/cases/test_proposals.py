"""A decision put to others: they advise or agree, one person decides. Told."""

from __future__ import annotations

from typing import Any

import pytest

from leeway.core import cases
from leeway.core.authority.agreements import each_by_another
from leeway.core.cases import Agree, Disagree, GiveAdvice, NoticeProposal
from leeway.core.cases.decisions import Deciding
from leeway.core.cases.events import DecisionMade, ProposalClosed
from leeway.core.cases.proposal import Heeded
from leeway.core.message import CLOCK
from tests.core.cases.desk import Desk
from tests.core.cases.test_stories import refused

USED, NOT_USED = Heeded("ana", True, None), Heeded("ana", False, "w9")


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.hear()
    return desk


def closed(desk: Desk) -> ProposalClosed:
    (found,) = (each for each in desk.facts if isinstance(each, ProposalClosed))
    return found


def made(desk: Desk) -> DecisionMade:
    (found,) = (each for each in desk.facts if isinstance(each, DecisionMade))
    return found


def test_what_may_only_be_advised_on_waits_for_advice_and_then_is_ones_own(desk: Desk) -> None:
    with refused("verdict_advise"):
        desk.decide("d1", 5_000, kind="loan")
    (proposal,) = desk.propose("r1", 5_000)
    assert [(each.target, each.people) for each in proposal.advisers] == [("person:ana", ("ana",))]
    assert proposal.agreers == ()
    with refused("advice_open"):
        desk.decide_proposed("r1")
    desk.answer(GiveAdvice, "ana")
    desk.decide_proposed("r1", heeded=(NOT_USED,))
    assert (made(desk).mode, made(desk).by, made(desk).proposal) == ("advise", "henry", "r1")
    assert (closed(desk).why, closed(desk).decision, closed(desk).advice) == ("decided", "d-r1", (NOT_USED,))
    assert (desk.case().owner, desk.case().state) == ("henry", "DONE")


def test_each_advice_is_used_or_not_used_because(desk: Desk) -> None:
    desk.propose("r1", 5_000, also=("mia",))
    desk.answer(GiveAdvice, "ana")
    desk.answer(GiveAdvice, "mia")
    with refused("advice_unmarked"):
        desk.decide_proposed("r1", heeded=(USED,))
    with refused("because_missing"):
        desk.decide_proposed("r1", heeded=(USED, Heeded("mia", False, None)))
    with refused("no_such_advice"):
        desk.decide_proposed("r1", heeded=(USED, Heeded("mia", True, None), Heeded("petra", True, None)))
    desk.decide_proposed("r1", heeded=(USED, Heeded("mia", True, None)))


def test_who_was_added_is_waited_for_too_and_nobody_can_be_left_out(desk: Desk) -> None:
    (proposal,) = desk.propose("r1", 5_000, also=("mia", "mia"))
    assert [each.target for each in proposal.advisers] == ["person:ana", "person:mia"]
    desk.answer(GiveAdvice, "ana")
    with refused("advice_open"):
        desk.decide_proposed("r1", heeded=(USED,))


@pytest.mark.parametrize("person", ["henry", "nobody", "customer:c1"])
def test_only_colleagues_are_added(desk: Desk, person: str) -> None:
    with refused("unknown_person"):
        desk.propose("r1", 5_000, also=(person,))


def test_when_the_time_is_over_nobody_is_waited_for(desk: Desk) -> None:
    desk.propose("r1", 5_000)
    timer = desk.case().timer()
    assert timer is not None
    assert timer == ("proposal_time_over", desk.now + cases.proposals.WITHIN)
    desk.now = timer[1]
    with refused("not_due_yet"):
        desk.do(cases.CaseClock(at=desk.now, by=CLOCK, case="k1", act="window_over"))
    events = desk.do(cases.CaseClock(at=desk.now, by=CLOCK, case="k1", act="proposal_time_over"))
    assert [each.NAME for each in events] == ["proposal.time_over"]
    assert desk.case().timer() is None
    desk.decide_proposed("r1")
    assert made(desk).mode == "advise"


def test_time_that_is_over_counts_also_while_the_clock_stands_still(desk: Desk) -> None:
    desk.propose("r1", 5_000)
    desk.later(days=2)
    desk.decide_proposed("r1")
    assert made(desk).mode == "advise"


def test_agreements_are_acts_of_their_own_each_by_another(desk: Desk) -> None:
    with refused("verdict_beyond"):
        desk.decide("d1", 15_000, kind="loan")
    (proposal,) = desk.propose("r1", 15_000)
    assert [(each.target, each.people) for each in proposal.agreers] == [
        ("level:coach", ("ana",)), ("level:director", ("petra",)),
    ]  # fmt: skip
    with refused("verdict_beyond"):
        desk.decide_proposed("r1")
    desk.answer(Agree, "ana")
    with refused("verdict_beyond"):
        desk.decide_proposed("r1")
    with refused("already_answered"):
        desk.answer(Agree, "ana")
    desk.answer(Agree, "petra")
    desk.decide_proposed("r1")
    assert (made(desk).agreed, made(desk).mode) == (("ana", "petra"), "decide")


@pytest.mark.parametrize("by", ["henry", "mia", "customer:c1", CLOCK])
@pytest.mark.parametrize("act", [Agree, Disagree, GiveAdvice])
def test_only_who_was_asked_answers_never_who_decides(desk: Desk, act: Any, by: str) -> None:
    desk.propose("r1", 15_000)
    with refused("not_asked"):
        desk.answer(act, by)


def test_who_disagrees_says_why_and_cannot_agree_afterwards(desk: Desk) -> None:
    desk.propose("r1", 15_000)
    with refused("reason_missing"):
        desk.answer(Disagree, "petra", words=None)
    desk.answer(Disagree, "petra")
    with refused("already_answered"):
        desk.answer(Agree, "petra")
    desk.answer(Agree, "ana")
    with refused("verdict_beyond"):
        desk.decide_proposed("r1")


@pytest.mark.parametrize(
    "changed", [{"amount": 15_001}, {"amount": 14_999}, {"kind": "refund"}, {"facts": {"case.inconveniences": "1"}}]
)
def test_an_agreement_is_good_for_exactly_what_was_agreed_to(desk: Desk, changed: dict[str, Any]) -> None:
    desk.propose("r1", 15_000)
    desk.answer(Agree, "ana")
    desk.answer(Agree, "petra")
    with refused("proposal_differs"):
        desk.decide_proposed("r1", **changed)


def test_an_agreement_is_good_once(desk: Desk) -> None:
    desk.propose("r1", 15_000)
    desk.answer(Agree, "ana")
    desk.answer(Agree, "petra")
    desk.decide_proposed("r1")
    desk.say("not_yet")
    with refused("no_proposal_open"):
        desk.decide_proposed("r1", decision="d2")
    with refused("no_proposal_open"):
        desk.answer(Agree, "ana")


def test_an_agreement_that_did_not_come_in_time_ends_it(desk: Desk) -> None:
    desk.propose("r1", 15_000)
    desk.answer(Agree, "ana")
    desk.later(days=2)
    with refused("proposal_time_over"):
        desk.answer(Agree, "petra")
    events = desk.do(cases.CaseClock(at=desk.now, by=CLOCK, case="k1", act="proposal_time_over"))
    assert [each.NAME for each in events] == ["proposal.time_over", "proposal.closed"]
    assert closed(desk).why == "no_agreement"


def test_nobody_decides_anothers_proposal(desk: Desk) -> None:
    desk.propose("r1", 5_000)
    desk.later(days=2)
    desk.do(cases.OfferHandoff(at=desk.now, by="henry", case="k1", to="mia", pack="w2"))
    with refused("act_not_yours"):
        desk.decide_proposed("r1", by="mia")
    with refused("not_your_proposal"):
        desk.do(cases.WithdrawProposal(at=desk.now, by="mia", case="k1", proposal="r1"))


def test_only_who_would_decide_proposes(desk: Desk) -> None:
    with refused("act_not_yours"):
        desk.propose("r1", 5_000, by="mia")
    desk.do(cases.AskForAction(at=desk.now, by="henry", case="k1", people=("mia",)))
    desk.do(cases.TakeAction(at=desk.now, by="mia", case="k1"))
    for step in ("contact", "work"):
        desk.do(cases.ConfirmStep(at=desk.now, by="mia", case="k1", step=step))
    with refused("act_not_yours"):
        desk.propose("r1", 5_000)
    desk.propose("r1", 5_000, by="mia")
    desk.answer(GiveAdvice, "ana")
    known = desk.case().proposals["r1"]
    deciding = Deciding("d1", known.kind, known.amount, known.given, known.reason, "r1", (USED,))
    desk.do(cases.ReportDone(at=desk.now, by="mia", case="k1", outcome="w3", deciding=deciding))
    assert (made(desk).by, desk.case().owner, desk.case().state) == ("mia", "henry", "DONE")


def test_what_is_ones_own_or_nobodys_is_not_put_to_others(desk: Desk) -> None:
    for amount, code in ((100, "nothing_to_ask"), (90_000, "verdict_beyond")):
        with refused(code):
            desk.do(
                cases.Propose(at=desk.now, by="henry", case="k1", deciding=Deciding("r1", "refund", amount, {}, "w2"))
            )
    deciding = Deciding("r1", "refund", 100, {}, "w2")
    desk.do(cases.Propose(at=desk.now, by="henry", case="k1", deciding=deciding, also=("mia",)))
    assert desk.case().proposals["r1"].may_advise == {"mia"}, "one may ask although one need not"


def test_one_at_a_time_and_a_change_is_a_new_one(desk: Desk) -> None:
    desk.propose("r1", 5_000)
    with refused("proposal_exists"):
        desk.propose("r1", 5_500)
    with refused("proposal_open"):
        desk.propose("r2", 5_500)
    desk.do(cases.WithdrawProposal(at=desk.now, by="henry", case="k1", proposal="r1"))
    assert closed(desk).why == "withdrawn"
    desk.propose("r2", 5_500)


@pytest.mark.parametrize(
    "why", ["handed_on", "withdraw", "refer_honestly", "ask_for_action", "decide_within_authority"]
)
def test_a_proposal_ends_visibly_with_the_chance_to_decide(desk: Desk, why: str) -> None:
    desk.propose("r1", 5_000)
    at = {"at": desk.now, "by": "henry", "case": "k1"}
    match why:
        case "handed_on":
            desk.do(cases.OfferHandoff(**at, to="mia", pack="w2"))
            assert desk.case().open_proposals
            desk.do(cases.AcceptHandoff(at=desk.now, by="mia", case="k1"))
        case "withdraw":
            desk.say("withdraw")
        case "refer_honestly":
            desk.do(cases.ReferHonestly(**at, words="w2"))
        case "ask_for_action":
            desk.do(cases.AskForAction(**at, people=("mia",)))
        case _:
            desk.decide("d1", 100)
    assert (closed(desk).why, desk.case().open_proposals) == (why, ())


def test_what_is_refused_or_agreed_keeps_the_verdict_as_it_was(desk: Desk) -> None:
    with pytest.raises(cases.Refusal) as refusal:
        desk.decide("d1", 15_000, kind="loan")
    judged = refusal.value.judged
    assert judged is not None
    assert (judged["verdict"], judged["guideline"], judged["person"]["level"]) == ("beyond", 1, "rep")
    assert [each["code"] for each in judged["reasons"]] == ["over_cap", "agreement_missing"]
    desk.decide("d1", 100)
    assert made(desk).judged["verdict"] == "go"


@pytest.mark.parametrize(
    ("wanted", "agreed", "enough"),
    [
        ([("ana", "ruben"), ("ana",)], ("ana", "ruben"), True),
        ([("ana", "ruben"), ("ana",)], ("ana",), False),
        ([("ana",), ("ana",)], ("ana", "ruben"), False),
        ([], (), True),
    ],
)
def test_nobody_counts_twice(wanted: list[tuple[str, ...]], agreed: tuple[str, ...], enough: bool) -> None:
    assert each_by_another(wanted, agreed, lambda people, name: name in people) is enough


def test_that_it_was_seen_is_said_once_and_only_by_who_was_asked(desk: Desk) -> None:
    desk.propose("r1", 5_000)
    (seen,) = desk.do(NoticeProposal(at=desk.now, by="ana", case="k1", proposal="r1"))
    assert (seen.NAME, desk.case().proposals["r1"].seen) == ("proposal.seen", ("ana",))
    for by, code in (("ana", "already_noticed"), ("mia", "not_asked"), ("henry", "not_asked")):
        with refused(code):
            desk.do(NoticeProposal(at=desk.now, by=by, case="k1", proposal="r1"))
    desk.answer(GiveAdvice, "ana")
    with refused("already_answered"):
        desk.do(NoticeProposal(at=desk.now, by="ana", case="k1", proposal="r1"))
