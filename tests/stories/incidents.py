"""A log of incidents as cases: a case is heard by its first team and handed to each next one, by the acts themselves.

The log names teams, so a team stands where a person does. What the log holds beside that stays outside.
"""

from __future__ import annotations

import csv
import gzip
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leeway.core.cases import AcceptHandoff, Hear, OfferHandoff
from leeway.core.message import Command

CASE, TEAM, TIME = "case:concept:name", "org:group", "time:timestamp"
START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Visit:
    team: str
    at: datetime


def read(file: Path) -> dict[str, list[Visit]]:
    """The visits of each case, in the order of the file; one for each event."""
    found: dict[str, list[Visit]] = {}
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row[CASE], []).append(Visit(_id(row[TEAM]), datetime.fromisoformat(row[TIME])))
    return found


def written(file: Path, cases: int, seed: int = 11) -> Path:
    """A made-up log of the same shape: most cases stay in one team, some travel, some come back."""
    chance, teams = random.Random(seed), [f"V{n} {line}" for n in range(1, 5) for line in ("", "2nd", "3rd")]
    with gzip.open(file, "wt", encoding="utf-8", newline="") as lines:
        log = csv.writer(lines)
        log.writerow([CASE, TEAM, TIME])
        for case in range(cases):
            team, at = chance.choice(teams), START + timedelta(minutes=case)
            for _ in range(chance.randint(1, 8)):
                log.writerow([f"1-{case}", team, at.isoformat(sep=" ")])
                at += timedelta(minutes=chance.randint(1, 90))
                team = chance.choice(teams[:3]) if chance.random() < 0.5 else team
    return file


def _id(team: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", team.lower()).strip("-") or "nobody"


def commands(case: str, visits: Sequence[Visit], customer: str) -> Iterator[Command]:
    """The acts that lead to what the log shows: nobody is given a case, each next team is asked and takes it."""
    first, *later = visits
    owner = first.team
    yield Hear(
        at=first.at, by=owner, case=case, customer=customer, words=f"w-{case}", playback=True, promise=f"p-{case}"
    )
    for visit in later:
        if visit.team == owner:
            continue
        yield OfferHandoff(at=visit.at, by=owner, case=case, to=visit.team, pack=f"w-{case}")
        yield AcceptHandoff(at=visit.at, by=visit.team, case=case)
        owner = visit.team


def figures_of(log: Mapping[str, Sequence[Visit]]) -> dict[str, tuple[int, bool]]:
    """The reference: transfers and ping-pong of each case by its compressed sequence of teams, without Leeway."""
    found = {}
    for case, visits in log.items():
        teams = [visits[0].team]
        for visit in visits:
            if visit.team != teams[-1]:
                teams.append(visit.team)
        back = any(teams[n] == teams[n + 2] for n in range(len(teams) - 2))
        found[case] = (len(teams) - 1, back)
    return found
