"""What one can do now, in words: ways to a yes and who could give it. Pure Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Protocol

from leeway.core.authority import Answer, Could, Sort, Way
from leeway.desk.phrasing import listed, target_name

MOST_WAYS = 3
"""How many ways a sentence tells; all of them stand beside it."""

SORTS: Mapping[Sort, str] = {
    Sort.REASON: "give a reason",
    Sort.FACT: "find out {fact}",
    Sort.LESS: "{less}",
    Sort.AGREEMENT: "get the agreement of {of}",
    Sort.ASK: "ask {person}",
    Sort.WAIT: "wait until {until}",
    Sort.TRAINING: "be trained in {training}",
}
LESS: Mapping[Answer, str] = {
    Answer.GO: "decide up to {most} now",
    Answer.TELL: "decide up to {most} now",
    Answer.INTEND: "go ahead with up to {most} unless it is stopped",
    Answer.ADVISE: "ask for advice on up to {most}",
}
WITH: Mapping[Sort, str] = {Sort.REASON: "a reason", Sort.AGREEMENT: "the agreement of {of}"}
SUBJECTS = {"customer.id": "name the customer", "case.id": "name the case"}
TARGETS = {"level": "somebody of level {name}", "team": "somebody of team {name}"}


class Words(Protocol):
    """How a place writes what clauses are made of."""

    def amount(self, minor: int) -> str: ...

    def name(self, person: str) -> str: ...

    def fact(self, name: str) -> str: ...

    def moment(self, at: datetime) -> str: ...


def explain_way(way: Way, words: Words) -> str:
    """One way as a clause: "give a reason", "ask Ana, who may give 250.00 EUR"."""
    steps = [*way.also, way]
    return " and ".join(_clause(step, words) for step in steps)


def explain_part(way: Way, words: Words) -> str:
    """ "€600.00 of it, with a reason and the agreement of a coach"; empty for other ways."""
    steps = [*way.also, way]
    less = next((step for step in steps if step.sort is Sort.LESS and step.most is not None), None)
    others = {step.sort: step for step in steps if step is not less}
    if less is None or not others or not others.keys() <= WITH.keys() or way.verdict not in (Answer.GO, Answer.TELL):
        return ""
    with_ = [
        text.format(of=listed((target_name(each, words.name) for each in others[sort].of), "and"))
        for sort, text in WITH.items()
        if sort in others
    ]
    return f"{words.amount(less.most or 0)} of it, with {listed(with_, 'and')}"


def explain_ways(ways: Sequence[Way], words: Words) -> str:
    """The first few in a sentence, whoever can be asked together: "Decide up to 20.00 EUR now, or ask Ana or Petra"."""
    asks = [way for way in ways if way.sort is Sort.ASK]
    clauses = []
    for way in ways:
        if way.sort is not Sort.ASK:
            clauses.append(explain_way(way, words))
        elif way is asks[0]:
            also = [_clause(step, words) for step in way.also]
            clauses.append(" and ".join([*also, f"ask {people((_could(each) for each in asks), words)}"]))
    return _one_of(clauses[:MOST_WAYS])


def explain_could(most: int | None, could: Sequence[Could], words: Words) -> str:
    """Where no ways were looked for: what could be decided at once, or whom one can ask."""
    less = [] if most is None else [LESS[Answer.GO].format(most=words.amount(most))]
    return _one_of([*less, *([f"ask {people(could, words)}"] if could else [])])


def people(could: Iterable[Could], words: Words) -> str:
    """ "Ana, who may give 250.00 EUR, or Petra"."""
    found = [
        words.name(each.person) + ("" if each.most is None else f", who may give up to {words.amount(each.most)}")
        for each in could
    ]
    if " who may " in "\n".join(found):
        return ", or ".join(found)
    return listed(found, "or")


def target(text: str, name: Callable[[str], str]) -> str:
    """A target as people say it: "level:coach" is "somebody of level coach", "person:ana" is Ana."""
    sort, _, rest = text.partition(":")
    if sort == "person":
        return name(rest)
    return TARGETS[sort].format(name=rest) if sort in TARGETS else "somebody else"


def moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """ "16:30", "Friday 10:00" or "Friday 6 March 2026, 10:00", rounded up to the minute: not too early by a second."""
    rounded = (
        at if at == at.replace(second=0, microsecond=0) else at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    )
    there, here = rounded.astimezone(zone), now.astimezone(zone)
    days = (there.date() - here.date()).days
    if days == 0:
        return f"{there:%H:%M}"
    if 0 < days < 7:
        return f"{there:%A %H:%M}"
    return f"{there:%A} {there.day} {there:%B %Y, %H:%M}"


def _clause(way: Way, words: Words) -> str:
    if way.fact in SUBJECTS:
        return SUBJECTS[way.fact]
    most = "" if way.most is None else words.amount(way.most)
    return SORTS[way.sort].format(
        fact=words.fact(way.fact),
        less=LESS.get(way.verdict, LESS[Answer.GO]).format(most=most),
        of=listed((target(each, words.name) for each in way.of), "and"),
        person=people([_could(way)], words),
        until="" if way.until is None else words.moment(way.until),
        training=listed(way.training, "and"),
    )


def _could(way: Way) -> Could:
    return Could(way.person, way.verdict, way.most, way.decimals)


def _one_of(clauses: list[str]) -> str:
    text = ", or ".join(clauses)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
