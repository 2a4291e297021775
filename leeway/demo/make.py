"""Makes the demo organisation, once; or anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from leeway.clock.tick import tick
from leeway.demo.people import make_customers, make_people
from leeway.demo.plain_stories import plain_stories
from leeway.demo.play import Story, Times, play
from leeway.demo.stories import told_stories
from leeway.ledger.models import Fact, KeptCommand
from leeway.ledger.publishing import publish
from leeway.people.models import Person

GUIDELINE = settings.ROOT / "examples" / "harbour-bank.guideline.yaml"
MARK = "demo:guideline"


class NotADemoError(Exception):
    """The database holds something else than the demo; nothing was touched."""


def is_demo() -> bool:
    """Whether this database was filled by the demo."""
    return KeptCommand.objects.filter(id=MARK).exists()


def is_empty() -> bool:
    return not Fact.objects.exists() and not Person.objects.exists()


def stories(now: datetime) -> list[Story]:
    times = Times(now.replace(second=0, microsecond=0))
    return [*told_stories(times), *plain_stories(times)]


def make(now: datetime | None = None, done: Callable[[int], object] = lambda _: None) -> int:
    """Fill an empty database; how many cases. Without change if it is the demo already (0).

    Error: `NotADemoError` where the database holds something else.
    """
    if is_demo():
        return 0
    if not is_empty():
        raise NotADemoError
    now = now or datetime.now(UTC)
    make_people()
    make_customers()
    told = stories(now)
    first = min(step.at for story in told for step in story.steps)
    publish(GUIDELINE.read_text(encoding="utf-8"), by="petra", at=first, command_id=MARK)
    play(told, done)
    tick(now)
    return len(told)


def empty() -> None:
    """Take everything out of a demo's database. Error: `NotADemoError`."""
    if not is_demo() and not is_empty():
        raise NotADemoError
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    else:
        connection.close()
        name = Path(settings.DATABASES["default"]["NAME"])
        for file in (name, name.with_name(name.name + "-wal"), name.with_name(name.name + "-shm")):
            file.unlink(missing_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
