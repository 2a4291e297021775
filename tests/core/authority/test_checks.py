"""What `guideline check` finds between the parts of a file: each with its place, its code and what would be right."""

from __future__ import annotations

import json

import pytest

from leeway.core.authority import Severity
from leeway.core.authority.flaws import Flaw
from leeway.guidelines import read_guideline_text

from .desk import HEAD, guideline
from .test_reader import GOOD, fits, grant, item, marked

BELOW = "from: ana, under: top, to: level:rep, may: refund"
ROOT = "from: petra, root: true, may: refund"
DATED = GOOD.replace("redelegate: 1", "redelegate: 1, until: 2026-12-31")
ASKING = GOOD.replace("redelegate: 1", "redelegate: 1, when: 'case.days < 30'")


def rail(never: str, more: str = "") -> str:
    return f'guardrails:\n  - {{id: r, never: @"{never}", {more}why: w, owner: petra}}\n'


FOUND: list[tuple[str, Flaw, str]] = [
    # figures
    (grant("up_to: @0"), Flaw.NOTHING_LEFT, "grant g has a cap of nothing, so it gives nothing; write an amount..."),
    (grant("limits: @[{per: case, amount: 0}]"), Flaw.NOTHING_LEFT, "...limit per case with amount 0, so it gives..."),
    (grant("limits: @[{per: case, count: 0}]"), Flaw.NOTHING_LEFT, "...limit per case with count 0, so it gives..."),
    (
        grant("up_to: @500, limits: [{per: case, amount: 300}]"),
        Flaw.CAP_UNREACHED,
        "grant g has a cap of 500.00 EUR, but its limit per case lets only 300.00 EUR through; write...",
    ),
    (grant("up_to: @5000, pool: goodwill"), Flaw.CAP_UNREACHED, "...but the pool goodwill lets only 1000.00 EUR..."),
    (
        grant("limits: @[{per: person, within: 7 days, amount: 500}, {per: person, within: 30 days, amount: 400}]"),
        Flaw.LIMIT_IDLE,
        "...500.00 EUR of per person within 7 days cannot be reached; per person within 30 days of g has 400...",
    ),
    (
        grant("limits: @[{per: case, within: calendar day, count: 5}, {per: grant, within: 25 hours, count: 3}]"),
        Flaw.LIMIT_IDLE,
        "...the count 5 of per case within calendar day cannot be reached; per grant within 25 hours of g has 3",
    ),
    (
        grant("up_to: 10, limits: @[{per: case, amount: 50, count: 3}]"),
        Flaw.LIMIT_IDLE,
        "...50.00 EUR of per case cannot be reached; 3 decisions of 10.00 EUR at most are 30.00 EUR",
    ),
    # dates, conditions, trainings, agreement
    (
        DATED + item(f"{BELOW}, from_date: @2027-01-01"),
        Flaw.DATES_APART,
        "...never valid on the same day (from 2027-01-01, until 2026-12-31), so it gives nothing; ...",
    ),
    (
        ASKING + item(f"{BELOW}, when: @'case.days >= 30'"),
        Flaw.CONDITIONS_CLASH,
        "grant g: its conditions and those of top cannot be true together, so it gives nothing; change one of them",
    ),
    (
        "grants:\n" + item(f"{ROOT}, to: @level:rep, when: \"person.level == 'coach'\""),
        Flaw.CONDITIONS_CLASH,
        "grant g is given to level:rep, for whom its conditions can never be true; change one of the two",
    ),
    (grant("when: @'case.days > 9 && case.days < 10'"), Flaw.NEVER_TRUE, "grant g: when can never be true, so it..."),
    (grant("when: @\"customer.tier == 'gold' && customer.tier == 'silver'\""), Flaw.NEVER_TRUE, "...never be true..."),
    (grant("when: @'order.total > 10.00 && !(order.total >= 9.99)'"), Flaw.NEVER_TRUE, "...never be true..."),
    (grant("when: @'has(case.days) && !has(case.days)'"), Flaw.NEVER_TRUE, "...never be true..."),
    (grant("when: @'size(order.lines) > 3 && size(order.lines) < 2'"), Flaw.NEVER_TRUE, "...never be true..."),
    (grant("when: @'1 > 2'"), Flaw.NEVER_TRUE, "...never be true, so it gives nothing; name a fact in it, or leave..."),
    (grant("when: @'true'"), Flaw.ALWAYS_TRUE, "grant g: when is always true; leave it out"),
    (
        grant("when: @'case.our_fault || !case.our_fault'"),
        Flaw.ALWAYS_TRUE,
        "...is true whatever case.our_fault is; if it only... write `has(case.our_fault)`, else...",
    ),
    (grant("needs: @{training: [flying]}"), Flaw.UNTRAINED, "grant g needs the training flying, which nobody has..."),
    (
        "grants:\n" + item(f"{ROOT}, to: @person:mia, needs: {{training: [basics]}}"),
        Flaw.UNTRAINED,
        "grant g: nobody of person:mia has all the training that its chain needs (basics); train somebody...",
    ),
    (
        "grants:\n" + item(f"{ROOT}, to: level:coach, needs: @{{agreed_by: [person:petra, level:director]}}"),
        Flaw.AGREEMENT_IMPOSSIBLE,
        "...needs the agreement of person:petra, level:director, each by another person...name others",
    ),
    # grants that are not needed, or stopped
    (
        GOOD + "  - @{id: h, from: petra, root: true, to: person:ana, may: refund, up_to: 50}\n",
        Flaw.GRANT_SHADOWED,
        "...",
    ),
    (
        "grants:\n" + item(f"{ROOT}, to: everyone") + f"  - @{{id: h, {ROOT}, to: everyone}}\n",
        Flaw.GRANT_REPEATED,
        "grant h gives the same as g; leave one of them out",
    ),
    (
        rail("has(case.days) && case.days > 5").replace("@", "") + grant("when: @'case.days > 7'"),
        Flaw.GRANT_STOPPED,
        "grant g: wherever its conditions are true a guardrail stops it, so it gives nothing; change one of the two",
    ),
    # guardrails and pools
    (rail("1 == 1"), Flaw.GUARDRAIL_ALWAYS, "guardrail r is never false, so it stops every decision; name a fact..."),
    (rail("case.days < 5 || case.days > 3"), Flaw.GUARDRAIL_ALWAYS, "...never false... see what it asks of case.days"),
    (rail("true", "above: 50, "), Flaw.GUARDRAIL_ALWAYS, "...stops every decision above its amount..."),
    (rail("has(case.days) && 1 == 2"), Flaw.GUARDRAIL_IDLE, "guardrail r can never be true, so it stops nothing; ..."),
    (
        rail("case.days > 100"),
        Flaw.GUARDRAIL_BLIND,
        "guardrail r stops every request that does not tell case.days; ... write `has(case.days) && (...)`",
    ),
    # substitutes
    (
        GOOD + "substitutes:\n  - {id: s, from: @henry, to: person:mia, until: 2026-08-31}\n",
        Flaw.SUBSTITUTE_IDLE,
        "substitute s replaces henry, who holds no grant of *, so it gives nothing; name who is away",
    ),
    (
        GOOD + "substitutes:\n  - {id: s, from: ana, to: person:mia, until: 2026-08-31}\n"
        "  - @{id: t, from: ana, to: person:mia, from_date: 2026-08-31, until: 2026-09-30}\n",
        Flaw.SUBSTITUTE_REPEATED,
        "substitute t gives person:mia again what s gives in the same days; leave one out",
    ),
    # another currency
    (grant("up_to: @250 USD"), Flaw.OTHER_CURRENCY, "grant g: up_to: 250 USD is in another currency than EUR..."),
    (grant("up_to: @'$250'"), Flaw.OTHER_CURRENCY, "...$250 is in another currency than EUR..."),
    (grant("up_to: @€ 250.00"), Flaw.OTHER_CURRENCY, "...€ 250.00 names the currency; an amount is a plain number..."),
]


@pytest.mark.parametrize(("body", "code", "message"), FOUND, ids=range(len(FOUND)))
def test_what_is_odd_is_named_where_it_stands(body: str, code: Flaw, message: str) -> None:
    place, _, problems = marked(HEAD + body)
    found = [problem for problem in problems if problem.code is code]
    assert [(p.line, p.column) for p in found] == [place], problems
    assert fits(found[0].message, message), found[0].message


CLOSED = [
    (f"{BELOW}".replace("ana", "mia"), "mia does not hold top, which g passes on"),
    (f"{ROOT}, to: level:none", "g is given to level:none, which is nobody"),
    (f"{ROOT}, to: level:rep, needs: {{training: [flying]}}", "nobody who holds g has the training flying"),
    (
        f"{ROOT}, to: everyone, needs: {{agreed_by: [person:petra, person:petra]}}",
        "g needs more people who agree than...",
    ),
    (f"{ROOT}, to: everyone, up_to: 0", "g has a cap of nothing"),
    (f"{ROOT}, to: everyone, limits: [{{per: case, count: 0}}]", "g allows no decision"),
    (f"{ROOT}, to: everyone, when: 'case.days > 3 && case.days < 4'", "the conditions of g can never be true"),
]


@pytest.mark.parametrize(("keys", "why"), CLOSED)
def test_a_kind_that_nobody_can_ever_decide_is_named_with_the_reasons(keys: str, why: str) -> None:
    top = GOOD.replace("may: refund", "may: fee.late") if "under" in keys else "grants:\n"
    _, problems = read_guideline_text((HEAD + top + item(keys)).encode())
    said = [p.message for p in problems if p.code is Flaw.KIND_CLOSED and "on refund;" in p.message]
    assert len(said) == 1, problems
    assert fits(said[0], f"nobody may ever decide on refund; no grant gives it to anybody: {why}"), said


def test_a_kind_that_can_only_be_intended_though_it_is_final_is_named() -> None:
    _, problems = read_guideline_text((HEAD + grant("mode: intend, window: 4 hours")).encode())
    assert any("nobody may ever decide on refund but by an intent" in p.message for p in problems)


@pytest.mark.parametrize(
    ("one", "other", "severity"),
    [
        ("ana", "\\u0430na", Severity.ERROR),  # a Cyrillic a
        ("ana", "a\\u200bna", Severity.ERROR),
        ("ana", "ana\\u202e", Severity.ERROR),
        ("rene\\u0301", "ren\\u00e9", Severity.ERROR),
        ("scope", "\\u0455\\u0441\\u043e\\u0440\\u0435", Severity.ERROR),
        ("\\uff41na", "ana", Severity.ERROR),
        ("al", "a1", Severity.WARNING),
        ("O7", "07", Severity.WARNING),
    ],
)
def test_ids_that_look_alike_are_named(one: str, other: str, severity: Severity) -> None:
    text = HEAD.replace(
        "{id: ruben", f'{{id: "{one}x", level: rep}}\n  - {{id: "{other}x", level: rep}}\n  - {{id: ruben'
    )
    _, problems = read_guideline_text(text.encode())
    found = [p for p in problems if p.code in (Flaw.ID_LOOK_ALIKE, Flaw.ID_HIDDEN)]
    assert severity in {p.severity for p in found}, problems
    assert all(p.message.isascii() for p in found)


def test_names_in_other_scripts_are_welcome() -> None:
    text = HEAD.replace("ruben", "Ρούμπεν").replace("mia", "мия").replace("henry", "анри-2")
    found, problems = read_guideline_text(text.encode())
    assert found is not None, problems
    assert not [p for p in problems if p.code in (Flaw.ID_LOOK_ALIKE, Flaw.ID_HIDDEN, Flaw.ID_MIXED)]


def test_a_pool_without_owner_or_grant_is_named() -> None:
    _, problems = read_guideline_text(HEAD.replace(", owner: petra", "").encode())
    assert {Flaw.POOL_IDLE, Flaw.POOL_OWNERLESS} <= {p.code for p in problems}


def test_json_carries_a_code_for_everything() -> None:
    found = guideline("id: g, from: petra, root: true, to: everyone, may: '*'")
    assert found.grants
    _, problems = read_guideline_text(b"leeway: 1\nkinds: {}\nx: 1\n")
    codes = json.loads(json.dumps([p.code for p in problems]))
    assert set(codes) >= {"key_missing", "key_unknown"}
