"""The one door: everything that can happen goes through `handle`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from django.db import connection, models, transaction

from leeway.core.message import Command, Event
from leeway.core.refusal import Refusal
from leeway.ledger import codec, outbox
from leeway.ledger.deciders import DECIDERS, Decider
from leeway.ledger.locks import lock, lock_ledger, share_ledger
from leeway.ledger.models import Fact, FactTag, KeptCommand
from leeway.ledger.read import facts_at, recorded
from leeway.projections.registry import PROJECTIONS

COMMAND_ID = re.compile(r"[!-~]{1,200}")
TRIES = 10
TAGS_CAN_MOVE = {"sqlite": False, "postgresql": True}  # on SQLite nobody else writes once a transaction has begun


class _TagsMovedError(Exception):
    """Between asking for the tags and locking them, something was written that adds one: begin anew."""


def handle(command: Command, *, command_id: str, words: Sequence[models.Model] = ()) -> tuple[Event, ...]:
    """Decide the command and write down what happens; or raise the `Refusal`, which is kept as well.

    One short transaction. The same command id gets the same answer again and changes nothing; with other content it
    is refused as `command_id_reused`. words: unsaved rows of what people wrote, saved if the command is accepted.
    """
    if not COMMAND_ID.fullmatch(command_id):
        raise Refusal("command_id_bad", longest=200)
    answer = _answer_in_one_transaction(command, command_id, words)
    if isinstance(answer, Refusal):
        raise answer
    return answer


def _answer_in_one_transaction(
    command: Command, command_id: str, words: Sequence[models.Model]
) -> tuple[Event, ...] | Refusal:
    for _ in range(TRIES):
        try:
            with transaction.atomic(durable=True):
                return _answer(command, command_id, words)
        except _TagsMovedError:
            continue
    raise RuntimeError(f"What {command.NAME!r} is decided on changed {TRIES} times while it was being locked.")


def _answer(command: Command, command_id: str, words: Sequence[models.Model]) -> tuple[Event, ...] | Refusal:
    decider = DECIDERS[type(command)]
    _lock(decider, command, command_id)
    known = KeptCommand.objects.filter(id=command_id).first()
    if known:
        return _answer_again(known, command)
    try:
        with transaction.atomic():  # what reading the state may have written goes when the command is refused
            events = decider.decide(command, decider.load(command))
    except Refusal as refusal:
        _keep(command, command_id, refusal)
        return refusal
    if not events:
        raise RuntimeError(f"The rule for {command.NAME!r} neither decided nor refused.")
    for each in words:
        each.save(force_insert=True)
    _write(command, command_id, events)
    return events


def _lock(decider: Decider[Any, Any], command: Command, command_id: str) -> None:
    """Lock all that the command is decided on; ask again under the locks, for what that is may hang on facts."""
    if decider.alone:
        lock_ledger()
    else:
        share_ledger()
    tags: frozenset[str] = decider.tags(command)
    lock(tags | {f"command:{command_id}"})
    if TAGS_CAN_MOVE[connection.vendor] and not decider.tags(command) <= tags:
        raise _TagsMovedError


def _answer_again(known: KeptCommand, command: Command) -> tuple[Event, ...] | Refusal:
    if known.content != codec.content(command):
        return Refusal("command_id_reused")
    if known.answer == KeptCommand.Answer.REFUSED:
        return Refusal(known.refusal_code, **known.refusal_details)
    return facts_at(known.positions)


def _write(command: Command, command_id: str, events: tuple[Event, ...]) -> None:
    rows = Fact.objects.bulk_create(
        Fact(
            id=f"{command_id}.{number}",
            name=event.NAME,
            version=event.VERSION,
            at=event.at.astimezone(UTC),
            by=event.by,
            command_id=command_id,
            data=codec.encode(event),
        )
        for number, event in enumerate(events)
    )
    FactTag.objects.bulk_create(
        FactTag(tag=tag, fact_id=row.position)
        for row, event in zip(rows, events, strict=True)
        for tag in sorted(event.tags())
    )
    _keep(command, command_id, [row.position for row in rows])
    facts = [recorded(row) for row in rows]  # as they will be read again, so that live views equal rebuilt ones
    for projection in PROJECTIONS:
        projection.project(facts)
    outbox.put(facts, command.at)


def _keep(command: Command, command_id: str, answer: Refusal | list[int]) -> None:
    refusal = answer if isinstance(answer, Refusal) else None
    KeptCommand.objects.bulk_create(
        [
            KeptCommand(
                id=command_id,
                name=command.NAME,
                at=command.at,
                by=command.by,
                content=codec.content(command),
                data=codec.command_data(command),
                answer=KeptCommand.Answer.REFUSED if refusal else KeptCommand.Answer.DONE,
                refusal_code=refusal.code if refusal else "",
                refusal_details=dict(refusal.details) if refusal else {},
                positions=[] if isinstance(answer, Refusal) else answer,
            )
        ]
    )
