"""One substitute of a guideline file, from its map: who stands in for whom, for a time."""

from __future__ import annotations

from leeway.core.authority import reading
from leeway.core.authority.declared import Declared
from leeway.core.authority.flaws import Flaw
from leeway.core.authority.grants import read_dates, read_may
from leeway.core.authority.model import Substitute
from leeway.core.authority.reading import Fields, Findings, near, shown
from leeway.core.authority.tree import Node

SUBSTITUTE_KEYS = ("id", "from", "to", "may", "from_date", "until", "why")


def read_substitute(fields: Fields, declared: Declared) -> Substitute | None:
    findings, what = fields.findings, fields.what
    substitute_id = reading.identifier(fields.need("id", "ana-away"), f"{what}: id", findings)
    grantor = _replaced(fields.need("from", "ana"), f"{what}: from", declared, findings)
    to = reading.target(fields.need("to", "person:mia"), f"{what}: to", findings)
    declared.target_person(to, fields.at("to"), f"{what}: to", findings)
    if to is not None and to.sort != "person":
        findings.error(fields.at("to"), f"{what}: to must be one person, not {to}; write `person:ID`")
    elif to is not None and to.name == grantor:
        findings.error(fields.at("to"), f"{what} is from {grantor} to the same person; name another one")
    may = read_may(fields.get("may"), what, declared, findings)
    fields.need("until", "2026-08-31")
    from_date, until = read_dates(fields)
    why = reading.text(fields.get("why"), f"{what}: why", findings) or ""
    if substitute_id is None or grantor is None or to is None:
        return None
    return Substitute(substitute_id, grantor, to, may or "*", from_date, until, why)


def _replaced(node: Node | None, what: str, declared: Declared, findings: Findings) -> str | None:
    person = reading.identifier(node, what, findings)
    if person is not None and node is not None and declared.people is not None and person not in declared.people:
        message = f"{what} names {shown(node)}, who is not among the people{near(person, declared.people)}"
        findings.error(node, message, Flaw.UNKNOWN_PERSON)
    return person
