"""One transaction of the door: lock what the commands are decided on, read, decide one after another, write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import connection, transaction

from leeway.core.refusal import Refusal
from leeway.ledger import sql
from leeway.ledger.deciders import DECIDERS, Decider, SeenDecider
from leeway.ledger.loading import Sums
from leeway.ledger.locks import lock, lock_ledger, lock_statement, share_ledger, share_statement
from leeway.ledger.models import KeptCommand
from leeway.ledger.read import facts_at
from leeway.ledger.sight import CASES, Sight
from leeway.ledger.sight import asked as sum_asked
from leeway.ledger.standing import organisation, organisation_statements
from leeway.ledger.writing import Answer, Asked, Decided, write
from leeway.projections import spends, sums

FACTS_EACH = 6  # positions taken ahead for each command; where one leads to more, they are taken afterwards
OTHERS_WRITE = {"sqlite": False, "postgresql": True}  # on SQLite nobody else does once a transaction has begun

NEXT_POSITIONS = """
WITH its AS MATERIALIZED (SELECT pg_get_serial_sequence('ledger_fact', 'position')::regclass AS sequence)
SELECT nextval(sequence) FROM its, generate_series(1, %s)
"""
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
        if OTHERS_WRITE[connection.vendor] and not decider.tags(asked.command) <= tags:
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


def together(asked: Sequence[Asked]) -> list[Answer | BaseException]:
    """Decide the commands one after another in one transaction, each on what those before it decided.

    An answer for each, or what went wrong with it alone; up to the first that spends from what was not locked, because
    those before it changed its case: it and all after it are left for another transaction.
    """
    with transaction.atomic(durable=True):
        return _Batch(asked).answers()


class _Batch:
    """What the commands are about is locked first, then what they spend from: everybody in this order, each part in
    the order of its keys, so that none waits for another in a circle. Whatever the second lock hangs on is read
    between the two, and stands still."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self.asked = asked
        self.kept: dict[str, tuple[Any, ...]] = {}
        self.here: dict[str, Decided] = {}
        self.positions: list[int] = []
        self.locked = {f"command:{each.id}" for each in asked}
        self.locked.update(_decider(each).subject(each.command) for each in asked)
        self.sight = self._read()
        spent = [_sums(each, self.sight) for each in asked if each.id not in self.kept]
        self._read_sums(spent)

    def answers(self) -> list[Answer | BaseException]:
        found: list[Answer | BaseException] = []
        for asked in self.asked:
            try:
                answer = self._answer(asked)
            except Exception as error:
                found.append(error)
                continue
            if answer is None:
                break
            found.append(answer)
        decided = list(self.here.values())
        count = sum(len(each.answer) for each in decided if not isinstance(each.answer, Refusal))
        enough = count <= len(self.positions)  # else taken anew: on SQLite they begin where the first ones began
        write(decided, self.positions[:count] if enough else _positions(count), self.sight)
        return found

    def _answer(self, asked: Asked) -> Answer | None:
        if asked.id in self.kept:
            return _again(asked, self.kept[asked.id])
        if asked.id in self.here:
            earlier = self.here[asked.id]
            if earlier.asked.content != asked.content:
                return Refusal("command_id_reused")
            said = earlier.answer  # a refusal is raised in another thread than the first one
            return Refusal.again(said.code, said.kept) if isinstance(said, Refusal) else said
        if not self._is_locked(asked):
            return None
        decider = _decider(asked)
        answer: Answer
        self.sight.claims = asked.claims
        try:
            events, case = decider.decide(asked.command, decider.load(asked.command, self.sight))
            self.sight.must_be_countable(events)
        except Refusal as refusal:
            answer = refusal
        else:
            self.sight.take(_must_say(asked, events), case)
            answer = events
        self.here[asked.id] = Decided(asked, answer)
        return answer

    def _is_locked(self, asked: Asked) -> bool:
        """Whether all that it spends from is, also where those before it have changed the case."""
        case = getattr(asked.command, "case", None)
        if not OTHERS_WRITE[connection.vendor] or not case or self.sight.is_as_before(case):
            return True
        return _sums(asked, self.sight).tags <= self.locked

    def _read(self) -> Sight:
        """Lock what the commands are about and read it, in one round trip."""
        cases = {case for asked in self.asked if (case := getattr(asked.command, "case", None))}
        before: list[Any] = [share_statement(), lock_statement(self.locked)] if sql.on_postgresql() else []
        ids = sql.listed(asked.id for asked in self.asked)
        found = sql.ask(
            *before,
            *organisation_statements(),
            (CASES + sql.one_of("c.id"), [sql.listed(cases)]),
            (KNOWN + sql.one_of("id"), [ids]),
        )[len(before) :]
        sight = Sight(organisation(*found[:2]))
        if not sight.organisation.sums_are_complete:
            raise SumsMissingError
        sight.saw_cases(cases, found[2])
        self.kept = {row[0]: (*row[1:4], *map(_json, row[4:])) for row in found[3]}
        return sight

    def _read_sums(self, spent: Sequence[Sums]) -> None:
        """Lock what they spend from and read the sums, in one round trip; positions, which have to rise within all
        that is locked, are taken then."""
        tags = {tag for each in spent for tag in each.tags} - self.locked
        demands = sorted({sum_asked(demand) for each in spent for demand in each.demands})
        before: list[Any] = [lock_statement(tags)] if tags and sql.on_postgresql() else []
        count = FACTS_EACH * len(self.asked)
        positions, *found = sql.ask(
            *before, _positions_statement(count), *(sums.standing_statements(demands) if demands else ())
        )[len(before) :]
        self.locked |= tags
        self.positions = _numbers(positions, count)
        if demands:
            self.sight.standings |= sums.standings(*found)


def complete_sums() -> None:
    """Build what the guideline in force asks for and nobody asked for before, with the ledger locked."""
    with transaction.atomic(durable=True):
        lock_ledger()
        spends.complete()


def _decider(asked: Asked) -> SeenDecider[Any, Any]:
    decider = DECIDERS[type(asked.command)]
    assert isinstance(decider, SeenDecider)
    return decider


def _sums(asked: Asked, sight: Sight) -> Sums:
    return _decider(asked).sums(asked.command, sight)


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
        return NEXT_POSITIONS, [count]
    return "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'ledger_fact'", []


def _numbers(rows: Sequence[sql.Row], count: int) -> list[int]:
    if sql.on_postgresql():
        return [int(row[0]) for row in rows]
    return list(range(rows[0][0] + 1, rows[0][0] + 1 + count))
