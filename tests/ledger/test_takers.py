"""Fifty take the same action at the same moment: one has it, everybody else is told who."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import connections
from django.utils import timezone

from leeway.core.cases import AskForAction, TakeAction
from leeway.core.cases.around import ActionReleased
from leeway.core.refusal import Refusal
from leeway.ledger.handle import handle
from leeway.ledger.read import facts
from leeway.people.models import Person
from leeway.projections.cases import CaseRow
from tests.desk.harbour import do, heard, open_bank
from tests.stores import Store

MANY = 50


def test_one_of_fifty_takes_it(store: Store) -> None:
    open_bank()
    names = [f"taker-{place}" for place in range(MANY)]
    Person.objects.bulk_create(Person(id=each, name=each.title(), level="rep", team="front-desk") for each in names)
    row = heard()
    do(AskForAction(at=timezone.now(), by="henry", case=row.id, people=tuple(names)))

    def take(name: str) -> str:
        try:
            handle(TakeAction(at=timezone.now(), by=name, case=row.id), command_id=f"take-{name}")
        except Refusal as refusal:
            return f"{refusal.code} by {refusal.details.get('by')}"
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(MANY) as pool:
        told = list(pool.map(take, names))
    case = CaseRow.objects.get(id=row.id).case
    winner = case.action_owner
    assert [name for name, by in zip(names, told, strict=True) if not by] == [winner]
    assert {by for by in told if by} == {f"already_taken by {winner}"}
    (thanked,) = (each for each in facts(f"case:{row.id}") if isinstance(each, ActionReleased))
    assert set(thanked.people) == set(names) - {winner}
