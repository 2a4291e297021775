"""A row that fails keeps nothing else from its turn, and nothing ends the clock but its end."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from leeway.clock import run
from leeway.clock import tick as clock
from leeway.clock.tick import tick
from leeway.core.message import Command
from leeway.ledger.handle import handle
from leeway.ledger.models import Fact, Sealed
from leeway.ledger.verify import verify
from leeway.projections.promises import PromiseRow
from leeway.projections.timers import Timer
from tests.desk.harbour import heard
from tests.stores import Store

SECRET = "what Noor said"


@pytest.fixture
def due(bank: Store) -> datetime:
    """When the words of three cases are due, the first of them first."""
    for _ in range(3):
        heard()
    at: datetime = PromiseRow.objects.order_by("-due")[0].due
    assert tick(at - timedelta(hours=1)) == 3, "they are warned of"
    return at


def failing(monkeypatch: pytest.MonkeyPatch, about: str, error: Exception) -> list[str]:
    """Let everything about `about` raise; what was tried, in order."""
    tried: list[str] = []

    def fails(command: Command, *, command_id: str, **more: Any) -> Any:
        tried.append(command_id)
        if about in command_id:
            raise error
        return handle(command, command_id=command_id, **more)

    monkeypatch.setattr(clock, "handle", fails)
    return tried


@pytest.mark.parametrize("error", [KeyError(SECRET), RuntimeError(SECRET), OperationalError(SECRET)])
def test_a_row_that_fails_is_tried_once_and_the_others_have_their_turn(
    due: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    first = Timer.objects.order_by("at", "about")[0].about
    with monkeypatch.context() as broken:
        tried = failing(broken, first, error)
        assert tick(due) == 2
        assert sum(first in each for each in tried) == 1
    assert Sealed.objects.count() == Fact.objects.count(), "sealed all the same"
    lines = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert lines == [f"The clock failed at {first}, due_passed ({type(error).__name__}); it goes on."]
    assert SECRET not in caplog.text
    assert tick(due) == 1, "its turn comes when it can"
    assert verify().wrong == ()


def test_more_failing_rows_than_one_look_reads_hold_nothing_up(due: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "BATCH", 1)
    last = Timer.objects.order_by("-at", "-about")[0].about
    tried: list[str] = []

    def fails(command: Command, *, command_id: str) -> Any:
        tried.append(command_id)
        if last not in command_id:
            raise ValueError
        return handle(command, command_id=command_id)

    monkeypatch.setattr(clock, "handle", fails)
    assert tick(due) == 1
    assert len(tried) == len(set(tried)) == 3


def test_a_row_that_stays_after_its_effect_is_not_fired_for_ever(due: datetime) -> None:
    stale = Timer.objects.order_by("at", "about")[0]
    assert tick(due) == 3
    Timer.objects.filter(about=stale.about).delete()
    stale.save(force_insert=True)
    assert tick(due) == 1, "answered as before, once"


def test_a_database_that_is_away_ends_the_look_and_not_the_clock(
    due: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried = failing(monkeypatch, "promise:", OperationalError(SECRET))
    monkeypatch.setattr(clock, "_database_answers", lambda: False)
    with pytest.raises(OperationalError):
        tick(due)
    assert len(tried) == 1


@pytest.mark.parametrize("error", [KeyError(SECRET), OperationalError(SECRET)])
def test_the_clock_goes_on_whatever_one_look_brings(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    stop, looks = threading.Event(), []

    def look(now: datetime) -> int:
        looks.append(now)
        if len(looks) == 3:
            stop.set()
        raise error

    monkeypatch.setattr(run, "tick", look)
    monkeypatch.setattr(run, "EVERY_SECONDS", 0.001)
    monkeypatch.setattr(run, "close_old_connections", lambda: None)
    run.keep_ticking(stop)
    assert len(looks) == 3
    assert caplog.text.count(type(error).__name__) == 3
    assert SECRET not in caplog.text
