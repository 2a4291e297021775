"""Whatever can be wrong in a guideline file: where it stands, and what would be right."""

from __future__ import annotations

import re

import pytest

from leeway.core.authority import Guideline, Person, Problem, Severity
from leeway.core.authority.currencies import MINOR_UNITS
from leeway.core.authority.tree import Place
from leeway.guidelines import read_guideline_text

from .desk import HEAD, read

FIRST = HEAD.count("\n") + 1  # the line on which the body begins
GOOD = "grants:\n  - {id: top, from: petra, root: true, to: level:coach, may: refund, up_to: 100, redelegate: 1}\n"


def found(body: str, severity: Severity) -> list[str]:
    """The problems of a severity as "line:column message"; lines count from the body's first."""
    _, problems = read(body)
    return [f"{p.line - FIRST + 1}:{p.column} {p.message}" for p in problems if p.severity is severity]


def item(keys: str) -> str:
    return f"  - {{id: g, {keys}}}\n"


def entry(keys: str) -> str:
    return "grants:\n" + item(keys)


def grant(keys: str) -> str:
    return entry(f"from: petra, root: true, to: everyone, may: refund, {keys}")


def piece(keys: str) -> str:
    return entry(f"from: petra, root: true, to: everyone, may: replacement, {keys}")


def marked(text: str) -> tuple[Place, Guideline | None, tuple[Problem, ...]]:
    """The place of the mark @, and what reading the text without it gives."""
    before = text[: text.index("@")]
    place = before.count("\n") + 1, len(before) - before.rfind("\n")
    return place, *read_guideline_text(text.replace("@", "", 1).encode())


def fits(message: str, pattern: str) -> bool:
    """Whether a message is the pattern, in which ... stands for anything."""
    return (
        re.fullmatch(".*".join(re.escape(part) for part in re.split(r"\.\.\.(?!`|\])", pattern)), message) is not None
    )


def assert_refused(text: str, problem: str) -> None:
    place, guideline, problems = marked(text)
    errors = [p for p in problems if p.severity is Severity.ERROR]
    assert guideline is None
    assert any((p.line, p.column) == place and fits(p.message, problem) for p in errors), errors
    assert len(errors) == 1 or "reports to itself" in errors[0].message, errors


# The mark @ stands where the problem is reported; ... in a message stands for anything.
ERRORS = [
    # amounts, by their text
    (grant("up_to: @100.005"), "grant g: up_to: 100.005 has too many decimals; at most 2 are right here"),
    (grant("up_to: @'100.000'"), "grant g: up_to: 100.000 has too many decimals; at most 2 are right here"),
    (grant("up_to: @-5"), "grant g: up_to: -5 is negative; an amount is more than zero"),
    (grant("up_to: @1e400"), "grant g: up_to: 1e400 is not an amount; write a decimal number such as 250.00"),
    (grant("up_to: @.nan"), "grant g: up_to: .nan is not an amount; write a decimal number such as 250.00"),
    (grant("up_to: @'.inf'"), "grant g: up_to: .inf is not an amount; write a decimal number such as 250.00"),
    (grant("up_to: @1_000"), "grant g: up_to: 1_000 is not an amount; write a decimal number such as 250.00"),
    (grant("up_to: @+5"), "grant g: up_to: +5 is not an amount; write a decimal number such as 250.00"),
    (grant("up_to: @0250"), "grant g: up_to: 0250 is not an amount; write a decimal number such as 250.00"),
    (grant("up_to: @99999999999999999"), "... is too large; the largest amount is 10000000000000.00"),
    (grant("up_to: @[5]"), "grant g: up_to must be an amount such as 250.00, not a list"),
    (piece("up_to: @1.5"), "grant g: up_to: 1.5 has too many decimals; only whole numbers are right here"),
    (piece("limits: [{per: case, amount: @2.5}]"), "...2.5 has too many decimals; only whole numbers are right here"),
    # wrong types and words
    (grant("root: @yes").replace("root: true, ", ""), 'grant g: root must be true or false, not "yes"'),
    (grant('needs: {reason: @"true"}'), 'grant g: needs: reason must be true or false, not "true"'),
    (grant("needs: @[refunds]"), "grant g: needs must be a map (`key: value`), not a list"),
    (grant("needs: {agreed_by: @ana}"), 'grant g: needs: agreed_by must be a list (`- ...` or `[...]`), not "ana"'),
    (grant("limits: @{per: case}"), "grant g: limits must be a list (`- ...` or `[...]`), not a map"),
    (grant("limits: [@{per: case}]"), "a limit of grant g limits nothing; add `amount: 400` or `count: 20`, or both"),
    (
        grant("limits: [{per: @customr, amount: 5}]"),
        "...per must be one of person, customer, case, grant or a declared fact... did you mean customer?",
    ),
    (grant("limits: [{per: case, count: @1.5}]"), '...count must be a whole number from 0 to 1000000000, not "1.5"'),
    (grant("limits: [{per: case, amount: 5, within: @7}]"), '...within cannot be "7"; write `7 days`, `4 hours` or...'),
    (grant("redelegate: @-1"), 'grant g: redelegate must be a whole number from 0 to 100, not "-1"'),
    (grant("mode: @intend"), "grant g has mode intend and no window; add... `window: 4 hours`"),
    (grant("mode: @intends"), 'grant g: mode must be one of decide, tell, intend, advise, not "intends"'),
    (
        grant("mode: intend, window: @calendar day"),
        '...window cannot be "calendar day"; write `4 hours` or `2 days`...',
    ),
    (grant("until: @2026-02-30"), 'grant g: until must be a day such as 2026-01-31, not "2026-02-30"'),
    (
        grant("until: @2026-01-01, from_date: 2026-01-02"),
        "grant g ends on 2026-01-01, before it begins on 2026-01-02...",
    ),
    (grant("@upto: 5"), 'grant g has no key "upto"; did you mean up_to?'),
    (grant("why: a, @why: b"), "grant g has the key why twice; leave one of them out"),
    (grant("pool: @godwill"), "... the pool godwill, which is not declared; did you mean goodwill?"),
    (grant("under: @top"), "grant g is a root and under top; leave one of the two out"),
    # expressions, at the place inside the text
    (grant("when: @case.our_falt"), "grant g: when: ...'case.our_falt'. Did you mean 'case.our_fault'?"),
    (grant("when: \"customer.tier == @'silvr'\""), "grant g: when: 'silvr' is none of...Did you mean 'silver'?"),
    (grant("when: 'true || customer.tier == @''silvr''" + "'"), "grant g: when: 'silvr' is none of..."),
    (grant("up_to: order.total @* order.lines"), "grant g: up_to: money * list of string does not fit..."),
    (grant("when: @[a]"), "grant g: when must be an expression in quotes, not a list"),
    # people, kinds, targets and names
    (entry("from: @petr, root: true, to: everyone, may: refund"), "... names petr, who is not... did you mean petra?"),
    (entry("from: petra, root: true, to: @person:henri, may: refund"), "...names henri, who is not...mean henry?"),
    (entry("from: petra, root: true, to: @reps, may: refund"), 'grant g: to cannot be "reps"; write `person:ID`...'),
    (entry("from: petra, root: true, to: everyone, may: @refnd"), '..."refnd", which is no kind; did you mean refund?'),
    (entry("from: petra, root: true, to: everyone, may: @tax.*"), '..."tax.*", which is no kind; known are refund...'),
    (entry("from: petra, root: true, to: everyone, may: @[fee]"), "...may must be one kind or one subtree such as..."),
    (
        "grants:\n  - @{from: petra, root: true, to: everyone, may: refund}\n",
        "grant lacks the key id; add `id: rep-refund`",
    ),
    (
        "grants:\n  - {id: @a b, from: petra, root: true, to: everyone, may: refund}\n",
        '..."a b" cannot be a name; use...',
    ),
    ("grants:\n  - @refund\n", 'each entry of grants must be a map (`key: value`), not "refund"'),
    ("grants: @refund\n", 'grants must be a list (`- ...` or `[...]`), not "refund"'),
    ("@grants:\n", "grants is empty; give it a value or leave the key out"),
    (GOOD + "  - {id: @top, from: petra, root: true, to: everyone, may: refund}\n", "...already; give each its own id"),
    # chains that cannot be followed
    (GOOD + item("from: ana, under: @tops, to: level:rep, may: refund"), "... not a grant here; did you mean top?"),
    (GOOD + item("from: ana, under: @g, to: level:rep, may: refund"), "...(g -> g); a chain must begin at a root"),
    # guardrails
    ("guardrails:\n  - {id: r, never: @customer.idd == 'x', why: w, owner: petra}\n", "...Did you mean 'customer.id'?"),
    (
        "guardrails:\n  - {id: r, never: 'true', above: @-1, why: w, owner: petra}\n",
        "guardrail r: above: -1 is negative...",
    ),
    ("guardrails:\n  - @{id: r, why: w, owner: petra}\n", "guardrail r lacks the key never; add `never: ..."),
    ("@grant: []\n", 'a guideline has no key "grant"; did you mean grants?'),
]


@pytest.mark.parametrize(("body", "problem"), ERRORS)
def test_a_wrong_body_is_refused_with_place_and_remedy(body: str, problem: str) -> None:
    assert_refused(HEAD + body, problem)


HEADS = [
    ("leeway: 1", "leeway: @2", 'leeway: "2" is no version of this format; write `leeway: 1`'),
    ("leeway: 1\norganisation", "@organisation", "a guideline lacks the key leeway; add `leeway: 1`"),
    ("EUR", "@EUX", 'currency "EUX" is not an ISO 4217 code; did you mean ...'),
    ("EUR", "@euro", 'currency "euro" is not an ISO 4217 code; write its three letters, such as EUR'),
    ("Europe/Amsterdam", "@Europe/Amsterdm", "...of the tz database; did you mean Europe/Amsterdam?"),
    ("Europe/Amsterdam", "@../../etc/passwd", 'timezone "../../etc/passwd" is not one of the tz database...'),
    (
        "level: director}",
        "level: director, reports_to: @henry}",
        "...(petra -> henry -> ana -> petra); one of them must...",
    ),
    ("level: director}", "@levl: director}", 'person petra has no key "levl"; did you mean level?'),
    ("id: ruben", "id: @ana", 'person "ana" stands in line 8 already; give each its own id'),
    ("{unit: count}", "{unit: @pieces}", 'kind replacement: unit must be one of money, count, none, not "pieces"'),
    ("{unit: count}", "@count", 'kind replacement must be a map (`key: value`), not "count"'),
    ("fee.late:", "@fee.waive:", "kind fee.waive is declared twice; leave one of them out"),
    ("fee.late:", "@fee..late:", 'kind "fee..late" cannot be a name; write words of letters, digits...'),
    (
        "case.days: int",
        "case.days: @integer",
        'fact case.days cannot have the type "integer"; write bool, int, number...',
    ),
    ("{enum: [bronze, silver, gold]}", "{enum: @[]}", "fact customer.tier: enum must list at least one value..."),
    ("case.days: int", "@case.our_fault: int", "fact case.our_fault is declared twice; leave one of them out"),
    ("case.days: int", "@at: time", "fact at is known from the request itself; leave it out here"),
    ("case.days: int", "@case days: int", 'fact "case days" cannot be a name; write words such as case.our_fault...'),
    ("amount: 1000,", "amount: @1000.005,", "pool goodwill: amount: 1000.005 has too many decimals; at most 2..."),
]


@pytest.mark.parametrize(("right", "wrong", "problem"), HEADS)
def test_a_wrong_head_is_refused_with_place_and_remedy(right: str, wrong: str, problem: str) -> None:
    assert HEAD.count(right) == 1
    assert_refused(HEAD.replace(right, wrong) + GOOD, problem)


def test_all_errors_come_at_once_in_the_order_of_lines() -> None:
    body = grant("up_to: -5, when: nothing.here, upto: 3") + "guardrails:\n  - {id: r}\n"
    guideline, problems = read_guideline_text((HEAD.replace("EUR", "EUX") + body).encode())
    errors = [p for p in problems if p.severity is Severity.ERROR]
    assert guideline is None
    assert len(errors) == 5
    assert errors == sorted(errors)
    assert [error.line for error in errors] == [4, FIRST + 1, FIRST + 1, FIRST + 1, FIRST + 3]


def test_a_fact_with_a_wrong_type_is_reported_once_and_not_in_each_condition() -> None:
    text = HEAD.replace("case.days: int", "case.days: integer") + grant("when: case.days > 3")
    _, problems = read_guideline_text(text.encode())
    assert [p.line for p in problems if p.severity is Severity.ERROR] == [20]


DATED = GOOD.replace("redelegate: 1", "redelegate: 1, from_date: 2026-01-01, until: 2026-12-31")
LOW = "  - {id: low, from: ana, under: top, to: level:coach, may: refund, redelegate: 1}\n"
BELOW = "from: ana, under: top, to: level:rep, may: refund"
CHAINS = [
    (f"{BELOW}, up_to: @100.01", "grant g has a cap wider than top; write at most the cap there"),
    (f"{BELOW}, redelegate: @1", "grant g may be passed on 1 times, wider than top allows; at most 0 is right here"),
    (f"{BELOW}, until: @2027-01-01", "grant g ends after top, wider than it; write 2026-12-31 or earlier"),
    (f"{BELOW}, from_date: @2025-12-31", "grant g begins before top, wider than it; write 2026-01-01 or later"),
    ("from: ana, under: top, to: level:rep, may: @'*'", "grant g covers fee.waive, fee.late, ... wider than top..."),
    (
        "from: @henry, under: top, to: person:mia, may: refund",
        "...from henry, but top is given to level:coach; pass on...",
    ),
    (
        "from: ana, under: @low, to: level:rep, may: refund",
        "grant g is 2 steps below top...write `redelegate: 2` there...",
    ),
    ("from: ana, under: top, to: @person:ana, may: refund", "grant g is from ana to the same person; nobody can..."),
]


@pytest.mark.parametrize(("keys", "problem"), CHAINS)
def test_a_grant_that_says_more_than_its_chain_carries_is_named_and_can_still_be_tried(keys: str, problem: str) -> None:
    low = LOW if "low" in keys else ""
    text = HEAD + DATED + low + item(keys)
    place, guideline, problems = marked(text)
    assert guideline is not None
    assert any((p.line, p.column) == place and fits(p.message, problem) for p in problems), problems
    assert {p.severity for p in problems if fits(p.message, problem)} == {Severity.CHAIN}


def test_a_grant_that_is_neither_a_root_nor_under_anything_is_named() -> None:
    (problem,) = found(GOOD + item("from: ana, to: level:rep, may: refund"), Severity.CHAIN)
    assert problem.startswith("3:5 grant g passes nothing on, so it gives nothing; add `under:`")


def test_absent_keys_inherit_and_are_not_wider() -> None:
    body = DATED + "  - {id: g, from: ana, under: top, to: level:rep, may: refund}\n"
    assert found(body, Severity.CHAIN) == []


def test_kinds_and_targets_that_reach_nobody_are_warnings() -> None:
    warnings = found(
        "grants:\n  - {id: g, from: petra, root: true, to: 'level:couch', may: refund}\n", Severity.WARNING
    )
    assert "2:42 grant g: to names level:couch, which is nobody at present; did you mean coach?" in warnings
    assert sum("nobody may ever decide on" in line for line in warnings) == 5


def test_an_intent_that_cannot_be_taken_back_is_a_warning() -> None:
    (warning,) = [w for w in found(grant("mode: intend, window: 4 hours"), Severity.WARNING) if "silence" in w]
    assert warning == "2:71 g goes ahead on silence, but refund cannot be taken back; write `mode: advise`"


def test_a_boss_or_an_owner_who_decides_nothing_here_need_not_be_listed() -> None:
    text = (HEAD + GOOD).replace("level: director}", "level: director, reports_to: boss}")
    text = text.replace("owner: petra", "owner: chair")
    guideline, problems = read_guideline_text(text.encode())
    assert guideline is not None
    said = [p.message for p in problems if p.severity is Severity.WARNING]
    assert any("reports to boss, who is not among the people" in message for message in said)
    assert any("owner names chair, who is not among the people" in message for message in said)
    for wrong, severity in (("board", Severity.WARNING), ("petrra", Severity.ERROR)):
        _, problems = read_guideline_text(text.replace("from: petra", f"from: {wrong}").encode())
        assert [p.severity for p in problems if f"from names {wrong}" in p.message] == [severity]


def test_people_may_come_from_elsewhere() -> None:
    text = HEAD[: HEAD.index("people:")] + HEAD[HEAD.index("kinds:") :].replace(", owner: petra", "") + GOOD
    guideline, problems = read_guideline_text(text.encode())
    assert guideline is not None
    assert guideline.people == ()
    assert not [p for p in problems if "nobody at present" in p.message]
    _, problems = read_guideline_text(text.encode(), [Person("ana")])
    assert any("from names petra, who is not among the people" in p.message for p in problems)
    guideline, problems = read_guideline_text(text.encode(), [Person("petra"), Person("ana", "coach")])
    assert guideline is not None
    assert guideline.person("ana") == Person("ana", "coach")


def test_currencies_have_their_own_decimals() -> None:
    assert [MINOR_UNITS[code] for code in ("JPY", "EUR", "KWD", "CLF")] == [0, 2, 3, 4]
    yen, problems = read_guideline_text((HEAD.replace("EUR", "JPY") + grant("up_to: 250.5")).encode())
    assert yen is None
    assert any("only whole numbers are right here" in p.message for p in problems)
    dinar, _ = read_guideline_text((HEAD.replace("EUR", "KWD") + grant("up_to: 250.125")).encode())
    assert dinar is not None
    assert dinar.grants[0].up_to == 250125
