"""What a decision is checked against, read under the decision's locks: the guideline in force, people, sums spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from leeway.core.authority import Guideline
from leeway.core.authority import Person as Grantee
from leeway.core.cases.decisions import Standing
from leeway.core.cases.state import Case
from leeway.core.hours import ALWAYS, Hours
from leeway.core.message import is_customer
from leeway.core.refusal import Refusal
from leeway.ledger import sql
from leeway.people.hours import WorkingHours, hours_now
from leeway.people.models import Customer, Person
from leeway.projections import spends
from leeway.projections.spends import published

__all__ = ["above", "grantees", "guideline_in_force", "known_facts", "people_standing", "published", "standing_for"]

TOP = 20  # how many steps up the organisation are looked at
KEPT = 4  # guidelines with their people that are kept ready


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who is who now, and the guideline in force with them. sums_for: the guideline for which sums are complete."""

    version: int
    sha256: str
    sums_for: str | None
    people: _People
    _guideline: Guideline | None

    @property
    def guideline(self) -> Guideline:
        if self._guideline is None:
            raise Refusal("no_guideline")
        return self._guideline

    @property
    def sums_are_complete(self) -> bool:
        return self.sums_for == self.sha256 or not self.version

    def standing_for(self, case: Case, *, used: Any, known: Mapping[str, str | int | bool]) -> Standing:
        return Standing(
            guideline=self.guideline,
            version=self.version,
            used=used,
            known=known,
            people=self.people.grantees_ids,
            above=_above(case.owner, self.people.boss_of),
            hours=self.people.hours,
        )

    def people_standing(self, case: Case) -> Standing:
        """Standing for what needs to know who is who, but no guideline."""
        return Standing(
            people=self.people.members,
            agents=self.people.agents,
            above=_above(case.owner, self.people.boss_of),
            hours=self.people.hours,
        )

    def hours_standing(self) -> Standing:
        """Standing for what hangs on nothing but when somebody is there, and who stands in for their promises."""
        return Standing(hours=self.people.hours, stand_ins=self.people.stand_ins)


@dataclass(frozen=True, slots=True)
class _People:
    grantees: tuple[Grantee, ...]
    grantees_ids: frozenset[str]
    members: frozenset[str]
    agents: frozenset[str]
    boss_of: Mapping[str, str | None]
    team_of: Mapping[str, str]
    hours_of_teams: Mapping[str, Hours]
    stand_ins: Mapping[str, str]

    def hours(self, party: str) -> Hours:
        """A person's team's hours, else the organisation's; time as it is for a customer."""
        if is_customer(party):
            return ALWAYS
        return self.hours_of_teams.get(self.team_of.get(party, ""), self.hours_of_teams[""])


def organisation_statements() -> tuple[tuple[str, tuple[()]], tuple[str, tuple[()]]]:
    """Two statements whose rows `organisation` reads: the version in force, and all that is written of people as one
    text (on PostgreSQL its hash), so that nobody has to be read again who did not change.

    What else a person's standing hangs on, in another table, has to be in that text too.
    """
    in_force = """SELECT version, sha256, (SELECT sha256 FROM projections_sums_for)
        FROM projections_guideline_version ORDER BY version DESC LIMIT 1"""
    if sql.on_postgresql():
        people = """SELECT concat(md5(string_agg(p::text, '|' ORDER BY p.id)),
            (SELECT md5(string_agg(h::text, '|' ORDER BY h.team)) FROM people_hours h)) FROM people_person p"""
    else:
        people = f"SELECT ifnull(({_all_of(Person)}), '') || '|' || ifnull(({_all_of(WorkingHours)}), '')"
    return (in_force, ()), (people, ())


def _all_of(table: type[models.Model]) -> str:
    """A statement for all that stands in a table, as one text (SQLite)."""
    columns = " || ',' || ".join(f'quote("{field.column}")' for field in table._meta.concrete_fields)
    key = table._meta.pk.column
    return f"SELECT group_concat(line, '|') FROM (SELECT {columns} AS line FROM {table._meta.db_table} ORDER BY {key})"  # noqa: S608


def organisation(in_force: Sequence[sql.Row], people: Sequence[sql.Row]) -> Organisation:
    """What the two statements answered; read anew only where it changed."""
    version, sha256, sums_for = in_force[0] if in_force else (0, "", None)
    written = str(people[0][0])
    who = _recent_people.get(written) or _read_people(written)
    guideline = None
    if version:
        guideline = _recent.get((sha256, written)) or published(sha256).with_people(who.grantees)
        if written in _recent_people:  # else somebody changed while they were read
            _keep(_recent, (sha256, written), guideline)
    return Organisation(version, sha256, sums_for, who, guideline)


def organisation_now() -> Organisation:
    return organisation(*sql.ask(*organisation_statements()))


_recent_people: dict[str, _People] = {}
_recent: dict[tuple[str, str], Guideline] = {}


def _read_people(written: str) -> _People:
    rows = list(Person.objects.filter(active=True).order_by("id"))
    members = frozenset(p.id for p in rows if p.role != Person.Role.ADMINISTRATOR)
    found = tuple(map(_grantee, rows))
    agents = frozenset(p.id for p in rows if p.service)
    people = _People(
        found, frozenset(p.id for p in rows), members, agents, {p.id: p.reports_to_id for p in rows},
        {p.id: p.team for p in rows}, hours_now(),
        {p.id: p.stand_in_id for p in rows if p.stand_in_id in members},
    )  # fmt: skip
    if str(sql.ask(organisation_statements()[1])[0][0][0]) == written:  # nobody changed while they were read
        _keep(_recent_people, written, people)
    return people


def _keep(recent: dict[Any, Any], key: Any, value: Any) -> None:
    recent[key] = value
    for old in list(recent)[:-KEPT]:
        recent.pop(old, None)


def _grantee(p: Person) -> Grantee:
    return Grantee(
        id=p.id,
        level=p.level,
        team=p.team,
        reports_to=p.reports_to_id,
        training=frozenset(p.training),
        service=p.service,
        own=tuple(p.own),
        relatives=tuple(p.relatives),
    )


def is_reachable(customer: str) -> bool:
    """Whether we know a number or an address of theirs."""
    return Customer.objects.filter(id=customer).exclude(phone="", email="").exists()


def guideline_in_force() -> tuple[int, Guideline]:
    """The version and the guideline, with the people as they are now. Refuses where none was published yet."""
    now = organisation_now()
    return now.version, now.guideline


def grantees() -> tuple[Grantee, ...]:
    return tuple(map(_grantee, Person.objects.filter(active=True).order_by("id")))


def standing_for(case: Case) -> Standing:
    return organisation_now().standing_for(case, used=spends.used, known=known_facts(case.customer))


def people_standing(case: Case) -> Standing:
    """Standing for what needs to know who is who, but no guideline."""
    return organisation_now().people_standing(case)


def known_facts(customer: str) -> dict[str, str | int | bool]:
    """What we hold about the customer ourselves, by the fact's full name."""
    row = Customer.objects.filter(id=customer).only("facts").first()
    return dict(row.facts) if row else {}


def above(person: str) -> frozenset[str]:
    """Everybody whom the person reports to, directly or through others."""
    return _above(person, dict(Person.objects.filter(active=True).values_list("id", "reports_to_id")))


def _above(person: str, boss_of: Mapping[str, str | None]) -> frozenset[str]:
    found: list[str] = []
    boss = boss_of.get(person)
    while boss and boss not in found and len(found) < TOP:
        found.append(boss)
        boss = boss_of.get(boss)
    return frozenset(found)
