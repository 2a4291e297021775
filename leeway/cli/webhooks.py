"""`leeway webhook`: programs that are told of facts, for whoever has the shell."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from leeway.config.start import start


@click.group()
def webhook() -> None:
    """Add, list and end webhooks, and show how each delivery fared."""


@webhook.command()
@click.argument("url")
@click.option("--events", required=True, metavar="NAMES", help="Names of facts, with commas between; * for all.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def add(url: str, events: str, as_json: bool) -> None:
    """Tell URL of facts from now on. The secret that signs them is shown once."""
    start()
    from django.core.exceptions import ValidationError

    from leeway.webhooks import hooks

    names = [each.strip() for each in events.split(",") if each.strip()]
    try:
        made = hooks.add(url, names, by="command line", now=datetime.now(UTC))
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from None
    if as_json:
        click.echo(json.dumps({"id": made.id, "secret": made.secret, "url": made.url, "events": made.events}))
        return
    click.echo(made.secret)
    click.echo(f"Webhook {made.id} is signed with it; it is not shown again.", err=True)


@webhook.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def list_webhooks(as_json: bool) -> None:
    """Show webhooks, those that were removed too; never what signs."""
    start()
    from leeway.webhooks.models import Webhook

    lines = [
        {
            "id": row.id,
            "url": row.url,
            "events": row.events,
            "made_by": row.made_by,
            "made_at": row.made_at.isoformat(),
            "active": row.active,
        }
        for row in Webhook.objects.all()
    ]
    if as_json:
        click.echo(json.dumps(lines))
        return
    for line in lines:
        state = "active" if line["active"] else "removed"
        click.echo(f"{line['id']}  {state:<7}  {line['made_at'][:10]}  {line['url']}  {','.join(line['events'])}")
    if not lines:
        click.echo("No webhooks yet. Add one: leeway webhook add URL --events '*'")


@webhook.command()
@click.argument("webhook_id", metavar="ID")
def remove(webhook_id: str) -> None:
    """End the webhook with this ID: it is told nothing more, what waits included."""
    start()
    from leeway.webhooks import hooks
    from leeway.webhooks.models import Webhook

    row = Webhook.objects.filter(id=webhook_id, active=True).first()
    if row is None:
        raise click.ClickException(f"There is no webhook {webhook_id!r}; those that there are: leeway webhook list")
    hooks.remove(row)
    click.echo(f"{row.id} is told nothing any more.")


@webhook.command(name="log")
@click.argument("webhook_id", metavar="ID", required=False)
@click.option("--most", default=50, show_default=True, type=click.IntRange(1, 1000), help="How many, newest first.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def show_log(webhook_id: str | None, most: int, as_json: bool) -> None:
    """Show deliveries, newest first: sent, waiting with the time of the next try, or failed."""
    start()
    from leeway.webhooks.models import WebhookDelivery

    found = WebhookDelivery.objects.filter(webhook=webhook_id) if webhook_id else WebhookDelivery.objects.all()
    lines = [
        {
            "id": row.id,
            "webhook": row.webhook_id,
            "fact": row.fact,
            "event": row.event,
            "state": row.state,
            "status": row.status,
            "tries": row.tries,
            "created": row.created.isoformat(),
            "next": row.due.isoformat() if row.state == row.State.WAITING else None,
        }
        for row in found.order_by("-created", "-id")[:most]
    ]
    if as_json:
        click.echo(json.dumps(lines))
        return
    for line in lines:
        then = f"next {line['next'][:19]}" if line["next"] else ""
        times = f"{line['tries']} tries"
        said = f"{line['state']:<7}  {line['status'] or '-':<15}  {times:<8}"
        click.echo(f"{line['created'][:19]}  {line['webhook']}  {said}  {line['event']}  {line['id']}  {then}".rstrip())
    if not lines:
        click.echo("Nothing was to be delivered yet.")
