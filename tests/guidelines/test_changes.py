"""What a new version changes, told so that whoever it is for understands it."""

from __future__ import annotations

from pathlib import Path

import pytest

from leeway.core.authority import Guideline
from leeway.guidelines import read_guideline_text
from leeway.guidelines.changes import changes

ROOT = Path(__file__).parents[2]
FIRST = """
leeway: 1
organisation: Harbour Bank
currency: EUR
timezone: Europe/Amsterdam
people:
  - {id: petra, level: director}
  - {id: henry, level: rep, reports_to: petra}
kinds:
  refund: {unit: money, reversible: false}
  replacement: {unit: count}
  callback: {unit: none}
facts:
  case.days: int
pools:
  - {id: goodwill, amount: 100, within: calendar month, owner: petra}
  - {id: stock, amount: 30, owner: petra}
guardrails:
  - {id: large, never: "person.level == 'rep'", above: 500, why: "Two look.", owner: petra}
grants:
  - {id: refunds, from: petra, root: true, to: "level:rep", may: refund, up_to: 250, pool: goodwill, why: "Near."}
  - {id: cards, from: petra, root: true, to: "level:rep", may: replacement, up_to: 3, pool: stock, why: "Near."}
  - {id: all, from: petra, root: true, to: "level:coach", may: "*", up_to: 400, why: "Near."}
"""


def guideline(*turns: tuple[str, str]) -> Guideline:
    text = FIRST
    for old, new in turns:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    found, problems = read_guideline_text(text.encode())
    assert found, problems
    return found


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("within: calendar month", "within: calendar year",
         "Changed pool: goodwill: within calendar month -> calendar year."),
        ("amount: 100", "amount: 99.95", "Changed pool: goodwill: amount 100.00 -> 99.95."),
        ("amount: 30, owner: petra", "amount: 40, owner: ana",
         "Changed pool: stock: amount 30 -> 40, owner petra -> ana."),
        ("up_to: 3,", "up_to: 5,", "Changed: cards, for level:rep: up to 3 -> 5."),
        ("up_to: 250", "up_to: 0.5", "Changed: refunds, for level:rep: up to 250.00 -> 0.50."),
        ("up_to: 400", "up_to: 40", "Changed: all, for level:coach: up to 400.00 (pieces: 400) -> 40.00 (pieces: 40)."),
        ("up_to: 250", 'up_to: "case.days * 2"', "Changed: refunds, for level:rep: up to 250.00 -> case.days * 2."),
        ("up_to: 3,", "", "Changed: cards, for level:rep: up to 3 -> none."),
        ("up_to: 3,", "limits: [{per: customer, within: 7 days, amount: 9, count: 2}], up_to: 3,",
         "Changed: cards, for level:rep: limits none -> 9 and 2 times per customer in 7 days."),
        ("up_to: 3,", "limits: [{per: case, count: 2, counts: kinds}], up_to: 3,",
         "Changed: cards, for level:rep: limits none -> 2 times per case, whichever grant is used."),
        ("up_to: 250", "needs: {training: [b, a], reason: true, agreed_by: [level:coach]}, up_to: 250",
         "Changed: refunds, for level:rep: needs nothing -> training a, b; a reason; agreed by level:coach."),
        ("up_to: 3,", "mode: intend, window: 36 hours, up_to: 3,",
         "Changed: cards, for level:rep: mode decide -> intend, window none -> 36 hours."),
        ("up_to: 3,", "mode: intend, window: [{up_to: 2, lasts: 4 hours}, {lasts: 3 days}], up_to: 3,",
         "Changed: cards, for level:rep: mode decide -> intend, window none -> 4 hours up to 2; 72 hours."),
        ("up_to: 3,", "mode: advise, advice: {expert: [level:rep], within: 36 hours}, up_to: 3,",
         "Changed: cards, for level:rep: mode decide -> advise, advice none -> of level:rep within 36 hours."),
        ("up_to: 3,", "widen: {when: case.days > 3, by: 1.5}, up_to: 3,",
         "Changed: cards, for level:rep: widened none -> by 1.5 when case.days > 3."),
        ("up_to: 3,", "limits: [{per: case.days, count: 2}], up_to: 3,",
         "Changed: cards, for level:rep: limits none -> 2 times per case.days."),
        ("up_to: 3,", "redelegate: 1, up_to: 3,", "Changed: cards, for level:rep: may be passed on 0 -> 1."),
        ("up_to: 3,", "until: 2027-06-30, up_to: 3,", "Changed: cards, for level:rep: until none -> 2027-06-30."),
        ("above: 500", "above: 600", "Changed guardrail: large: above 500.00 (pieces: 500) -> 600.00 (pieces: 600)."),
        ("== 'rep'", "== 'agent'", "Changed guardrail: large: never person.level == 'rep' -> person.level == 'agent'."),
        ("case.days: int", "case.days: number", "Changed fact: case.days: int -> number."),
        ("case.days: int", "case.days: int\n  case.tier: {enum: [a, b]}", "New fact: case.tier, enum of 'a', 'b'."),
        ("case.days: int", "case.age: int", "New fact: case.age, int."),
        ("case.days: int", "case.age: int", "Gone fact: case.days."),
        ("reversible: false", "reversible: true", "Changed kind: refund: can be taken back no -> yes."),
        ("callback: {unit: none}", "callback: {unit: count}", "Changed kind: callback: counted in none -> count."),
        ("callback: {unit: none}", "visit: {unit: none}", "New kind: visit, counted in none."),
        ("callback: {unit: none}", "visit: {unit: none}", "Gone kind: callback."),
        ("Europe/Amsterdam", "Europe/Rome", "Changed: timezone Europe/Amsterdam -> Europe/Rome."),
        ("currency: EUR", "currency: USD", "Changed: currency EUR -> USD."),
        ("id: cards", "id: cards-2", "New: cards-2, for level:rep: replacement up to 3, decide."),
        ("id: cards,", "id: cards-2, needs: {reason: true, agreed_by: [level:coach]},",
         "New: cards-2, for level:rep: replacement up to 3, decide, needs a reason; agreed by level:coach."),
        ("id: cards", "id: cards-2", "Gone: cards, for level:rep: replacement up to 3, decide."),
        ("id: large", "id: larger", "New guardrail: larger, never person.level == 'rep'."),
        ("id: large", "id: larger", "Gone guardrail: large."),
    ],
)  # fmt: skip
def test_each_change_is_told_with_what_was_and_what_is(old: str, new: str, told: str) -> None:
    assert told in changes(guideline(), guideline((old, new)))


def test_an_amount_of_another_currency_is_told_in_its_own() -> None:
    told = changes(guideline(), guideline(("currency: EUR", "currency: JPY")))
    assert "Changed: refunds, for level:rep: up to 250.00 -> 250." in told


def test_of_a_first_version_the_grants_guardrails_and_pools_are_told() -> None:
    assert changes(None, guideline()) == (
        "New: refunds, for level:rep: refund up to 250.00, decide.",
        "New: cards, for level:rep: replacement up to 3, decide.",
        "New: all, for level:coach: * up to 400.00 (pieces: 400), decide.",
        "New guardrail: large, never person.level == 'rep'.",
        "New pool: goodwill, 100.00 in calendar month.",
        "New pool: stock, 30.",
    )


@pytest.mark.parametrize("file", sorted((ROOT / "examples").glob("*.guideline.yaml")), ids=lambda file: file.stem)
def test_nothing_changes_where_nothing_did(file: Path) -> None:
    once, again = (read_guideline_text(file.read_bytes())[0] for _ in range(2))
    assert once
    assert again
    assert changes(once, again) == ()


AWAY = "substitutes:\n  - {id: away, from: petra, to: person:henry, may: refund, until: 2026-03-31}\n"


def with_substitute(text: str) -> Guideline:
    found, problems = read_guideline_text((FIRST + text).encode())
    assert found, problems
    return found


def test_a_substitute_that_comes_changes_or_goes_is_told_with_whom_it_is_for() -> None:
    gist = "away, person:henry for petra, refund until 2026-03-31"
    assert changes(guideline(), with_substitute(AWAY)) == (f"New substitute: {gist}.",)
    assert changes(with_substitute(AWAY), guideline()) == (f"Gone substitute: {gist}.",)
    longer = with_substitute(AWAY.replace("03-31", "04-30"))
    told = "Changed substitute: away, person:henry for petra: until 2026-03-31 -> 2026-04-30."
    assert changes(with_substitute(AWAY), longer) == (told,)
