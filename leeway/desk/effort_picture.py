"""The way that a customer had to go until somebody kept their case, as a picture: rows are places, dots are people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leeway.core.cases.events import ContactRecorded
from leeway.desk.timeline import Telling

ROW = 32
FIRST, LAST = 4, 92  # percent of the width: where the first and the last contact stand


@dataclass(frozen=True, slots=True)
class Dot:
    """x: percent. person: the figure in it. again: this person had heard it before."""

    x: str
    y: int
    person: int
    again: bool

    @property
    def text_y(self) -> int:
        return self.y + 4


@dataclass(frozen=True, slots=True)
class Hop:
    x1: str
    x2: str
    y1: int
    y2: int


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    y: int
    x: str
    anchor: str

    @property
    def text_y(self) -> int:
        return self.y - 14


@dataclass(frozen=True, slots=True)
class Picture:
    """height: in pixels. told: the same in words, for who cannot see it."""

    height: int
    dots: tuple[Dot, ...]
    hops: tuple[Hop, ...]
    places: tuple[Place, ...]
    told: str


def picture(contacts: Sequence[ContactRecorded], telling: Telling) -> Picture | None:
    """One dot for each contact from left to right in order of time; nothing to show for fewer than two."""
    if len(contacts) < 2:
        return None
    ordered = sorted(contacts, key=lambda contact: contact.started)
    rows = {point: number for number, point in enumerate(dict.fromkeys(c.point for c in ordered))}
    people = {who: number for number, who in enumerate(dict.fromkeys(c.who for c in ordered), start=1)}
    step = (LAST - FIRST) / (len(ordered) - 1)
    dots, seen = [], set[str]()
    for place, contact in enumerate(ordered):
        dots.append(
            Dot(_percent(FIRST + place * step), _y(rows[contact.point]), people[contact.who], contact.who in seen)
        )
        seen.add(contact.who)
    hops = [
        Hop(dot.x, following.x, dot.y, following.y)
        for dot, following, contact in zip(dots, dots[1:], ordered, strict=False)
        if contact.transferred
    ]
    return Picture(
        height=len(rows) * (ROW + 12) + 8,
        dots=tuple(dots),
        hops=tuple(hops),
        places=tuple(_places(rows, ordered, dots)),
        told=_told(ordered, telling),
    )


def _places(rows: dict[str, int], ordered: Sequence[ContactRecorded], dots: Sequence[Dot]) -> list[Place]:
    places = []
    for point, row in rows.items():
        first = next(dot for dot, contact in zip(dots, ordered, strict=True) if contact.point == point)
        right = float(first.x.rstrip("%")) > 55
        places.append(Place(point.replace("-", " "), _y(row), "98%" if right else first.x, "end" if right else "start"))
    return places


def _told(ordered: Sequence[ContactRecorded], telling: Telling) -> str:
    steps = [
        f"{c.point.replace('-', ' ')}, {c.minutes} min with {telling.name(c.who)}"
        f"{', passed on' if c.transferred else ''}{', told again' if c.repeated else ''}"
        for c in ordered
    ]
    return f"{len(ordered)} contacts. " + ". ".join(steps) + "."


def _y(row: int) -> int:
    return 30 + row * (ROW + 12)


def _percent(value: float) -> str:
    return f"{value:.2f}%"
