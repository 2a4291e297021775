"""One kind on "My leeway": every step of it, the bound that binds, who gives it, and where one stands on the ladder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leeway.core.authority import Answer, Code, Grant, Guideline, Leeway, Option, Room, Target, Unit
from leeway.core.authority.amounts import write_amount
from leeway.core.authority.ladder import RUNGS, Rung, Standing
from leeway.desk import times
from leeway.desk.conditions import condition_words, is_plain
from leeway.desk.explain_leeway import leeway_sentences
from leeway.desk.explain_verdict import Voice
from leeway.desk.guideline import to_words
from leeway.desk.leeway_steps import IN_A_CASE, options_of
from leeway.desk.phrasing import fact_words, label, listed
from leeway.people.models import Person

NOT_YET = "not yet"
RUNG_WORDS = {
    Rung.OBSERVE: "observe",
    Rung.RECOMMEND: "recommend",
    Rung.INTEND: "intend",
    Rung.DECIDE_AND_TELL: "decide and tell",
    Rung.DECIDE: "decide",
    Rung.COACH: "coach others",
}
HOW = {
    Answer.GO: "at once",
    Answer.TELL: "at once, and {grantors} will be told",
    Answer.INTEND: "unless {grantors} stops it within {window}",
    Answer.ADVISE: "after asking {advisers} for advice",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One way to go: how far, how, and where. lacks: trainings without which it is not yet one's own.

    far: what else holds, a sentence each; where: conditions that only an expression says.
    """

    verdict: str
    says: str
    grant: str = ""
    giver: str = ""
    why: str = ""
    lacks: tuple[str, ...] = ()
    far: tuple[str, ...] = ()
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One kind. verdict: of the widest step that is one's own now; `NOT_YET` where each lacks a training.

    says: where there is no step. used: percent of the bound that binds, which `left` says in words. rung, rung_left:
    where one stands on the ladder of this kind, in words and in steps of six.
    """

    kind: str
    verdict: str
    says: str = ""
    steps: tuple[Step, ...] = ()
    used: str = ""
    left: str = ""
    rung: str = ""
    rungs: tuple[bool, ...] = ()


def line_of(
    leeway: Leeway, guideline: Guideline, voice: Voice, people: Mapping[str, Person], standing: Standing
) -> Line:
    rung, rungs = _rung(standing), tuple(step <= standing.step for step in range(len(RUNGS)))
    kind, options = label(leeway.kind), options_of(leeway)
    if not options:
        says = " ".join(leeway_sentences(guideline, leeway, voice))
        return Line(kind, leeway.verdict.value, says, rung=rung, rungs=rungs)
    terms = [_Terms(guideline, leeway, option, voice, people) for option in options]
    room = min((each for each in options[0].rooms if each.left is not None), key=_share_left, default=None)
    return Line(
        kind=kind,
        verdict=NOT_YET if options[0].untrained else options[0].verdict.value,
        steps=tuple(each.step(room if each is terms[0] else None) for each in terms),
        used=f"{100 - _share_left(room) * 100:.1f}%" if room else "",
        left=terms[0].left(room) if room else "",
        rung=rung,
        rungs=rungs,
    )


def _rung(standing: Standing) -> str:
    above = RUNGS[standing.step + 1 :]
    further = f" Next: {RUNG_WORDS[above[0]]}." if above else ""
    return f"Step {standing.step + 1} of {len(RUNGS)}: {RUNG_WORDS[standing.rung]}.{further}"


@dataclass(frozen=True, slots=True)
class _Terms:
    """What is said of an option, each in plain words, without the names of grants."""

    guideline: Guideline
    leeway: Leeway
    option: Option
    voice: Voice
    people: Mapping[str, Person]

    def step(self, shown: Room | None) -> Step:
        grant = self._grant
        return Step(
            verdict=self.option.verdict.value,
            says=self._says(),
            grant=grant.id if grant and not grant.substitute else "",
            giver=self.voice.names(grant.grantor) if grant else "",
            why=grant.why if grant else "",
            lacks=self._lacks(),
            far=tuple(dict.fromkeys(self._far(shown))),
            where=tuple(each for each in self.option.conditions if not is_plain(each)),
        )

    def _says(self) -> str:
        """ "Up to €100.00 at once, where we have put them out at least twice, with a reason."."""
        option, amount = self.option, self._amount()
        how = HOW[option.verdict].format(
            grantors=listed(map(self.voice.names, option.grantors), "or") or "whoever gave it",
            window=self._window(),
            advisers=self._advisers(),
        )
        if option.verdict is Answer.GO and amount.endswith(" now"):
            how = ""
        needs = [*self._agreements()]
        needs += ["with a reason"] if any(need.code is Code.REASON_MISSING for need in option.needs) else []
        plain = [condition_words(each) for each in option.conditions if is_plain(each)]
        where = [f"where {listed(plain, 'and')}"] if plain else []
        where += ["under the condition below"] if len(plain) < len(option.conditions) else []
        needs += [f"once you have the training {listed(lacks, 'and')}"] if (lacks := self._lacks()) else []
        return f"{_upper(', '.join([' '.join(each for each in (amount, how) if each), *where, *needs]))}."

    def _amount(self) -> str:
        option = self.option
        reach = option.at_most if option.most is None else option.most
        if self.leeway.unit is Unit.NONE:
            return ""
        if reach is None:
            return "any amount"
        if option.cap is not None and reach > option.cap:  # what widens it may or may not be so
            reach = option.cap
        less = option.most is not None and option.cap is not None and option.most < option.cap
        return f"up to {self._figures(reach)}{' now' if less else ''}"

    def _far(self, shown: Room | None) -> Iterator[str]:
        option = self.option
        yield from self._widened()
        yield from (f"{_upper(self._room(room))}." for room in option.rooms if room is not shown)
        facts = [str(need.details["fact"]) for need in (*self.leeway.needs, *option.needs) if "fact" in need.details]
        asked = [fact_words(each) for each in dict.fromkeys(facts) if each not in IN_A_CASE]
        if asked:
            yield f"It hangs on {listed(asked, 'and')}."
        if until := min((link.until for link in self._chain if link.until), default=None):
            yield f"Until {until.day} {until:%B %Y}, that day included."

    def _widened(self) -> Iterator[str]:
        """What it would be where a condition turns out to be so that widens it."""
        option = self.option
        if option.cap is None or option.at_most is None or option.at_most <= option.cap:
            return
        for link in self._chain:
            if link.widen:
                yield f"Up to {self._figures(option.at_most)} where {condition_words(link.widen.when.text)}."

    def left(self, room: Room) -> str:
        """What is left of a bound whose sums are known."""
        scope, window = self._scope(room)
        left, whole = self._figure(room, max(room.left or 0, 0)), self._figure(room, room.whole)
        return f"{left} of {whole} left {' '.join(each for each in (scope, window) if each)}"

    def _room(self, room: Room) -> str:
        scope, window = self._scope(room)
        words = " ".join(each for each in (scope, self._figure(room, room.whole), window) if each)
        return words if room.left is None else f"{words}, {self._figure(room, max(room.left, 0))} left"

    def _lacks(self) -> tuple[str, ...]:
        needs = (need for need in self.option.needs if need.code is Code.TRAINING_MISSING)
        return tuple(dict.fromkeys(str(each) for need in needs for each in _several(need.details["training"])))

    def _agreements(self) -> Iterator[str]:
        for need in self.option.needs:
            if need.code is Code.AGREEMENT_MISSING:
                agreed = (str(each) for each in _several(need.details["agreed_by"]))
                yield f"once agreed by {listed((self._named(_target(each)) for each in agreed), 'and')}"

    def _advisers(self) -> str:
        """Whom the links of the chain say to ask; whoever gave it where none says so."""
        advice = [link.advice for link in self._chain if link.advice]
        asked = [each for one in advice for each in (*one.expert, *one.affected)]
        words = [fact_words(each) if isinstance(each, str) else self._named(each) for each in asked]
        return listed(dict.fromkeys(words), "and") or listed(map(self.voice.names, self.option.grantors), "and")

    def _named(self, target: Target) -> str:
        return f"somebody of level {target.name}" if target.sort == "level" else to_words(target, self.people)

    def _window(self) -> str:
        """The longest that silence must last for what it reaches, or from the first tier to the last."""
        tiers = [tier.lasts for link in self._chain for tier in link.window]
        if not tiers:
            return "its time"
        least, most = times.length(min(tiers)), times.length(max(tiers))
        return least if least == most else f"{least} to {most}, the more the longer"

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
        return self._money(figure)

    def _figures(self, amount: int) -> str:
        return str(amount) if self.leeway.unit is Unit.COUNT else self._money(amount)

    def _money(self, amount: int) -> str:
        return self.voice.money(write_amount(amount, self.guideline.minor_units), self.guideline.currency)

    @property
    def _grant(self) -> Grant | None:
        return self.guideline.grant(self.option.grant)

    @property
    def _chain(self) -> Sequence[Grant]:
        grant = self._grant
        return self.guideline.chain(grant) if grant else ()


def _window(parts: list[str]) -> str:
    if not parts:
        return ""
    return f"this {parts[0]}" if parts[0].startswith("calendar") else f"in {parts[0]}"


def _share_left(room: Room) -> float:
    return max(0, min(1, (room.left or 0) / room.whole)) if room.whole else 0


def _several(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _target(text: str) -> Target:
    sort, _, name = text.partition(":")
    return Target(sort, name)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
