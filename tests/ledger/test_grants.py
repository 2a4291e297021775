"""Grants given in the product: two signatures, in force at once, taken back at once; each version can be read again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from leeway.core.authority import Request, Used, judge
from leeway.core.cases import Decide
from leeway.core.cases.decisions import Deciding
from leeway.core.granting import (
    AcceptGrant,
    DeclineGrant,
    LayDown,
    NarrowGrant,
    OfferGrant,
    OfferStandIn,
    RevokeGrant,
    WithdrawOffer,
)
from leeway.core.refusal import Refusal
from leeway.guidelines.writing import table, write_tree
from leeway.ledger.grants import keep, text_of
from leeway.ledger.publishing import publish
from leeway.ledger.rebuild import differences
from leeway.ledger.standing import guideline_in_force, published
from leeway.people.models import GuidelineText, Person
from leeway.projections.grants import GrantRow
from leeway.projections.guidelines import GuidelineVersion
from tests.desk.harbour import GUIDELINE, command_id, do, heard, open_bank
from tests.stores import Store


@pytest.fixture(autouse=True)
def _bank(store: Store) -> None:
    open_bank()


def terms(grant: str = "mia-more", **more: str) -> str:
    entries = {
        "id": grant, "from": "ana", "under": "all", "to": "person:mia", "may": "refund", "up_to": "600",
        "why": "You know these customers.", **more,
    }  # fmt: skip
    return keep(write_tree(table(dict(entries))))


def offer(grant: str = "mia-more", by: str = "ana", **more: str) -> None:
    do(OfferGrant(at=timezone.now(), by=by, grant=grant, text=terms(grant, **{"from": by, **more})))


def accept(grant: str = "mia-more", by: str = "mia") -> None:
    do(AcceptGrant(at=timezone.now(), by=by, grant=grant))


def revoke(grant: str = "mia-more", by: str = "ana", at: datetime | None = None) -> None:
    do(RevokeGrant(at=at or timezone.now(), by=by, grant=grant, words="words"))


def decide(by: str, amount: int = 50000, at: datetime | None = None) -> None:
    row = heard(by)
    do(Decide(at=at or timezone.now(), by=by, case=row.id, deciding=Deciding(command_id(), "refund", amount)))


def refused(act: Callable[..., Any], *args: Any, **more: Any) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        act(*args, **more)
    return refusal.value


def reasons(person: str) -> set[str]:
    """Why whatever was given for a refund of 500.00 does not carry it."""
    guideline = guideline_in_force()[1]
    asked = Request(id="r", at=timezone.now(), person=person, kind="refund", amount=50000, customer="c", case="k")
    return {reason.code for reason in judge(guideline, asked, lambda _: Used()).reasons}


def test_it_holds_once_both_have_signed_and_not_before() -> None:
    offer()
    assert refused(decide, "mia").code == "verdict_beyond"
    assert GuidelineVersion.objects.count() == 1
    accept()
    decide("mia")
    row = GrantRow.objects.get(id="mia-more")
    assert (row.giver, row.to, row.state, row.moved_by) == ("ana", "mia", "live", "mia")
    assert guideline_in_force()[0] == 2
    assert differences() == []


def lead(person: str) -> None:
    """Coached, and signed: only so can they give anything on."""
    Person.objects.filter(id=person).update(coach="ana", leads_signed_at=timezone.now())


def test_what_is_taken_back_ends_in_the_same_second_with_all_below() -> None:
    offer(redelegate="1")
    accept()
    assert refused(offer, "henry-more", by="mia", to="person:henry", under="mia-more", up_to="500").code == "no_coach"
    lead("mia")
    offer("henry-more", by="mia", to="person:henry", under="mia-more", up_to="500")
    accept("henry-more", by="henry")
    decide("henry")
    now = timezone.now()
    revoke(at=now)
    assert refused(decide, "henry", at=now).code == "verdict_beyond"
    assert refused(decide, "mia", at=now).code == "verdict_beyond"
    assert "revoked" in reasons("mia") & reasons("henry")
    assert differences() == []


def test_a_grant_of_the_file_can_be_taken_back_by_whoever_is_above() -> None:
    decide("henry", 20000)
    assert refused(revoke, "rep-refund", by="henry").code == "not_yours_to_revoke"
    assert refused(revoke, "rep-refund", by="ruben").code == "not_yours_to_revoke"
    revoke("rep-refund", by="petra")
    assert refused(decide, "henry", 20000).details["reason"] == "revoked"
    assert refused(revoke, "rep-refund", by="petra").code == "no_such_grant"


def test_less_of_the_same_holds_at_once() -> None:
    offer()
    accept()
    text = terms(up_to="300")
    do(NarrowGrant(at=timezone.now(), by="petra", grant="mia-more", text=text, words="words"))
    assert refused(decide, "mia", 50000).details["most"] == 30000
    decide("mia", 30000)
    wider = NarrowGrant(at=timezone.now(), by="ana", grant="mia-more", text=terms(up_to="400"), words="words")
    assert refused(do, wider) == Refusal("wider_than_it_is", key="up_to", yours="30000", asked_for="40000")
    assert differences() == []


def test_the_person_gives_it_back_in_one_act() -> None:
    offer()
    accept()
    assert refused(do, LayDown(at=timezone.now(), by="henry", grant="mia-more")).code == "not_yours_to_lay_down"
    do(LayDown(at=timezone.now(), by="mia", grant="mia-more"))
    assert refused(decide, "mia").code == "verdict_beyond"


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("to_yourself", {"to": "person:ana"}),
        ("unknown_person", {"to": "person:nobody"}),
        ("unknown_person", {"to": "level:rep"}),
        ("wider_than_yours", {"up_to": "1000.01"}),
        ("wider_than_yours", {"redelegate": "2"}),
        ("not_yours_to_pass_on", {"under": "rep-refund"}),
        ("reason_missing", {}),
        ("grant_in_anothers_name", {"from": "petra"}),
        ("over_already", {"until": "2020-01-01"}),
        ("terms_unreadable", {"up_to": "a lot"}),
        ("terms_unreadable", {"under": "none-such"}),
        ("terms_unreadable", {"id": "another-name"}),
        ("grant_exists", {"id": "rep-refund"}),
    ],
)
def test_what_may_not_be_offered(code: str, more: dict[str, str]) -> None:
    text = terms(**more) if code != "reason_missing" else keep(text_of(terms()).replace("why:", "# why:"))
    grant = more.get("id", "mia-more") if code == "grant_exists" else "mia-more"
    assert refused(do, OfferGrant(at=timezone.now(), by="ana", grant=grant, text=text)).code == code
    assert not GrantRow.objects.exists()


def add_agent(answerable: str) -> str:
    return Person.objects.create(
        id="till", name="Till", role="member", level="bot", team="front-desk", service=True, answerable_id=answerable
    ).id


def test_nobody_gives_to_an_automated_agent_that_they_answer_for() -> None:
    """It would be a grant to oneself; a stand-in likewise. Another gives it, within what is theirs."""
    add_agent("ana")
    text = terms("more", to="person:till")
    assert refused(do, OfferGrant(at=timezone.now(), by="ana", grant="more", text=text)).code == "to_yourself"
    away = {"id": "away", "from": "ana", "to": "person:till", "until": "2099-12-31", "why": "Holidays."}
    text = keep(write_tree(table(dict(away))))
    assert refused(do, OfferStandIn(at=timezone.now(), by="ana", grant="away", text=text)).code == "to_yourself"
    assert not GrantRow.objects.exists()
    offer("rubens", by="ruben", to="person:till", mode="advise", up_to="20")
    assert GrantRow.objects.get().state == "offered"


def test_whoever_answers_for_an_agent_signs_for_it_and_nobody_else_does() -> None:
    add_agent("ana")
    offer("rubens", by="ruben", to="person:till", mode="advise", up_to="20")
    for by in ("mia", "ruben", "petra"):
        assert refused(accept, "rubens", by=by).code == "grant_for_another"
        assert refused(do, DeclineGrant(at=timezone.now(), by=by, grant="rubens")).code == "grant_for_another"
    accept("rubens", by="ana")
    found = guideline_in_force()[1].grant("rubens")
    assert found
    assert str(found.to) == "person:till"
    assert refused(do, LayDown(at=timezone.now(), by="mia", grant="rubens")).code == "not_yours_to_lay_down"
    do(LayDown(at=timezone.now(), by="ana", grant="rubens"))
    offer("again", by="ruben", to="person:till", mode="advise", up_to="20")
    Person.objects.filter(id="till").update(answerable="petra")
    assert refused(accept, "again", by="ana").code == "grant_for_another"
    do(DeclineGrant(at=timezone.now(), by="petra", grant="again"))
    assert differences() == []


def test_only_the_one_it_is_for_answers_and_only_the_giver_takes_it_back() -> None:
    offer()
    for by in ("henry", "ana", "petra"):
        assert refused(accept, by=by).code == "grant_for_another"
        assert refused(do, DeclineGrant(at=timezone.now(), by=by, grant="mia-more")).code == "grant_for_another"
    assert refused(do, WithdrawOffer(at=timezone.now(), by="mia", grant="mia-more")).code == "grant_in_anothers_name"
    do(DeclineGrant(at=timezone.now(), by="mia", grant="mia-more"))
    assert refused(accept).code == "no_such_offer"
    offer("mia-again")
    do(WithdrawOffer(at=timezone.now(), by="ana", grant="mia-again"))
    assert refused(accept, "mia-again").code == "no_such_offer"
    assert GuidelineVersion.objects.count() == 1


def test_what_needs_a_training_waits_for_it() -> None:
    text = keep(text_of(terms()) + "needs: {training: [refunds-2]}\n")
    do(OfferGrant(at=timezone.now(), by="ana", grant="mia-more", text=text))
    assert refused(accept) == Refusal("training_missing", training="refunds-2")
    Person.objects.filter(id="mia").update(training=["refunds-2"])
    accept()
    decide("mia")


def test_what_was_offered_is_looked_at_again_when_it_is_accepted() -> None:
    offer()
    revoke("all", by="petra")
    assert refused(accept).code == "taken_back_above"
    publish(GUIDELINE.replace("id: all,", "id: every,").replace("under: all", "under: every"), by="petra",
            at=timezone.now(), command_id="p2")  # fmt: skip
    assert refused(accept).code == "no_place_any_more"


def test_a_new_file_keeps_what_still_has_its_place_and_tells_what_it_ends() -> None:
    offer()
    accept()
    offer("henry-more", to="person:henry", until="2030-01-01")
    accept("henry-more", by="henry")
    wider = publish(GUIDELINE.replace("up_to: 250", "up_to: 260"), by="petra", at=timezone.now(), command_id="p2")
    assert wider.changes == ("Changed: rep-refund, for level:rep: up to 250.00 -> 260.00.",)
    decide("mia")
    gone = GUIDELINE.replace("id: all,", "id: every,").replace("under: all", "under: every")
    told = publish(gone, by="petra", at=timezone.now(), command_id="p3").changes
    assert "Gone: mia-more, for person:mia: refund up to 600.00, decide." in told
    assert refused(decide, "mia").code == "verdict_beyond"
    assert set(GrantRow.objects.values_list("state", flat=True)) == {"ended"}
    assert differences() == []


def test_what_was_taken_back_stays_so_under_a_new_file() -> None:
    revoke("rep-refund", by="ana")
    publish(GUIDELINE.replace("up_to: 250", "up_to: 260"), by="petra", at=timezone.now(), command_id="p2")
    assert refused(decide, "henry", 20000).details["reason"] == "revoked"
    anew = GUIDELINE.replace("id: rep-refund", "id: rep-refund-2")
    publish(anew, by="petra", at=timezone.now(), command_id="p3")
    decide("henry", 20000)


def test_what_was_given_back_stays_so_under_a_new_file() -> None:
    mine = GUIDELINE.replace("id: rep-refund", "id: mia-refund").replace("to: level:rep", "to: person:mia")
    publish(mine, by="petra", at=timezone.now(), command_id="p2")
    decide("mia", 20000)
    do(LayDown(at=timezone.now(), by="mia", grant="mia-refund"))
    publish(mine.replace("up_to: 250", "up_to: 260"), by="petra", at=timezone.now(), command_id="p3")
    assert refused(decide, "mia", 20000).details["reason"] == "revoked"


def test_every_version_can_be_read_as_it_was() -> None:
    offer()
    accept()
    revoke()
    one, two, three = GuidelineVersion.objects.order_by("version")
    assert [each.act for each in (one, two, three)] == ["guideline.published", "grant.accepted", "grant.revoked"]
    assert {each.file for each in (one, two, three)} == {one.sha256}
    assert published(one.sha256).grant("mia-more") is None
    assert published(two.sha256).revoked == frozenset()
    assert published(three.sha256).revoked == {"mia-more"}
    assert "mia-more" in text_of(three.sha256)


def test_what_is_refused_leaves_no_text_of_a_version() -> None:
    offer()
    Person.objects.filter(id="mia").update(active=False)
    before = GuidelineText.objects.count()
    assert refused(accept, by="henry").code == "grant_for_another"
    assert GuidelineText.objects.count() == before


def test_somebody_who_leaves_gives_nothing_any_more() -> None:
    offer()
    accept()
    Person.objects.filter(id="ana").update(active=False)
    assert refused(decide, "mia").code == "verdict_beyond"
    assert "grantor_lacks" in reasons("mia")
