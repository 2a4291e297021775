"""Cases as they stand: one row each, with the columns that lists ask for and the folded state that rules decide on."""

from __future__ import annotations

from collections.abc import Sequence
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


def project(recorded: Recorded) -> None:
    event = recorded.event
    if not isinstance(event, CaseEvent) or not event.case:
        return
    row = CaseRow.objects.filter(id=event.case).first()
    case = evolve(row.case if row else Case(id=event.case), event)
    if isinstance(event, CaseReceived | CaseHeard):
        row = row or CaseRow(id=event.case, number=event.number, customer=event.customer, received_at=event.at)
        row.words = event.words
    if isinstance(event, CaseHeard):
        row.wish, row.heard_at = event.wish or "", event.at
    if row is None:
        return
    row.state, row.owner, row.offered_to, row.moved_at = case.state, case.owner, case.offered_to, event.at
    row.folded = msgspec.to_builtins(case, order="deterministic")
    row.save()
    _keep_parties(case)


def _keep_parties(case: Case) -> None:
    wanted = {(person, part) for person, part in _parts(case) if person and not is_customer(person)}
    known = set(CaseParty.objects.filter(case=case.id).values_list("person", "part"))
    for person, part in known - wanted:
        CaseParty.objects.filter(case=case.id, person=person, part=part).delete()
    CaseParty.objects.bulk_create(CaseParty(case=case.id, person=p, part=q) for p, q in sorted(wanted - known))


def _parts(case: Case) -> list[tuple[str, str]]:
    acting = case.state in {"ACTION_OWNED", "ACTING"}
    parts = [(case.owner, "owner"), (case.offered_to, "offered"), (case.action_owner if acting else "", "action_owner")]
    parts += [(person, "asked") for person in case.asked]
    for promise in case.promises.values():
        if not promise.ended:
            parts += [(promise.promiser, "promiser"), (promise.promisee, "promisee")]
    return parts


def snapshot() -> object:
    return [
        list(CaseRow.objects.order_by("id").values()),
        list(CaseParty.objects.order_by("case", "person", "part").values("case", "person", "part")),
    ]
