"""What happens elsewhere reaches the promise that waits for it, once, on both databases, and rebuilt equals live."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from leeway.clock.tick import tick
from leeway.core.expectations import EndExpectation, RecordExpectation
from leeway.core.promises import ActOnPromise, Clauses, OpenPromise
from leeway.core.promises.happenings import RecordHappening
from leeway.ledger.handle import handle
from leeway.ledger.rebuild import differences
from leeway.projections.expectations import ExpectationRow
from leeway.projections.promises import PromiseRow
from tests.desk.harbour import do, heard, open_bank
from tests.ledger.toys import together
from tests.stores import Store


@pytest.fixture
def bank(store: Store) -> Store:
    open_bank()
    return store


def promised(promise: str, clauses: Clauses | None = None, case: str | None = None) -> None:
    """Henry promises it to Mia."""
    at = timezone.now()
    do(OpenPromise(at=at, by="mia", promise=promise, case=case, promiser="henry", promisee="mia", act="request",
                   body="w", due=at + timedelta(days=5), clauses=clauses))  # fmt: skip
    do(ActOnPromise(at=at, by="henry", promise=promise, case=case, act="promise"))


def revoke(promise: str) -> None:
    do(ActOnPromise(at=timezone.now(), by="henry", promise=promise, case=None, act="revoke", reason="w"))


def test_a_broken_promise_reaches_what_depends_on_it_in_another_case_once(bank: Store) -> None:
    case = heard().id
    promised("a")
    promised("b", Clauses(depends_on="a"), case)
    promised("c", Clauses(depends_on="a"))
    revoke("a")
    assert not differences()
    fired = together(*[partial(tick, timezone.now()) for _ in range(3)])
    assert sum(each.result() for each in fired) >= 2
    assert tick(timezone.now()) == 0
    found = {row.id: row.promise for row in PromiseRow.objects.filter(id__in=["b", "c"])}
    assert {(each.state, each.at_risk, each.risk_from) for each in found.values()} == {("PROMISED", True, "a")}
    assert not differences()


def test_who_agrees_while_the_other_promise_breaks_hears_of_it(bank: Store) -> None:
    """Neither of two transactions may miss the other, whichever comes first."""
    for turn in range(4):
        first, second = f"x{turn}", f"y{turn}"
        promised(first)
        both = together(partial(promised, second, Clauses(depends_on=first)), partial(revoke, first))
        assert not [each.exception() for each in both if each.exception()]
        tick(timezone.now())
        assert PromiseRow.objects.get(id=second).promise.risk_from == first
    assert not differences()


def test_an_event_makes_due_what_awaits_it_and_comes_again(bank: Store) -> None:
    case = heard().id
    promised("a", Clauses(awaits="back:petra", within=30))
    promised("b", Clauses(awaits="back:petra", within=30), case)
    promised("c", Clauses(awaits="back:ana"))
    happened = RecordHappening(at=timezone.now(), by="ana", event="back:petra")
    handle(happened, command_id="back-1")
    handle(happened, command_id="back-1")
    assert not differences()
    assert [tick(timezone.now()), tick(timezone.now())] == [2, 0]
    do(RecordHappening(at=timezone.now(), by="ana", event="back:petra"))
    assert tick(timezone.now()) == 0
    soon = timezone.now() + timedelta(hours=1)
    assert {row.id for row in PromiseRow.objects.filter(due__lt=soon, kind="said")} == {"a", "b"}
    assert not differences()


def test_a_gap_that_ends_in_a_promise_writes_both_at_once(bank: Store) -> None:
    at, case = timezone.now(), heard().id
    do(RecordExpectation(at=at, by="mia", expectation="e", kind="implicit", other="henry", words="w", case=case))
    do(EndExpectation(at=at, by="henry", expectation="e", ending="agree", case=case, promise="p", body="w",
                      due=at + timedelta(days=1)))  # fmt: skip
    assert ExpectationRow.objects.get(id="e").ending == "agree"
    assert (PromiseRow.objects.get(id="p").state, PromiseRow.objects.get(id="p").case) == ("OFFERED", case)
    assert not differences()
