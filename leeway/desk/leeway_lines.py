"""One kind on "My leeway": the answer, the bound that binds, who gives it, and all else in plain words below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leeway.core.authority import Code, Grant, Guideline, Leeway, Option, Reason, Room, Target, Unit
from leeway.core.authority.amounts import write_amount
from leeway.desk.explain_leeway import leeway_sentences
from leeway.desk.explain_verdict import Voice
from leeway.desk.fact_fields import OWN
from leeway.desk.guideline import to_words
from leeway.desk.phrasing import fact_words, label, listed
from leeway.people.models import Person

IN_A_CASE = frozenset({"customer.id", "case.id", *OWN})  # what every case answers by itself
PUT_OUT = re.compile(r"case\.inconveniences >= ([1-9])")
TIMES = ("", "once", "twice")


@dataclass(frozen=True, slots=True)
class Line:
    """One kind. says: the answer. used: percent of the bound that binds, which `left` says in words.

    far: how far it goes and when, a sentence each; where: conditions that only an expression says. lacks: trainings
    without which it is not yet one's own.
    """

    kind: str
    verdict: str
    says: str
    used: str = ""
    left: str = ""
    grant: str = ""
    giver: str = ""
    why: str = ""
    lacks: tuple[str, ...] = ()
    far: tuple[str, ...] = ()
    where: tuple[str, ...] = ()


def line_of(leeway: Leeway, guideline: Guideline, voice: Voice, people: Mapping[str, Person]) -> Line:
    kind, verdict = label(leeway.kind), leeway.verdict.value
    sentences, option = leeway_sentences(guideline, leeway, voice), leeway.best
    if not leeway.mine or option is None:
        return Line(kind, verdict, " ".join(sentences))
    grant = guideline.grant(option.grant)
    terms = _Terms(guideline, leeway, option, voice, people)
    room = min((each for each in option.rooms if each.left is not None), key=_share_left, default=None)
    return Line(
        kind=kind,
        verdict=verdict,
        says=sentences[0],
        used=f"{100 - _share_left(room) * 100:.1f}%" if room else "",
        left=terms.left(room) if room else "",
        grant=grant.id if grant and not grant.substitute else "",
        giver=voice.names(grant.grantor) if grant else "",
        why=grant.why if grant else "",
        lacks=tuple(name for need in option.needs if need.code is Code.TRAINING_MISSING for name in _trainings(need)),
        far=tuple(dict.fromkeys(terms.far(room))),
        where=tuple(each for each in option.conditions if not PUT_OUT.fullmatch(each)),
    )


@dataclass(frozen=True, slots=True)
class _Terms:
    """What is said of an option, each in plain words, without the names of grants."""

    guideline: Guideline
    leeway: Leeway
    option: Option
    voice: Voice
    people: Mapping[str, Person]

    def far(self, shown: Room | None) -> Iterator[str]:
        yield from (f"{_upper(self._room(room))}." for room in self.option.rooms if room is not shown)
        yield from self._needs()
        for each in self.option.conditions:
            if found := PUT_OUT.fullmatch(each):
                count = int(found[1])
                times = TIMES[count] if count < len(TIMES) else f"{count} times"
                yield f"Only where we have put them out at least {times}."
        grant = self.guideline.grant(self.option.grant)
        if until := min((link.until for link in self._chain(grant) if link.until), default=None):
            yield f"Until {until.day} {until:%B %Y}, that day included."

    def left(self, room: Room) -> str:
        """What is left of a bound whose sums are known."""
        scope, window = self._scope(room)
        left, whole = self._figure(room, max(room.left or 0, 0)), self._figure(room, room.whole)
        return f"{left} of {whole} left {' '.join(each for each in (scope, window) if each)}"

    def _room(self, room: Room) -> str:
        scope, window = self._scope(room)
        words = " ".join(each for each in (scope, self._figure(room, room.whole), window) if each)
        return words if room.left is None else f"{words}, {self._figure(room, max(room.left, 0))} left"

    def _needs(self) -> Iterator[str]:
        facts = []
        for need in (*self.leeway.needs, *self.option.needs):
            match need.code:
                case Code.REASON_MISSING:
                    yield "It needs a reason in words."
                case Code.AGREEMENT_MISSING:
                    agreed = (str(each) for each in _several(need.details["agreed_by"]))
                    whom = listed((to_words(_target(each), self.people) for each in agreed), "and")
                    yield f"It needs the agreement of {whom}."
                case Code.FACT_MISSING if need.details["fact"] not in IN_A_CASE:
                    facts.append(fact_words(str(need.details["fact"])))
        if facts:
            yield f"You say in the case: {listed(dict.fromkeys(facts), 'and')}."

    def _scope(self, room: Room) -> tuple[str, str]:
        """Of what it is the sum, and in which time."""
        source, *parts = room.limit.split("/")
        if source in self.guideline.pools:
            return f"in the pool {source}", _window(parts)
        per, rest = parts[0], parts[1:]
        link = self.guideline.grant(source)
        above = link is not None and source != self.option.grant
        whose = f"for all that {self.voice.names(link.grantor)} gives here" if above and link else "for you"
        scopes = {"person": whose, "customer": "per customer", "case": "in one case", "grant": "for all together"}
        return scopes.get(per, f"per {fact_words(per)}"), _window(rest)

    def _figure(self, room: Room, figure: int) -> str:
        if room.figure == "count":
            return f"{figure} decision{'' if figure == 1 else 's'}"
        if self.leeway.unit is Unit.COUNT and room.decimals == 0:
            return str(figure)
        return self.voice.money(write_amount(figure, self.guideline.minor_units), self.guideline.currency)

    def _chain(self, grant: Grant | None) -> tuple[Grant, ...]:
        return self.guideline.chain(grant) if grant else ()


def _window(parts: list[str]) -> str:
    if not parts:
        return ""
    return f"this {parts[0]}" if parts[0].startswith("calendar") else f"in {parts[0]}"


def _share_left(room: Room) -> float:
    return max(0, min(1, (room.left or 0) / room.whole)) if room.whole else 0


def _trainings(need: Reason) -> tuple[str, ...]:
    return tuple(map(str, _several(need.details["training"])))


def _several(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _target(text: str) -> Target:
    sort, _, name = text.partition(":")
    return Target(sort, name)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
