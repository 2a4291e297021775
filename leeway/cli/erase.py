"""`leeway erase`: everything that tells who a customer was, for good."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from leeway.config.start import start


@click.command()
@click.argument("customer")
@click.option("--yes", is_flag=True, help="Do not ask whether this is meant.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def erase(customer: str, yes: bool, as_json: bool) -> None:
    """Erase name, addresses and words of CUSTOMER (an id). Final. The facts stay, without them, and still add up."""
    start()
    from leeway.people.erasing import erase as erase_for_good
    from leeway.people.models import Customer

    if not Customer.objects.filter(id=customer).exists():
        raise click.ClickException(f"No customer has the id {customer!r}. It stands on their cases, beside the name.")
    if not yes:
        click.confirm(f"Erase {customer}? This is final.", abort=True)
    texts = erase_for_good(customer, datetime.now(UTC))
    click.echo(json.dumps({"customer": customer, "texts": texts}) if as_json else f"Erased, with {texts} texts.")
