"""`leeway token`: bearer tokens for the API and for `leeway mcp`."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import click

from leeway.config.start import start


@click.group()
def token() -> None:
    """Make, list and end tokens for the API."""


@token.command()
@click.argument("person")
@click.option("--scope", "scopes", multiple=True, required=True, metavar="SCOPE", help="What it may do; once for each.")
@click.option("--for", "label", default="made on the command line", show_default=True, help="What it is for.")
@click.option("--days", default=90, show_default=True, help="How long it lasts.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def add(person: str, scopes: tuple[str, ...], label: str, days: int, as_json: bool) -> None:
    """Make a token with which a program acts as PERSON. It is shown once, and kept as a hash."""
    start()
    from django.core.exceptions import ValidationError

    from leeway.people import tokens
    from leeway.people.models import Person

    row = Person.objects.filter(id=person).first()
    if row is None:
        raise click.ClickException(f"Nobody has the id {person!r}; those here: leeway person list")
    now = datetime.now(UTC)
    try:
        made, text = tokens.make(row, label, scopes, by="command line", now=now, lasts=timedelta(days=days))
    except (ValidationError, OverflowError) as error:
        messages = getattr(error, "messages", ["A token lasts from 1 to 366 days."])
        raise click.ClickException(" ".join(messages)) from None
    if as_json:
        click.echo(json.dumps({"id": made.id, "token": text, "expires_at": made.expires_at.isoformat()}))
        return
    click.echo(text)
    click.echo(f"It acts as {row} until {made.expires_at:%Y-%m-%d} and is not shown again.", err=True)


@token.command(name="list")
@click.option("--person", default=None, metavar="ID", help="Only those of one person.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def list_tokens(person: str | None, as_json: bool) -> None:
    """Show tokens by what they are recognised by; never what opens."""
    start()
    from leeway.people.models import ApiToken

    now = datetime.now(UTC)
    rows = ApiToken.objects.filter(person=person) if person else ApiToken.objects.all()
    lines = [
        {
            "id": row.id,
            "person": row.person_id,
            "for": row.label,
            "scopes": row.scopes,
            "state": "works" if row.works(now) else "ended" if row.revoked_at else "expired",
            "expires_at": row.expires_at.isoformat(),
            "last_used_at": row.last_used_at.isoformat() if row.last_used_at else None,
        }
        for row in rows.order_by("person", "-made_at")
    ]
    if as_json:
        click.echo(json.dumps(lines))
        return
    for line in lines:
        used = f"used {line['last_used_at'][:10]}" if line["last_used_at"] else "never used"
        when = f"until {line['expires_at'][:10]}, {used}"
        scopes = ",".join(line["scopes"])
        click.echo(f"{line['id']}  {line['person']:<12} {line['state']:<8} {when:<34}  {scopes}  {line['for']}")
    if not lines:
        click.echo("No tokens yet. Make one: leeway token add PERSON --scope may:read")


@token.command()
@click.argument("token_id", metavar="ID")
def revoke(token_id: str) -> None:
    """End the token with this ID (the part between the two underscores) at once."""
    start()
    from leeway.people import tokens
    from leeway.people.models import ApiToken

    row = ApiToken.objects.filter(id=token_id.removeprefix("leeway_").split("_")[0]).first()
    if row is None:
        raise click.ClickException(f"There is no token {token_id!r}; those that there are: leeway token list")
    tokens.revoke(row, datetime.now(UTC))
    click.echo(f"{row.shown} opens nothing any more.")
