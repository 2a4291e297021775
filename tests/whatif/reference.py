"""The figures again, slow and obvious: the csv module, loops, and exact fractions. Nothing shared with the product."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

DAY = timedelta(days=1) // timedelta(microseconds=1)


def microseconds(text: str) -> int:
    return (datetime.fromisoformat(text).astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(
        microseconds=1
    )


class Case:
    """One case, filled event by event."""

    def __init__(self) -> None:
        self.amount: Decimal | None = None
        self.asked: int | None = None
        self.finished: int | None = None
        self.previous: int | None = None
        self.decisions = 0
        self.wait = 0
        self.sent_back = False
        self.stopped = False


Is = Callable[[str], bool]


def figures(
    log: bytes, limits: list[Decimal], *, document: Is, ask: Is, decide: Is, back: Is, finish: Is, manager: Is
) -> Any:
    """The parts of the answer that are sums: {"as_is": ..., "policies": [...]}. `manager` looks at activity and role,
    joined by a line break."""
    cases: dict[str, Case] = {}
    seen: set[tuple[str, ...]] = set()
    for row in csv.DictReader(io.StringIO(log.decode(), newline="")):
        if tuple(row.values()) in seen:
            continue
        seen.add(tuple(row.values()))
        case = cases.setdefault(row["case"], Case())
        if row["amount"]:
            case.amount = Decimal(row["amount"])
        if not document(row["activity"]):
            continue
        at = microseconds(row["time"])
        by_manager = manager(f"{row['activity']}\n{row['role']}")
        if ask(row["activity"]):
            case.asked = at if case.asked is None else min(case.asked, at)
        if finish(row["activity"]):
            case.finished = at if case.finished is None else max(case.finished, at)
            case.stopped = False
        if decide(row["activity"]) and by_manager:
            case.decisions += 1
            if case.previous is not None:
                case.wait += max(0, at - case.previous)
        if back(row["activity"]) and by_manager:
            case.sent_back = True
            case.stopped = True
        case.previous = at
    return _answer(list(cases.values()), limits)


def _answer(cases: list[Case], limits: list[Decimal]) -> Any:
    approved = [case for case in cases if case.finished is not None]
    covered = [[case for case in approved if case.amount is not None and case.amount <= limit] for limit in limits]
    durations = sorted(
        case.finished - case.asked for case in approved if case.asked is not None and case.finished is not None
    )
    stopped = sum(case.stopped for case in cases)
    return {
        "as_is": {
            "cases": len(cases),
            "finally_approved": len(approved),
            "finally_approved_share": share(len(approved), len(cases)),
            "amount": float(money(approved)),
            "decisions": sum(case.decisions for case in approved),
            "wait_days": sum(case.wait for case in approved) / DAY,
            "sent_back": sum(case.sent_back for case in approved),
            "stopped": stopped,
            "stopped_share": share(stopped, len(cases)),
            "amount_unknown": sum(case.amount is None for case in approved),
        },
        "durations": {"n": len(durations), "median": quantile(durations, 5), "p90": quantile(durations, 9)},
        "policies": [
            {
                "limit": float(limit),
                "cases_covered": len(some),
                "cases_share": share(len(some), len(approved)),
                "amount_share": share(money(some), money(approved)),
                "decisions_removed": sum(case.decisions for case in some),
                "wait_removed_days": sum(case.wait for case in some) / DAY,
                "wait_share": share(sum(case.wait for case in some), sum(case.wait for case in approved)),
                "sent_back_share": share(sum(case.sent_back for case in some), len(some)),
                "stopped_share": share(stopped, len(cases)),
            }
            for limit, some in zip(limits, covered, strict=True)
        ],
    }


def money(cases: list[Case]) -> Decimal:
    return sum((case.amount for case in cases if case.amount is not None), Decimal(0))


def share(part: int | Decimal, whole: int | Decimal) -> float | None:
    return float(Fraction(part) / Fraction(whole)) if whole else None


def quantile(values: list[int], tenths: int) -> float | None:
    """In days, linear between the two neighbours."""
    if not values:
        return None
    place = Fraction(tenths, 10) * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return float((values[low] + (place - low) * (values[high] - values[low])) / DAY)
