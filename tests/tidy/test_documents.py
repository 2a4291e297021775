"""Documents that state events or commands say what the code says."""

from __future__ import annotations

import re

import click

from leeway.cli.main import main
from leeway.ledger.event_types import EVENTS
from tests.tidy.files import ROOT


def test_every_event_type_is_documented_and_no_other() -> None:
    text = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([a-z_.]+)` \| (\d+) \|", text, re.MULTILINE))
    assert documented == {(event.NAME, str(event.VERSION)) for event in EVENTS}


def test_every_field_of_an_event_is_documented() -> None:
    text = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
    for event in EVENTS:
        row = re.search(rf"^\| `{re.escape(event.NAME)}` \|.*$", text, re.MULTILINE)
        assert row, event.NAME
        fields = {name for name in event.__dataclass_fields__ if name not in {"at", "by", "NAME", "VERSION"}}
        named = set(re.findall(r"`([a-z_0-9]+)`", row[0].split("|", 3)[3]))
        assert fields <= named, f"{event.NAME}: docs/events.md does not name {sorted(fields - named)}"


def _commands(group: click.Group, prefix: str = "leeway") -> set[str]:
    found = set()
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found |= _commands(command, f"{prefix} {name}") if isinstance(command, click.Group) else {f"{prefix} {name}"}
    return found


def test_every_command_is_documented() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(leeway [a-z ]+?)(?: [A-Z\[-].*?)?` \|", text, re.MULTILINE))
    assert documented == _commands(main)


def test_every_command_explains_itself() -> None:
    def help_of(group: click.Group) -> None:
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            assert command.help, name
            if isinstance(command, click.Group):
                help_of(command)

    help_of(main)
