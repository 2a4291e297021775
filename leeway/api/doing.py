"""Carrying out an act that came over the API: one command through the one door, marked as its person's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from leeway.api.callers import Caller
from leeway.api.problems import ProblemError
from leeway.core.authority import Guideline
from leeway.core.authority.amounts import write_amount
from leeway.core.authority.expressions import BOOL
from leeway.core.authority.model import Unit
from leeway.core.cases.around import ColleagueReached
from leeway.core.cases.events import DecisionMade
from leeway.core.cases.proposal import ProposalMade
from leeway.core.message import Command, Event
from leeway.core.promises import PromiseOpened
from leeway.core.refusal import Refusal
from leeway.desk import in_force
from leeway.desk.visible import NOBODY_TO_TELL, for_the_customer, was_erased
from leeway.ledger import codec
from leeway.ledger.handle import handle
from leeway.people.models import ApiAct, Person
from leeway.people.words import Texts, derived
from leeway.projections.cases import CaseRow


@dataclass(frozen=True, slots=True)
class Doing:
    """An act under way: who does it, in which case, and under which name of the caller's own."""

    request: HttpRequest
    row: CaseRow
    command_id: str
    at: datetime
    texts: Texts

    @property
    def caller(self) -> Caller:
        caller: Caller = self.request.auth  # type: ignore[attr-defined]
        return caller

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


def doing(request: HttpRequest, row: CaseRow, key: str) -> Doing:
    caller: Caller = request.auth  # type: ignore[attr-defined]
    command_id, now = caller.command_id(key), timezone.now()
    texts = Texts(command_id, case=row.id, customer=row.customer, author=caller.person.id, at=now)
    return Doing(request, row, command_id, now, texts)


def carry_out(act: Doing, build: Callable[[Doing], Command]) -> tuple[Event, ...]:
    """What happened; the same again for the same key. Raises `Refusal`, or `ProblemError` where nobody can be told."""
    command = build(act)
    if for_the_customer(command) and was_erased(act.row):
        raise ProblemError(409, "customer_erased", NOBODY_TO_TELL)
    return through_the_door(act.request, command, act.command_id, act.texts.rows, act.row.customer)


def through_the_door(
    request: HttpRequest, command: Command, command_id: str, rows: Sequence[Any], customer: str
) -> tuple[Event, ...]:
    """What happened. A key that came before with anything else in its body is refused, whatever the command names.

    customer: whose act this is, so that erasing finds what is kept of it.
    """
    mine = _act(request, command_id, customer)
    request.replayed = ApiAct.objects.filter(id=command_id).exists()  # type: ignore[attr-defined]
    try:
        events = handle(command, command_id=command_id, words=[*rows, mine])
    except Refusal as refusal:
        if refusal.code not in {"command_id_reused", "command_id_bad"}:
            ApiAct.objects.bulk_create([mine], ignore_conflicts=True)
            _must_be_the_same(mine)
        raise
    _must_be_the_same(mine)
    return events


def kept_already(request: HttpRequest, command_id: str, customer: str) -> bool:
    """For an act that goes through no door: whether it came before; else that it came is kept. Within a transaction."""
    mine = _act(request, command_id, customer)
    before = ApiAct.objects.filter(id=command_id).exists()
    ApiAct.objects.bulk_create([mine], ignore_conflicts=True)
    _must_be_the_same(mine)
    request.replayed = before  # type: ignore[attr-defined]
    return before


def _act(request: HttpRequest, command_id: str, customer: str) -> ApiAct:
    return ApiAct(id=command_id, customer=customer, digest=codec.digest(_plain(request.read_body)))  # type: ignore[attr-defined]


def _must_be_the_same(mine: ApiAct) -> None:
    """Asked afterwards, of what the first of them kept: so it holds for two that come at the same time, too."""
    if ApiAct.objects.filter(id=mine.id).exclude(digest=mine.digest).exists():
        raise Refusal("command_id_reused")


def _plain(value: Any) -> Any:
    """A body as it can be hashed: numbers as they were written."""
    match value:
        case Decimal():
            return f"number {value}"
        case dict():
            return {name: _plain(each) for name, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case _:
            return value


def fact_data(event: Event, guideline: Guideline | None) -> dict[str, Any]:
    """A fact as the API writes it: ids, codes and times; amounts of money as text."""
    data = {"type": event.NAME, "at": codec.utc(event.at), "by": event.by, **codec.encode(event)}
    if isinstance(event, DecisionMade | ProposalMade):
        data["amount"] = amount_text(event.amount, event.unit, guideline)
        data |= {name: typed_facts(data[name], guideline) for name in ("facts", "given") if name in data}
    return data


def typed_facts(facts: Mapping[str, str], guideline: Guideline | None) -> dict[str, Any]:
    """What a condition asked for, as it was recorded; yes and no as JSON has them."""
    yes_no = {"true": True, "false": False}
    known = guideline.facts if guideline else {}
    return {name: yes_no.get(text.lower(), text) if known.get(name) == BOOL else text for name, text in facts.items()}


def amount_text(amount: int | None, unit: str, guideline: Guideline | None) -> str | None:
    decimals = guideline.minor_units if guideline and unit == Unit.MONEY else 2 if unit == Unit.MONEY else 0
    return None if amount is None else write_amount(amount, decimals)


def facts_data(events: Sequence[Event]) -> list[dict[str, Any]]:
    guideline = in_force.guideline()
    known = Person.objects.in_bulk({each.by for each in events})
    called = {id_: person.called for id_, person in known.items()}
    return [{**fact_data(each, guideline), "by_in_words": called.get(each.by, each.by)} for each in events]


def made_data(events: Sequence[Event]) -> list[dict[str, Any]]:
    """What an act made and what later acts name it by: decisions, proposals, promises; amounts as text."""
    guideline = in_force.guideline()
    found: list[dict[str, Any]] = []
    for each in events:
        match each:
            case DecisionMade():
                amount = amount_text(each.amount, each.unit, guideline)
                found.append({"what": "decision", "id": each.decision, "kind": each.kind, "amount": amount})
            case ProposalMade():
                amount = amount_text(each.amount, each.unit, guideline)
                found.append({"what": "proposal", "id": each.proposal, "kind": each.kind, "amount": amount})
            case ColleagueReached():
                found.append({"what": "contact", "id": each.contact})
            case PromiseOpened():
                found.append({"what": "promise", "id": each.promise})
    return found


def party(person: Person | None, id_: str) -> dict[str, Any] | None:
    """Somebody of ours, an automated agent marked as one."""
    if not id_:
        return None
    return {"id": id_, "name": person.name if person else id_, "automated": bool(person and person.service)}
