"""Writes what was decided: facts, tags, the kept commands, views and letters, many rows in a statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from itertools import groupby
from typing import Any

import msgspec
from django.db import models

from leeway.core.cases.truth import Claim
from leeway.core.message import Command, Event
from leeway.core.refusal import Refusal
from leeway.ledger import codec, outbox, sql
from leeway.ledger.models import KeptCommand
from leeway.ledger.recorded import Recorded
from leeway.ledger.sight import Sight
from leeway.projections import registry

FACTS = sql.Rows(
    "ledger_fact",
    {
        "position": "bigint", "id": "text", "name": "text", "version": "smallint", "at": sql.TIME, "by": "text",
        "command_id": "text", "data": sql.JSON,
    },
)  # fmt: skip
TAGS = sql.Rows("ledger_fact_tag", {"tag": "text", "position": "bigint"}, 2)
COMMANDS = sql.Rows(
    "ledger_command",
    {
        "id": "text", "name": "text", "at": sql.TIME, "by": "text", "content": "text", "data": sql.JSON,
        "answer": "text", "refusal_code": "text", "refusal_details": sql.JSON, "positions": sql.JSON,
    },
)  # fmt: skip
CASE_NUMBERS = sql.Rows("people_casenumber", {"number": "bigint", "case": "text"})

Answer = tuple[Event, ...] | Refusal


@dataclass(slots=True)
class Asked:
    """A command that somebody waits to have answered. data, content: as they are kept with it.

    claims: what its words to the customer say about colleagues."""

    command: Command
    id: str
    words: Sequence[models.Model] = ()
    data: bytes = field(init=False)
    content: str = field(init=False)
    claims: tuple[Claim, ...] = ()

    def __post_init__(self) -> None:
        self.data, self.content = codec.kept(self.command)


@dataclass(frozen=True, slots=True)
class Decided:
    asked: Asked
    answer: Answer


def write(decided: Sequence[Decided], positions: Iterable[int], sight: Sight | None) -> None:
    """Write all of it, in the order in which it was decided. positions: for the facts, rising.

    sight: what has been read and folded of it already, if it was decided together with others.
    """
    numbers = iter(positions)
    facts: list[tuple[Any, ...]] = []
    tags: list[tuple[str, int]] = []
    commands: list[tuple[Any, ...]] = []
    recorded: list[Recorded] = []
    for each in decided:
        asked, here = each.asked, list[int]()
        for number, event in enumerate(() if isinstance(each.answer, Refusal) else each.answer):
            position, fact_id = next(numbers), f"{asked.id}.{number}"
            said = (event.NAME, event.VERSION, event.at, event.by, asked.id, codec.encoded(event))
            facts.append((position, fact_id, *said))
            tags += [(tag, position) for tag in event.tags()]
            recorded.append(Recorded(position, fact_id, event))
            here.append(position)
        commands.append(_kept(asked, each.answer, here))
    _save_words(decided)
    with sql.at_once():
        FACTS.insert(facts)
        TAGS.insert(sorted(tags))
        COMMANDS.insert(commands)
        if sight is not None:
            _number_cases(sight)
            registry.write_hot(recorded, sight)
    if recorded:
        _tell_others(recorded, decided, hot=sight is None)


def _kept(asked: Asked, answer: Answer, positions: Sequence[int]) -> tuple[Any, ...]:
    command, encode = asked.command, msgspec.json.encode
    refusal = answer if isinstance(answer, Refusal) else None
    said = KeptCommand.Answer.REFUSED if refusal else KeptCommand.Answer.DONE
    code, details = (refusal.code, encode(refusal.kept)) if refusal else ("", b"{}")
    return (
        asked.id, command.NAME, command.at, command.by, asked.content, asked.data, said.value, code, details,
        encode(positions),
    )  # fmt: skip


def _save_words(decided: Sequence[Decided]) -> None:
    words: list[Any] = [row for each in decided if not isinstance(each.answer, Refusal) for row in each.asked.words]
    for kind, rows in groupby(words, key=_model):
        kind._default_manager.bulk_create(list(rows))


def _model(row: Any) -> Any:
    return type(row)


def _number_cases(sight: Sight) -> None:
    given = [(number, case) for case, number in sight.numbers.items() if sight.cases[case].number == number]
    CASE_NUMBERS.insert(given)


def _tell_others(recorded: Sequence[Recorded], decided: Sequence[Decided], *, hot: bool) -> None:
    for projection in registry.PROJECTIONS:
        if hot or projection not in registry.HOT:
            projection.project(recorded)
    if any(type(each.event) in outbox.LETTERS for each in recorded):
        asked_at: Mapping[str, Any] = {each.asked.id: each.asked.command.at.astimezone(UTC) for each in decided}
        outbox.put([(each, asked_at[each.id.rpartition(".")[0]]) for each in recorded])
