"""What an offer may say besides: a condition, agreements, a limit per fact, a pool, advice; and what it is out of."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from leeway.core.authority import Grant
from leeway.desk import in_force
from leeway.ledger.publishing import publish
from leeway.people.models import Person
from leeway.projections.grants import GrantRow
from tests.desk.harbour import client_of, command_id
from tests.desk.pages import RICHER, text
from tests.desk.test_my_leeway import AT_THE_TOP, HELD, choices, sent

pytestmark = pytest.mark.usefixtures("bank")
FACTS = RICHER.replace("  customer.member: bool\n", "  customer.member: bool\n  case.specialists: {list: string}\n")
MORE = {
    "when": "case.our_fault &&\r\ncustomer.tier == 'gold'", "agreed_by": "level:coach", "agreed_by_too": "person:henry",
    "fact": "customer.tier", "fact_amount": "900", "fact_times": "4", "fact_within": "calendar year",
    "pool": "goodwill",
}  # fmt: skip


def put(guideline: str) -> None:
    publish(guideline, by="petra", at=timezone.now(), command_id=command_id())


def signed(who: str = "mia") -> Grant:
    """The one that was offered, in force as the guideline has it."""
    row = GrantRow.objects.get()
    assert sent(who, f"/grants/{row.id}/accept").status_code == 302
    guideline = in_force.guideline()
    found = guideline.grant(row.id) if guideline else None
    assert found
    return found


def test_an_offer_has_a_condition_agreements_a_limit_per_fact_and_a_pool() -> None:
    put(FACTS)
    assert "This fits within" in text(sent("ana", "/leeway/offer/try", **HELD | MORE))
    assert sent("ana", "/leeway/offer", **HELD | MORE).status_code == 302
    grant = signed()
    assert grant.when
    assert grant.when.text == "case.our_fault && customer.tier == 'gold'"
    assert [str(each) for each in grant.needs.agreed_by] == ["level:coach", "person:henry"]
    assert [(each.name(""), each.amount, each.count) for each in grant.limits] == [
        ("/customer.tier/calendar year", 90000, 4)
    ]
    assert grant.pool == "goodwill"
    assert grant.advice is None
    page = text(client_of("mia").get(f"/grants/{grant.id}"))
    for words in (
        "everybody of level coach and Henry Jansen",
        "for each customer.tier in each calendar year",
        "goodwill",
    ):
        assert words in page


def test_an_offer_to_ask_first_says_whose_advice() -> None:
    put(FACTS)
    advice = {"expert": "level:coach", "affected": "case.specialists", "advice_within": "1 days"}
    assert sent("ana", "/leeway/offer", **HELD | {"mode": "advise", **advice}).status_code == 302
    asked = signed().advice
    assert asked
    assert [str(each) for each in asked.expert] == ["level:coach"]
    assert asked.affected == ("case.specialists",)
    assert asked.within.days == 1


def test_advice_says_nothing_where_nobody_is_asked() -> None:
    assert sent("ana", "/leeway/offer", **HELD | {"expert": "level:coach"}).status_code == 302
    assert signed().advice is None


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"when": "case.our_falt"}, "when", "This is no condition yet, at character 1: "),
        ({"when": "case.our_fault &&"}, "when", "This is no condition yet, at character 18: "),
        ({"when": "1 + 1"}, "when", "This is no condition yet, at character "),
        ({"when": "x" * 1001}, "when", "This holds 1,000 characters; it has 1,001."),
        ({"when": "(" * 900}, "when", "This is no condition yet, at character "),
        ({"agreed_by": "person:mia", "agreed_by_too": ""}, "agreed_by", "nobody here besides them who could agree"),
        ({"agreed_by": "level:director", "agreed_by_too": "level:director"}, "agreed_by", "nobody here besides them"),
        ({"agreed_by": "level:nobody"}, "agreed_by", "The guideline has nothing of this name"),
        ({"fact": ""}, "fact", "For each of what?"),
        ({"fact_amount": "", "fact_times": ""}, "fact_amount", "How much, or how many times?"),
        ({"fact_amount": "a lot"}, "fact_amount", "is no amount"),
        ({"fact_times": "0"}, "fact_times", "greater than or equal to 1"),
        ({"fact": "case.specialists"}, "fact", "The guideline has nothing of this name"),
        ({"pool": "elsewhere"}, "pool", "The guideline has nothing of this name"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(
    changed: dict[str, str], field: str, said: str
) -> None:
    put(FACTS)
    fields = HELD | MORE | changed
    answer = sent("ana", "/leeway/offer", **fields)
    assert answer.status_code == 422
    page = text(answer)
    wrong = re.search(rf'id="offer-grant-{field}_error">(.*?)</div>', page, re.S)
    assert wrong
    assert said in wrong[1]
    assert re.search(r"<details open><summary>More conditions", page)
    assert "You know these customers." in page
    for name in {"fact_amount", "fact_times"} - changed.keys():
        assert f'value="{fields[name]}"' in page
    told = text(sent("ana", "/leeway/offer/try", **fields))
    assert "This fits" not in told
    assert "Choose to whom" not in told
    assert not GrantRow.objects.exists()


def test_only_what_there_is_is_asked_for() -> None:
    page = text(client_of("ana").get("/leeway/offer"))
    assert "<details><summary>More conditions" in page
    assert choices(page, "pool") == ["goodwill"]
    assert 'name="fact"' not in page
    put(FACTS)
    page = text(client_of("ana").get("/leeway/offer"))
    assert choices(page, "fact") == ["case.days_since_event", "customer.tier"]
    assert "case.specialists" in choices(page, "affected")
    assert {"level:coach", "team:credit", "person:henry"} <= {*choices(page, "agreed_by")}


def test_an_automated_agent_neither_agrees_nor_advises() -> None:
    Person.objects.create(id="bot", name="Till", role="member", service=True, level="bot", answerable_id="ana")
    page = text(client_of("ana").get("/leeway/offer"))
    assert not {"person:bot", "level:bot"} & {*choices(page, "agreed_by"), *choices(page, "expert")}
    fields = HELD | {"agreed_by": "person:bot"}
    assert sent("ana", "/leeway/offer", **fields).status_code == 422


TWO = RICHER + (
    "  - {id: fees, from: petra, root: true, to: 'level:coach', may: 'fee.*', up_to: 200, mode: intend,\n"
    "     window: 4 hours, redelegate: 1, why: Fees as well.}\n"
)


def test_the_grant_is_chosen_first_and_then_the_form_shows_only_what_it_allows() -> None:
    put(TWO)
    first = text(client_of("ana").get("/leeway/offer?to=mia"))
    assert choices(first, "under") == ["all", "fees"]
    assert 'name="to" value="mia"' in first
    assert 'name="may"' not in first
    fees = text(client_of("ana").get("/leeway/offer?under=fees&to=mia"))
    assert '<input type="hidden" name="under" value="fees"' in fees
    assert choices(fees, "may") == ["fee.waive", "fee.*"]
    assert choices(fees, "mode") == ["advise", "intend"]
    assert choices(fees, "redelegate") == ["0"]
    assert '<option value="mia" selected' in fees
    every = text(client_of("ana").get("/leeway/offer?under=all"))
    assert "refund" in choices(every, "may")
    assert choices(every, "mode") == ["advise", "intend", "tell", "decide"]
    assert choices(text(client_of("ana").get("/leeway/offer?under=none")), "under") == ["all", "fees"]


def test_what_the_chosen_grant_does_not_allow_is_said_at_its_field() -> None:
    put(TWO)
    out_of = HELD | {"under": "fees", "may": "fee.waive", "up_to": "100"}
    page = sent("ana", "/leeway/offer", **out_of | {"mode": "decide"})
    assert page.status_code == 422
    assert "That grant does not reach as far; choose one of these." in text(page)
    assert '<input type="hidden" name="under" value="fees"' in text(page)
    page = sent("ana", "/leeway/offer", **out_of | {"may": "refund", "mode": "intend"})
    assert "That grant does not give this; choose one of these." in text(page)
    unknown = sent("ana", "/leeway/offer", **out_of | {"under": "none", "mode": "intend"})
    assert choices(text(unknown), "under") == ["all", "fees"]
    assert sent("ana", "/leeway/offer", **out_of | {"mode": "intend"}).status_code == 302


def test_at_the_top_agreements_come_on_top_and_what_is_settled_there_is_not_asked() -> None:
    more = "when: 'case.our_fault', pool: goodwill, needs: {agreed_by: ['level:director']}"
    put(RICHER.replace("up_to: 1000, redelegate: 2", f"up_to: 1000, redelegate: 2, {more}"))
    page = text(client_of("petra").get("/leeway/offer"))
    assert 'name="when"' not in page
    assert 'name="pool"' not in page
    assert "of its own, and it holds for this one as well" in page
    fields: dict[str, Any] = AT_THE_TOP | {"agreed_by": "level:coach", "when": "true", "pool": ""}
    assert sent("petra", "/leeway/offer", **fields).status_code == 302
    grant = signed("henry")
    assert grant.when
    assert grant.when.text == "case.our_fault"
    assert grant.pool == "goodwill"
    assert [str(each) for each in grant.needs.agreed_by] == ["level:director", "level:coach"]
