"""Accepting and taking back at the same time: one after the other, each on what the other left."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from leeway.core.cases import Decide
from leeway.core.cases.decisions import Deciding
from leeway.core.granting import AcceptGrant, RevokeGrant
from leeway.core.refusal import Refusal
from leeway.ledger.rebuild import differences
from leeway.ledger.verify import verify
from leeway.projections.grants import GrantRow
from leeway.projections.guidelines import GuidelineVersion
from tests.desk.harbour import command_id, do, heard, open_bank
from tests.desk.test_my_leeway import offered
from tests.stores import Store


@pytest.fixture(autouse=True)
def _bank(store: Store) -> None:
    open_bank()


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Start all acts at the same moment; "done" or the code of the refusal of each."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            gate.wait()
            act()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def accept(grant: str) -> None:
    do(AcceptGrant(at=timezone.now(), by="mia", grant=grant))


def revoke(grant: str) -> None:
    do(RevokeGrant(at=timezone.now(), by="petra", grant=grant, words="words"))


def test_accepting_while_what_it_hangs_on_is_taken_back() -> None:
    for place in range(4):
        offered(f"mia-{place}")
    said = at_once(*(lambda n=place: accept(f"mia-{n}") for place in range(4)), lambda: revoke("all"))
    assert said[-1] == "done"
    assert set(said[:-1]) <= {"done", "taken_back_above"}
    assert GuidelineVersion.objects.count() == 1 + said.count("done")
    assert GrantRow.objects.filter(state="live").count() == said[:-1].count("done")
    assert differences() == []
    assert verify().wrong == ()


def test_one_offer_is_accepted_once_however_often_it_is_sent() -> None:
    offered()
    said = at_once(*(lambda: accept("mia-more") for _ in range(4)))
    assert sorted(said) == ["done", "no_such_offer", "no_such_offer", "no_such_offer"]
    assert GuidelineVersion.objects.count() == 2


def test_no_decision_is_made_under_what_was_taken_back_before_it() -> None:
    offered()
    accept("mia-more")
    rows = [heard("mia") for _ in range(6)]

    def decide(case: str) -> None:
        deciding = Deciding(command_id(), "refund", 50000)
        do(Decide(at=timezone.now(), by="mia", case=case, deciding=deciding))

    said = at_once(*(lambda case=row.id: decide(case) for row in rows[:5]), lambda: revoke("mia-more"))
    assert set(said[:5]) <= {"done", "verdict_beyond"}
    assert said[5] == "done"
    assert at_once(lambda: decide(rows[5].id)) == ["verdict_beyond"]
    assert verify().wrong == ()
