"""From the tree of a guideline file to a guideline, with every problem of the file at once, by line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache
from typing import TypeVar
from zoneinfo import available_timezones

from leeway.core.authority import reading
from leeway.core.authority.checks import check, check_ids
from leeway.core.authority.currencies import MINOR_UNITS
from leeway.core.authority.declared import Declared
from leeway.core.authority.expressions import BOOL, INT, MONEY, NUMBER, STRING, TIME, Type, enum_of, list_of
from leeway.core.authority.flaws import Flaw
from leeway.core.authority.grants import GRANT_KEYS, GUARDRAIL_KEYS, read_grant, read_guardrail
from leeway.core.authority.model import (
    KNOWN_FROM_THE_REQUEST,
    Grant,
    Guardrail,
    Guideline,
    Kind,
    Person,
    Pool,
    Substitute,
    Unit,
)
from leeway.core.authority.reading import Enough, Fields, Findings, near, shown
from leeway.core.authority.substitutes import SUBSTITUTE_KEYS, read_substitute
from leeway.core.authority.tree import Node, Problem, Scalar, Severity, Table

GUIDELINE_KEYS = (
    "leeway",
    "organisation",
    "currency",
    "timezone",
    "people",
    "kinds",
    "facts",
    "pools",
    "guardrails",
    "grants",
    "substitutes",
    "revoked",
)
PERSON_KEYS = ("id", "level", "team", "reports_to", "training", "service", "own", "relatives")
MOST_ENTRIES = {"people": 1_000_000, "grants": 100_000}
KIND_KEYS = ("unit", "reversible")
POOL_KEYS = ("id", "amount", "within", "owner")
TYPES: dict[str, Type] = {"bool": BOOL, "int": INT, "number": NUMBER, "string": STRING, "money": MONEY, "time": TIME}
_KIND = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*\Z")
_FACT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\Z")
Entry = TypeVar("Entry", Person, Pool, Guardrail, Grant, Substitute)
_NOT_FACTS = {"true", "false", "null", "in", "has", "size"}


def read_guideline(root: Node, people: Iterable[Person] | None = None) -> tuple[Guideline | None, tuple[Problem, ...]]:
    """Return the guideline, and what is wrong or odd about the file, by line and column.

    The guideline is None if and only if a problem is an ERROR. people: those of the database, for a file without.
    """
    findings = Findings()
    guideline = None
    if isinstance(root, Scalar) and root.null:
        findings.error(root, "the file is empty; a guideline begins with `leeway: 1`")
    elif (top := reading.table(root, "a guideline", findings)) is not None:
        with suppress(Enough):
            guideline = _read_top(top, None if people is None else tuple(people), findings)
    problems = tuple(sorted(dict.fromkeys(findings.problems)))
    if any(problem.severity is Severity.ERROR for problem in problems):
        guideline = None
    return guideline, problems


def _read_top(root: Table, people: tuple[Person, ...] | None, findings: Findings) -> Guideline:
    top = Fields(root, "a guideline", GUIDELINE_KEYS, findings)
    version = top.need("leeway", "1")
    if version is not None and not (isinstance(version, Scalar) and version.text == "1"):
        findings.error(version, f"leeway: {shown(version)} is no version of this format; write `leeway: 1`")
    organisation = reading.text(top.need("organisation", "Harbour Bank"), "organisation", findings, 200) or ""
    currency = findings.currency = _currency(top.need("currency", "EUR"), findings)
    declared = Declared(MINOR_UNITS.get(currency, 2), dict(KNOWN_FROM_THE_REQUEST))
    timezone = _timezone(top.need("timezone", "Europe/Amsterdam"), findings)
    if top.has("people"):
        entries = _section(top, "people", "person", PERSON_KEYS, _person)
        people = tuple(person for _, person in entries)
        _check_lines_upwards(entries, findings)
    declared.people = None if people is None else {person.id: person for person in people}
    declared.named = frozenset(person.reports_to for person in people or () if person.reports_to)
    declared.kinds = _kinds(top.need("kinds", "{refund: {unit: money}}"), findings)
    _facts(top.get("facts"), declared, findings)
    pools = _section(top, "pools", "pool", POOL_KEYS, lambda fields: _pool(fields, declared))
    declared.pools = tuple(pool.id for _, pool in pools)
    rails = _section(top, "guardrails", "guardrail", GUARDRAIL_KEYS, lambda fields: read_guardrail(fields, declared))
    grants = _section(top, "grants", "grant", GRANT_KEYS, lambda fields: read_grant(fields, declared))
    substitutes = _section(
        top, "substitutes", "substitute", SUBSTITUTE_KEYS, lambda fields: read_substitute(fields, declared)
    )
    _check_one_name_space(grants, substitutes)
    guideline = Guideline(
        organisation,
        currency,
        declared.minor_units,
        timezone,
        kinds=declared.kinds,
        facts={name: type_ for name, type_ in declared.names.items() if name not in KNOWN_FROM_THE_REQUEST},
        people=people or (),
        pools={pool.id: pool for _, pool in pools},
        guardrails=tuple(rail for _, rail in rails),
        grants=tuple(grant for _, grant in grants),
        substitutes=tuple(substitute for _, substitute in substitutes),
    )
    written = {
        "pools": {pool.id: fields for fields, pool in pools},
        "guardrails": {rail.id: fields for fields, rail in rails},
        "grants": {grant.id: fields for fields, grant in grants},
        "substitutes": {substitute.id: fields for fields, substitute in substitutes},
    }
    check(guideline, top, written, declared.names, people_known=people is not None)
    return guideline.with_revoked(_revoked(top, guideline))


def _revoked(top: Fields, guideline: Guideline) -> list[str]:
    """The grants and substitutes that were taken back; they stand in the file so that it can be said of them."""
    names = [*(grant.id for grant in guideline.grants), *(each.id for each in guideline.substitutes)]
    found = []
    for node in reading.listed(top.get("revoked"), "revoked", top.findings):
        name = reading.identifier(node, "revoked", top.findings)
        if name is not None and name not in names:
            message = f"revoked names {name}, which is not a grant here{near(name, names)}"
            top.findings.error(node, message, Flaw.NO_PLACE)
        elif name is not None:
            found.append(name)
    return found


def _section(
    top: Fields, key: str, noun: str, keys: tuple[str, ...], read: Callable[[Fields], Entry | None]
) -> list[tuple[Fields, Entry]]:
    """The entries of a list of maps with ids, each id once."""
    found: list[tuple[Fields, Entry]] = []
    first: dict[str, int] = {}
    for node in reading.listed(top.get(key), key, top.findings, MOST_ENTRIES.get(key, reading.MOST_ITEMS)):
        if (entry := reading.table(node, f"each entry of {key}", top.findings)) is None:
            continue
        name = next((value.text for k, value in entry.entries if k.text == "id" and isinstance(value, Scalar)), "")
        fields = Fields(entry, f"{noun} {name[:64]}".strip(), keys, top.findings)
        item = read(fields)
        if name and name in first:
            message = (
                f"{noun} {shown(fields.get('id') or entry)} stands in line {first[name]} already; give each its own id"
            )
            top.findings.error(fields.get("id") or entry, message, Flaw.ID_REPEATED)
        elif item is not None:
            found.append((fields, item))
        first.setdefault(name, entry.line)
    check_ids(noun, ((item.id, fields.at("id")) for fields, item in found), top.findings)
    return found


def _check_one_name_space(grants: list[tuple[Fields, Grant]], substitutes: list[tuple[Fields, Substitute]]) -> None:
    lines = {grant.id: fields.node.line for fields, grant in grants}
    for fields, substitute in substitutes:
        if (line := lines.get(substitute.id)) is not None:
            message = f"{fields.what} has the id of the grant in line {line}; give each its own id"
            fields.findings.error(fields.at("id"), message)


def _currency(node: Node | None, findings: Findings) -> str:
    if (code := reading.text(node, "currency", findings)) is None or node is None:
        return ""
    if code not in MINOR_UNITS:
        hint = near(code.upper(), MINOR_UNITS) if len(code) <= 3 else "; write its three letters, such as EUR"
        findings.error(node, f"currency {shown(node)} is not an ISO 4217 code{hint}")
    return code


@cache
def _timezones() -> frozenset[str]:
    """Read from the disk once: looking through all of them takes longer than reading a guideline."""
    return frozenset(available_timezones())


def _timezone(node: Node | None, findings: Findings) -> str:
    if (name := reading.text(node, "timezone", findings)) is None or node is None:
        return "UTC"
    known = _timezones()
    if name not in known:
        findings.error(node, f"timezone {shown(node)} is not one of the tz database{near(name, sorted(known))}")
        return "UTC"
    return name


def _person(fields: Fields) -> Person | None:
    findings, what = fields.findings, fields.what
    person_id = reading.identifier(fields.need("id", "henry"), f"{what}: id", findings)
    level = reading.text(fields.get("level"), f"{what}: level", findings, 64)
    team = reading.text(fields.get("team"), f"{what}: team", findings, 64)
    reports_to = reading.identifier(fields.get("reports_to"), f"{what}: reports_to", findings)
    training = [
        reading.identifier(node, f"{what}: training", findings)
        for node in reading.listed(fields.get("training"), f"{what}: training", findings)
    ]
    if person_id is None:
        return None
    service = reading.yes_no(fields.get("service"), f"{what}: service", findings)
    own, relatives = (_customers(fields, key) for key in ("own", "relatives"))
    trained = frozenset(name for name in training if name)
    return Person(person_id, level, team, reports_to, trained, service is True, own, relatives)


def _customers(fields: Fields, key: str) -> tuple[str, ...]:
    """Ids of customers, each once."""
    what, findings = f"{fields.what}: {key}", fields.findings
    names = [reading.text(node, what, findings, 200) for node in reading.listed(fields.get(key), what, findings)]
    return tuple(dict.fromkeys(name for name in names if name))


def _check_lines_upwards(entries: list[tuple[Fields, Person]], findings: Findings) -> None:
    """Report whoever reports to somebody who is not there, or to themselves in the end. Linear in the people."""
    people = {person.id: person for _, person in entries}
    circles = _circles(people)
    for fields, person in entries:
        node = fields.at("reports_to")
        if person.reports_to is not None and person.reports_to not in people:
            message = f"{fields.what} reports to {person.reports_to}, who is not among the people"
            findings.warning(node, message + near(person.reports_to, people), Flaw.UNKNOWN_PERSON)
        elif person.id in circles:
            message = (
                f"{fields.what} reports to itself in the end ({circles[person.id]}); one of them must report to nobody"
            )
            findings.error(node, message, Flaw.CIRCLE)


def _circles(people: Mapping[str, Person]) -> dict[str, str]:
    """Everybody who reports to themselves in the end, each with the circle in words."""
    found: dict[str, str] = {}
    done: set[str] = set()
    for person in people.values():
        line: dict[str, None] = {}
        above = person.id
        while above in people and above not in done and above not in line:
            line[above] = None
            above = people[above].reports_to or ""
        if above in line:
            names = list(line)
            circle = names[names.index(above) :]
            for place, name in enumerate(circle):
                turned = (circle[(place + step) % len(circle)] for step in range(min(len(circle), 7) + 1))
                found[name] = " -> ".join(turned)
        done.update(line)
    return found


def _kinds(node: Node | None, findings: Findings) -> dict[str, Kind]:
    kinds: dict[str, Kind] = {}
    if node is None or (entries := reading.table(node, "kinds", findings)) is None:
        return kinds
    if not entries.entries:
        findings.error(node, "kinds is empty; name at least one, such as `refund: {unit: money}`")
    for key, value in entries.entries:
        if not _KIND.match(key.text) or len(key.text) > 64:
            findings.error(
                key, f"kind {shown(key)} cannot be a name; write words of letters, digits, - and _ with dots between"
            )
        elif key.text in kinds:
            findings.error(key, f"kind {key.text} is declared twice; leave one of them out")
        elif (what := reading.table(value, f"kind {key.text}", findings)) is not None:
            fields = Fields(what, f"kind {key.text}", KIND_KEYS, findings)
            unit = reading.choice(
                fields.need("unit", "money"), f"{fields.what}: unit", [u.value for u in Unit], findings
            )
            reversible = reading.yes_no(fields.get("reversible"), f"{fields.what}: reversible", findings)
            kinds[key.text] = Kind(key.text, Unit(unit or "money"), reversible is not False)
        else:
            kinds[key.text] = Kind(key.text, Unit.MONEY)
    return kinds


def _facts(node: Node | None, declared: Declared, findings: Findings) -> None:
    if node is None or (entries := reading.table(node, "facts", findings)) is None:
        return
    for key, value in entries.entries:
        name = key.text
        if name in KNOWN_FROM_THE_REQUEST:
            findings.error(key, f"fact {name} is known from the request itself; leave it out here")
        elif not _FACT.match(name) or len(name) > 64 or set(name.split(".")) & _NOT_FACTS:
            findings.error(
                key, f"fact {shown(key)} cannot be a name; write words such as case.our_fault, with dots between"
            )
        elif name in declared.names or name in declared.broken_facts:
            findings.error(key, f"fact {name} is declared twice; leave one of them out")
        elif (type_ := _type(value, name, findings, depth=0)) is None:
            declared.broken_facts.add(name)
        else:
            declared.names[name] = type_


def _type(node: Node, name: str, findings: Findings, depth: int) -> Type | None:
    if isinstance(node, Scalar) and node.text in TYPES:
        return TYPES[node.text]
    if isinstance(node, Table) and len(node.entries) == 1 and depth < 4:
        key, value = node.entries[0]
        if key.text == "list":
            item = _type(value, name, findings, depth + 1)
            return None if item is None else list_of(item)
        if key.text == "enum":
            words = [
                word
                for entry in reading.listed(value, f"fact {name}: enum", findings)
                if (word := reading.text(entry, f"fact {name}: a value", findings, 100)) is not None
            ]
            if words and len(set(words)) == len(words):
                return enum_of(words)
            findings.error(value, f"fact {name}: enum must list at least one value, and each once")
            return None
    findings.error(
        node,
        f"fact {name} cannot have the type {shown(node)}; write {', '.join(TYPES)}, {{enum: [a, b]}} or {{list: TYPE}}",
    )
    return None


def _pool(fields: Fields, declared: Declared) -> Pool | None:
    findings, what = fields.findings, fields.what
    pool_id = reading.identifier(fields.need("id", "goodwill"), f"{what}: id", findings)
    amount = reading.amount(fields.need("amount", "20000"), f"{what}: amount", declared.minor_units, findings)
    within = reading.window(fields.get("within"), f"{what}: within", findings)
    owner = declared.owner(fields, findings)
    return None if pool_id is None else Pool(pool_id, amount or 0, within, owner)
