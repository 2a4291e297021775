"""A log of incidents told as cases: Leeway's effort says of them what the log says.

A made-up log goes through the door. LEEWAY_DATA names a folder with it-incidents.csv.gz, which is then told in full
to the rules behind the door, and compared with the figures that were published of it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from leeway.core import cases
from leeway.core.cases import CaseState, Standing
from leeway.core.cases.state import Case
from leeway.core.effort import effort, went_back
from leeway.core.message import Event
from leeway.ledger.handle import handle
from leeway.ledger.read import facts
from leeway.people.models import Customer, Person
from tests.stories.incidents import START, Visit, commands, figures_of, read, written

LOGS = [
    file for folder in [os.environ.get("LEEWAY_DATA")] if folder
    for file in [Path(folder) / "it-incidents.csv.gz"] if file.is_file()
]  # fmt: skip


def told(log: Mapping[str, Sequence[Visit]]) -> dict[str, list[Event]]:
    """The facts of each case, by the rules alone."""
    people = frozenset(visit.team for visits in log.values() for visit in visits)
    found: dict[str, list[Event]] = {}
    for name, visits in log.items():
        case, mine = Case(id=name), found.setdefault(name, [])
        for command in commands(name, visits, "c-1"):
            events, case = cases.decided(command, CaseState(case, 1, Standing(people=people)))  # type: ignore[arg-type]
            mine += events
    return found


def figures(facts_of: Mapping[str, Sequence[Event]]) -> dict[str, tuple[int, bool]]:
    now = START.replace(year=2030)
    return {case: (effort(mine, now).transfers, went_back(mine)) for case, mine in facts_of.items()}


@pytest.mark.django_db(transaction=True)
def test_a_log_through_the_door_has_the_transfers_and_the_ping_pong_of_the_log(tmp_path: Path) -> None:
    log = read(written(tmp_path / "log.csv.gz", cases=25))
    Customer.objects.create(id="c-1", name="Incidents", phone="06 555 0100")
    for team in sorted({visit.team for visits in log.values() for visit in visits}):
        Person.objects.create(id=team, name=team, level="line", team=team)
    for case, visits in log.items():
        for number, command in enumerate(commands(case, visits, "c-1")):
            handle(command, command_id=f"import:{case}:{number}")
    assert figures({case: facts(f"case:{case}") for case in log}) == figures_of(log)
    assert any(back for _, back in figures_of(log).values())


@pytest.mark.parametrize("real", [False, *([True] if LOGS else [])])
def test_effort_says_of_the_log_what_was_published_of_it(real: bool, tmp_path: Path) -> None:
    log = read(LOGS[0] if real else written(tmp_path / "log.csv.gz", cases=200))
    found = figures(told(log))
    assert found == figures_of(log)
    if real:
        transfers: list[Any] = [count for count, _ in found.values()]
        assert len(found) == 7554
        assert round(sum(transfers) / len(found), 2) == 1.25
        assert max(transfers) == 31
        assert sum(back for _, back in found.values()) == 1177
