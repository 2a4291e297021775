"""Cases as they stand: one row each, with the columns that lists ask for and the folded state that rules decide on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import msgspec
from django.db import models

from leeway.core.cases.events import CaseEvent, CaseHeard, CaseReceived
from leeway.core.cases.state import Case, evolved
from leeway.core.message import is_customer
from leeway.ledger import sql
from leeway.ledger.recorded import Recorded


class CaseRow(models.Model):
    """folded: the `Case` of the core as JSON, in text, for the database never looks into it.

    not_felt: it was done, the customer said not yet, and neither that it is right since nor that they withdraw it.
    """

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
    not_felt = models.BooleanField(default=False)
    folded = models.TextField()

    class Meta:
        app_label = "projections"
        db_table = "projections_case"
        indexes: ClassVar = [models.Index(fields=["number"], condition=models.Q(not_felt=True), name="case_not_felt")]

    @property
    def case(self) -> Case:
        return read(self.folded)


class CaseParty(models.Model):
    """Somebody of ours who has a part in a case.

    part: owner, action_owner, asked, offered, adviser, agreer, promiser or promisee.
    """

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
    found = by_case(facts)
    if found:
        rows = CaseRow.objects.filter(id__in=found).values_list("id", "folded")
        known = {case_id: read(folded) for case_id, folded in rows}
        before = {case_id: known.get(case_id, Case(id=case_id)) for case_id in found}
        write(found, before, {case_id: evolved(before[case_id], events) for case_id, events in found.items()})


def by_case(facts: Sequence[Recorded]) -> dict[str, list[CaseEvent]]:
    """The facts of each case, in order; promises without a case are not among them."""
    found: dict[str, list[CaseEvent]] = {}
    for each in facts:
        if isinstance(each.event, CaseEvent) and each.event.case:
            found.setdefault(each.event.case, []).append(each.event)
    return found


def write(found: Mapping[str, Sequence[CaseEvent]], before: Mapping[str, Case], after: Mapping[str, Case]) -> None:
    """Write the rows of these cases, given what they were and what their facts made of them."""
    new: list[tuple[Any, ...]] = []
    heard: list[tuple[Any, ...]] = []
    moved: list[tuple[Any, ...]] = []
    gone: list[tuple[str, str, str]] = []
    come: list[tuple[str, str, str]] = []
    for case_id, events in found.items():
        was, case = before[case_id], after[case_id]
        if not case.number:
            continue
        words = [event for event in events if isinstance(event, CaseReceived | CaseHeard)]
        hearing = next((event for event in events if isinstance(event, CaseHeard)), None)
        said = (hearing.wish or "", hearing.at) if hearing else ("", None)
        not_felt = case.not_felt and case.state != "WITHDRAWN"
        folded = _ENCODER.encode(case).decode()
        state = (case.state, case.owner, case.offered_to, events[-1].at, not_felt, folded)
        if not was.number:
            new.append((case_id, *state, case.number, words[0].customer, words[-1].words, *said, words[0].at))
        elif words:
            heard.append((case_id, *state, words[-1].words, *said))
        else:
            moved.append((case_id, *state))
        known, wanted = _parts(was), _parts(case)
        gone += [(case_id, *part) for part in known - wanted]
        come += [(case_id, *part) for part in wanted - known]
    _NEW.insert(new)
    _MOVED.update(moved)
    _HEARD.update(heard)
    _PARTIES.delete(sorted(gone))
    _PARTIES.insert(sorted(come))


_ENCODER = msgspec.json.Encoder(order="deterministic")
read = msgspec.json.Decoder(Case).decode
_STATE = {
    "id": "text",
    "state": "text",
    "owner": "text",
    "offered_to": "text",
    "moved_at": sql.TIME,
    "not_felt": "boolean",
    "folded": "text",
}
_MOVED = sql.Rows("projections_case", _STATE)
_HEARD = sql.Rows("projections_case", {**_STATE, "words": "text", "wish": "text", "heard_at": sql.TIME})
_NEW = sql.Rows(
    "projections_case",
    {
        **_STATE, "number": "bigint", "customer": "text", "words": "text", "wish": "text", "heard_at": sql.TIME,
        "received_at": sql.TIME,
    },
)  # fmt: skip
_PARTIES = sql.Rows("projections_case_party", {"case": "text", "person": "text", "part": "text"}, 3)


def _parts(case: Case) -> set[tuple[str, str]]:
    acting = case.state in {"ACTION_OWNED", "ACTING"}
    parts = {(case.owner, "owner"), (case.offered_to, "offered"), (case.action_owner if acting else "", "action_owner")}
    parts |= {(person, "asked") for person in case.asked}
    for proposal in case.open_proposals:
        for part, wanted in (("adviser", proposal.advisers), ("agreer", proposal.agreers)):
            parts |= {(person, part) for each in wanted for person in each.people}
    for promise in case.promises.values():
        if not promise.ended and not (promise.kind == "touch" and promise.state in {"REPORTED", "UNCONFIRMED"}):
            parts |= {(promise.promiser, "promiser"), (promise.promisee, "promisee")}
    return {(person, part) for person, part in parts if person and not is_customer(person)}


def snapshot() -> object:
    return [
        [{**row, "folded": msgspec.json.decode(row["folded"])} for row in CaseRow.objects.order_by("id").values()],
        list(CaseParty.objects.order_by("case", "person", "part").values("case", "person", "part")),
    ]
