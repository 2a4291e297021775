"""The decision that is measured: the owner of a case refunds an amount within a chain of grants, limits and a pool."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from leeway.core.cases import Decide, Hear
from leeway.core.cases.decisions import Deciding
from leeway.core.message import Command
from leeway.ledger.handle import handle
from leeway.people.models import Customer
from tests.desk.harbour import open_bank

WHAT = (
    "a refund of 1.00 in a case of one's own: a chain of two grants, one limit per customer over 90 days, one pool for "
    "everybody; the case is done and the customer's next word is due again with it"
)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CASES_EACH = 100  # of one customer


def prepare(count: int) -> None:
    """Make the database that is the default now ready for `commands(count)`: a case heard for each."""
    open_bank()
    for number in range(0, count, CASES_EACH):
        Customer.objects.create(id=f"b-{number // CASES_EACH}", name="Somebody")
    for number in range(count):
        hear = Hear(
            at=NOON, by="henry", case=f"k{number}", customer=f"b-{number // CASES_EACH}", words="w", playback=True,
            promise=f"p{number}",
        )  # fmt: skip
        handle(hear, command_id=f"hear-{number}")


def commands(count: int) -> Iterator[tuple[Command, str]]:
    """Yield commands with their ids; all of them are accepted."""
    for number in range(count):
        deciding = Deciding(f"d{number}", "refund", 100, {"case.our_fault": "true"})
        at = NOON + timedelta(seconds=number)
        yield Decide(at=at, by="henry", case=f"k{number}", deciding=deciding, outcome="w"), f"decide-{number}"
