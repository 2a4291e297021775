"""Random guidelines with every key: limits per fact, what widens, substitutes, own customers and relatives."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from leeway.core.authority import Guideline, Request, read_request
from leeway.guidelines import read_guideline_text

from .streams import guideline, requests


def start(random: Random) -> tuple[Guideline, list[Request]]:
    """A guideline and requests to it in order of time."""
    data = guideline(random)
    for grant in data["grants"]:
        if random.random() < 0.3:
            grant.setdefault("limits", []).append(_per_fact(random, pieces=grant["may"] == "swap"))
        if random.random() < 0.3:
            when = random.choice(["case.fault", "case.n == 2", "has(case.fault)", "has(case.n) && case.n > 2"])
            grant["widen"] = {"when": when, "by": random.choice([1.5, 2, 10])}
    begins = random.choice(["2026-03-29", "2026-01-01"])
    away = {"id": "away", "from": "ana", "to": "person:mia", "from_date": begins, "until": "2028-12-31"}
    data["substitutes"] = [away] * random.choice([0, 1])
    data["people"][3] |= {"own": ["c1"], "relatives": ["c2"]}
    if random.random() < 0.3:
        never = random.choice(["customer.id in person.own", "customer.id in person.relatives"])
        data["guardrails"].append({"id": "near", "never": never, "why": "So.", "owner": "petra"})
    found, problems = read_guideline_text(json.dumps(data).encode())
    assert found is not None, problems
    return found, [read_request(found, line) for line in requests(random, 25) if "id" in line]


def _per_fact(random: Random, *, pieces: bool) -> dict[str, Any]:
    amount = "2" if pieces else random.choice(["20", "40"])
    return {"per": "case.n", "amount": amount, "within": random.choice(["2 hours", "calendar day", "3 days"])}
