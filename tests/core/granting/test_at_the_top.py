"""A leader gives at the top in the product too: beside what the file gives in their name, and never more than that."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from leeway.core.granting import AcceptGrant, NarrowGrant, place_of
from leeway.core.refusal import Refusal
from leeway.guidelines.yaml_tree import read_tree

from .world import FILE, World

TOP = """
pools:
  - {id: goodwill, amount: 5000}
guardrails: []
"""
GIVEN = """
  - {id: refunds, from: petra, root: true, to: "level:coach", may: refund, up_to: 2000, pool: goodwill, redelegate: 1,
     limits: [{per: person, within: 7 days, amount: 3000}], needs: {training: [refunds-1]}, why: "Near."}
"""
LIMITS = """
limits: [{per: person, within: 7 days, amount: 3000}]
"""
SAME: dict[str, Any] = {
    "root": "true", "may": "refund", "up_to": "2000", "pool": "goodwill", "needs": {"training": ["refunds-1"]},
}  # fmt: skip


@pytest.fixture
def bank() -> World:
    return World(FILE.replace("grants:", f"{TOP}grants:") + GIVEN)


def offer(bank: World, name: str = "henrys", by: str = "petra", **more: Any) -> None:
    limits = {key.text: value for key, value in read_tree(LIMITS).entries}  # type: ignore[union-attr]
    bank.offer(name, by, "henry", None, **{**SAME, **limits, **more})  # type: ignore[arg-type]


def accept(bank: World, name: str = "henrys", by: str = "henry") -> None:
    bank.do(AcceptGrant(at=bank.at, by=by, grant=name))


def refused(act: Any, *args: Any, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        act(*args, **more)
    return refusal.value


def test_it_stands_beside_her_own_and_holds_once_both_have_signed(bank: World) -> None:
    offer(bank, up_to="1500")
    assert not bank.may("henry", 150000)
    accept(bank)
    assert bank.may("henry", 150000)
    assert not bank.may("henry", 150001)
    assert [(fact.NAME, fact.by) for fact in bank.facts] == [("grant.offered", "petra"), ("grant.accepted", "henry")]
    bank.revoke("henrys", "petra")
    assert not bank.may("henry", 150000)


@pytest.mark.parametrize(
    ("key", "changed"),
    [
        ("up_to", {"up_to": "2000.01"}),
        ("up_to", {"up_to": None}),
        ("pool", {"pool": None}),
        ("limits", {"limits": None}),
        ("needs", {"needs": None}),
        ("redelegate", {"redelegate": "2"}),
    ],
)
def test_nobody_gives_more_than_they_give_at_the_top(bank: World, key: str, changed: dict[str, Any]) -> None:
    found = refused(offer, bank, **changed)
    assert (found.code, found.details["key"]) == ("wider_than_yours", key)
    assert bank.facts == []


def test_nobody_gives_at_the_top_what_the_file_does_not_give_in_their_name(bank: World) -> None:
    nothing = Refusal("not_given_at_the_top", giver="petra")
    assert refused(offer, bank, may="fee.waive") == nothing
    assert refused(offer, bank, may="*") == nothing
    assert refused(offer, bank, by="ana") == Refusal("not_given_at_the_top", giver="ana")
    bank.revoke("refunds", "petra")
    assert refused(offer, bank) == nothing


def test_who_leads_no_longer_gives_nothing(bank: World) -> None:
    offer(bank)
    bank.leaders = frozenset()
    assert refused(accept, bank) == Refusal("not_given_at_the_top", giver="petra")


def test_two_that_were_given_do_not_bear_each_other(bank: World) -> None:
    offer(bank)
    accept(bank)
    offer(bank, "again")
    accept(bank, "again")
    guideline, today = bank.guideline, bank.guideline.local_date(bank.at)
    kept = tuple(each for each in guideline.grants if each.id != "refunds")
    without = replace(guideline, grants=kept)
    assert place_of(guideline, kept[-2], today) == place_of(guideline, kept[-1], today) == ""
    assert place_of(without, kept[-2], today) == "not_given_at_the_top"
    assert place_of(replace(without, grants=kept[:-2] + kept[-1:]), kept[-1], today) == "not_given_at_the_top"


def test_it_can_be_passed_on_and_narrowed_as_any_other(bank: World) -> None:
    offer(bank, redelegate="1")
    accept(bank)
    bank.offer("toms", "henry", "tom", "henrys", up_to="100")
    assert refused(accept, bank, "toms", "tom") == Refusal("training_missing", training="refunds-1")
    text = bank.terms("henrys", **{**SAME, "from": "petra", "to": "person:henry", "up_to": "3000"})
    wider = NarrowGrant(at=bank.at, by="petra", grant="henrys", text=text, words="w")
    assert refused(bank.do, wider).code == "wider_than_it_is"
