"""The one door: everything that can happen goes through `handle`."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection, models

from leeway.core.message import Command, Event
from leeway.core.refusal import Refusal
from leeway.ledger import codec, deciding
from leeway.ledger.deciders import DECIDERS, Decider
from leeway.ledger.deciding import SumsMissingError, TagsMovedError
from leeway.ledger.lending import own_connection
from leeway.ledger.turns import Turns
from leeway.ledger.writing import Answer, Asked
from leeway.people.claims import claims_in

COMMAND_ID = re.compile(r"[!-~]{1,200}")
TRIES = 10
PAUSE = 0.01  # seconds, at most, before a transaction that ran into another is tried again; twice as long each time

T = TypeVar("T")


def handle(command: Command, *, command_id: str, words: Sequence[models.Model] = ()) -> tuple[Event, ...]:
    """Decide the command and write down what happens; or raise the `Refusal`, which is kept as well.

    Returns once it is committed. The same command id gets the same answer again and changes nothing; with other
    content it is refused as `command_id_reused`. words: unsaved rows of what people wrote, saved if the command is
    accepted. Commands that come at the same time may share a transaction; each is answered as if it had come by itself.
    """
    if not COMMAND_ID.fullmatch(command_id):
        raise Refusal("command_id_bad", longest=200)
    if connection.in_atomic_block:
        raise RuntimeError("What is handled commits by itself: handle() cannot stand inside a transaction.")
    asked = Asked(codec.in_utc(command), command_id, words, claims=claims_in(command, words))
    decider = DECIDERS[type(command)]
    if isinstance(decider, Decider):
        answer = _again_where_it_failed(lambda: deciding.by_itself(asked, decider), command.NAME)
    else:
        answer = _TURNS.take(asked)
    if isinstance(answer, Refusal):
        raise answer
    return answer


def _answer_all(asked: Sequence[Asked]) -> list[Answer | BaseException]:
    """The answer to each, or what went wrong with it, in their order."""
    try:
        found = _again_where_it_failed(lambda: _in_one_transaction(asked), asked[0].command.NAME)
    except Exception as error:
        if len(asked) == 1:
            return [error]
        return [_answer_all([each])[0] for each in asked]  # one of them is at fault, and fails alone
    return [*found, *_answer_all(asked[len(found) :])] if len(found) < len(asked) else found


def _in_one_transaction(asked: Sequence[Asked]) -> list[Answer | BaseException]:
    with own_connection():
        return deciding.together(asked)


def _again_where_it_failed(answer: Callable[[], T], name: str) -> T:
    """Try again what two transactions kept each other from, and what a lost connection left open.

    Whether it was committed then is not known; its id is asked for first, so that it cannot happen twice.
    """
    for turn in range(TRIES):
        try:
            return answer()
        except TagsMovedError:
            continue
        except SumsMissingError:
            deciding.complete_sums()
        except (OperationalError, InterfaceError) as error:
            if turn == TRIES - 1 or not _may_pass(error):
                raise
            time.sleep(random.uniform(0, PAUSE * 2**turn))  # noqa: S311  nothing secret hangs on it
    raise RuntimeError(f"What {name!r} is decided on changed {TRIES} times while it was being locked.")


def _may_pass(error: Exception) -> bool:
    """Deadlocks, failed serialization, a connection that is gone, a database that is locked."""
    cause: Any = error.__cause__ or error
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return state in {"40001", "40P01", "57P01", "57P02", "57P03"} or str(state).startswith("08")
    return connection.vendor == "postgresql" or "locked" in str(error)


_TURNS = Turns(_answer_all)
