"""My leeway, and grants from hand to hand on the pages: who may do what, and what each sees."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from leeway.core.granting import AcceptGrant, OfferGrant
from leeway.core.refusal import Refusal
from leeway.desk import in_force
from leeway.desk.explain import explain
from leeway.desk.my_leeway import leeway_of
from leeway.guidelines.writing import table, write_tree
from leeway.ledger.grants import keep
from leeway.ledger.publishing import publish
from leeway.people.models import Person
from leeway.projections.grants import GrantRow
from leeway.projections.guidelines import GuidelineVersion
from tests.desk.harbour import GUIDELINE, client_of, command_id, decided, do, heard, stranger
from tests.desk.pages import RICHER, text

pytestmark = pytest.mark.usefixtures("bank")
EVERYBODY = ("henry", "mia", "ana", "petra", "ruben", "lotte", "ines", "")
HELD = {
    "to": "mia", "under": "all", "may": "refund", "up_to": "600", "mode": "decide", "redelegate": "0",
    "why": "You know these customers.",
}  # fmt: skip


def offered(grant: str = "mia-more", **more: Any) -> str:
    terms = {"id": grant, "from": "ana", "under": "all", "to": "person:mia", "may": "refund", "up_to": "600",
             "why": "You know these customers.", **more}  # fmt: skip
    do(OfferGrant(at=timezone.now(), by="ana", grant=grant, text=keep(write_tree(table(terms)))))
    return grant


def live(grant: str = "mia-more") -> str:
    offered(grant)
    do(AcceptGrant(at=timezone.now(), by="mia", grant=grant))
    return grant


def sent(who: str, path: str, **fields: Any) -> Any:
    client = client_of(who) if who else stranger()
    return client.post(path, {"command_id": command_id(), **fields})


def test_the_page_says_what_one_can_decide_and_what_is_left() -> None:
    decided(heard(), 18640)
    page = text(client_of("henry").get("/leeway"))
    assert "Up to €250.00 at once." in page
    assert "Ana Ferreira gives it" in page
    assert "A small refund now costs less than a second call." in page
    assert "€19,813.60 of €20,000.00 left in the pool goodwill" in page


MORE = RICHER + (
    "  - {id: rep-waive-again, from: ana, under: all, to: 'level:rep', may: fee.waive, up_to: 400, why: Ours.,\n"
    "     when: 'case.our_fault', mode: tell, needs: {reason: true, agreed_by: ['level:coach']}}\n"
    "  - {id: rep-less, from: ana, under: all, to: 'level:rep', may: refund, up_to: 40, why: Less.}\n"
    "  - {id: rep-trained, from: ana, under: all, to: 'level:rep', may: refund, up_to: 900, why: Learnt.,\n"
    "     needs: {training: [refunds-2]}}\n"
)


def steps_of(person: str) -> dict[str, list[str]]:
    """What each kind says, step by step."""
    publish(MORE, by="petra", at=timezone.now(), command_id=command_id())
    guideline = in_force.guideline()
    assert guideline
    return {
        each.kind: [step.says for step in each.steps] for each in leeway_of(Person.objects.get(id=person), guideline)
    }


def test_every_step_of_a_kind_is_said_and_none_that_adds_nothing() -> None:
    steps = steps_of("henry")
    assert steps["Refund"] == ["Up to €250.00 at once.", "Up to €900.00 at once, once you have the training refunds-2."]
    assert steps["Fee waive"] == [
        "Up to €150.00 unless Ana Ferreira stops it within 4 h.",
        "Up to €20.00 at once, where days since event is at most 30 and member.",
        "Up to €400.00 at once, and Ana Ferreira will be told, where it was our fault, once agreed by "
        "somebody of level coach, with a reason.",
    ]
    assert steps["Callback"] == ["After asking Ana Ferreira for advice."]
    assert steps["Replacement"] == ["Up to 1000 at once, and Ana Ferreira will be told."]


def test_what_lacks_a_training_is_not_yet_ones_own() -> None:
    only = GUIDELINE.replace(
        "may: refund\n    up_to: 250", "may: refund\n    needs: {training: [refunds-1]}\n    up_to: 250"
    )
    publish(only, by="petra", at=timezone.now(), command_id=command_id())
    refund = text(client_of("henry").get("/leeway")).partition("<h3>Refund</h3>")[2].partition("<h3>")[0]
    assert '<span class="badge">Not yet</span>' in refund
    assert "Up to €250.00 at once, once you have the training refunds-1." in refund
    assert "do the training refunds-1, and have an administrator enter it" in refund
    assert "Step 1 of 6: observe. Next: recommend." in refund


def test_each_kind_has_its_own_place_on_the_ladder() -> None:
    page = text(client_of("henry").get("/leeway"))
    rungs = re.findall(r"<h3>([^<]+)</h3>.*?Step (\d) of 6: ([a-z ]+)\.", page, re.S)
    assert rungs == [
        ("Refund", "5", "decide"), ("Fee waive", "3", "intend"), ("Replacement", "1", "observe"),
        ("Callback", "1", "observe"),
    ]  # fmt: skip
    assert "Step 6 of 6: coach others." in text(client_of("ana").get("/leeway"))


def test_whoever_sees_no_case_has_no_leeway() -> None:
    assert client_of("ines").get("/leeway").status_code == 403
    assert client_of("ines").get("/leeway/offer").status_code == 403
    assert stranger().get("/leeway")["Location"].startswith("/sign-in?")


def test_a_grant_from_hand_to_hand() -> None:
    answer = sent("ana", "/leeway/offer", **HELD)
    assert answer.status_code == 302
    row = GrantRow.objects.get()
    assert "You know these customers." in text(client_of("mia").get("/leeway"))
    assert "offers you authority" in text(client_of("mia").get("/"))
    assert sent("mia", f"/grants/{row.id}/accept").status_code == 302
    assert "Up to €600.00 at once." in text(client_of("mia").get("/leeway"))
    assert "Not used in the last 30 days" in text(client_of("ana").get("/leeway"))
    assert sent("mia", f"/grants/{row.id}/lay-down").status_code == 302
    assert "Up to €600.00 at once." not in text(client_of("mia").get("/leeway"))


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"up_to": "1000.01"}, 409, "up to €1,000.01, where that one has €1,000.00"),
        ({"up_to": "a lot"}, 422, "is no amount"),
        ({"redelegate": "2"}, 422, "2"),
        ({"until": "2020-01-01"}, 409, "has passed"),
        ({"why": ""}, 422, "A few words are missing"),
        ({"under": "rep-refund"}, 422, "rep-refund"),
        ({"to": "ana"}, 422, "ana"),
    ],
)
def test_what_cannot_be_offered_is_said_and_nothing_typed_is_lost(
    changed: dict[str, str], status: int, said: str
) -> None:
    answer = sent("ana", "/leeway/offer", **HELD | changed)
    assert answer.status_code == status
    assert said in text(answer)
    assert "You know these customers." in text(answer) or "why" in changed
    assert not GrantRow.objects.exists()


def choices(page: str, name: str) -> list[str]:
    return re.findall(r'<option value="([^"]+)"', page.partition(f'name="{name}"')[2].partition("</select>")[0])


def test_only_what_one_can_give_is_offered_and_to_whom_one_can() -> None:
    page = text(client_of("ana").get("/leeway/offer"))
    assert choices(page, "redelegate") == ["0", "1"]
    assert {"henry", "ruben"} <= {*choices(page, "to")}
    assert "petra" not in choices(page, "to")
    assert "callback" in choices(page, "may")
    fees = GUIDELINE.replace('may: "*"', 'may: "fee.*"').replace("redelegate: 2", "redelegate: 1")
    fees = fees.replace("may: refund", "may: fee.waive")
    publish(fees, by="petra", at=timezone.now(), command_id="publish-9")
    page = text(client_of("ana").get("/leeway/offer"))
    assert choices(page, "may") == ["fee.waive", "fee.*"]
    assert choices(page, "redelegate") == ["0"]
    two = {"under": "top:all", "may": "fee.waive", "redelegate": "1", "up_to": "100"}
    assert "This fits" in text(sent("petra", "/leeway/offer/try", **HELD | two | {"to": "henry"}))


def test_a_step_too_many_is_said_as_such() -> None:
    refusal = Refusal("wider_than_yours", key="redelegate", yours="0", asked_for="1")
    assert "takes one step of it: 0 would be left here, and you asked for 1" in explain(refusal)


def test_the_form_says_while_one_types_whether_it_fits() -> None:
    assert "This fits within what is yours to give." in text(sent("ana", "/leeway/offer/try", **HELD))
    assert "where that one has €1,000.00" in text(sent("ana", "/leeway/offer/try", **HELD | {"up_to": "2000"}))
    early = text(sent("ana", "/leeway/offer/try", **HELD | {"why": ""}))
    assert "This fits within what is yours to give. Say why, and offer it." in early
    assert "where that one has €1,000.00" in text(
        sent("ana", "/leeway/offer/try", **HELD | {"up_to": "2000", "why": ""})
    )
    assert "Choose to whom" in text(sent("ana", "/leeway/offer/try", **HELD | {"to": "", "why": ""}))
    assert not GrantRow.objects.exists()


ACTS = {
    "accept": ({}, {"mia"}), "decline": ({}, {"mia"}), "withdraw": ({}, {"ana"}),
    "revoke": ({"words": "Not now."}, {"ana", "petra"}), "lay-down": ({}, {"mia"}),
    "narrow": ({"words": "Not now.", "up_to": "100"}, {"ana", "petra"}),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", EVERYBODY)
def test_an_act_is_done_by_those_whose_it_is_and_by_nobody_else(who: str, act: str) -> None:
    fields, whose = ACTS[act]
    grant = offered() if act in {"accept", "decline", "withdraw"} else live()
    before = GrantRow.objects.get(id=grant).moved_at
    answer = sent(who, f"/grants/{grant}/{act}", **fields)
    assert (GrantRow.objects.get(id=grant).moved_at != before) == (who in whose)
    if not who:
        assert answer["Location"].startswith("/sign-in?")
    else:
        assert answer.status_code == (302 if who in whose else answer.status_code)
        assert answer.status_code in {302, 404, 409}


@pytest.mark.parametrize("who", EVERYBODY[:-1])
def test_a_grant_is_public_and_an_offer_is_not(who: str) -> None:
    offered("mia-open")
    live()
    assert client_of(who).get("/grants/mia-more").status_code == 200
    assert client_of(who).get("/grants/mia-open").status_code == (200 if who in {"ana", "mia", "petra"} else 404)
    assert client_of(who).get("/grants/rep-refund").status_code == 200
    assert client_of(who).get("/grants/none").status_code == 404


def test_a_training_that_lacks_is_named_with_what_to_do() -> None:
    grant = offered(needs={"training": ["refunds-2"]})
    page = text(client_of("mia").get("/leeway"))
    assert "it needs the training refunds-2" in page
    answer = sent("mia", f"/grants/{grant}/accept")
    assert answer.status_code == 409
    assert "Not yet: this grant needs the training refunds-2" in text(answer)
    Person.objects.filter(id="mia").update(training=["refunds-2"])
    assert sent("mia", f"/grants/{grant}/accept").status_code == 302


AT_THE_TOP = HELD | {"to": "henry", "under": "top:all", "up_to": "800", "why": "You have learnt it."}


def test_a_leader_gives_at_the_top_and_the_person_signs() -> None:
    assert "At the top:" in text(client_of("petra").get("/leeway/offer"))
    assert "This fits within what is yours to give." in text(sent("petra", "/leeway/offer/try", **AT_THE_TOP))
    assert sent("petra", "/leeway/offer", **AT_THE_TOP).status_code == 302
    row = GrantRow.objects.get()
    assert "Petra Lindqvist offers you authority" in text(client_of("henry").get("/leeway"))
    assert sent("henry", f"/grants/{row.id}/accept").status_code == 302
    assert "Up to €800.00 at once." in text(client_of("henry").get("/leeway"))
    page = text(client_of("mia").get(f"/grants/{row.id}"))
    assert "Signed by Petra Lindqvist" in page
    assert "Signed by Henry Jansen" in page
    assert sent("petra", f"/grants/{row.id}/revoke", words="Not now.").status_code == 302


def test_at_the_top_nobody_gives_more_than_is_there_nor_who_does_not_lead() -> None:
    wider = sent("petra", "/leeway/offer", **AT_THE_TOP | {"up_to": "1000.01"})
    assert wider.status_code == 409
    assert "up to €1,000.01, where that one has €1,000.00" in text(wider)
    assert sent("ana", "/leeway/offer", **AT_THE_TOP).status_code == 422
    assert "At the top:" not in text(client_of("ana").get("/leeway/offer"))
    assert not GrantRow.objects.exists()


def test_somebody_stands_in() -> None:
    fields = {"to": "ruben", "until": "2099-12-31", "why": "Holidays."}
    assert sent("ana", "/leeway/stand-in", **fields).status_code == 302
    row = GrantRow.objects.get()
    assert "asks you to stand in" in text(client_of("ruben").get("/leeway"))
    assert sent("ruben", f"/grants/{row.id}/accept").status_code == 302
    assert "You stand in for Ana Ferreira" in text(client_of("ruben").get("/leeway"))
    assert sent("ana", f"/grants/{row.id}/revoke", words="Back early.").status_code == 302
    assert sent("ana", "/leeway/stand-in", to="ruben", until="", why="x").status_code == 422
    assert sent("ana", "/leeway/stand-in", **fields | {"until": "2020-01-01"}).status_code == 409


def test_the_guideline_tells_who_signed_and_what_each_version_changed() -> None:
    live()
    page = text(client_of("henry").get("/guideline"))
    assert "Signed by Ana Ferreira" in page
    assert GuidelineVersion.objects.count() == 2
    assert "Mia Brandt accepted a grant that Ana Ferreira had offered" in page
    assert "Petra Lindqvist published it" in page
    assert "Everything, up to €1,000.00, given by Petra Lindqvist" in page
    assert "New: mia-more, for person:mia: refund up to 600.00, decide." in page
    assert "mia-more" not in text(client_of("henry").get("/guideline/1"))


def test_the_guideline_marks_what_is_taken_back_and_what_is_not_yet_ones_own() -> None:
    trained = "needs: {training: [calls]}, why: Learn first."
    publish(RICHER.replace("mode: advise, why: Ask first.", trained), by="petra", at=timezone.now(), command_id="p-2")
    before = text(client_of("henry").get("/guideline"))
    mark = before.partition('id="grant-rep-call"')[2].partition("</h3>")[2].partition("</article>")[0]
    assert '<span class="badge">Not yet</span>' in mark
    assert "data-verdict" not in mark
    sent("ana", "/grants/rep-refund/revoke", words="Not now.")
    after = text(client_of("henry").get("/guideline"))
    mark = after.partition('id="grant-rep-refund"')[2].partition("</article>")[0]
    assert '<span class="badge">Taken back</span>' in mark
    assert "data-verdict" not in mark
    many = [int(re.findall(r'id="mine">.*?(\d+) grant', page, re.S)[0]) for page in (before, after)]
    assert many[1] == many[0] - 1


def test_an_offer_has_the_usual_limits_and_a_time_to_be_stopped_in() -> None:
    fields = HELD | {
        "may": "fee.waive", "up_to": "120", "mode": "intend", "window": "8 hours", "customer_amount": "300",
        "customer_within": "90 days", "person_times": "5", "person_within": "7 days", "case_amount": "150,50",
    }  # fmt: skip
    assert "This fits within" in text(sent("ana", "/leeway/offer/try", **fields))
    assert sent("ana", "/leeway/offer", **fields).status_code == 302
    row = GrantRow.objects.get()
    assert sent("mia", f"/grants/{row.id}/accept").status_code == 302
    known = in_force.guideline()
    grant = known.grant(row.id) if known else None
    assert grant
    assert [(each.name(""), each.amount, each.count) for each in grant.limits] == [
        ("/customer/90 days", 30000, None), ("/person/7 days", None, 5), ("/case", 15050, None),
    ]  # fmt: skip
    assert [tier.lasts for tier in grant.window] == [timedelta(hours=8)]
    page = text(client_of("mia").get(f"/grants/{row.id}"))
    assert "€300.00 for each customer in 90 days" in page
    assert "5 decisions for each person in 7 days" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"mode": "intend"}, "Refund is final, and what is final cannot be stopped afterwards."),
        ({"customer_amount": "a lot"}, "is no amount"),
        ({"person_times": "0"}, "greater than or equal to 1"),
        ({"person_within": "a while"}, "a while"),
    ],
)
def test_a_limit_that_makes_no_sense_is_said_at_its_field(changed: dict[str, str], said: str) -> None:
    answer = sent("ana", "/leeway/offer", **HELD | changed)
    assert answer.status_code == 422
    assert said in text(answer)


def test_at_the_top_limits_come_on_top_of_those_that_are_there() -> None:
    answer = sent("petra", "/leeway/offer", **AT_THE_TOP | {"customer_amount": "900", "customer_within": "90 days"})
    assert answer.status_code == 302, re.findall("role=.alert.*?</p>", text(answer))
    row = GrantRow.objects.get()
    assert "€900.00 for each customer in 90 days" in text(client_of("petra").get(f"/grants/{row.id}"))


def test_what_was_taken_back_is_told_on_the_day_until_it_is_read() -> None:
    live()
    assert "Your leeway changed" not in text(client_of("mia").get("/"))
    sent("ana", "/grants/mia-more/narrow", words="Less for now.", up_to="300")
    assert "made it less" in text(client_of("mia").get("/"))
    sent("petra", "/grants/mia-more/revoke", words="We talk on Monday.")
    page = text(client_of("mia").get("/"))
    assert re.search(r"Petra Lindqvist took it back, <time[^>]*>today", page)
    assert "“We talk on Monday.”" in page
    assert "Your leeway changed" not in text(client_of("henry").get("/"))
    until = re.search(r'name="until" value="([^"]+)"', page)
    assert until
    client_of("mia").post("/leeway/read", {"until": until[1]})
    assert "Your leeway changed" not in text(client_of("mia").get("/"))
    sent("petra", "/grants/rep-refund/revoke", words="For all of you.")
    assert "“For all of you.”" in text(client_of("mia").get("/"))
    for wrong in ("never", "2026-01-01", "2026-13-41T00:00", ""):
        assert client_of("mia").post("/leeway/read", {"until": wrong}).status_code == 302
    assert "For all of you." not in text(client_of("mia").get("/"))


def test_what_one_lays_down_oneself_is_no_news() -> None:
    live()
    sent("mia", "/grants/mia-more/lay-down")
    assert "Your leeway changed" not in text(client_of("mia").get("/"))


def test_whoever_gives_authority_signs_how_they_lead_and_is_coached() -> None:
    Person.objects.filter(id="ana").update(coach=None, leads_signed_at=None)
    page = text(client_of("ana").get("/leeway/offer"))
    assert "First: how you lead" in page
    assert "Nobody coaches you yet." in page
    assert "you have none yet" in text(sent("ana", "/leeway/offer/try", **HELD))
    Person.objects.filter(id="ana").update(coach="petra")
    answer = sent("ana", "/leeway/offer", **HELD)
    assert answer.status_code == 409
    assert "signs first how they lead" in text(answer)
    assert sent("ana", "/leeway/sign").status_code == 302
    signed = Person.objects.get(id="ana").leads_signed_at
    assert signed
    sent("ana", "/leeway/sign")
    assert Person.objects.get(id="ana").leads_signed_at == signed
    assert "First: how you lead" not in text(client_of("ana").get("/leeway/offer"))
    assert sent("ana", "/leeway/offer", **HELD).status_code == 302
    assert sent("ines", "/leeway/sign").status_code == 403
    assert "My coach" in text(client_of("ana").get("/me"))


def test_more_than_one_step_is_said_with_the_next_one() -> None:
    told = text(sent("ana", "/leeway/offer/try", **HELD | {"may": "replacement", "up_to": "3"}))
    assert "of replacement, Mia Brandt is at “observe” now, and the next step is “recommend”" in told
