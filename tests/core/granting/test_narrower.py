"""Key by key: what says more than a grant said before, and what says as much or less."""

from __future__ import annotations

import pytest

from leeway.core.authority import Guideline
from leeway.core.granting.narrower import loosened
from tests.core.authority.desk import guideline

ROOT = "id: top, from: petra, root: true, to: everyone, may: '*', redelegate: 3"
LIMIT = "limits: [{per: person, within: 7 days, amount: 400, count: 9}]"
TIERS = "mode: intend, window: [{up_to: 100, lasts: 4 hours}, {lasts: 3 days}]"


def one(terms: str) -> Guideline:
    return guideline(ROOT, f"id: one, from: ana, under: top, to: level:rep, {terms}")


@pytest.mark.parametrize(
    ("was", "now", "key"),
    [
        ("may: refund", "may: refund", None),
        ("may: refund", "may: refund, up_to: 5", None),
        ("may: 'fee.*'", "may: fee.late", None),
        ("may: fee.late", "may: 'fee.*'", "may"),
        ("may: refund, up_to: 5", "may: refund, up_to: 5", None),
        ("may: refund, up_to: 5", "may: refund, up_to: 5.01", "up_to"),
        ("may: refund, up_to: 5", "may: refund", "up_to"),
        ("may: refund, up_to: 5", "may: refund, up_to: order.total", "up_to"),
        ("may: refund, up_to: order.total", "may: refund, up_to: order.total", None),
        ("may: refund, up_to: order.total", "may: refund, up_to: order.total * 2", "up_to"),
        ("may: refund, up_to: order.total", "may: refund, up_to: 1", "up_to"),
        (f"may: refund, {LIMIT}", f"may: refund, {LIMIT}", None),
        (f"may: refund, {LIMIT}", f"may: refund, {LIMIT.replace('400', '399').replace('9}', '8}')}", None),
        (f"may: refund, {LIMIT}", f"may: refund, {LIMIT.replace('400', '401')}", "limits"),
        (f"may: refund, {LIMIT}", f"may: refund, {LIMIT.replace('count: 9', 'count: 10')}", "limits"),
        (f"may: refund, {LIMIT}", f"may: refund, {LIMIT.replace(', count: 9', '')}", "limits"),
        (f"may: refund, {LIMIT}", f"may: refund, {LIMIT.replace('amount: 400, ', '')}", "limits"),
        (f"may: refund, {LIMIT}", f"may: refund, {LIMIT.replace('person', 'customer')}", "limits"),
        (f"may: refund, {LIMIT}", f"may: refund, {LIMIT.replace('7 days', '6 days')}", "limits"),
        (f"may: refund, {LIMIT}", "may: refund", "limits"),
        (f"may: refund, {LIMIT.replace('}', ', counts: kinds}')}", f"may: refund, {LIMIT}", "limits"),
        (f"may: refund, {LIMIT.replace('person', 'case.days')}", f"may: refund, {LIMIT}", "limits"),
        ("may: refund", f"may: refund, {LIMIT}", None),
        ("may: refund", "may: refund, when: case.our_fault", None),
        ("may: refund, when: case.our_fault", "may: refund", "when"),
        ("may: refund, when: case.our_fault", "may: refund, when: case.days < 3", "when"),
        ("may: refund, mode: tell", "may: refund", "mode"),
        ("may: refund", "may: refund, mode: tell", None),
        ("may: refund, mode: intend, window: 4 hours", "may: refund, mode: intend, window: 4 hours", None),
        ("may: refund, mode: intend, window: 4 hours", "may: refund, mode: intend, window: 5 hours", None),
        ("may: refund, mode: intend, window: 4 hours", "may: refund, mode: intend, window: 3 hours", "window"),
        (f"may: refund, {TIERS}", f"may: refund, {TIERS}", None),
        (f"may: refund, {TIERS}", f"may: refund, {TIERS.replace('100', '101')}", "window"),
        (f"may: refund, {TIERS}", "may: refund, mode: advise", None),
        ("may: refund, mode: advise", "may: refund, mode: advise, advice: {expert: [level:coach]}", None),
        ("may: refund, mode: advise, advice: {expert: [level:coach]}", "may: refund, mode: advise", "advice"),
        ("may: refund, widen: {when: case.our_fault, by: 2}", "may: refund", None),
        ("may: refund", "may: refund, widen: {when: case.our_fault, by: 2}", "widen"),
        ("may: refund, needs: {training: [t]}", "may: refund, needs: {training: [t, u]}", None),
        ("may: refund, needs: {training: [t, u]}", "may: refund, needs: {training: [t]}", "needs"),
        ("may: refund", "may: refund, needs: {reason: true}", None),
        ("may: refund, needs: {reason: true}", "may: refund", "needs"),
        (
            "may: refund, needs: {agreed_by: [level:coach, level:coach]}",
            "may: refund, needs: {agreed_by: [level:coach]}",
            "needs",
        ),
        (
            "may: refund, needs: {agreed_by: [level:coach]}",
            "may: refund, needs: {agreed_by: [level:coach, everyone]}",
            None,
        ),
        ("may: refund, from_date: 2026-02-01", "may: refund, from_date: 2026-02-01", None),
        ("may: refund, from_date: 2026-02-01", "may: refund, from_date: 2026-01-31", "from_date"),
        ("may: refund, from_date: 2026-02-01", "may: refund", "from_date"),
        ("may: refund", "may: refund, from_date: 2026-02-01", None),
        ("may: refund, until: 2026-02-01", "may: refund, until: 2026-02-01", None),
        ("may: refund, until: 2026-02-01", "may: refund, until: 2026-02-02", "until"),
        ("may: refund, until: 2026-02-01", "may: refund", "until"),
        ("may: refund", "may: refund, until: 2026-02-01", None),
        ("may: refund, redelegate: 1", "may: refund, redelegate: 1", None),
        ("may: refund, redelegate: 1", "may: refund, redelegate: 2", "redelegate"),
        ("may: refund, pool: goodwill", "may: refund", "pool"),
        ("may: refund", "may: refund, pool: goodwill", None),
    ],
)
def test_what_says_more_than_before_is_named_and_less_is_not(was: str, now: str, key: str | None) -> None:
    found = one(was)
    before, after = found.grant("one"), one(now).grant("one")
    assert before is not None
    assert after is not None
    assert loosened(found, before, after) == key
