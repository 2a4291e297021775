"""The keys of a guideline that say more than cap and limit: at the edge, beyond it, and with a fact missing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from leeway.core.authority import Answer, Book, Code, Guideline, Per, demands, read_request, tags
from leeway.guidelines import read_guideline_text

from .desk import HEAD, NOON, ROOT, ask, only

AT = datetime.fromisoformat(NOON)
FACTS = """
  account.id: string
  case.cause: {enum: [delay, damage]}
  case.number: int
  case.affected: {list: string}
"""
REP = "id: rep, from: ana, under: top, to: level:rep, may: refund"


def desk(*grants: str, substitutes: str = "", guardrails: str = "", people: tuple[str, str] = ("", "")) -> Guideline:
    """As in `.desk`, with more facts, and substitutes each as the inside of a map, one a line."""
    head = HEAD.replace("  order.placed: time\n", f"  order.placed: time{FACTS}").replace(*people)
    body = f"guardrails:\n  - {{{guardrails}}}\n" if guardrails else ""
    body += "grants:\n" + "".join(f"  - {{{grant}}}\n" for grant in grants)
    if substitutes:
        body += "substitutes:\n" + "".join(f"  - {{{line.strip()}}}\n" for line in substitutes.strip().splitlines())
    found, problems = read_guideline_text((head + body).encode())
    assert found is not None, problems
    return found


# Own accounts and relatives

NOT_FOR_OWN = "id: own, never: customer.id in person.own || customer.id in person.relatives, why: No., owner: petra"
HENRY = "{id: henry, level: rep, team: desk, reports_to: ana, training: [basics]"


@pytest.mark.parametrize(
    ("customer", "answer"),
    [("c7", Answer.NEVER), ("c8", Answer.NEVER), ("c9", Answer.NEVER), ("c1", Answer.GO), (None, Answer.NEVER)],
)
def test_nobody_decides_for_their_own_accounts_or_relatives(customer: str | None, answer: Answer) -> None:
    found = desk(ROOT, REP, guardrails=NOT_FOR_OWN, people=(HENRY, f"{HENRY}, own: [c7], relatives: [c8, c9]"))
    assert ask(found, customer=customer).verdict is answer


def test_whoever_lists_nobody_has_empty_lists_and_not_missing_ones() -> None:
    found = desk(ROOT, REP, guardrails=NOT_FOR_OWN)
    assert ask(found).verdict is Answer.GO
    counted = desk(ROOT, f"{REP}, when: size(person.own) == 0 && has(person.relatives)")
    assert ask(counted).verdict is Answer.GO


# Substitutes

AWAY = "id: away, from: ana, to: person:mia, from_date: 2026-03-01, until: 2026-03-31"
TOP = "id: top, from: petra, root: true, to: level:coach, may: '*', up_to: 100"


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("2026-02-28T22:59:59Z", Code.NOT_YET_VALID),
        ("2026-02-28T23:00:00Z", None),
        ("2026-03-31T21:59:59Z", None),  # summer time by then
        ("2026-03-31T22:00:00Z", Code.EXPIRED),
    ],
)
def test_a_substitute_holds_on_whole_days_of_the_organisation(at: str, code: Code | None) -> None:
    verdict = ask(desk(TOP, substitutes=AWAY), person="mia", at=at)
    if code is None:
        assert (verdict.verdict, verdict.grant) == (Answer.GO, "away:top")
    else:
        assert (only(verdict)["code"], only(verdict)["grant"], only(verdict)["via"]) == (code, "away:top", "away:top")


def test_a_substitute_acts_through_the_grant_and_it_counts_for_the_one_replaced() -> None:
    found = desk(f"{TOP}, limits: [{{per: person, amount: 150}}]", substitutes=AWAY)
    book = Book()
    verdict = ask(found, book, commit=True, id="1", person="mia", amount="100.00")
    assert verdict.chain == (("away:top", "mia"), ("top", "ana"))
    assert [left.text for left in ask(found, book, id="2", person="ana").left] == ["50.00"]
    assert ask(found, book, id="3", person="mia", amount="50.00").verdict is Answer.GO
    assert only(ask(found, book, id="4", person="mia", amount="50.01"))["grant"] == "top"


def test_a_substitute_needs_no_leave_to_be_given_what_may_not_be_passed_on() -> None:
    assert ask(desk(TOP, substitutes=AWAY), person="mia").verdict is Answer.GO
    passed_on = f"{ROOT.replace('redelegate: 2', 'redelegate: 0')}"
    chain = desk(passed_on, REP, substitutes="id: off, from: henry, to: person:mia, until: 2026-03-31")
    assert [reason.as_data()["grant"] for reason in ask(chain, person="mia").reasons] == ["rep", "rep"]


def test_a_substitute_passes_nothing_on_and_makes_no_substitute() -> None:
    found = desk(
        f"{TOP}, redelegate: 3",
        "id: sub, from: mia, under: top, to: person:henry, may: refund",
        substitutes=f"{AWAY}\n id: next, from: mia, to: person:henry, until: 2026-03-31",
    )
    assert only(ask(found))["code"] == "grantor_lacks"
    assert ask(found, person="mia").verdict is Answer.GO


def test_a_substitute_is_judged_for_who_acts() -> None:
    found = desk(f"{TOP}, needs: {{training: [basics]}}, when: person.id == 'mia'", substitutes=AWAY)
    assert only(ask(found, person="mia")) == {
        "code": "training_missing", "grant": "top", "via": "away:top", "training": ["basics"],
    }  # fmt: skip


def test_a_substitute_stands_in_only_for_some_kinds_and_only_while_nobody_took_it_back() -> None:
    found = desk(TOP, substitutes=f"{AWAY}, may: fee.*")
    assert only(ask(found, person="mia"))["code"] == "no_grant"
    assert ask(found, person="mia", kind="fee.late").verdict is Answer.GO
    revoked = only(ask(found.with_revoked(["away"]), person="mia", kind="fee.late"))
    assert (revoked["code"], revoked["grant"]) == ("revoked", "away:top")


def test_substitutes_come_after_all_grants_in_their_order_and_those_of_their_grants() -> None:
    found = desk(
        f"{TOP}, until: 2026-01-01", "id: all, from: petra, root: true, to: everyone, may: refund, until: 2026-01-01",
        substitutes=f"id: b, from: ruben, to: person:mia, until: 2026-03-31\n{AWAY}",
    )  # fmt: skip
    reasons = ask(found, person="mia").reasons
    assert [reason.via for reason in reasons] == ["all", "b:top", "b:all", "away:top", "away:all"]


def test_the_link_of_a_substitute_can_be_looked_up_by_its_id() -> None:
    found = desk(TOP, substitutes=AWAY)
    link = found.grant("away:top")
    assert link is not None
    assert [each.id for each in found.chain(link)] == ["away:top", "top"]
    assert found.grant("away:none") is found.grant("none:top") is None


def test_somebody_who_could_as_a_substitute_is_named() -> None:
    found = desk(TOP, substitutes="id: away, from: ana, to: person:mia, until: 2026-03-31")
    assert ask(found, amount="99.00").who == ("ana", "ruben", "mia")


# Limits per fact


@pytest.mark.parametrize(
    ("fact", "one", "other"),
    [("account.id", "a1", "a2"), ("case.cause", "delay", "damage"), ("case.number", 7, 8)],
)
def test_a_limit_per_fact_sums_what_has_the_same_value(fact: str, one: object, other: object) -> None:
    found = desk(ROOT, f"{REP}, limits: [{{per: {fact}, within: 90 days, amount: 30, count: 2}}]")
    book = Book()
    name = f"rep/{fact}/90 days"
    assert ask(found, book, commit=True, id="1", facts={fact: one}, amount="20.00").left[0].limit == name
    over = only(ask(found, book, facts={fact: one}, amount="10.01"))
    assert (over["code"], over["limit"], over["left"]) == ("over_limit", name, "10.00")
    assert ask(found, book, facts={fact: other}, amount="30.00").verdict is Answer.GO
    assert ask(found, book, commit=True, id="2", facts={fact: one}).verdict is Answer.GO
    assert only(ask(found, book, facts={fact: one}, amount="0.01"))["left"] == "0.00"


def test_a_request_without_the_fact_has_no_subject() -> None:
    found = desk(ROOT, f"{REP}, limits: [{{per: account.id, amount: 30}}]")
    expected = {"code": "subject_missing", "grant": "rep", "via": "rep", "subject": "account.id"}
    assert only(ask(found)) == expected
    assert only(ask(found, facts={"account.id": None})) == expected


def test_a_limit_per_fact_may_count_every_grant_of_its_kinds() -> None:
    every = f"{REP}, limits: [{{per: account.id, amount: 30, counts: kinds}}]"
    found = desk(ROOT, every, "id: other, from: petra, root: true, to: person:ana, may: refund")
    book = Book()
    ask(found, book, commit=True, id="1", person="ana", facts={"account.id": "a1"}, amount="25.00")
    assert only(ask(found, book, facts={"account.id": "a1"}))["left"] == "5.00"


def test_a_spend_remembers_every_fact_that_a_limit_is_per_and_locks_it() -> None:
    other = "id: other, from: petra, root: true, to: person:ruben, may: swap, limits: [{per: case.number, count: 1}]"
    found = desk(ROOT, REP, other.replace("swap", "replacement"))
    facts = {"case.number": 3, "account.id": "x", "case.days": 4}
    verdict = ask(found, facts=facts)
    assert verdict.facts == (("case.number", "3"),)
    request = read_request(found, {"id": "r", "at": NOON, "person": "henry", "kind": "refund", "facts": facts})
    assert "fact:case.number:3" in tags(found, request)


def test_a_long_value_is_told_apart_by_a_digest_that_fits_a_column() -> None:
    found = desk(ROOT, f"{REP}, limits: [{{per: account.id, amount: 30}}]")

    def whom(value: str) -> str:
        request = read_request(
            found, {"at": NOON, "person": "henry", "kind": "refund", "amount": 1, "facts": {"account.id": value}}
        )
        (demand,) = demands(found, request)
        assert demand.per is Per.FACT
        assert demand.fact == "account.id"
        return demand.whom

    assert whom("a" * 64) == "a" * 64
    assert len(whom("a" * 65)) == 64
    assert whom("a" * 65) != whom("a" * 66)


# Widening

WIDE = "widen: {when: case.our_fault, by: 1.5}"
OURS = {"case.our_fault": True}


@pytest.mark.parametrize(
    ("keys", "facts", "most"),
    [
        ("up_to: 20", OURS, "30.00"),
        ("up_to: 20", {"case.our_fault": False}, "20.00"),
        ("up_to: 20", {}, "20.00"),
        ("up_to: 0.01", OURS, "0.01"),
        ("up_to: 0.03", OURS, "0.04"),
        ("up_to: order.total * 0.5", OURS | {"order.total": "20.01"}, "15.00"),
        ("up_to: 100, limits: [{per: customer, within: 7 days, amount: 20}]", OURS, "30.00"),
        ("limits: [{per: customer, amount: 20, counts: kinds}, {per: case, amount: 25}]", OURS, "30.00"),
    ],
)
def test_where_it_is_true_cap_and_limits_are_wider(keys: str, facts: dict[str, Any], most: str) -> None:
    found = desk(ROOT, f"{REP}, {keys}, {WIDE}")
    verdict = ask(found, facts=facts, amount=most)
    assert verdict.verdict is Answer.GO
    cent_more = f"{float(most) + 0.01:.2f}"
    beyond = ask(found, facts=facts, amount=cent_more)
    assert (beyond.verdict, beyond.as_data(AT)["most"]) == (Answer.BEYOND, most)


def test_an_undecided_condition_does_not_widen() -> None:
    found = desk(ROOT, f"{REP}, up_to: 20, widen: {{when: 1 / case.days > 0, by: 2}}")
    assert ask(found, facts={"case.days": 0}).most == 2000
    assert ask(found, facts={"case.days": 1}).most == 4000


def test_widening_leaves_counts_pools_and_other_links_alone() -> None:
    found = desk(
        f"{ROOT}, up_to: 30, pool: goodwill", f"{REP}, up_to: 100, limits: [{{per: person, count: 1}}], {WIDE}"
    )
    verdict = ask(found, facts=OURS)
    assert verdict.most == 3000
    assert [(left.limit, left.text) for left in verdict.left] == [
        ("rep/person", "1"),
        ("goodwill/calendar year", "1000.00"),
    ]


def test_what_was_spent_counts_against_the_widened_limit_and_after_it_the_usual_one_is_overdrawn() -> None:
    found = desk(ROOT, f"{REP}, limits: [{{per: customer, amount: 20}}], {WIDE}")
    book = Book()
    ask(found, book, commit=True, id="1", facts=OURS, amount="30.00")
    assert only(ask(found, book, facts=OURS, amount="0.01"))["left"] == "0.00"
    assert only(ask(found, book, amount="0.01"))["left"] == "-10.00"


def test_pieces_are_widened_to_whole_ones() -> None:
    found = desk(f"{ROOT}, up_to: 3, {WIDE}".replace("'*'", "replacement"))
    assert ask(found, person="ana", kind="replacement", amount=1, facts=OURS).most == 4


# How long silence must last

TIERS = "mode: intend, window: [{up_to: 100, lasts: 4 hours}, {up_to: 500, lasts: 1 days}, {lasts: 3 days}]"


@pytest.mark.parametrize(
    ("amount", "hours"), [("0.01", 4), ("100.00", 4), ("100.01", 24), ("500.00", 24), ("500.01", 72), ("9999.00", 72)]
)
def test_a_larger_amount_waits_longer(amount: str, hours: int) -> None:
    assert ask(desk(f"{ROOT}, {TIERS}"), person="ana", amount=amount).window == timedelta(hours=hours)


def test_a_kind_without_amounts_waits_as_long_as_the_largest() -> None:
    assert ask(desk(f"{ROOT}, {TIERS}"), person="ana", kind="callback", amount=None).window == timedelta(days=3)


def test_pieces_are_compared_as_pieces() -> None:
    found = desk(f"{ROOT}, {TIERS}")
    assert ask(found, person="ana", kind="replacement", amount=100).window == timedelta(hours=4)
    assert ask(found, person="ana", kind="replacement", amount=101).window == timedelta(days=1)


def test_the_longest_window_of_the_links_holds() -> None:
    found = desk(f"{ROOT}, {TIERS}", f"{REP}, mode: intend, window: 8 hours")
    assert ask(found, amount="100.00").window == timedelta(hours=8)
    assert ask(found, amount="100.01").window == timedelta(days=1)


# Whose advice

ADVISE = "mode: advise, advice: {expert: [level:director, person:ruben], affected: [case.affected, account.id]}"


@pytest.mark.parametrize(
    ("facts", "advisers"),
    [
        ({}, ("level:director", "person:ruben")),
        ({"case.affected": ["ruben", "mia"], "account.id": "petra"},
         ("level:director", "person:ruben", "person:mia", "person:petra")),
        ({"case.affected": []}, ("level:director", "person:ruben")),
    ],
)  # fmt: skip
def test_experts_and_the_affected_are_asked_each_once(facts: dict[str, Any], advisers: tuple[str, ...]) -> None:
    verdict = ask(desk(f"{ROOT}, {ADVISE}"), person="ana", facts=facts)
    assert (verdict.verdict, verdict.advisers, verdict.within) == (Answer.ADVISE, advisers, timedelta(days=2))


def test_without_advice_whoever_gave_the_narrowest_link_is_asked() -> None:
    found = desk(ROOT, f"{REP}, mode: advise")
    data = ask(found).as_data(AT)
    assert (data["advisers"], data["within"]) == (["person:ana"], "2 days")


def test_whoever_gave_it_is_asked_where_only_unknown_people_are_named() -> None:
    found = desk(ROOT, f"{REP}, mode: advise, advice: {{affected: [account.id]}}")
    assert ask(found).advisers == ("person:ana",)


def test_several_links_ask_all_of_theirs_and_the_longest_time_holds() -> None:
    found = desk(
        f"{ROOT}, mode: advise, advice: {{expert: [person:ruben], within: 36 hours}}",
        f"{REP}, mode: advise, advice: {{expert: [team:desk, person:ruben], within: 4 hours}}",
    )
    data = ask(found).as_data(AT)
    assert (data["advisers"], data["within"]) == (["team:desk", "person:ruben"], "36 hours")
    assert "advisers" not in ask(desk(ROOT, REP)).as_data(AT)


# What binds


@pytest.mark.parametrize(
    ("keys", "asked", "binding"),
    [
        ("up_to: 20", {}, "rep/decision"),
        ("up_to: 20, limits: [{per: customer, amount: 20}]", {}, "rep/decision"),
        ("up_to: 20, limits: [{per: customer, within: 7 days, amount: 19.99}]", {}, "rep/customer/7 days"),
        ("pool: goodwill", {}, "goodwill/calendar year"),
        ("limits: [{per: person, count: 5}]", {}, None),
        ("up_to: 9.99, limits: [{per: case, amount: 50}]", {}, "rep/decision"),
        ("up_to: 50, limits: [{per: case, count: 0}]", {}, "rep/case"),
        ("mode: intend, window: 4 hours, up_to: 20", {}, "rep/decision"),
        ("", {}, None),
        ("needs: {reason: true}", {}, None),
    ],
)
def test_the_bound_that_is_reached_first_is_named(keys: str, asked: dict[str, Any], binding: str | None) -> None:
    assert ask(desk(ROOT, f"{REP}, {keys}" if keys else REP), **asked).binding == binding


def test_a_guardrail_binds_where_it_is_lower_than_every_grant() -> None:
    rail = "id: large, never: 'true', above: 15, why: No., owner: petra"
    assert ask(desk(ROOT, f"{REP}, up_to: 20", guardrails=rail)).binding == "large"
    assert ask(desk(ROOT, f"{REP}, up_to: 15", guardrails=rail)).binding == "rep/decision"
