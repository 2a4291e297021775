"""Whether a grant has its place in a guideline, and who may take it back."""

from __future__ import annotations

from datetime import date

from leeway.core.granting.places import place_of, signers
from tests.core.authority.desk import guideline

TOP = "id: top, from: petra, root: true, to: level:coach, may: '*', redelegate: 2"
ONE = "id: one, from: ana, under: top, to: level:rep, may: refund"
TODAY = date(2026, 3, 2)


def place(one: str = ONE, top: str = TOP, revoked: tuple[str, ...] = ()) -> str:
    found = guideline(top, one).with_revoked(revoked)
    entry = found.grant("one")
    assert entry is not None
    return place_of(found, entry, TODAY)


def test_what_was_taken_back_above_leaves_no_place_and_what_was_taken_back_itself_does() -> None:
    assert place() == ""
    assert place(revoked=("one",)) == ""
    assert place(revoked=("top",)) == "taken_back_above"


def test_the_last_day_of_every_link_is_still_one() -> None:
    assert place(f"{ONE}, until: 2026-03-02", f"{TOP}, until: 2026-03-02") == ""
    assert place(f"{ONE}, until: 2026-03-01") == "over_already"
    assert place(top=f"{TOP}, until: 2026-03-01") == "over_already"


def test_whoever_is_above_in_the_chain_may_take_it_back() -> None:
    found = guideline(TOP, ONE)
    (one,) = (grant for grant in found.grants if grant.id == "one")
    assert signers(found, one) == {"ana", "petra"}
