"""A small guideline for tests, and requests to it."""

from __future__ import annotations

from typing import Any

from leeway.core.authority import Book, Guideline, Problem, Verdict, judge, read_request, spend_of
from leeway.guidelines import read_guideline_text

HEAD = """
leeway: 1
organisation: Test Desk
currency: EUR
timezone: Europe/Amsterdam
people:
  - {id: petra, level: director}
  - {id: ana, level: coach, team: desk, reports_to: petra, training: [basics]}
  - {id: ruben, level: coach, team: credit, reports_to: petra}
  - {id: henry, level: rep, team: desk, reports_to: ana, training: [basics]}
  - {id: mia, level: rep, team: desk, reports_to: ana}
kinds:
  refund: {unit: money, reversible: false}
  fee.waive: {unit: money, reversible: true}
  fee.late: {unit: money}
  replacement: {unit: count}
  callback: {unit: none}
facts:
  case.our_fault: bool
  case.days: int
  customer.tier: {enum: [bronze, silver, gold]}
  order.total: money
  order.lines: {list: string}
  order.placed: time
pools:
  - {id: goodwill, amount: 1000, within: calendar year, owner: petra}
"""
NOON = "2026-03-02T11:00:00Z"


def read(body: str) -> tuple[Guideline | None, tuple[Problem, ...]]:
    return read_guideline_text((HEAD + body).encode())


def guideline(*grants: str, guardrails: str = "") -> Guideline:
    """A guideline with these grants, each as the inside of a map."""
    rails = f"guardrails:\n  - {{{guardrails}}}\n" if guardrails else ""
    body = rails + "grants:\n" + "".join(f"  - {{{grant}}}\n" for grant in grants)
    found, problems = read(body)
    assert found is not None, problems
    return found


ROOT = "id: top, from: petra, root: true, to: level:coach, may: '*', redelegate: 2"


def ask(found: Guideline, book: Book | None = None, commit: bool = False, **asked: Any) -> Verdict:
    """The verdict on a refund of 10.00 by Henry for c1 in k1 at noon, changed by what is named."""
    data = {
        "id": "r",
        "at": NOON,
        "person": "henry",
        "kind": "refund",
        "amount": "10.00",
        "customer": "c1",
        "case": "k1",
    }
    book = book or Book()
    request = read_request(found, data | asked)
    verdict = judge(found, request, book.used)
    if commit and verdict.allowed:
        book.add(spend_of(request, verdict, str(request.id)))
    return verdict


def only(verdict: Verdict) -> dict[str, Any]:
    """The one reason of a verdict."""
    (reason,) = verdict.reasons
    return reason.as_data()
