"""What was asked in a case and refused by a verdict, with that verdict: from the kept commands, which are no facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leeway.core.refusal import JUDGED
from leeway.ledger import sql
from leeway.ledger.models import KeptCommand


@dataclass(frozen=True, slots=True)
class RefusedAsk:
    """amount: as in `decision.made`. judged: the verdict, see `core.authority.kept`."""

    at: datetime
    by: str
    decision: str
    kind: str
    amount: int | None
    judged: Mapping[str, Any]


def refused_in(case: str) -> list[RefusedAsk]:
    """Oldest first. The words of the condition are those of the index (migration 0004), or it would not be used."""
    of_case = "data ->> 'case'" if sql.on_postgresql() else "json_extract(data, '$.case')"
    statement = f"SELECT * FROM ledger_command WHERE {of_case} = %s AND answer = 'refused' ORDER BY at, id"  # noqa: S608
    found = []
    for kept in KeptCommand.objects.raw(statement, [case]):
        asked = kept.data.get("deciding")
        if asked and JUDGED in kept.refusal_details:
            judged = kept.refusal_details[JUDGED]
            found.append(RefusedAsk(kept.at, kept.by, asked["decision"], asked["kind"], asked["amount"], judged))
    return found
