"""Random guidelines and streams of few keys and facts, for properties that look into what they got.

The comparison with the reference takes those of all keys: random_guidelines.py and random_requests.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

Data = dict[str, Any]
Facts = Mapping[str, Any]

AMOUNTS = ["0.01", "5", "9.99", "10", "10.01", "20", "25.50", "40", "60"]
TOTALS = ["20", "40", "60", "99.99", "150"]
PIECES = ["1", "2", "3", "5"]
BAD_AMOUNTS = ["0", "-1", "1.005", "abc", "NaN", None]
ROLLING = ["1 hour", "2 hours", "24 hours", "1 day", "3 days", "7 days"]
CALENDAR = [f"calendar {period}" for period in ("day", "week", "month", "quarter", "year")]
STARTS = [
    datetime(2026, 3, 28, 20, tzinfo=UTC),  # an hour is skipped in Amsterdam on the 29th at 01:00 UTC
    datetime(2026, 10, 24, 19, tzinfo=UTC),  # an hour comes twice there on the 25th
    datetime(2026, 11, 1, 3, tzinfo=UTC),  # the same in New York
    datetime(2026, 12, 31, 12, tzinfo=UTC),
    datetime(2028, 2, 28, 22, 30, tzinfo=UTC),
    datetime(2026, 4, 4, 14, tzinfo=UTC),  # half an hour comes twice on Lord Howe Island
]
STEPS = [
    timedelta(),
    timedelta(),
    timedelta(microseconds=1),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
]
STEPS += [timedelta(hours=23), timedelta(days=1), timedelta(days=3), timedelta(days=29)]
ZONES = ["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]


def _either(facts: Facts) -> bool:
    if facts.get("case.fault") is True or facts.get("case.n") == 1:
        return True
    return facts["case.fault"] or facts["case.n"] == 1


def _divided(facts: Facts) -> bool:
    return facts["case.n"] != 0 and 10 // facts["case.n"] > 3


CONDITIONS: dict[str, Callable[[Facts], bool]] = {
    "case.n >= 2": lambda facts: facts["case.n"] >= 2,
    "case.fault || case.n == 1": _either,
    "!has(case.fault) || case.fault": lambda facts: facts.get("case.fault", True),
    "person.level == 'rep'": lambda facts: facts["person.level"] == "rep",
    "10 / case.n > 3": _divided,
    "order.total > 12.5": lambda facts: float(facts["order.total"]) > 12.5,
    "true": lambda facts: True,
}
GUARDRAILS = {
    "customer.id == person.id": lambda facts: facts["customer.id"] == facts["person.id"],
    "has(case.n) && case.n > 4": lambda facts: facts.get("case.n", 0) > 4,
    "has(customer.id) && customer.id == person.id": lambda facts: facts.get("customer.id") == facts["person.id"],
    "case.n == 0 && 1 / case.n == 1": lambda facts: facts["case.n"] == 0,
}
CONDITIONS |= GUARDRAILS


def _cents(facts: Facts) -> int:
    return round(float(facts["order.total"]) * 100)


CAPS: dict[Any, Callable[[Facts], int]] = {
    "order.total * 0.5": lambda facts: _cents(facts) // 2,
    "order.total / 3": lambda facts: _cents(facts) // 3,
    "order.total - 10": lambda facts: _cents(facts) - 1000,
}


def guideline(random: Random) -> Data:
    """A guideline as the plain data of its file; chains are often sound, and sometimes broken."""
    people = [
        {"id": "petra", "level": "director", "team": "top", "training": ["t"]},
        {"id": "ana", "level": "coach", "team": "desk", "reports_to": "petra", "training": ["t"]},
        {"id": "ruben", "level": "coach", "team": "credit", "reports_to": "petra", "training": []},
        {"id": "henry", "level": "rep", "team": "desk", "reports_to": "ana", "training": ["t"]},
        {"id": "mia", "level": "rep", "team": "desk", "reports_to": "ana", "training": []},
        {"id": "lotte", "level": "rep", "team": "credit", "training": ["t"]},
    ]
    kinds = {
        "refund": {"unit": "money", "reversible": random.random() < 0.7},
        "fee.waive": {"unit": "money"},
        "fee.late": {"unit": "money", "reversible": True},
        "swap": {"unit": "count"},
        "call": {"unit": "none"},
    }
    pools = [
        {"id": f"p{i}", "amount": random.choice(TOTALS), **_window(random)} for i in range(random.choice([0, 1, 2]))
    ]
    rails: list[Data] = []
    for i in range(random.choice([0, 0, 0, 1, 2])):
        above = {"above": random.choice(AMOUNTS)} if random.random() < 0.5 else {}
        rails.append({"id": f"r{i}", "never": random.choice(list(GUARDRAILS)), "why": "So.", "owner": "petra", **above})
    grants: list[Data] = []
    for i in range(random.randint(2, 7)):
        grants.append(_grant(random, f"g{i}", grants, pools, rooted=i == 0 or random.random() < 0.25))
    return {
        "leeway": 1,
        "organisation": "Random Bank",
        "currency": "EUR",
        "timezone": random.choice(ZONES),
        "people": people,
        "kinds": kinds,
        "facts": {"case.n": "int", "case.fault": "bool", "order.total": "money"},
        "pools": pools,
        "guardrails": rails,
        "grants": grants,
    }


def _grant(random: Random, grant_id: str, before: list[Data], pools: list[Data], *, rooted: bool) -> Data:
    targets = ["level:coach", "level:coach", "person:ana", "team:desk", "everyone", "everyone"]
    grant: Data = {"id": grant_id, "from": "petra", "to": random.choice(targets), "root": True}
    if not rooted:
        above = random.choice(before)
        holders = {"person:ana": ["ana"], "team:desk": ["ana", "henry"], "level:coach": ["ana", "ruben"]}
        giver = random.choice([*holders.get(above["to"], ["ana", "henry", "mia"]), "ana"])
        grant = {"id": grant_id, "from": giver, "under": above["id"]}
        grant["to"] = random.choice(["level:rep", "level:rep", "level:rep", "person:mia", "team:desk", "everyone"])
    grant["may"] = random.choice(["refund"] * 6 + ["*"] * 4 + ["fee.*", "swap", "call"])
    grant["redelegate"] = random.choice([0, 1, 2, 3, 3, 3, 3])
    grant["mode"] = random.choice(["decide"] * 9 + ["tell", "tell", "intend", "intend", "advise"])
    if grant["mode"] == "intend":
        grant["window"] = random.choice(["1 hours", "4 hours", "48 hours"])
    numbers = PIECES if grant["may"] == "swap" else AMOUNTS
    totals = PIECES if grant["may"] == "swap" else TOTALS
    optional: list[tuple[float, str, Callable[[], Any]]] = [
        (0.6, "up_to", lambda: random.choice([*numbers, *(CAPS if numbers is AMOUNTS else ())])),
        (0.6, "limits", lambda: [_limit(random, totals) for _ in range(random.choice([1, 1, 2]))]),
        (0.3 if pools and numbers is AMOUNTS else 0, "pool", lambda: random.choice(pools)["id"]),
        (0.15, "when", lambda: random.choice([text for text in CONDITIONS if text not in GUARDRAILS])),
        (0.15, "needs", lambda: _needs(random)),
        (0.07, "from_date", lambda: random.choice(["2026-03-29", "2026-10-25", "2027-01-01", "2028-02-29"])),
        (0.07, "until", lambda: random.choice(["2028-02-29", "2028-03-01", "2028-12-31"])),
    ]
    return grant | {key: make() for chance, key, make in optional if random.random() < chance}


def _limit(random: Random, numbers: list[str]) -> Data:
    limit: Data = {"per": random.choice(["person", "person", "customer", "case", "grant"]), **_window(random)}
    if random.random() < 0.8:
        limit["amount"] = random.choice(numbers)
    if "amount" not in limit or random.random() < 0.3:
        limit["count"] = random.choice([0, 1, 2, 3, 5])
    if random.random() < 0.25:
        limit["counts"] = "kinds"
    return limit


def _window(random: Random) -> Data:
    return {"within": random.choice([*ROLLING, *CALENDAR])} if random.random() < 0.85 else {}


def _needs(random: Random) -> Data:
    needs: Data = {}
    if random.random() < 0.4:
        needs["training"] = ["t"]
    if random.random() < 0.3:
        needs["reason"] = True
    if random.random() < 0.4:
        needs["agreed_by"] = random.sample(["level:coach", "person:ana", "everyone"], random.choice([1, 2]))
    return needs


def requests(random: Random, number: int) -> list[Data]:
    """Lines in order of time, decisions and a few reversals."""
    at = random.choice(STARTS)
    lines: list[Data] = []
    for i in range(number):
        at += random.choice(STEPS)
        text = at.isoformat()
        if lines and random.random() < 0.1:
            target = random.choice(lines[-5:]).get("id", "nothing")
            lines.append({"reverse": target, "at": text})
            continue
        lines.append({"id": f"l{i}", "at": text, **_request(random)})
    return lines


def _request(random: Random) -> Data:
    kind = random.choice(["refund"] * 12 + ["fee.waive", "fee.late", "swap", "call", "call"])
    kind = "gift" if random.random() < 0.01 else kind
    amounts = {"swap": PIECES, "call": [None]}.get(kind, AMOUNTS)
    amount = random.choice(BAD_AMOUNTS) if random.random() < 0.06 else random.choice(amounts)
    request: Data = {
        "person": random.choice(["henry"] * 4 + ["mia", "mia", "ana", "ana", "ruben", "lotte", "petra"]),
        "kind": kind,
        "amount": amount,
        "commit": random.random() < 0.75,
        "facts": {},
    }
    if random.random() < 0.02:
        request["person"] = "nobody"
    if random.random() < 0.95:
        request["customer"] = random.choice(["c1", "c1", "c2", "henry"])
    if random.random() < 0.9:
        request["case"] = random.choice(["k1", "k2"])
    if random.random() < 0.9:
        request["facts"]["case.n"] = random.choice([0, 1, 2, 2, 3, 3, 5])
    if random.random() < 0.7:
        request["facts"]["case.fault"] = random.random() < 0.5
    if random.random() < 0.7:
        request["facts"]["order.total"] = random.choice(["12.50", "20.01", "80.00", "9.00"])
    if random.random() < 0.5:
        request["reason"] = "because"
    if random.random() < 0.4:
        request["agreed"] = random.sample(["ana", "ruben", "henry", "petra"], random.choice([1, 2, 3]))
    return request
