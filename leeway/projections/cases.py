"""Cases as they stand: one row each, with the columns that lists ask for and the folded state that rules decide on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import ClassVar

import msgspec
from django.db import models

from leeway.core.cases.events import CaseEvent, CaseHeard, CaseReceived
from leeway.core.cases.state import Case, evolve
from leeway.core.message import is_customer
from leeway.ledger.recorded import Recorded


class CaseRow(models.Model):
    """folded: the `Case` of the core as JSON. parties: everybody of ours with a part in it, for access and lists."""

    id = models.CharField(max_length=64, primary_key=True)
    number = models.BigIntegerField(unique=True)
    state = models.CharField(max_length=24)
    owner = models.CharField(max_length=64, db_index=True)
    customer = models.CharField(max_length=64, db_index=True)
    offered_to = models.CharField(max_length=64, blank=True, db_index=True)
    words = models.CharField(max_length=80)
    wish = models.CharField(max_length=80, blank=True)
    received_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()
    folded = models.JSONField()

    class Meta:
        app_label = "projections"
        db_table = "projections_case"

    @property
    def case(self) -> Case:
        return msgspec.convert(self.folded, type=Case)


class CaseParty(models.Model):
    """Somebody of ours who has a part in a case. part: owner, action_owner, asked, offered, promiser or promisee."""

    pk = models.CompositePrimaryKey("case", "person", "part")
    case = models.CharField(max_length=64)
    person = models.CharField(max_length=64)
    part = models.CharField(max_length=16)

    class Meta:
        app_label = "projections"
        db_table = "projections_case_party"
        indexes: ClassVar = [models.Index(fields=["person", "part"])]


tables: Sequence[type[models.Model]] = (CaseParty, CaseRow)


def load(case_id: str) -> Case:
    """The case as it stands; a new one where nothing is known of the id."""
    row = CaseRow.objects.filter(id=case_id).only("folded").first()
    return row.case if row else Case(id=case_id)


def project(facts: Sequence[Recorded]) -> None:
    for case_id, events in by_case(facts).items():
        _fold(case_id, events)


def by_case(facts: Sequence[Recorded]) -> dict[str, list[CaseEvent]]:
    """The facts of each case, in order; promises without a case are not among them."""
    found: dict[str, list[CaseEvent]] = {}
    for each in facts:
        if isinstance(each.event, CaseEvent) and each.event.case:
            found.setdefault(each.event.case, []).append(each.event)
    return found


def _fold(case_id: str, events: list[CaseEvent]) -> None:
    row = CaseRow.objects.filter(id=case_id).first()
    before = row.case if row else Case(id=case_id)
    case = reduce(evolve, events, before)
    for event in events:
        if isinstance(event, CaseReceived | CaseHeard):
            row = row or CaseRow(id=event.case, number=event.number, customer=event.customer, received_at=event.at)
            row.words = event.words
        if isinstance(event, CaseHeard) and row:
            row.wish, row.heard_at = event.wish or "", event.at
    if row is None:
        return
    row.state, row.owner, row.offered_to, row.moved_at = case.state, case.owner, case.offered_to, events[-1].at
    row.folded = msgspec.to_builtins(case, order="deterministic")
    row.save(force_insert=row._state.adding)
    _keep_parties(before, case)


def _keep_parties(before: Case, after: Case) -> None:
    known, wanted = _parts(before), _parts(after)
    for person, part in known - wanted:
        CaseParty.objects.filter(case=after.id, person=person, part=part).delete()
    new = [CaseParty(case=after.id, person=person, part=part) for person, part in sorted(wanted - known)]
    if new:
        CaseParty.objects.bulk_create(new)


def _parts(case: Case) -> set[tuple[str, str]]:
    acting = case.state in {"ACTION_OWNED", "ACTING"}
    parts = {(case.owner, "owner"), (case.offered_to, "offered"), (case.action_owner if acting else "", "action_owner")}
    parts |= {(person, "asked") for person in case.asked}
    for promise in case.promises.values():
        if not promise.ended and not (promise.kind == "touch" and promise.state in {"REPORTED", "UNCONFIRMED"}):
            parts |= {(promise.promiser, "promiser"), (promise.promisee, "promisee")}
    return {(person, part) for person, part in parts if person and not is_customer(person)}


def snapshot() -> object:
    return [
        list(CaseRow.objects.order_by("id").values()),
        list(CaseParty.objects.order_by("case", "person", "part").values("case", "person", "part")),
    ]
