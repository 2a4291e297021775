"""The keys that say more than cap and limit, written wrongly: each is refused in its line, with what would be right."""

from __future__ import annotations

import pytest

from .desk import HEAD, ROOT, read


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("limits: [{per: case.fault, amount: 5}]", "must be one of person, customer, case, grant or a declared fact"),
        ("limits: [{per: order.total, amount: 5}]", "cannot be order.total, which is money; take a fact of type"),
        ("limits: [{per: person.id, amount: 5}]", "or a declared fact, not \"person.id\""),
        ("up_to: 5, widen: {when: case.our_fault, by: 1}", "must be more than 1 and at most 10"),
        ("up_to: 5, widen: {when: case.our_fault, by: 10.01}", "must be more than 1 and at most 10"),
        ("up_to: 5, widen: {when: case.our_fault, by: 1.005}", "must be more than 1 and at most 10"),
        ("up_to: 5, widen: {when: case.days, by: 2}", "widen: when"),
        ("up_to: 5, widen: {by: 2}", "lacks the key when"),
        ("mode: intend, window: []", "must have 1 to 10 tiers"),
        ("mode: intend, window: [{up_to: 5, lasts: 1 hours}]", "is the last and must hold for all larger amounts"),
        ("mode: intend, window: [{lasts: 1 hours}, {lasts: 2 hours}]", "lacks the key up_to"),
        ("mode: intend, window: [{up_to: 5, lasts: 1 hours}, {up_to: 5, lasts: 2 hours}, {lasts: 3 hours}]",
         "reaches no further than the one before"),
        ("mode: intend, window: [{up_to: 5, lasts: 2 hours}, {lasts: 1 hours}]", "is shorter than the tier before"),
        ("mode: advise, advice: {}", "names nobody"),
        ("mode: advise, advice: {expert: [person:rubn]}", "did you mean ruben?"),
        ("mode: advise, advice: {expert: [order.lines]}", "cannot be \"order.lines\""),
        ("mode: advise, advice: {affected: [order.line]}", "did you mean order.lines?"),
        ("mode: advise, advice: {affected: [case.days]}", "which is int; take a string or a list of them"),
    ],
)  # fmt: skip
def test_a_grant_with_a_wrong_key_says_what_would_be_right(body: str, message: str) -> None:
    found, problems = read(f"grants:\n  - {{{ROOT}, {body}}}\n")
    assert found is None
    assert [problem.line for problem in problems if message in problem.message] == [HEAD.count("\n") + 2], problems


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("id: away, from: ana, to: person:mia", "lacks the key until"),
        ("id: away, from: ana, to: level:rep, until: 2026-03-31", "must be one person, not level:rep"),
        ("id: away, from: ana, to: person:ana, until: 2026-03-31", "is from ana to the same person"),
        ("id: away, from: anna, to: person:mia, until: 2026-03-31", "did you mean ana?"),
        ("id: away, from: ana, to: person:mio, until: 2026-03-31", "did you mean mia?"),
        ("id: away, from: ana, to: person:mia, may: fees.*, until: 2026-03-31", "did you mean fee.*?"),
        ("id: away, from: ana, to: person:mia, from_date: 2026-04-01, until: 2026-03-31", "before it begins"),
        ("id: top, from: ana, to: person:mia, until: 2026-03-31", "has the id of the grant in line"),
        ("id: away, from: ana, to: person:mia, until: 2026-03-31, when: x", "has no key"),
    ],
)
def test_a_wrong_substitute_says_what_would_be_right(line: str, message: str) -> None:
    found, problems = read(f"grants:\n  - {{{ROOT}}}\nsubstitutes:\n  - {{{line}}}\n")
    assert found is None
    assert [problem.line for problem in problems if message in problem.message] == [HEAD.count("\n") + 4], problems


def test_what_means_nothing_without_its_mode_is_a_warning() -> None:
    for body in (
        "advice: {expert: [level:coach]}",
        "window: [{lasts: 1 hours}]",
        "widen: {when: case.our_fault, by: 2}",
    ):
        found, problems = read(f"grants:\n  - {{{ROOT}, {body}}}\n")
        assert found is not None
        assert [problem.severity for problem in problems if "warning" in problem.severity]
