"""`leeway person`: who works here, and how they sign in."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from leeway.config.start import start

ROLES = ("member", "coach", "leader", "administrator")


@click.group()
def person() -> None:
    """Who works here, and how they sign in."""


@person.command()
@click.argument("person_id", metavar="ID")
@click.option("--name", required=True, help="As colleagues and customers read it.")
@click.option("--role", type=click.Choice(ROLES), default="member", show_default=True, help="What they may see.")
@click.option("--level", default="", help="The guideline's word for it: level:NAME.")
@click.option("--team", default="", help="The guideline's word for it: team:NAME.")
@click.option("--reports-to", default=None, metavar="ID", help="Whose advice and grants they are under.")
@click.option("--training", multiple=True, metavar="NAME", help="A training that is done; may be given again.")
@click.option("--phone", default="", help="The direct number that customers get.")
@click.option("--email", default="", help="The direct address that customers get.")
@click.option("--service", is_flag=True, help="An automated agent: it acts over the API alone.")
@click.option("--answerable", default=None, metavar="ID", help="Who answers for what the agent does.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
def add(person_id: str, password_stdin: bool, **fields: Any) -> None:
    """Add somebody, with an account to sign in with; the password is asked for. An agent gets no account."""
    start()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from leeway.desk.people_page import TAKEN
    from leeway.people.models import Account, Person

    if person_id in TAKEN or Account.objects.filter(username=person_id).exists():
        raise click.ClickException(f"The id {person_id!r} is taken; choose another one.")
    for option in ("reports_to", "answerable"):
        named = fields.pop(option)
        if named and not Person.objects.filter(id=named).exists():
            raise click.ClickException(
                f"--{option.replace('_', '-')}: nobody has the id {named!r}; those here: leeway person list"
            )
        fields[f"{option}_id"] = named
    fields["training"] = list(fields["training"])
    row = Person(id=person_id, **fields)
    try:
        row.full_clean()
    except ValidationError as error:
        raise click.ClickException(_sentences(error)) from None
    if row.service:
        row.save(force_insert=True)
        click.echo(f"{row} is here now. Give it a token: leeway token add {row.id} --scope may:read")
        return
    password = sys.stdin.readline().rstrip("\n") if password_stdin else _ask()
    try:
        validate_password(password, Account(username=person_id))
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from None
    with transaction.atomic():
        row.save(force_insert=True)
        Account.objects.create_user(person_id, password, row)
    click.echo(f"{row.name} can sign in as {person_id}.")


@person.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def list_people(as_json: bool) -> None:
    """Show who works here, with team and role."""
    start()
    from leeway.people.models import Person

    wanted = ("id", "name", "role", "level", "team", "reports_to_id", "active", "service")
    rows = list(Person.objects.order_by("id").values(*wanted))
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        role = "agent" if row["service"] else row["role"]
        click.echo(f"{row['id']:<12} {row['name']:<24} {role:<14} {row['team'] or '-'}")
    if not rows:
        click.echo("Nobody yet. Add the first: leeway person add ID --name NAME --role leader")


def _ask() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _sentences(error: Any) -> str:
    """What is wrong, each with the option that it is about."""
    about = error.message_dict.items()
    return " ".join(f"{'ID' if name == 'id' else f'--{name}'}: {' '.join(messages)}" for name, messages in about)
