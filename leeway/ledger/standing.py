"""What a decision is checked against, read under the decision's locks: the guideline in force, people, sums spent."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from leeway.core.authority import Guideline
from leeway.core.authority import Person as Grantee
from leeway.core.cases.decisions import Standing
from leeway.core.cases.state import Case
from leeway.core.refusal import Refusal
from leeway.guidelines.files import read_guideline_text
from leeway.people.models import Customer, GuidelineText, Person
from leeway.projections import guidelines, spends

TOP = 20  # how many steps up the organisation are looked at


def guideline_in_force() -> tuple[int, Guideline]:
    """The version and the guideline, with the people as they are now. Refuses where none was published yet."""
    state = guidelines.in_force()
    if not state.version:
        raise Refusal("no_guideline")
    return state.version, published(state.sha256).with_people(grantees())


def grantees() -> tuple[Grantee, ...]:
    return tuple(
        Grantee(
            id=p.id,
            level=p.level,
            team=p.team,
            reports_to=p.reports_to_id,
            training=frozenset(p.training),
            service=p.service,
        )
        for p in Person.objects.filter(active=True).order_by("id")
    )


@lru_cache(maxsize=16)
def published(sha256: str) -> Guideline:
    """The guideline of a version as it was checked when it was published; without the people of now."""
    guideline, problems = read_guideline_text(GuidelineText.objects.get(sha256=sha256).text.encode())
    if guideline is None:
        raise RuntimeError(f"The published guideline {sha256} cannot be read: {problems[0].message}")
    return guideline


def standing_for(case: Case) -> Standing:
    version, guideline = guideline_in_force()
    people = {p.id: p for p in guideline.people}
    return Standing(
        guideline=guideline,
        version=version,
        used=spends.used,
        known=known_facts(case.customer),
        people=frozenset(people),
        above=_above(case.owner, {p.id: p.reports_to for p in guideline.people}),
    )


def people_standing(case: Case) -> Standing:
    """Standing for what needs to know who is who, but no guideline."""
    here = Person.objects.filter(active=True).exclude(role=Person.Role.ADMINISTRATOR).values_list("id", "service")
    known = dict(here)
    agents = frozenset(each for each, service in known.items() if service)
    return Standing(people=frozenset(known), agents=agents, above=above(case.owner))


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
