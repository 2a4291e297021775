"""Sixty-four people with cases of their own: either all draw on one pool, or each on what is theirs alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from leeway.core.cases import Decide, Hear
from leeway.core.cases.decisions import Deciding
from leeway.core.message import Command
from leeway.ledger.publishing import publish
from leeway.people.models import Customer, Person

WHAT = (
    "a refund of 1.00 in a case of one's own, within a chain of two grants, with a limit per person over seven days; "
    "in the hot pool everybody draws on one budget besides; the case is done, and the customer's next word is due again"
)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PEOPLE = 64
CASES_EACH = 20  # of one customer
_GUIDELINE = """
leeway: 1
organisation: Harbour Bank
currency: EUR
timezone: Europe/Amsterdam
kinds:
  refund: {{unit: money, reversible: false}}
facts:
  case.our_fault: bool
pools:
  - {{id: goodwill, amount: 100000000, within: calendar year, owner: ana}}
grants:
  - {{id: all, from: petra, root: true, to: "level:coach", may: "*", up_to: 1000, redelegate: 1, why: "Near them."}}
  - id: rep-refund
    from: ana
    under: all
    to: level:rep
    may: refund
    up_to: 250
    when: "case.our_fault || !case.our_fault"
    limits:
      - {{per: person, within: 7 days, amount: 90000000}}{pool}
    why: "A small refund now costs less than a second call."
"""
HOT_POOL = _GUIDELINE.format(pool="\n    pool: goodwill")
SEPARATE = _GUIDELINE.format(pool="")


def open_for(guideline: str, count: int, people: int = PEOPLE) -> Iterator[tuple[Command, str]]:
    """Make the database that is the default now ready; yield so many decisions with their ids, all to be accepted."""
    from benchmarks.door import together

    Person.objects.create(id="petra", name="Petra", role="leader", level="director")
    Person.objects.create(id="ana", name="Ana", role="coach", level="coach", reports_to_id="petra")
    Person.objects.bulk_create(
        Person(id=f"p{number}", name="Somebody", level="rep", reports_to_id="ana") for number in range(PEOPLE)
    )
    customers = range(0, count, CASES_EACH)
    Customer.objects.bulk_create(Customer(id=f"c{number // CASES_EACH}", name="Somebody") for number in customers)
    publish(guideline, by="petra", at=NOON, command_id="publish")
    together(PEOPLE, [_hear(number, people) for number in range(count)])
    return (_decide(number, people) for number in range(count))


def _hear(number: int, people: int) -> tuple[Command, str]:
    hear = Hear(
        at=NOON, by=f"p{number % people}", case=f"k{number}", customer=f"c{number // CASES_EACH}", words="w",
        playback=True, promise=f"p{number}",
    )  # fmt: skip
    return hear, f"hear-{number}"


def _decide(number: int, people: int) -> tuple[Command, str]:
    deciding = Deciding(f"d{number}", "refund", 100)
    at = NOON + timedelta(milliseconds=10 * number)
    command = Decide(at=at, by=f"p{number % people}", case=f"k{number}", deciding=deciding, outcome="w")
    return command, f"decide-{number}"
