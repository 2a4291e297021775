from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from leeway.core.cases import Case, CaseState, TakeMessage, decide, evolve
from leeway.core.cases.messages import MessageReceived
from leeway.core.refusal import Refusal

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
KNOWN = Case(id="k1", state="DONE", owner="mia", customer="c1", number=7)
WRITTEN = TakeMessage(at=AT, by="customer:c1", case="k1", words="w1", channel="mail", message="m1")


def test_what_the_customer_writes_is_put_to_their_case_and_moves_nothing() -> None:
    (told,) = decide(WRITTEN, CaseState(replace(KNOWN, state="CONFIRMED")))
    assert told == MessageReceived(at=AT, by="customer:c1", case="k1", words="w1", channel="mail", message="m1")
    after = evolve(KNOWN, told)
    assert replace(after, moves=KNOWN.moves) == KNOWN


@pytest.mark.parametrize("state", ["RECEIVED", "CONFIRMED", "WITHDRAWN", "UNCONFIRMED"])
def test_a_case_that_nobody_has_heard_or_that_is_over_takes_it_too(state: str) -> None:
    assert isinstance(decide(WRITTEN, CaseState(replace(KNOWN, state=state)))[0], MessageReceived)


@pytest.mark.parametrize("by", ["customer:c2", "mia", "clock"])
def test_nobody_else_writes_in_the_customers_name(by: str) -> None:
    with pytest.raises(Refusal, match="act_not_yours"):
        decide(replace(WRITTEN, by=by), CaseState(KNOWN))


def test_without_words_or_a_case_there_is_no_message() -> None:
    with pytest.raises(Refusal, match="words_missing"):
        decide(replace(WRITTEN, words=None), CaseState(KNOWN))
    with pytest.raises(Refusal, match="no_such_case"):
        decide(WRITTEN, CaseState(Case(id="k1")))
