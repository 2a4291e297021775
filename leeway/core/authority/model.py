"""A guideline that was read and checked: who may decide what, how far, and what nobody may do.

All amounts are whole numbers of the smallest unit of the currency; where a kind counts pieces, `Guideline.scaled` gives
the same figure in pieces.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from leeway.core.authority.expressions import STRING, TIME, Expression, Type, list_of
from leeway.core.authority.windows import Window

KNOWN_FROM_THE_REQUEST: Mapping[str, Type] = {
    "person.id": STRING,
    "person.level": STRING,
    "person.team": STRING,
    "person.own": list_of(STRING),
    "person.relatives": list_of(STRING),
    "customer.id": STRING,
    "case.id": STRING,
    "at": TIME,
}
"""What conditions may ask without its being declared."""


class Unit(StrEnum):
    MONEY = "money"
    COUNT = "count"
    NONE = "none"


class Mode(StrEnum):
    """From the widest to the narrowest: the order here is the order of preference."""

    DECIDE = "decide"
    TELL = "tell"
    INTEND = "intend"
    ADVISE = "advise"


NARROWNESS = {mode: place for place, mode in enumerate(Mode)}


class Per(StrEnum):
    """What a sum runs over. FACT: those with the same value of a fact, whose name a limit is written with.

    POOL is never written in a limit, it is how a pool is summed.
    """

    PERSON = "person"
    CUSTOMER = "customer"
    CASE = "case"
    GRANT = "grant"
    FACT = "fact"
    POOL = "pool"


@dataclass(frozen=True, slots=True)
class Person:
    """service: an automated agent. It holds grants like others; it never counts as one who agrees.

    own: customers that are this person. relatives: customers that are near to this person.
    """

    id: str
    level: str | None = None
    team: str | None = None
    reports_to: str | None = None
    training: frozenset[str] = frozenset()
    service: bool = False
    own: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()
    _facts: Mapping[str, str | tuple[str, ...]] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def facts(self) -> Mapping[str, str | tuple[str, ...]]:
        """What expressions see of the person; gathered once."""
        if self._facts is None:
            said = {"person.id": self.id, "person.level": self.level, "person.team": self.team}
            said_of = {"person.own": self.own, "person.relatives": self.relatives}
            found = {name: value for name, value in said.items() if value is not None} | said_of
            object.__setattr__(self, "_facts", found)
            return found
        return self._facts


@dataclass(frozen=True, slots=True)
class Kind:
    id: str
    unit: Unit
    reversible: bool = True


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a grant names. sort: "person", "level", "team" or "everyone"."""

    sort: str
    name: str = ""

    def covers(self, person: Person) -> bool:
        match self.sort:
            case "everyone":
                return True
            case "person":
                return person.id == self.name
            case "level":
                return person.level == self.name
            case _:
                return person.team == self.name

    def __str__(self) -> str:
        return self.sort if self.sort == "everyone" else f"{self.sort}:{self.name}"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `amount` in all and at most `count` decisions, per whom and within a window (None: for ever).

    every_grant: `counts: kinds`, so decisions of the grant's kinds count whichever grant they used.
    fact: the name of the fact, for Per.FACT only.
    """

    per: Per
    within: Window | None = None
    amount: int | None = None
    count: int | None = None
    every_grant: bool = False
    fact: str = ""

    @property
    def subject(self) -> str:
        """What it is per, as the file says it."""
        return self.fact or self.per.value

    def name(self, grant: str) -> str:
        """ "GRANT/PER/WINDOW", without the window where it holds for ever."""
        return f"{grant}/{self.subject}" + (f"/{self.within.text}" if self.within else "")


@dataclass(frozen=True, slots=True)
class Pool:
    id: str
    amount: int
    within: Window | None = None
    owner: str | None = None

    @property
    def name(self) -> str:
        """ "POOL/WINDOW", without the window where it holds for ever."""
        return self.id + (f"/{self.within.text}" if self.within else "")


@dataclass(frozen=True, slots=True)
class Guardrail:
    """What nobody may do; with `above`, only amounts larger than that are stopped."""

    id: str
    never: Expression
    above: int | None = None
    why: str = ""
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Needs:
    training: frozenset[str] = frozenset()
    reason: bool = False
    agreed_by: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Widen:
    """Where `when` is true, the grant's own cap and amounts are multiplied by `hundredths` / 100, rounded down."""

    when: Expression
    hundredths: int

    def widened(self, figure: int) -> int:
        return figure * self.hundredths // 100

    @property
    def text(self) -> str:
        by = f"{self.hundredths // 100}.{self.hundredths % 100:02}".rstrip("0").rstrip(".")
        return f"by {by} when {self.when.text}"


@dataclass(frozen=True, slots=True)
class Tier:
    """How long silence must last, for amounts up to `up_to` (None: for all that the tiers before do not reach)."""

    lasts: timedelta
    up_to: int | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """Who must be asked: targets, and facts that hold the ids of people. within: how long they have."""

    expert: tuple[Target, ...] = ()
    affected: tuple[Target | str, ...] = ()
    within: timedelta = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Grant:
    """Authority that one person gives. under: the grant of the grantor's that this passes on; a root has none.

    redelegate: how many further steps down it may be passed on. window: how long silence must last, for `intend`, the
    last tier for what the others do not reach. substitute: whose link this is (see `Substitute`); None in a file.
    """

    id: str
    grantor: str
    to: Target
    may: str
    root: bool = False
    under: str | None = None
    up_to: int | Expression | None = None
    limits: tuple[Limit, ...] = ()
    pool: str | None = None
    when: Expression | None = None
    mode: Mode = Mode.DECIDE
    window: tuple[Tier, ...] = ()
    needs: Needs = Needs()
    from_date: date | None = None
    until: date | None = None
    redelegate: int = 0
    why: str = ""
    widen: Widen | None = None
    advice: Advice | None = None
    substitute: str | None = None

    def covers_kind(self, kind: str) -> bool:
        return covers(self.may, kind)


@dataclass(frozen=True, slots=True)
class Substitute:
    """Who holds, for a time, what another person holds; `to` is one person."""

    id: str
    grantor: str
    to: Target
    may: str = "*"
    from_date: date | None = None
    until: date | None = None
    why: str = ""

    def covers_kind(self, kind: str) -> bool:
        return covers(self.may, kind)

    def link(self, grant: Grant) -> Grant:
        """The link that stands in front of a grant of the person who is replaced."""
        return Grant(
            id=f"{self.id}:{grant.id}",
            grantor=self.grantor,
            to=self.to,
            may=self.may,
            under=grant.id,
            from_date=self.from_date,
            until=self.until,
            why=self.why,
            substitute=self.id,
        )


@dataclass(frozen=True)
class Guideline:
    """revoked: grants and substitutes taken back since the file was published; what hangs on them ends too."""

    organisation: str
    currency: str
    minor_units: int
    timezone: str
    kinds: Mapping[str, Kind]
    facts: Mapping[str, Type] = field(default_factory=dict)
    people: tuple[Person, ...] = ()
    pools: Mapping[str, Pool] = field(default_factory=dict)
    guardrails: tuple[Guardrail, ...] = ()
    grants: tuple[Grant, ...] = ()
    revoked: frozenset[str] = frozenset()
    substitutes: tuple[Substitute, ...] = ()

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def _people(self) -> Mapping[str, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def _grants(self) -> Mapping[str, Grant]:
        return {grant.id: grant for grant in self.grants}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each person stands among the people."""
        return {person.id: place for place, person in enumerate(self.people)}

    @cached_property
    def _groups(self) -> Mapping[tuple[str, str], Sequence[int]]:
        groups: dict[tuple[str, str], array[int]] = {}
        for place, person in enumerate(self.people):
            for sort, name in (("level", person.level), ("team", person.team)):
                if name is not None:
                    groups.setdefault((sort, name), array("I")).append(place)
        return groups

    def places_of(self, target: Target) -> Sequence[int]:
        """The places of those whom it names, rising."""
        match target.sort:
            case "everyone":
                return range(len(self.people))
            case "person":
                place = self.places.get(target.name)
                return () if place is None else (place,)
            case _:
                return self._groups.get((target.sort, target.name), ())

    def person(self, person_id: str) -> Person | None:
        return self._people.get(person_id)

    @cached_property
    def _substitutes(self) -> Mapping[str, Substitute]:
        return {substitute.id: substitute for substitute in self.substitutes}

    @cached_property
    def summed_facts(self) -> tuple[str, ...]:
        """The facts that any limit is per; a decision remembers their values."""
        return tuple(dict.fromkeys(limit.fact for grant in self.grants for limit in grant.limits if limit.fact))

    def grant(self, grant_id: str) -> Grant | None:
        """A grant of the file, or the link of a substitute by its id, "SUBSTITUTE:GRANT"."""
        if (found := self._grants.get(grant_id)) is not None or ":" not in grant_id:
            return found
        substitute, _, replaced = grant_id.partition(":")
        standing_in, grant = self._substitutes.get(substitute), self._grants.get(replaced)
        return None if standing_in is None or grant is None else standing_in.link(grant)

    def who_count(self, agreed: Iterable[str]) -> tuple[str, ...]:
        """Those of them who count as two pairs of eyes: an automated agent agrees to nothing."""
        return tuple(person for person in agreed if person not in self.agents)

    @cached_property
    def agents(self) -> frozenset[str]:
        return frozenset(person.id for person in self.people if person.service)

    def with_people(self, people: Iterable[Person]) -> Guideline:
        """The same guideline for these people, where the file names none."""
        return replace(self, people=tuple(people))

    def with_revoked(self, grants: Iterable[str]) -> Guideline:
        return replace(self, revoked=frozenset(grants))

    def chain(self, grant: Grant) -> tuple[Grant, ...]:
        """The grant itself, the one it passes on, and so on up; it ends where a link is missing or comes again."""
        links, seen = [grant], {grant.id}
        while (above := self._grants.get(links[-1].under or "")) is not None and above.id not in seen:
            links.append(above)
            seen.add(above.id)
        return tuple(links)

    def decimals(self, unit: Unit) -> int:
        return self.minor_units if unit is Unit.MONEY else 0

    def scaled(self, minor: int, unit: Unit) -> int:
        """A figure of the file in the unit of a kind: 25000 of a currency with two decimals is 250 pieces."""
        return minor // 10**self.minor_units if unit is Unit.COUNT else minor

    def local_date(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def covers(may: str, kind: str) -> bool:
    """`fee.*` covers fee.waive and fee.refund.late, not a kind named fee; `*` covers all."""
    return kind == may or may == "*" or (may.endswith(".*") and kind.startswith(may[:-1]))


def forwarded_too_far(chain: tuple[Grant, ...], place: int) -> Grant | None:
    """The first grant above `place` in a chain that may not be passed on down to there; None where all may be."""
    above = enumerate(chain[place + 1 :], start=1)
    return next((link for steps, link in above if link.redelegate < steps), None)
