"""Random streams of requests with all keys, made so that edges are hit often: few amounts, few times, few people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from . import random_guidelines
from .random_guidelines import MINOR, PIECES, written

Data = dict[str, Any]

CLOCKS = {
    datetime(2026, 3, 28, 20, tzinfo=UTC): "Europe/Amsterdam",  # an hour is skipped on the 29th at 01:00 UTC
    datetime(2026, 3, 28, 23, tzinfo=UTC): "Europe/Amsterdam",  # midnight of that day
    datetime(2026, 10, 24, 19, tzinfo=UTC): "Europe/Amsterdam",  # an hour comes twice on the 25th
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC): "America/Nuuk",  # midnight goes back into the day before
    datetime(2026, 11, 1, 3, tzinfo=UTC): "America/New_York",
    datetime(2026, 11, 1, 4, tzinfo=UTC): "America/Havana",  # midnight comes twice
    datetime(2026, 4, 4, 14, tzinfo=UTC): "Australia/Lord_Howe",  # half an hour comes twice
    datetime(2026, 10, 3, 14, tzinfo=UTC): "Australia/Lord_Howe",  # and is skipped
    datetime(2011, 12, 29, 20, tzinfo=UTC): "Pacific/Apia",  # has no 30th of December
    datetime(2026, 4, 23, 21, tzinfo=UTC): "Africa/Cairo",  # the next midnight does not exist
    datetime(2026, 12, 31, 7, tzinfo=UTC): "America/New_York",
    datetime(2028, 2, 28, 20, 30, tzinfo=UTC): "UTC",
    datetime(2027, 3, 1, tzinfo=UTC): "UTC",
    datetime(2026, 6, 30, 22, tzinfo=UTC): "Europe/Amsterdam",  # the first instant of a quarter
}
"""Instants at which something is about to happen, and where."""
STARTS = list(CLOCKS)
SHORT = [timedelta(), timedelta(), timedelta(microseconds=1), timedelta(minutes=30), timedelta(hours=1)]
LONG = [timedelta(hours=2), timedelta(hours=23), timedelta(days=1), timedelta(days=3), timedelta(days=29)]
ASKING = ["henry"] * 4 + ["mia"] * 5 + ["ana"] * 2 + ["lena", "ruben", "lotte", "sam", "sam", "sam", "hugo", "robo"]
BAD_AMOUNTS = ["0", "-1", "-0.00", "1.0005", "abc", "NaN", None, "1e3", "1,5", " 5", "01", "+5", ".5", "5."]
BAD_AMOUNTS += ["\u0665", True, "10000000000000000", "99999999999999999999", -3, 0]
WRONG_FACTS = [
    {"case.n": "two"},
    {"case.n": 1.5},
    {"case.n": True},
    {"case.fault": "yes"},
    {"order.lines": "shoe"},
    {"order.lines": ["shoe", 3]},
    {"customer.tier": "platinum"},
    {"order.placed": "yesterday"},
    {"order.total": "much"},
    {"case.rate": "0.5"},
]


def guideline(random: Random, start: datetime | None = None, currency: str = "EUR") -> Data:
    return random_guidelines.guideline(random, start or random.choice(STARTS), currency)


def requests(random: Random, number: int, start: datetime | None = None, currency: str = "EUR") -> list[Data]:
    """Lines in order of time, all of them sound: decisions and a few reversals."""
    at = start or random.choice(STARTS)
    steps = random.choice([SHORT, SHORT + LONG, LONG])
    lines: list[Data] = []
    for i in range(number):
        at += random.choice(steps)
        text = at.isoformat()
        if lines and random.random() < 0.08:
            before = [line for line in lines[-9:] if line.get("commit") or "reverse" in line]
            chosen = random.choice(before or lines)
            target = chosen.get("id") or chosen["reverse"]
            lines.append({"reverse": target, "at": text})
            continue
        lines.append({"id": f"l{i}", "at": text, **_request(random, currency, at)})
    return lines


def stream(random: Random, number: int, further: float = 0.02) -> tuple[Data, list[Data]]:
    """A guideline and lines for it; among them some that are wrong, and grants that are taken back on the way.

    further: the share of lines with `present`, of which both are asked more than the verdict, see `further.py`.
    """
    start = random.choice(STARTS)
    file = guideline(random, start, random.choice(["EUR"] * 6 + ["JPY", "BHD"]))
    if random.random() < 0.6:
        file["timezone"] = CLOCKS[start]
    lines: list[Data] = []
    ids = [entry["id"] for key in ("grants", "substitutes") for entry in file.get(key, [])]
    for line in requests(random, number, start, file["currency"]):
        chance = random.random()
        if chance < 0.02 and "id" in line:
            line["facts"] = {**line["facts"], **random.choice(WRONG_FACTS)}
        elif chance < 0.03 and lines:
            line["at"] = (start - timedelta(days=1)).isoformat()
        elif chance < 0.04 and "id" in line and lines:
            line["id"] = random.choice(lines).get("id", line["id"])
        elif chance < 0.06:
            line = {"revoke": random.sample(ids, min(len(ids), random.choice([0, 0, 0, 1, 1, 2])))}
        if "id" in line and random.random() < further:
            people = [person["id"] for person in file["people"]]
            line["present"] = random.sample(people, random.choice([0, 1, 3, 6]))
            line.pop(random.choice(["reason", "agreed", "customer", "case"]), None)
        lines.append(line)
    return file, lines


def _request(random: Random, currency: str, at: datetime) -> Data:
    kind = random.choice(["refund"] * 14 + ["fee.waive", "fee.late", "swap", "call"])
    kind = "gift" if random.random() < 0.01 else kind
    request: Data = {
        "person": random.choice(ASKING),
        "kind": kind,
        "amount": random.choice(BAD_AMOUNTS) if random.random() < 0.05 else _amount(random, kind, currency),
        "commit": random.random() < 0.85,
        "facts": _facts(random, currency, at),
    }
    if random.random() < 0.02:
        request["person"] = "nobody"
    if random.random() < 0.95:
        request["customer"] = random.choice(["c1", "c1", "c2", "c3", "henry"])
    if random.random() < 0.9:
        request["case"] = random.choice(["k1", "k2"])
    if random.random() < 0.5:
        request["reason"] = random.choice(["because", "because", " "])
    if random.random() < 0.4:
        people = ["ana", "ruben", "henry", "petra", "lena", "nobody", "robo"]
        request["agreed"] = random.sample(people, random.choice([1, 2, 3]))
    return request


def _amount(random: Random, kind: str, currency: str) -> object:
    if kind == "call":
        return None
    if kind == "swap":
        text = random.choice(PIECES)
        return int(text) if random.random() < 0.3 else text
    minor = random.choice([10**15, 10**15 - 1, 10**14]) if random.random() < 0.02 else random.choice(MINOR)
    text = written(minor, currency)
    if minor < 10**6 and random.random() < 0.2:
        return float(text) if "." in text else int(text)
    return text.rstrip("0").rstrip(".") if "." in text and random.random() < 0.2 else text


def _facts(random: Random, currency: str, at: datetime) -> Data:
    """Each is missing now and then, or null."""
    huge = [2**63 - 1, 10**15 // 2 + 1] if currency == "EUR" and random.random() < 0.05 else []
    choices: dict[str, list[Any]] = {
        "case.n": [0, 1, 2, 2, 3, 3, 5, -1],
        "case.fault": [True, False],
        "case.cause": ["late", "late", "lamp", "other"],
        "case.rate": [0.5, 0.75, 1],
        "case.owner": ["ruben", "ana"],
        "case.helpers": [["mia"], ["henry", "ruben"], []],
        "customer.tier": ["bronze", "silver", "gold"],
        "order.total": [written(minor, currency) for minor in [1250, 2001, 8000, 900, 0, *huge]],
        "order.paid": [written(minor, currency) for minor in (0, 1000, 1249, 2001)],
        "order.lines": [["shoe"], ["shoe", "sock"], [], ["sock", "sock", "sock"]],
        "order.placed": [(at - timedelta(hours=hours)).isoformat() for hours in (1, 24, 25)],
    }
    missing = random.choice([0.01, 0.02, 0.2])
    facts = {name: random.choice(values) for name, values in choices.items() if random.random() > missing}
    if random.random() < 0.03:
        facts["case.n"] = None
    return facts
