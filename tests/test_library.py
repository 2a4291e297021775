"""`from leeway import Guideline`: without Django, typed, safe among threads, and documented by what it does."""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import leeway
from leeway.library import BadRequest, Desk, Guideline, NotPossible, NotValid
from tests.core.authority.desk import HEAD, NOON, ROOT

ROOT_FOLDER = Path(__file__).parents[1]
PAGE = ROOT_FOLDER / "docs" / "library.md"
REP = "id: rep, from: ana, under: top, to: level:rep, may: fee.waive, limits: [{per: person, amount: 50}]"
ASKED: dict[str, Any] = {"person": "henry", "kind": "fee.waive", "amount": "1.00", "at": NOON}
WITHOUT_DJANGO = """
import sys

class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("django", "psycopg", "polars", "msgspec", "click"):
            raise ImportError(name)

sys.meta_path.insert(0, Nothing())
import leeway
assert "leeway.library" not in sys.modules and "leeway.core" not in sys.modules
"""


def guideline(*grants: str) -> Guideline:
    return Guideline.read(HEAD + "grants:\n" + "".join(f"  - {{{each}}}\n" for each in (ROOT, *grants)))


def code_of(error: pytest.ExceptionInfo[NotPossible]) -> str:
    return error.value.code


def test_the_examples_of_the_page_run_where_django_cannot_be_imported() -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 5
    done = [sys.executable, "-W", "error", "-c", WITHOUT_DJANGO + "\n".join(blocks)]
    found = subprocess.run(done, capture_output=True, text=True, cwd=ROOT_FOLDER, check=False)
    assert (found.returncode, found.stderr) == (0, "")


def test_every_name_that_leeway_offers_is_there_and_no_other() -> None:
    assert all(getattr(leeway, name) for name in leeway.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = leeway.Nothing


def test_a_guideline_that_is_not_valid_says_where() -> None:
    with pytest.raises(NotValid) as wrong:
        guideline("id: rep, from: ana, under: top, to: level:rep, may: refnd")
    assert "refnd" in str(wrong.value)
    assert wrong.value.problems[0].line == 29
    assert guideline().problems == () or all(each.severity == "warning" for each in guideline().problems)


def test_what_is_asked_may_be_written_in_several_ways() -> None:
    found = guideline(REP)
    summer = datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=1)))
    for amount in ("50", "50.00", 50, Decimal("50")):
        assert found.may(**{**ASKED, "amount": amount, "at": summer}).most == Decimal("50.00")
    assert found.may(**{**ASKED, "amount": 50.0}).verdict == "beyond"
    with pytest.raises(BadRequest, match="without a zone"):
        found.may(**{**ASKED, "at": datetime(2026, 3, 2)})  # noqa: DTZ001
    with pytest.raises(BadRequest, match="did you mean"):
        found.may(**ASKED, facts={"case.day": 1})
    placed = {"order.placed": datetime(2026, 3, 1, tzinfo=UTC), "order.total": Decimal("3.50")}
    assert found.may(**ASKED, facts=placed).as_data()["verdict"] == "go"


def test_a_desk_takes_each_id_once_and_times_in_order() -> None:
    desk = guideline(REP).desk()
    first = desk.decide(**ASKED, id="a")
    assert first.committed
    assert desk.decide(**{**ASKED, "at": None}, id="a") is first
    with pytest.raises(NotPossible) as other:
        desk.decide(**{**ASKED, "amount": "2.00"}, id="a")
    assert code_of(other) == "id_repeated"
    with pytest.raises(NotPossible) as early:
        desk.decide(**{**ASKED, "at": "2026-03-02T10:59:59Z"})
    assert code_of(early) == "out_of_order"
    assert desk.may(**ASKED).left[0].left == Decimal("49.00")


def test_only_what_was_decided_and_is_not_final_is_taken_back_once() -> None:
    desk = guideline(REP, "id: final, from: ana, under: top, to: level:rep, may: refund").desk()
    desk.decide(**ASKED, id="a")
    over = desk.decide(**{**ASKED, "amount": "60"}, id="over")
    desk.decide(**{**ASKED, "kind": "refund"}, id="final")
    assert not over.committed
    desk.reverse("a", at=NOON)
    assert desk.may(**ASKED).left[0].left == Decimal("50.00")
    for name, code in (
        ("a", "already_reversed"),
        ("over", "not_committed"),
        ("zz", "not_committed"),
        ("final", "final"),
    ):
        with pytest.raises(NotPossible) as refused:
            desk.reverse(name, at=NOON)
        assert code_of(refused) == code


def test_threads_that_share_a_desk_never_overspend() -> None:
    desk: Desk = guideline(REP).desk()
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda number: desk.decide(**ASKED, id=str(number // 2)), range(240)))
    assert len({verdict.id for verdict in made if verdict.committed}) == 50
    assert desk.may(**ASKED).verdict == "beyond"
