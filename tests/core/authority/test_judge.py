"""Each reason with its facts, which grant wins, and the figures beside a verdict."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from leeway.core.authority import Answer, Book, Code
from leeway.core.authority.standing import CHECKS

from .desk import ROOT, ask, guideline, only

REP = "id: rep, from: ana, under: top, to: level:rep, may: refund"

REASONS: list[tuple[Code, str, dict[str, Any], dict[str, Any]]] = [
    (Code.NOT_YET_VALID, "from_date: 2026-03-03", {}, {"from_date": "2026-03-03"}),
    (Code.EXPIRED, "until: 2026-03-01", {}, {"until": "2026-03-01"}),
    (Code.FACT_MISSING, "when: case.our_fault", {}, {"fact": "case.our_fault"}),
    (Code.FACT_MISSING, "up_to: order.total * 0.5", {}, {"fact": "order.total"}),
    (Code.CONDITION_FALSE, "when: case.our_fault", {"facts": {"case.our_fault": False}}, {"when": "case.our_fault"}),
    (Code.TRAINING_MISSING, "needs: {training: [expert, basics]}", {}, {"training": ["expert"]}),
    (Code.REASON_MISSING, "needs: {reason: true}", {"reason": "  "}, {}),
    (
        Code.AGREEMENT_MISSING,
        "needs: {agreed_by: [level:coach]}",
        {"agreed": ["henry", "nobody"]},
        {"agreed_by": ["level:coach"], "agreed": ["henry", "nobody"]},
    ),
    (Code.SUBJECT_MISSING, "limits: [{per: customer, amount: 400}]", {"customer": None}, {"subject": "customer"}),
    (Code.SUBJECT_MISSING, "limits: [{per: case, amount: 400}]", {"case": None}, {"subject": "case"}),
    (
        Code.OVER_CAP,
        "up_to: 9.99",
        {},
        {"limit": "rep/decision", "left": "9.99", "asked": "10.00", "unit": "amount"},
    ),
    (
        Code.OVER_LIMIT,
        "limits: [{per: customer, within: 90 days, amount: 9.99}]",
        {},
        {"limit": "rep/customer/90 days", "left": "9.99", "asked": "10.00", "unit": "amount"},
    ),
    (
        Code.OVER_LIMIT,
        "limits: [{per: case, count: 0}]",
        {},
        {"limit": "rep/case", "left": "0", "asked": "1", "unit": "count"},
    ),
    (
        Code.POOL_SHORT,
        "pool: goodwill",
        {"amount": "1000.01"},
        {"limit": "goodwill/calendar year", "left": "1000.00", "asked": "1000.01", "unit": "amount"},
    ),
]


@pytest.mark.parametrize(("code", "key", "asked", "details"), REASONS)
def test_a_grant_says_why_it_does_not_apply(
    code: Code, key: str, asked: dict[str, Any], details: dict[str, Any]
) -> None:
    verdict = ask(guideline(ROOT, f"{REP}, {key}"), **asked)
    assert verdict.verdict is Answer.BEYOND
    assert only(verdict) == {"code": code, "grant": "rep", "via": "rep", **details}


@pytest.mark.parametrize(("code", "key", "asked", "details"), REASONS)
def test_the_same_holds_one_link_up(code: Code, key: str, asked: dict[str, Any], details: dict[str, Any]) -> None:
    asked = {"agreed": ["mia"]} if code is Code.AGREEMENT_MISSING else asked
    reason = only(ask(guideline(f"{ROOT}, {key}", REP), **asked))
    assert (reason["code"], reason["grant"], reason["via"]) == (code, "top", "rep")


def test_a_grant_that_was_taken_back_ends_with_all_that_was_passed_on() -> None:
    found = guideline(ROOT, REP)
    assert ask(found).verdict is Answer.GO
    assert only(ask(found.with_revoked(["top"]))) == {"code": "revoked", "grant": "top", "via": "rep"}
    assert only(ask(found.with_revoked(["rep"])))["grant"] == "rep"


@pytest.mark.parametrize(
    ("top", "rep", "lacking"),
    [
        (ROOT.replace("level:coach", "level:director"), REP, {"grantor": "ana", "under": "top"}),
        (ROOT.replace("redelegate: 2", "redelegate: 0"), REP, {"grantor": "ana", "under": "top", "redelegate": 0}),
        (ROOT, REP.replace("under: top, ", ""), {"grantor": "ana"}),
    ],
)
def test_a_broken_chain_gives_nothing(top: str, rep: str, lacking: dict[str, Any]) -> None:
    reason = only(ask(guideline(top, rep)))
    assert reason == {"code": "grantor_lacks", "grant": "rep", "via": "rep", **lacking}


def test_authority_goes_down_only_as_many_steps_as_every_link_above_allows() -> None:
    middle = "id: middle, from: ana, under: top, to: person:henry, may: refund, redelegate: 5"
    low = "id: low, from: henry, under: middle, to: person:mia, may: refund"
    assert ask(guideline(ROOT, middle, low), person="mia").verdict is Answer.GO
    short = guideline(ROOT.replace("redelegate: 2", "redelegate: 1"), middle, low)
    assert ask(short, person="henry").verdict is Answer.GO
    assert only(ask(short, person="mia"))["under"] == "top"


def test_each_check_runs_over_all_links_before_the_next() -> None:
    found = guideline(f"{ROOT}, until: 2026-01-01", f"{REP}, when: case.our_fault")
    assert only(ask(found)) == {"code": "expired", "grant": "top", "via": "rep", "until": "2026-01-01"}
    both = guideline(f"{ROOT}, until: 2026-01-01", f"{REP}, until: 2026-02-01")
    assert only(ask(both))["grant"] == "rep"


def test_the_checks_stand_in_the_order_of_the_codes() -> None:
    codes = [code for code, _ in CHECKS]
    assert codes == list(Code)[: len(codes)]
    assert list(Code)[len(codes) : len(codes) + 3] == [Code.OVER_CAP, Code.OVER_LIMIT, Code.POOL_SHORT]


def test_reasons_come_in_the_order_of_the_file_one_for_each_grant_that_names_person_and_kind() -> None:
    others = (
        "id: others, from: petra, root: true, to: level:coach, may: refund",
        "id: fees, from: ana, under: top, to: level:rep, may: fee.*",
    )
    found = guideline(ROOT, f"{REP}, up_to: 5", REP.replace("rep,", "late,", 1) + ", until: 2026-01-01", *others)
    assert [(reason.code, reason.via) for reason in ask(found).reasons] == [("over_cap", "rep"), ("expired", "late")]


@pytest.mark.parametrize(
    ("asked", "reasons"),
    [
        ({"person": "henry"}, [{"code": "no_grant"}]),
        ({"person": "bob"}, [{"code": "unknown_person", "person": "bob"}]),
        ({"kind": "gift"}, [{"code": "unknown_kind", "kind": "gift"}]),
        (
            {"person": "bob", "kind": "gift"},
            [{"code": "unknown_person", "person": "bob"}, {"code": "unknown_kind", "kind": "gift"}],
        ),
        ({"amount": None}, [{"code": "bad_amount", "why": "missing"}]),
        ({"amount": "0"}, [{"code": "bad_amount", "why": "zero"}]),
        ({"amount": 0}, [{"code": "bad_amount", "why": "zero"}]),
        ({"amount": "-5"}, [{"code": "bad_amount", "why": "negative"}]),
        ({"amount": "100.005"}, [{"code": "bad_amount", "why": "too_many_decimals"}]),
        ({"amount": "100.000"}, [{"code": "bad_amount", "why": "too_many_decimals"}]),
        ({"amount": "1e400"}, [{"code": "bad_amount", "why": "not_a_number"}]),
        ({"amount": "1" * 50}, [{"code": "bad_amount", "why": "too_large"}]),
        ({"amount": "ten"}, [{"code": "bad_amount", "why": "not_a_number"}]),
        ({"amount": ""}, [{"code": "bad_amount", "why": "not_a_number"}]),
        ({"amount": " 5"}, [{"code": "bad_amount", "why": "not_a_number"}]),
        ({"amount": True}, [{"code": "bad_amount", "why": "not_a_number"}]),
        ({"amount": [5]}, [{"code": "bad_amount", "why": "not_a_number"}]),
        ({"kind": "replacement", "amount": "1.5"}, [{"code": "bad_amount", "why": "too_many_decimals"}]),
        ({"kind": "replacement", "amount": None}, [{"code": "bad_amount", "why": "missing"}]),
        ({"kind": "callback", "amount": "1"}, [{"code": "bad_amount", "why": "not_wanted"}]),
    ],
)
def test_what_cannot_be_judged_is_beyond(asked: dict[str, Any], reasons: list[dict[str, Any]]) -> None:
    verdict = ask(guideline(ROOT), **asked)
    assert verdict.verdict is Answer.BEYOND
    assert [reason.as_data() for reason in verdict.reasons] == reasons


def test_an_amount_equal_to_what_is_left_is_allowed_and_one_cent_more_is_not() -> None:
    book = Book()
    found = guideline(ROOT, f"{REP}, up_to: 60, limits: [{{per: customer, within: 90 days, amount: 100}}]")
    assert ask(found, book, commit=True, id="1", amount="60").verdict is Answer.GO
    assert ask(found, book, id="2", amount="40.01").most == 4000
    assert ask(found, book, id="2", amount="40.01").verdict is Answer.BEYOND
    assert ask(found, book, commit=True, id="2", amount="40").verdict is Answer.GO
    assert ask(found, book, id="3", amount="0.01").most is None


def test_three_splits_of_sixty_for_one_cause_are_summed() -> None:
    book = Book()
    found = guideline(ROOT, f"{REP}, up_to: 100, limits: [{{per: case, amount: 100}}]")
    answers = [ask(found, book, commit=True, id=str(n), amount="60").verdict for n in range(3)]
    assert answers == [Answer.GO, Answer.BEYOND, Answer.BEYOND]


@pytest.mark.parametrize(
    ("mode", "answer"),
    [("decide", "go"), ("tell", "tell"), ("intend, window: 4 hours", "intend"), ("advise", "advise")],
)
def test_a_mode_is_a_verdict_and_only_advise_spends_nothing(mode: str, answer: str) -> None:
    book = Book()
    found = guideline(ROOT, f"{REP}, mode: {mode}, limits: [{{per: person, amount: 10}}]")
    verdict = ask(found, book, commit=True)
    assert (verdict.verdict, verdict.grant) == (answer, "rep")
    assert verdict.grantors == ("ana",) or answer == "go"
    assert verdict.window == (timedelta(hours=4) if answer == "intend" else None)
    assert verdict.most == (1000 if answer in ("go", "tell") else None)
    assert (ask(found, book, id="r2").verdict is Answer.BEYOND) == (answer != "advise")


def test_the_narrowest_mode_of_the_links_holds() -> None:
    found = guideline(f"{ROOT}, mode: intend, window: 8 hours", f"{REP}, mode: intend, window: 4 hours")
    assert ask(found).window == timedelta(hours=8)
    assert ask(found).grantors == ("ana", "petra")
    assert ask(guideline(f"{ROOT}, mode: advise", f"{REP}, mode: tell")).verdict is Answer.ADVISE


def test_the_widest_mode_wins_then_the_larger_most_then_the_file() -> None:
    tell = REP.replace("rep", "tell", 1) + ", mode: tell, up_to: 500"
    small, large = f"{REP}, up_to: 20", REP.replace("rep", "large", 1) + ", up_to: 30"
    found = guideline(ROOT, tell, small, large, REP.replace("rep", "again", 1) + ", up_to: 30")
    assert ask(found).grant == "large"
    assert ask(found).most == 50000
    assert (ask(found, amount="31").verdict, ask(found, amount="31").grant) == (Answer.TELL, "tell")


def test_no_cap_is_larger_than_any_cap_and_has_no_most() -> None:
    verdict = ask(guideline(ROOT, f"{REP}, up_to: 500", REP.replace("rep", "free", 1)))
    assert (verdict.grant, verdict.most) == ("free", None)


def test_reasons_are_empty_for_go_and_stay_for_tell() -> None:
    found = guideline(ROOT, REP + ", up_to: 5", REP.replace("rep", "told", 1) + ", mode: tell")
    assert [reason.via for reason in ask(found).reasons] == ["rep"]
    assert ask(guideline(ROOT, REP + ", up_to: 5", REP.replace("rep", "free", 1))).reasons == ()


def test_a_guardrail_comes_before_all_grants() -> None:
    self_dealing = 'id: self, never: "customer.id == person.id", why: "Nobody.", owner: petra'
    found = guideline(ROOT, REP, guardrails=self_dealing)
    assert ask(found).verdict is Answer.GO
    verdict = ask(found, customer="henry")
    assert (verdict.verdict, verdict.most, verdict.who, verdict.grant) == (Answer.NEVER, None, (), None)
    assert only(verdict) == {"code": "guardrail", "guardrail": "self", "why": "Nobody.", "owner": "petra"}
    missing = only(ask(found, customer=None))
    assert (missing["code"], missing["guardrail"], missing["fact"]) == ("fact_missing", "self", "customer.id")


def test_a_guardrail_with_above_stops_only_larger_amounts_and_holds_most() -> None:
    found = guideline(ROOT, f"{REP}, up_to: 500", guardrails='id: big, never: "true", above: 50, why: So, owner: petra')
    assert (ask(found, amount="50").verdict, ask(found, amount="50").most) == (Answer.GO, 5000)
    assert (ask(found, amount="50.01").verdict, ask(found, amount="50.01").most) == (Answer.NEVER, 5000)


def test_what_goes_wrong_in_an_expression_closes() -> None:
    facts = {"case.days": 0}
    assert only(ask(guideline(ROOT, f"{REP}, when: '10 / case.days > 1'"), facts=facts))["code"] == "condition_false"
    rail = 'id: odd, never: "10 / case.days > 1", why: So, owner: petra'
    assert ask(guideline(ROOT, REP, guardrails=rail), facts=facts).verdict is Answer.NEVER
    cap = ask(guideline(ROOT, f"{REP}, up_to: 'order.total / case.days'"), facts=facts | {"order.total": "80"})
    assert (only(cap)["code"], only(cap)["left"]) == ("over_cap", "0.00")


def test_a_cap_may_be_an_expression_and_is_rounded_down() -> None:
    found = guideline(ROOT, f"{REP}, up_to: order.total / 3")
    assert ask(found, facts={"order.total": "100.00"}).most == 3333
    assert ask(found, facts={"order.total": "100.00"}, amount="33.34").verdict is Answer.BEYOND


def test_pieces_are_counted_apart_from_money() -> None:
    found = guideline(
        ROOT, "id: rep, from: ana, under: top, to: level:rep, may: '*', up_to: 20, limits: [{per: person, amount: 30}]"
    )
    book = Book()
    assert ask(found, book, commit=True, id="1", amount="20").most == 2000
    swap = ask(found, book, commit=True, id="2", kind="replacement", amount=20)
    assert (swap.verdict, swap.most, swap.left[0].text) == (Answer.GO, 20, "30")
    assert ask(found, book, id="3", amount="10").left[0].text == "10.00"
    call = ask(found, book, id="4", kind="callback", amount=None)
    assert (call.verdict, call.most, call.left[0].text) == (Answer.GO, None, "10.00")


def test_agreement_takes_a_different_person_for_each_target() -> None:
    found = guideline(ROOT, f"{REP}, needs: {{agreed_by: [level:coach, person:ana]}}")
    assert ask(found, agreed=["ana"]).verdict is Answer.BEYOND
    assert ask(found, agreed=["ana", "ruben"]).verdict is Answer.GO
    assert ask(found, agreed=["ruben", "ana"]).verdict is Answer.GO
    assert ask(found, agreed=["ana", "ana"]).verdict is Answer.BEYOND


def test_nobody_agrees_with_themselves() -> None:
    found = guideline(f"{ROOT}, needs: {{agreed_by: [level:coach]}}")
    assert ask(found, person="ana", agreed=["ana"]).verdict is Answer.BEYOND
    assert ask(found, person="ana", agreed=["ruben"]).verdict is Answer.GO


def test_what_one_hands_down_counts_for_oneself_too() -> None:
    book = Book()
    found = guideline(f"{ROOT}, limits: [{{per: person, within: 7 days, amount: 100}}]", REP)
    ask(found, book, commit=True, id="1", amount="70")
    assert ask(found, book, id="2", person="ana", amount="40").most == 3000
    assert ask(found, book, id="2", person="ruben", amount="100").verdict is Answer.GO
    assert ask(found, book, id="2", person="mia", amount="40").verdict is Answer.BEYOND
    ask(found, book, commit=True, id="3", person="ana", amount="30")
    assert only(ask(found, book, id="4", amount="0.01"))["limit"] == "top/person/7 days"


def test_a_limit_per_person_is_each_holders_own() -> None:
    book = Book()
    found = guideline(ROOT, f"{REP}, limits: [{{per: person, amount: 100}}]")
    ask(found, book, commit=True, id="1", amount="100")
    assert ask(found, book, id="2", amount="0.01").verdict is Answer.BEYOND
    assert ask(found, book, id="2", person="mia", amount="100").verdict is Answer.GO


def test_counts_kinds_widens_a_limit_to_every_grant_and_to_whoever_acted() -> None:
    other = REP.replace("rep", "other", 1) + ", when: case.our_fault"
    for counts, left in (("grant", "100.00"), ("kinds", "40.00")):
        book = Book()
        found = guideline(ROOT, f"{REP}, up_to: 50, limits: [{{per: person, amount: 100, counts: {counts}}}]", other)
        used = ask(found, book, commit=True, id="1", amount="60", facts={"case.our_fault": True})
        assert used.grant == "other"
        assert ask(found, book, id="2").left[0].text == left
        assert ask(found, book, id="2", person="mia").left[0].text == "100.00"


def test_a_limit_per_grant_is_everybodys() -> None:
    book = Book()
    found = guideline(ROOT, f"{REP}, limits: [{{per: grant, amount: 100}}]")
    ask(found, book, commit=True, id="1", amount="60")
    assert ask(found, book, id="2", person="mia", customer="c9", amount="40.01").verdict is Answer.BEYOND


def test_a_pool_is_shared_by_grants_and_by_what_was_passed_on() -> None:
    book = Book()
    fees = "id: fees, from: petra, root: true, to: everyone, may: fee.*, pool: goodwill"
    found = guideline(f"{ROOT}, pool: goodwill", REP, fees)
    ask(found, book, commit=True, id="1", amount="700")
    ask(found, book, commit=True, id="2", kind="fee.waive", amount="200")
    assert ask(found, book, id="3", person="ana").most == 10000
    assert ask(found, book, id="4", at="2027-01-01T00:00:00+01:00").most == 100000


def test_who_could_is_the_own_line_upwards_then_the_file() -> None:
    cap = "id: all, from: petra, root: true, to: everyone, may: refund, up_to: 5"
    wide = "id: wide, from: petra, root: true, to: level:{}, may: refund"
    assert ask(guideline(cap, wide.format("coach"))).who == ("ana", "ruben")
    assert ask(guideline(cap, wide.format("director"))).who == ("petra",)
    everybody = guideline(cap, "id: x, from: petra, root: true, to: everyone, may: refund, when: person.id != 'henry'")
    assert ask(everybody).who == ("ana", "petra", "ruben")
    assert ask(guideline(cap)).who == ()
    advised = guideline(cap, wide.format("coach") + ", mode: advise")
    assert ask(advised).who == ()


def test_who_is_named_for_a_person_who_is_unknown_but_not_for_a_bad_amount() -> None:
    assert ask(guideline(ROOT), person="bob").who == ("ana", "ruben")
    assert ask(guideline(ROOT), person="mia", amount="-1").who == ()


@pytest.mark.parametrize("cap", ["up_to: order.total", "up_to: 10000000000000, widen: {when: 'true', by: 10}"])
def test_most_is_never_more_than_an_amount_can_be(cap: str) -> None:
    verdict = ask(guideline(f"{ROOT}, {cap}"), person="ana", facts={"order.total": "92233720368547758.07"})
    assert verdict.as_data(datetime.now(UTC))["most"] == "10000000000000.00"


@pytest.mark.parametrize("others", [(), ("id: also, from: petra, root: true, to: level:rep, may: fee.late",)])
def test_days_are_whole_in_the_zone_of_the_organisation_to_their_last_instant(others: tuple[str, ...]) -> None:
    """Amsterdam is an hour ahead in March: its first day ends at 23:00 UTC."""
    found = guideline(ROOT, f"{REP}, from_date: 2026-02-28, until: 2026-03-01", *others)
    for at, answer in (
        ("2026-02-27T22:59:59.999999Z", "not_yet_valid"),
        ("2026-02-27T23:00:00Z", Answer.GO),
        ("2026-03-01T22:59:59.999999Z", Answer.GO),
        ("2026-03-01T23:00:00Z", "expired"),
    ):
        verdict = ask(found, at=at)
        assert (verdict.verdict if verdict.allowed else verdict.reasons[0].code) == answer, at
