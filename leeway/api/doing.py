"""Carrying out an act that came over the API: one command through the one door, marked as its person's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from leeway.api.callers import Caller
from leeway.api.problems import ProblemError
from leeway.core.authority import Guideline
from leeway.core.authority.amounts import write_amount
from leeway.core.authority.model import Unit
from leeway.core.cases.events import DecisionMade
from leeway.core.message import Command, Event
from leeway.core.refusal import Refusal
from leeway.desk import in_force
from leeway.desk.visible import NOBODY_TO_TELL, for_the_customer, was_erased
from leeway.ledger import codec
from leeway.ledger.handle import handle
from leeway.people.models import ERASED, Person, Words
from leeway.people.words import Texts, derived
from leeway.projections.cases import CaseRow


@dataclass(frozen=True, slots=True)
class Doing:
    """An act under way: who does it, in which case, and under which name of the caller's own."""

    caller: Caller
    row: CaseRow
    command_id: str
    at: datetime
    texts: Texts

    @property
    def by(self) -> str:
        return self.caller.person.id

    @property
    def case(self) -> str:
        return self.row.id

    def words(self, noun: str, text: str | None) -> str | None:
        """The id under which a text is kept; None where there is none."""
        return self.texts.put(noun, text)

    def id(self, noun: str) -> str:
        """A new id that the same act sent again has again."""
        return derived(self.command_id, noun)


def doing(caller: Caller, row: CaseRow, key: str) -> Doing:
    command_id, now = caller.command_id(key), timezone.now()
    texts = Texts(command_id, case=row.id, customer=row.customer, author=caller.person.id, at=now)
    return Doing(caller, row, command_id, now, texts)


def carry_out(act: Doing, build: Callable[[Doing], Command]) -> tuple[Event, ...]:
    """What happened; the same again for the same key. Raises `Refusal`, or `ProblemError` where nobody can be told."""
    command = build(act)
    if for_the_customer(command) and was_erased(act.row):
        raise ProblemError(409, "customer_erased", NOBODY_TO_TELL)
    return through_the_door(command, act.command_id, act.texts.rows)


def through_the_door(command: Command, command_id: str, rows: Sequence[Any]) -> tuple[Event, ...]:
    must_say_the_same(rows)
    return handle(command, command_id=command_id, words=rows)


def must_say_the_same(rows: Sequence[Any]) -> None:
    """A key that was used with other words is refused: the command names words by ids that hang on the key alone."""
    new = {row.id: row.text for row in rows if isinstance(row, Words)}
    for id_, text in Words.objects.filter(id__in=new).values_list("id", "text"):
        if text not in (new[id_], ERASED):
            raise Refusal("command_id_reused")


def fact_data(event: Event, guideline: Guideline | None) -> dict[str, Any]:
    """A fact as the API writes it: ids, codes and times; amounts of money as text."""
    data = {"type": event.NAME, "at": codec.utc(event.at), "by": event.by, **codec.encode(event)}
    if isinstance(event, DecisionMade):
        data["amount"] = amount_text(event.amount, event.unit, guideline)
    return data


def amount_text(amount: int | None, unit: str, guideline: Guideline | None) -> str | None:
    decimals = guideline.minor_units if guideline and unit == Unit.MONEY else 2 if unit == Unit.MONEY else 0
    return None if amount is None else write_amount(amount, decimals)


def facts_data(events: Sequence[Event]) -> list[dict[str, Any]]:
    guideline = in_force.guideline()
    return [fact_data(each, guideline) for each in events]


def party(person: Person | None, id_: str) -> dict[str, Any] | None:
    """Somebody of ours, an automated agent marked as one."""
    if not id_:
        return None
    return {"id": id_, "name": person.name if person else id_, "automated": bool(person and person.service)}
