"""The other commands, as somebody calls them: erase, demo, clock, and what is asked of `leeway` itself."""

from __future__ import annotations

import json
from datetime import timedelta
from importlib.metadata import version

import pytest

from leeway.demo import make as organisation
from leeway.ledger.models import Fact
from leeway.people.models import ERASED, Customer, Person, Words
from leeway.projections.promises import PromiseRow
from tests.cli.running import leeway, sentence
from tests.desk.harbour import heard


@pytest.fixture
def short(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo of four stories: what the command does is the same."""
    every = organisation.stories
    monkeypatch.setattr(organisation, "stories", lambda now: every(now)[:4])


@pytest.mark.usefixtures("bank")
def test_erasing_takes_names_and_words_for_good() -> None:
    heard(said="My name is Noor.")
    before = Fact.objects.count()
    said = leeway("erase", "c-noor", "--yes")
    assert (said.exit_code, said.stdout, said.stderr) == (0, "Erased, with 1 texts.\n", "")
    assert Customer.objects.get(id="c-noor").name == ERASED
    assert not Words.objects.filter(text__contains="Noor").exists()
    assert Fact.objects.count() == before
    assert json.loads(leeway("erase", "c-noor", "--yes", "--json").stdout) == {"customer": "c-noor", "texts": 0}


@pytest.mark.usefixtures("bank")
def test_erasing_asks_first_and_names_an_id_that_nobody_has() -> None:
    said = leeway("erase", "c-noor", say="n\n")
    assert said.exit_code == 1
    assert "Erase c-noor? This is final. [y/N]" in said.stdout
    assert Customer.objects.get(id="c-noor").name == "Noor Verhagen"
    said = leeway("erase", "noor", "--yes")
    assert said.exit_code == 1
    assert sentence(said) == "No customer has the id 'noor'. It stands on their cases, beside the name."
    assert leeway("erase").exit_code == 2


@pytest.mark.usefixtures("short")
def test_the_demo_is_made_once_and_anew_when_asked() -> None:
    said = leeway("demo")
    assert (said.exit_code, said.stdout, said.stderr) == (0, "Harbour Bank is there, with 4 cases.\n", "")
    facts = Fact.objects.count()
    again = leeway("demo")
    assert (again.exit_code, again.stdout) == (
        0,
        "Harbour Bank is there already. Start it anew with: leeway demo --reset\n",
    )
    assert Fact.objects.count() == facts
    Customer.objects.create(id="c-extra", name="Extra")
    assert json.loads(leeway("demo", "--reset", "--json").stdout) == {"cases": 4}
    assert (Fact.objects.count(), Customer.objects.filter(id="c-extra").count()) == (facts, 0)


@pytest.mark.usefixtures("bank", "short")
@pytest.mark.parametrize("arguments", [["demo"], ["demo", "--reset"], ["demo", "--reset", "--json"]])
def test_the_demo_leaves_real_data_alone(arguments: list[str]) -> None:
    heard()
    before = (Fact.objects.count(), Person.objects.count(), Customer.objects.count())
    said = leeway(*arguments)
    assert said.exit_code == 1
    assert sentence(said) == (
        "This database holds people, customers or facts that the demo did not make, so nothing was touched; "
        "name another one in LEEWAY_DATABASE_URL or LEEWAY_HOME."
    )
    assert (Fact.objects.count(), Person.objects.count(), Customer.objects.count()) == before


@pytest.mark.usefixtures("bank")
def test_the_clock_fires_what_is_due_at_the_time_that_it_is_given() -> None:
    heard()
    due = PromiseRow.objects.get().due
    before = (due - timedelta(seconds=1)).isoformat()
    assert leeway("clock", "--once", "--now", before).stdout == "1 due times took effect.\n", "the warning"
    early = leeway("clock", "--once", "--now", before)
    assert (early.exit_code, early.stdout, early.stderr) == (0, "0 due times took effect.\n", "")
    answer = json.loads(leeway("clock", "--once", "--now", due.isoformat(), "--json").stdout)
    assert answer == {"fired": 1, "failed": [], "now": due.isoformat()}
    assert leeway("clock", "--once", "--now", due.isoformat()).stdout == "0 due times took effect.\n"
    assert leeway("clock", "--once").exit_code == 0


@pytest.mark.usefixtures("bank")
def test_the_clock_says_what_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    heard()
    about = f"promise:{PromiseRow.objects.get().id}"
    due = PromiseRow.objects.get().due.isoformat()
    with monkeypatch.context() as broken:
        broken.setattr("leeway.clock.tick.handle", lambda command, command_id: 1 / 0)
        said = leeway("clock", "--once", "--now", due)
        assert (said.exit_code, said.stdout) == (1, "0 due times took effect.\n")
        assert f"Error: 1 failed and will be tried again at the next look: {about}. The log says how.\n" in said.stderr
        answer = leeway("clock", "--once", "--now", due, "--json")
        assert (answer.exit_code, json.loads(answer.stdout)["failed"]) == (1, [about])
    assert leeway("clock", "--once", "--now", due).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--once", "--now", "yesterday"], "--now 'yesterday' is no time. Write it like 2026-03-01T10:00:00Z."),
        (["--once", "--now", "2026-02-30T10:00:00Z"], "--now '2026-02-30T10:00:00Z' is no time."),
        (["--once", "--now", "2026-03-01T10:00:00"], "--now '2026-03-01T10:00:00' has no zone. Write it like"),
        (["--once", "--now", "0001-01-01T00:00:00+14:00"], "lies outside the calendar. Write it like"),
        (["--now", "2026-03-01T10:00:00Z"], "--now goes with --once: a clock that goes on takes the time as it is."),
    ],
)
def test_a_time_that_the_clock_cannot_take_is_wrong_usage(arguments: list[str], told: str) -> None:
    said = leeway("clock", *arguments)
    assert said.exit_code == 2
    assert told in sentence(said)
    assert "\n" not in sentence(said)


def test_it_says_its_version() -> None:
    said = leeway("--version")
    assert (said.exit_code, said.stdout) == (0, f"leeway, version {version('leeway')}\n")


@pytest.mark.parametrize("command", ["import", "export"])
def test_what_is_not_there_yet_is_refused_as_unknown(command: str) -> None:
    said = leeway(command)
    assert said.exit_code == 2
    assert sentence(said) == f"No such command '{command}'."
