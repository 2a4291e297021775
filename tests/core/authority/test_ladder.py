"""The ladder: a rung for each kind, read from the grants in force."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leeway.core.authority.ladder import RUNGS, ladder
from tests.core.authority.desk import ROOT, guideline

AT = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
REP = "id: rep, from: ana, under: top, to: 'level:rep', may: refund, up_to: 100"


def rungs(*grants: str, person: str = "henry") -> dict[str, str]:
    found = guideline(ROOT, *grants)
    return {each.kind: each.rung.value for each in ladder(found, person, AT)}


def test_every_kind_has_a_rung_of_its_own_and_nobody_has_one_for_all() -> None:
    found = rungs(REP, f"{REP.replace('refund', 'callback').replace('id: rep', 'id: call')}, mode: advise")
    assert found == {
        "refund": "decide", "fee.waive": "observe", "fee.late": "observe", "replacement": "observe",
        "callback": "recommend",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "rung"),
    [
        ("", "decide"),
        ("mode: tell", "decide_and_tell"),
        ("mode: intend, window: 4 hours", "intend"),
        ("mode: advise", "recommend"),
        ("redelegate: 1", "coach"),
        ("redelegate: 1, mode: tell", "decide_and_tell"),
        ("from_date: 2026-03-03", "observe"),
        ("until: 2026-03-01", "observe"),
        ("needs: {training: [basics]}", "decide"),
        ("needs: {training: [credit]}", "observe"),
        ("when: 'case.our_fault'", "decide"),
    ],
)
def test_a_rung_is_what_the_grant_in_force_gives(more: str, rung: str) -> None:
    assert rungs(f"{REP}, {more}" if more else REP)["refund"] == rung


def test_of_several_grants_the_highest_rung_counts() -> None:
    intends = f"{REP.replace('id: rep', 'id: more')}, mode: intend, window: 4 hours"
    assert rungs(intends, REP)["refund"] == "decide"
    (refund, *_) = ladder(guideline(ROOT, intends, REP), "henry", AT)
    assert (refund.grant, RUNGS[refund.step]) == ("rep", "decide")


def test_whoever_may_pass_it_on_coaches_and_a_revoked_grant_puts_all_below_it_back() -> None:
    found = guideline(ROOT, REP)
    assert next(iter(ladder(found, "ana", AT))).rung == "coach"
    revoked = found.with_revoked(["top"])
    assert {each.rung.value for who in ("ana", "henry") for each in ladder(revoked, who, AT)} == {"observe"}


def test_somebody_whom_nobody_knows_looks_on() -> None:
    assert set(rungs(REP, person="nobody").values()) == {"observe"}
