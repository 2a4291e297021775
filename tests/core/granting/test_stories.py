"""Authority from hand to hand: offered, accepted, narrowed, laid down and taken back, without a database."""

from __future__ import annotations

from typing import Any

import pytest

from leeway.core.authority.ladder import Rung
from leeway.core.granting import AcceptGrant, DeclineGrant, LayDown, NarrowGrant, WithdrawOffer
from leeway.core.refusal import Refusal

from .world import World


@pytest.fixture
def bank() -> World:
    return World()


def refused(act: Any, *args: Any, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        act(*args, **more)
    return refusal.value


def test_two_signatures_and_then_it_holds(bank: World) -> None:
    bank.offer("more", "ana", "mia", "coaches", up_to="600")
    assert not bank.may("mia", 60000)
    assert refused(bank.do, DeclineGrant(at=bank.at, by="tom", grant="more")) == Refusal("grant_for_another", to="mia")
    bank.give("again", "ana", "mia", "coaches", up_to="600")
    assert bank.may("mia", 60000)
    assert not bank.may("mia", 60001)
    assert bank.version == 2


def test_nobody_gives_more_than_they_hold(bank: World) -> None:
    wider = refused(bank.offer, "more", "ana", "mia", "coaches", up_to="1000.01")
    assert wider == Refusal("wider_than_yours", key="up_to", yours="100000", asked_for="100001")
    assert refused(bank.offer, "more", "henry", "mia", "reps", may="*", up_to="10").details["key"] == "may"
    assert refused(bank.offer, "more", "henry", "mia", "coaches").code == "not_yours_to_pass_on"
    assert refused(bank.offer, "more", "henry", "mia", "reps", redelegate="1").details["key"] == "redelegate"
    assert refused(bank.offer, "more", "henry", "mia", "none").code == "terms_unreadable"
    assert refused(bank.offer, "more", "petra", "mia", None, root="true").code == "not_given_at_the_top"
    assert bank.facts == []


def test_nobody_gives_to_themselves(bank: World) -> None:
    assert refused(bank.offer, "more", "ana", "ana", "coaches").code == "to_yourself"
    assert refused(bank.stand_in, "away", "ana", "ana").code in {"to_yourself", "terms_unreadable"}


def test_what_may_not_be_passed_on_further_is_not(bank: World) -> None:
    bank.give("one", "henry", "mia", "reps", up_to="100")
    assert refused(bank.offer, "two", "mia", "tom", "one", up_to="50").code == "redelegate_reached"


def test_what_was_narrowed_above_carries_less_below(bank: World) -> None:
    bank.give("one", "ana", "mia", "coaches", up_to="900", redelegate="1")
    bank.give("two", "mia", "tom", "one", up_to="800")
    assert bank.may("tom", 80000)
    less = {"from": "ana", "to": "person:mia", "under": "coaches", "may": "refund", "why": "Less.", "redelegate": "1"}
    text = bank.terms("one", **less, up_to="100")
    assert refused(bank.do, NarrowGrant(at=bank.at, by="mia", grant="one", text=text, words="w")).code == (
        "not_yours_to_revoke"
    )
    bank.do(NarrowGrant(at=bank.at, by="ana", grant="one", text=text, words="w"))
    assert bank.may("tom", 10000)
    assert bank.asks("tom", 40000).verdict == "beyond"
    again = NarrowGrant(at=bank.at, by="ana", grant="one", text=text, words="w")
    assert refused(bank.do, again).code == "nothing_narrower"
    more = bank.terms("one", **less, up_to="101")
    assert refused(bank.do, NarrowGrant(at=bank.at, by="ana", grant="one", text=more, words="w")).details["key"] == (
        "up_to"
    )


@pytest.mark.parametrize(
    ("key", "changed"),
    [
        ("up_to", {"up_to": None}),
        ("may", {"may": "*"}),
        ("until", {"until": None}),
        ("until", {"until": "2026-07-01"}),
        ("from_date", {"from_date": "2026-01-31"}),
        ("redelegate", {"redelegate": "2"}),
        ("mode", {"mode": None}),
        ("to", {"to": "person:tom"}),
    ],
)
def test_less_in_one_thing_is_not_more_in_another(bank: World, key: str, changed: dict[str, str | None]) -> None:
    was = {
        "from": "ana", "to": "person:mia", "under": "coaches", "may": "refund", "up_to": "500", "mode": "tell",
        "from_date": "2026-02-01", "until": "2026-06-30", "redelegate": "1", "why": "You know how.",
    }  # fmt: skip
    bank.give("more", "ana", "mia", **{k: v for k, v in was.items() if k not in {"from", "to"}})
    text = bank.terms("more", **{**was, **changed})
    found = refused(bank.do, NarrowGrant(at=bank.at, by="ana", grant="more", text=text, words="w"))
    assert (found.code, found.details["key"]) == ("wider_than_it_is", key)


def test_an_intent_becomes_advice_and_needs_no_window_any_more(bank: World) -> None:
    was = {"from": "ana", "to": "person:mia", "under": "coaches", "may": "refund", "why": "You know how."}
    bank.give("more", "ana", "mia", "coaches", up_to="500", mode="intend", window="4 hours")
    for less, key in (({"mode": "intend", "window": "3 hours"}, "window"), ({"mode": "tell"}, "mode")):
        text = bank.terms("more", **was, up_to="500", **less)
        found = refused(bank.do, NarrowGrant(at=bank.at, by="ana", grant="more", text=text, words="w"))
        assert (found.code, found.details["key"]) == ("wider_than_it_is", key)
    text = bank.terms("more", **was, up_to="500", mode="advise")
    bank.do(NarrowGrant(at=bank.at, by="ana", grant="more", text=text, words="w"))
    assert bank.asks("mia", 40000).verdict == "advise"


def test_taking_back_needs_the_right_and_a_reason(bank: World) -> None:
    bank.give("more", "ana", "mia", "coaches", up_to="600")
    for by in ("mia", "ruben", "henry"):
        assert refused(bank.revoke, "more", by).code == "not_yours_to_revoke"
    bank.revoke("more", "petra")
    assert not bank.may("mia", 60000)
    assert refused(bank.revoke, "more", "petra").code == "no_such_grant"


def test_the_person_lays_it_down_and_nobody_is_asked(bank: World) -> None:
    bank.give("more", "ana", "mia", "coaches", up_to="600")
    bank.do(LayDown(at=bank.at, by="mia", grant="more"))
    assert not bank.may("mia", 60000)
    assert refused(bank.do, LayDown(at=bank.at, by="henry", grant="reps")).code == "not_yours_to_lay_down"


def test_an_offer_is_answered_once(bank: World) -> None:
    bank.offer("more", "ana", "mia", "coaches", up_to="600")
    bank.do(WithdrawOffer(at=bank.at, by="ana", grant="more"))
    assert refused(bank.do, DeclineGrant(at=bank.at, by="mia", grant="more")).code == "no_such_offer"
    assert refused(bank.offer, "more", "ana", "mia", "coaches", up_to="600").code == "grant_exists"


def test_somebody_stands_in_for_a_time(bank: World) -> None:
    bank.stand_in("ana-away", "ana", "tom", from_date="2026-03-02")
    assert not bank.may("tom", 90000)
    bank.do(AcceptGrant(at=bank.at, by="tom", grant="ana-away"))
    assert bank.may("tom", 90000)
    assert not bank.may("tom", 100001)
    bank.revoke("ana-away", "ana")
    assert not bank.may("tom", 90000)


def test_whoever_holds_nothing_needs_nobody_to_stand_in(bank: World) -> None:
    bank.revoke("reps", "ana")
    assert refused(bank.stand_in, "away", "henry", "tom").code == "nothing_to_stand_in_for"


def test_nobody_is_lifted_more_than_one_step_and_each_kind_has_its_own(bank: World) -> None:
    wide = refused(bank.offer, "fees", "ana", "mia", "coaches", may="fee.waive", up_to="50")
    assert wide == Refusal(
        "more_than_one_step", kind="fee.waive", person="mia", rung=Rung.OBSERVE, further=Rung.RECOMMEND
    )
    for name, mode, window in (("f1", "advise", None), ("f2", "intend", "4 hours"), ("f3", "tell", None)):
        bank.give(name, "ana", "mia", "coaches", may="fee.waive", up_to="50", mode=mode, window=window)
    bank.give("f4", "ana", "mia", "coaches", may="fee.waive", up_to="50")
    assert bank.may("mia", 5000, "fee.waive")
    bank.give("f5", "ana", "mia", "coaches", may="fee.waive", up_to="900", redelegate="1")
    everything = refused(bank.offer, "all-of-it", "ana", "henry", "coaches", may="*", up_to="50")
    assert everything.details["kind"] == "fee.waive"


def test_a_step_that_was_lost_meanwhile_cannot_be_skipped_by_accepting(bank: World) -> None:
    bank.give("f1", "ana", "mia", "coaches", may="fee.waive", up_to="50", mode="advise")
    bank.offer("f2", "ana", "mia", "coaches", may="fee.waive", up_to="50", mode="intend", window="4 hours")
    bank.revoke("f1", "ana")
    accept = AcceptGrant(at=bank.at, by="mia", grant="f2")
    assert refused(bank.do, accept).code == "more_than_one_step"


def test_whoever_has_no_coach_or_has_not_signed_lifts_nobody(bank: World) -> None:
    bank.coached = False
    assert refused(bank.offer, "more", "ana", "mia", "coaches", up_to="600").code == "no_coach"
    bank.coached, bank.agreed = True, False
    assert refused(bank.offer, "more", "ana", "mia", "coaches", up_to="600").code == "not_signed_as_leader"
    bank.stand_in("ana-away", "ana", "tom")
    bank.agreed = True
    bank.give("more", "ana", "mia", "coaches", up_to="600")
    assert bank.may("mia", 60000)


def test_other_words_alone_are_nothing_narrower(bank: World) -> None:
    bank.give("more", "ana", "mia", "coaches", up_to="600")
    same = {"from": "ana", "to": "person:mia", "under": "coaches", "may": "refund", "up_to": "600"}
    text = bank.terms("more", **same, why="Said otherwise.")
    again = NarrowGrant(at=bank.at, by="ana", grant="more", text=text, words="w")
    assert refused(bank.do, again).code == "nothing_narrower"


def test_a_name_of_the_file_is_taken(bank: World) -> None:
    assert refused(bank.offer, "reps", "ana", "mia", "coaches", up_to="600").code == "grant_exists"
