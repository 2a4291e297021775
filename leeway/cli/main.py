"""`leeway`: the commands. Each is imported only when it is used, so that a small one never waits for a database."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("leeway.cli.serve:serve", "Pages and clock in one process."),
    "demo": ("leeway.cli.demo:demo", "Fill an empty database with Harbour Bank, a made-up organisation."),
    "guideline": ("leeway.cli.guideline:guideline", "Check and publish guideline files."),
    "may": ("leeway.cli.may:may", "One verdict, or one per line, without a database."),
    "whatif": ("leeway.cli.whatif:whatif", "What a limit would have changed, from an event log."),
    "clock": ("leeway.cli.clock:clock", "Fire what is due, once or for as long as it runs."),
    "mail": ("leeway.cli.mail:mail", "Take mail in and send letters, once or for as long as it runs."),
    "verify": ("leeway.cli.ledger:verify", "Check facts, seals and views."),
    "rebuild": ("leeway.cli.ledger:rebuild", "Write every view anew from the facts."),
    "doctor": ("leeway.cli.doctor:doctor", "Whether this installation is well, and what to do where not."),
    "backup": ("leeway.cli.backup:backup", "Write the whole installation to a file, while it runs."),
    "restore": ("leeway.cli.backup:restore", "Fill an empty database from such a file."),
    "erase": ("leeway.cli.erase:erase", "Erase a customer's name, addresses and words for good."),
    "person": ("leeway.cli.people:person", "Add and list people."),
    "mcp": ("leeway.cli.mcp:mcp", "Serve an assistant over MCP, under the same guardrails."),
    "webhook": ("leeway.cli.webhooks:webhook", "Tell other programs of facts, signed."),
    "token": ("leeway.cli.tokens:token", "Make, list and end tokens for the API."),
}


class Lazy(click.Group):
    """A group that knows its commands by name and one line; `table` is name to (module:attribute, line)."""

    def __init__(self, *args: object, table: dict[str, tuple[str, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.table:
            return None
        module, _, attribute = self.table[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.table.items()])


@click.command(cls=Lazy, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="leeway")
def main() -> None:
    """Hand decisions to the people in front of the customer, without losing sight of them."""
