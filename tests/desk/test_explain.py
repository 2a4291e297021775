"""Every refusal has a sentence, and every sentence stands for a refusal."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import leeway
from leeway.core.authority import Code
from leeway.core.machines import CASE, PROMISE
from leeway.core.refusal import Refusal
from leeway.desk.explain import WHY, explain
from leeway.desk.sentences import SENTENCES
from leeway.desk.sentences.words import ACTS, PARTS, STATES
from leeway.people.models import Person

VERDICTS = ("go", "tell", "intend", "advise", "beyond", "never")
SOURCE = Path(leeway.__file__).parent


def refusals() -> Iterator[tuple[str, frozenset[str], str]]:
    """Yield (code, names of the details, where) for each `Refusal(...)` in the source."""
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal" and node.args:
                details = frozenset(each.arg for each in node.keywords if each.arg)
                for code in _codes(node.args[0]):
                    yield code, details, f"{file.relative_to(SOURCE)}:{node.lineno}"


def _codes(first: ast.expr) -> list[str]:
    match first:
        case ast.Constant(value=str(code)):
            return [code]
        case ast.JoinedStr(values=[ast.Constant(value="verdict_"), _]):
            return [f"verdict_{verdict}" for verdict in VERDICTS]
        case _:
            return []  # a kept refusal, raised again


def test_every_code_has_a_sentence_with_details_that_it_carries() -> None:
    missing = [f"{code} ({where})" for code, _, where in refusals() if code not in SENTENCES]
    assert not missing, f"Write a sentence into leeway/desk/sentences/ for: {', '.join(missing)}"


def test_no_sentence_is_left_over() -> None:
    raised = {code for code, _, _ in refusals()}
    assert set(SENTENCES) == raised, f"No rule refuses with: {sorted(set(SENTENCES) - raised)}"


@pytest.mark.django_db
def test_every_sentence_can_be_written_from_what_the_refusal_carries() -> None:
    for code, names, where in refusals():
        numbers = {"asked", "most", "easy", "days", "version", "longest", "line", "column", "day"}
        details = {name: 1 if name in numbers else "2026-03-12T10:00:00+00:00" if name == "due" else name
                   for name in names}  # fmt: skip
        sentence = explain(Refusal(code, **details))
        assert "{" not in sentence, where
        assert sentence.endswith((".", "!")), f"{where}: {sentence}"


def test_every_act_state_and_part_of_the_machines_has_words() -> None:
    for machine in (CASE, PROMISE):
        acts = {act for _, act in machine.steps}
        parts = {part for targets in machine.steps.values() for part in targets}
        assert acts <= ACTS.keys()
        assert machine.states() <= STATES.keys()
        assert parts <= PARTS.keys()


def test_every_reason_of_the_guideline_has_words() -> None:
    assert WHY.keys() == set(Code)


@pytest.mark.django_db
def test_a_refusal_names_people_by_their_name() -> None:
    Person.objects.create(id="ana", name="Ana Silva")
    said = explain(Refusal("not_owner", owner="ana"))
    assert said == "Ana Silva owns this case, not you. Ask Ana Silva to do it, or to offer you the case."


@pytest.mark.django_db
def test_what_is_beyond_says_how_much_is_not_and_who_could() -> None:
    Person.objects.create(id="ana", name="Ana Silva")
    Person.objects.create(id="petra", name="Petra Stern")
    said = explain(
        Refusal("verdict_beyond", kind="refund", asked=50000, reason="over_cap", most=25000, who="ana, petra")
    )
    assert said == (
        "This is not yours to decide (you asked for €500.00): it is more than a single decision may be. "
        "The most that you may give now is €250.00. Ana Silva or Petra Stern could. Nothing was spent."
    )


@pytest.mark.usefixtures("bank")
def test_pieces_are_no_money() -> None:
    said = explain(Refusal("verdict_beyond", kind="replacement", asked=3, reason="over_limit", most=2, who=None))
    assert "you asked for 3)" in said
    assert "may give now is 2." in said


@pytest.mark.django_db
def test_what_no_longer_fits_says_why_and_that_nothing_was_changed() -> None:
    said = explain(Refusal("act_not_now", act="take", state="ACTING"))
    assert said.startswith("You cannot take it now, because the work has begun.")
