"""One transaction of the door: lock what the commands are decided on, read, decide one after another, write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import connection, transaction

from leeway.core.refusal import Refusal
from leeway.ledger import sql
from leeway.ledger.deciders import DECIDERS, Decider, SeenDecider
from leeway.ledger.loading import demands_of
from leeway.ledger.locks import lock, lock_ledger, lock_statement, share_ledger, share_statement
from leeway.ledger.models import KeptCommand
from leeway.ledger.read import facts_at
from leeway.ledger.sight import CASES, Sight
from leeway.ledger.sight import asked as sum_asked
from leeway.ledger.standing import organisation, organisation_statements
from leeway.ledger.writing import Answer, Asked, Decided, write
from leeway.projections import spends, sums

FACTS_EACH = 6  # positions taken ahead for each command; where one leads to more, they are taken afterwards
TAGS_CAN_MOVE = {"sqlite": False, "postgresql": True}  # on SQLite nobody else writes once a transaction has begun
Statement = tuple[str, Any]

KNOWN = "SELECT id, content, answer, refusal_code, refusal_details, positions FROM ledger_command WHERE "


class TagsMovedError(Exception):
    """Between asking for the tags and locking them, something was written that adds one: begin anew."""


class SumsMissingError(Exception):
    """The guideline in force asks for sums that were not built yet."""


def by_itself(asked: Asked, decider: Decider[Any, Any]) -> Answer:
    """Decide one command in a transaction of its own."""
    with transaction.atomic(durable=True):
        if decider.alone:
            lock_ledger()
        else:
            share_ledger()
        tags = decider.tags(asked.command)
        lock(tags | {f"command:{asked.id}"})
        if TAGS_CAN_MOVE[connection.vendor] and not decider.tags(asked.command) <= tags:
            raise TagsMovedError
        known = KeptCommand.objects.filter(id=asked.id).first()
        if known:
            return _again(
                asked, (known.content, known.answer, known.refusal_code, known.refusal_details, known.positions)
            )
        try:
            with transaction.atomic():  # what reading the state may have written goes when the command is refused
                events = decider.decide(asked.command, decider.load(asked.command))
        except Refusal as refusal:
            write([Decided(asked, refusal)], [], None)
            return refusal
        write([Decided(asked, _must_say(asked, events))], _positions(len(events)), None)
        return events


def together(asked: Sequence[Asked]) -> list[Answer | BaseException | None]:
    """Decide the commands one after another in one transaction, each on what those before it decided.

    An answer for each; or what went wrong with it alone; or None where its tags moved while they were being locked.
    """
    with transaction.atomic(durable=True):
        return _Batch(asked).answers()


class _Batch:
    def __init__(self, asked: Sequence[Asked]) -> None:
        self.asked = asked
        self.kept: dict[str, tuple[Any, ...]] = {}
        self.here: dict[str, Decided] = {}
        self.positions: list[int] = []
        self.ready: list[bool] = [True] * len(asked)
        self.sight = self._read_locked() if sql.on_postgresql() else self._read((), kept=True)
        if not self.sight.standings and (demands := self._demands(self.sight)):
            self.sight.standings |= sums.read(demands)

    def answers(self) -> list[Answer | BaseException | None]:
        found: list[Answer | BaseException | None] = []
        for asked, ready in zip(self.asked, self.ready, strict=True):
            if not ready:
                found.append(None)
                continue
            try:
                found.append(self._answer(asked))
            except Exception as error:
                found.append(error)
        decided = list(self.here.values())
        count = sum(len(each.answer) for each in decided if not isinstance(each.answer, Refusal))
        enough = count <= len(self.positions)  # else taken anew: on SQLite they begin where the first ones began
        write(decided, self.positions[:count] if enough else _positions(count), self.sight)
        return found

    def _answer(self, asked: Asked) -> Answer:
        if asked.id in self.kept:
            return _again(asked, self.kept[asked.id])
        if asked.id in self.here:
            earlier = self.here[asked.id]
            if earlier.asked.content != asked.content:
                return Refusal("command_id_reused")
            said = earlier.answer  # a refusal is raised in another thread than the first one
            return Refusal.again(said.code, said.kept) if isinstance(said, Refusal) else said
        decider = DECIDERS[type(asked.command)]
        assert isinstance(decider, SeenDecider)
        answer: Answer
        try:
            events, case = decider.decide(asked.command, decider.load(asked.command, self.sight))
        except Refusal as refusal:
            answer = refusal
        else:
            self.sight.take(_must_say(asked, events), case)
            answer = events
        self.here[asked.id] = Decided(asked, answer)
        return answer

    def _read_locked(self) -> Sight:
        """Read what the tags hang on, lock them, and read again what may have changed meanwhile."""
        first = self._read((share_statement(),))
        tags = [_tags(asked, first) for asked in self.asked]
        ids = {f"command:{asked.id}" for asked in self.asked}
        sight = self._read((lock_statement(ids.union(*tags)),), first, kept=True)
        self.ready = [
            sight.sees_the_same(first, getattr(asked.command, "case", None)) or _tags(asked, sight) <= locked
            for asked, locked in zip(self.asked, tags, strict=True)
        ]
        return sight

    def _read(self, before: Sequence[Statement], first: Sight | None = None, *, kept: bool = False) -> Sight:
        """Read in one round trip. before: statements to be sent first. first: a sight by which to tell the sums that
        will be asked for. kept: with the commands that are known, and positions to write to."""
        cases = {case for asked in self.asked if (case := getattr(asked.command, "case", None))}
        statements = [*before, *organisation_statements(), (CASES + sql.one_of("c.id"), [sql.listed(cases)])]
        if kept:
            ids = sql.listed(asked.id for asked in self.asked)
            statements += [(KNOWN + sql.one_of("id"), [ids]), _positions_statement(FACTS_EACH * len(self.asked))]
        demands = self._demands(first) if first else []
        if demands:
            statements += sums.standing_statements(demands)
        found = sql.ask(*statements)[len(before) :]
        sight = Sight(organisation(*found[:2]))
        if not sight.organisation.sums_are_complete:
            raise SumsMissingError
        sight.saw_cases(cases, found[2], first)
        if kept:
            self.kept = {row[0]: (*row[1:4], *map(_json, row[4:])) for row in found[3]}
            self.positions = _numbers(found[4], FACTS_EACH * len(self.asked))
        if demands:
            sight.standings |= sums.standings(*found[-2:])
        return sight

    def _demands(self, sight: Sight) -> list[tuple[str, int]]:
        return sorted({sum_asked(demand) for asked in self.asked for demand in demands_of(asked.command, sight)})


def complete_sums() -> None:
    """Build what the guideline in force asks for and nobody asked for before, with the ledger locked."""
    with transaction.atomic(durable=True):
        lock_ledger()
        spends.complete()


def _tags(asked: Asked, sight: Sight) -> frozenset[str]:
    found: frozenset[str] = DECIDERS[type(asked.command)].tags(asked.command, sight)  # type: ignore[call-arg]
    return found


def _must_say(asked: Asked, events: Any) -> Any:
    if not events:
        raise RuntimeError(f"The rule for {asked.command.NAME!r} neither decided nor refused.")
    return events


def _again(asked: Asked, known: tuple[Any, ...]) -> Answer:
    content, answer, code, details, positions = known
    if content != asked.content:
        return Refusal("command_id_reused")
    if answer == KeptCommand.Answer.REFUSED:
        return Refusal.again(code, details)
    return facts_at(positions)


def _json(value: Any) -> Any:
    return msgspec.json.decode(value) if isinstance(value, str) else value


def _positions(count: int) -> list[int]:
    return _numbers(sql.ask(_positions_statement(count))[0], count) if count else []


def _positions_statement(count: int) -> tuple[str, list[int]]:
    if sql.on_postgresql():
        sequence = "pg_get_serial_sequence('ledger_fact', 'position')"
        return f"SELECT nextval({sequence}) FROM generate_series(1, %s)", [count]  # noqa: S608
    return "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'ledger_fact'", []


def _numbers(rows: Sequence[sql.Row], count: int) -> list[int]:
    if sql.on_postgresql():
        return [int(row[0]) for row in rows]
    return list(range(rows[0][0] + 1, rows[0][0] + 1 + count))
