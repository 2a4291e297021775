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
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
def add(person_id: str, password_stdin: bool, **fields: Any) -> None:
    """Add somebody, with an account to sign in with; the password is asked for."""
    start()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from leeway.desk.people_page import TAKEN
    from leeway.people.models import Account, Person

    if person_id in TAKEN or Account.objects.filter(username=person_id).exists():
        raise click.ClickException(f"The id {person_id!r} is taken; choose another one.")
    fields["reports_to_id"] = fields.pop("reports_to")
    if fields["reports_to_id"] and not Person.objects.filter(id=fields["reports_to_id"]).exists():
        raise click.ClickException(
            f"--reports-to: nobody has the id {fields['reports_to_id']!r}; those here: leeway person list"
        )
    fields["training"] = list(fields["training"])
    row = Person(id=person_id, **fields)
    try:
        row.full_clean()
    except ValidationError as error:
        raise click.ClickException(_sentences(error)) from None
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

    rows = list(Person.objects.order_by("id").values("id", "name", "role", "level", "team", "reports_to_id", "active"))
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo(f"{row['id']:<12} {row['name']:<24} {row['role']:<14} {row['team'] or '-'}")
    if not rows:
        click.echo("Nobody yet. Add the first: leeway person add ID --name NAME --role leader")


def _ask() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _sentences(error: Any) -> str:
    """What is wrong, each with the option that it is about."""
    about = error.message_dict.items()
    return " ".join(f"{'ID' if name == 'id' else f'--{name}'}: {' '.join(messages)}" for name, messages in about)
