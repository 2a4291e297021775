"""Makes the demo organisation, once; or anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from leeway.clock.tick import tick
from leeway.demo.asking_stories import asking_stories
from leeway.demo.giving import give
from leeway.demo.people import make_customers, make_people
from leeway.demo.plain_stories import plain_stories
from leeway.demo.play import Story, Times, play
from leeway.demo.stories import told_stories
from leeway.ledger.models import Fact, KeptCommand
from leeway.ledger.publishing import publish
from leeway.people.models import Account, Customer, Person

GUIDELINE = settings.ROOT / "examples" / "harbour-bank.guideline.yaml"
MARK = "demo:guideline"
TRIGGER_FUNCTION = "ledger_append_only"  # the ledger's migration 0002 makes it on PostgreSQL
REAL = "people, customers or facts that the demo did not make"


class NotADemoError(Exception):
    """The database holds something else than the demo; nothing was touched. The message names it."""


def is_demo() -> bool:
    """Whether this database was filled by the demo."""
    return KeptCommand.objects.filter(id=MARK).exists()


def on_show() -> bool:
    """Whether anybody may look around as anybody: a setting alone opens nothing, the demo must have filled it, too."""
    return bool(settings.LEEWAY_DEMO) and is_demo()


def is_empty() -> bool:
    return not any(table.objects.exists() for table in (Fact, Person, Customer, Account))


def stories(now: datetime) -> list[Story]:
    times = Times(now.replace(second=0, microsecond=0))
    return [*told_stories(times), *plain_stories(times), *asking_stories(times)]


def make(now: datetime | None = None, done: Callable[[int], object] = lambda _: None) -> int:
    """Fill an empty database; how many cases. Without change if it is the demo already (0).

    Error: `NotADemoError` where the database holds something else.
    """
    if is_demo():
        return 0
    if not is_empty():
        raise NotADemoError(REAL)
    now = now or datetime.now(UTC)
    make_people()
    make_customers()
    told = stories(now)
    first = min(step.at for story in told for step in story.steps)
    publish(GUIDELINE.read_text(encoding="utf-8"), by="petra", at=first, command_id=MARK)
    play(told, done)
    tick(now)
    give(now)
    return len(told)


def empty() -> None:
    """Take a demo's tables out of its database, and make them anew. Error: `NotADemoError`.

    No table that is not ours is ever touched; where there is one, nothing is: the database is somebody else's too.
    """
    if not is_demo() and not is_empty():
        raise NotADemoError(REAL)
    found = connection.introspection.table_names(include_views=True)
    ours = {*connection.introspection.django_table_names(), MigrationRecorder.Migration._meta.db_table}
    others = sorted(name for name in found if name not in ours and not name.startswith("sqlite_"))
    if others:
        raise NotADemoError(f"tables that are not Leeway's ({', '.join(others[:5])}{', ...' if others[5:] else ''})")
    try:
        _drop(sorted(ours.intersection(found)))
    except DatabaseError as error:
        raise NotADemoError(f"tables that cannot be dropped ({str(error).splitlines()[0]})") from error
    call_command("migrate", verbosity=0, interactive=False)


def _drop(tables: list[str]) -> None:
    """Drop the tables, all or none. Without CASCADE: what others have built on them in another schema refuses."""
    quoted = [connection.ops.quote_name(table) for table in tables]
    with connection.schema_editor() as editor:
        if connection.vendor == "postgresql":
            editor.execute(f"DROP TABLE {', '.join(quoted)}")
            editor.execute(f"DROP FUNCTION IF EXISTS {TRIGGER_FUNCTION}")
            return
        for name in quoted:
            editor.execute(f"DROP TABLE {name}")
