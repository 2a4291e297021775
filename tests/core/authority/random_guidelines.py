"""Random guidelines as the plain data of their files: chains of up to five links, mostly sound and sometimes broken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from .reference.chains import covers
from .reference.conditions import ATOMS, CAPS, CONDITIONS, FACTS, GUARDRAILS

Data = dict[str, Any]

ZONES = ["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]
ZONES += ["America/Havana", "Africa/Cairo", "America/Nuuk"]  # clocks change at midnight there
CURRENCIES = {"EUR": 2, "JPY": 0, "BHD": 3}
MINOR = [1, 500, 999, 1000, 1001, 2000, 2550, 4000, 6000]
TOTALS = [2000, 4000, 6000, 9999, 15000]
EDGES = [10**15, 10**15 - 1, 0]
PIECES = ["1", "2", "3", "5"]
ROLLING = ["1 hour", "2 hours", "24 hours", "1 day", "3 days", "7 days"]
CALENDAR = [f"calendar {period}" for period in ("day", "week", "month", "quarter", "year")]
PER = ["person", "person", "customer", "case", "grant", "case.cause", "customer.tier", "case.n"]
TARGETS = ["level:head", "level:coach", "level:coach", "level:lead", "level:rep", "level:rep", "person:ana"]
TARGETS += ["person:mia", "team:desk", "everyone", "everyone"]
LENGTHS = ["1 hours", "4 hours", "48 hours", "3 days"]
WHENS = [text for text in CONDITIONS if text not in GUARDRAILS]


def written(minor: int, currency: str) -> str:
    decimals = CURRENCIES[currency]
    return f"{Decimal(minor).scaleb(-decimals):.{decimals}f}"


def guideline(random: Random, start: datetime, currency: str) -> Data:
    return _Writer(random, start, currency).guideline()


class _Writer:
    def __init__(self, random: Random, start: datetime, currency: str) -> None:
        self.random, self.start, self.currency = random, start, currency
        self.people = self._people()
        self.pools: list[Data] = []
        self.grants: list[Data] = []

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def money(self, minors: list[int]) -> str:
        return written(self.random.choice(EDGES if self.chance(0.03) else minors), self.currency)

    def guideline(self) -> Data:
        choose = self.random.choice
        for i in range(choose([0, 1, 2])):
            self.pools.append({"id": f"p{i}", "amount": self.money(TOTALS), "owner": "petra", **self._within()})
        rails = [self._guardrail(i) for i in range(choose([0, 0, 0, 1, 2]))]
        if self.chance(0.5):
            self._ladder()
        for i in range(len(self.grants), len(self.grants) + self.random.randint(1, 5)):
            self.grants.append(self._grant(f"g{i}", rooted=i == 0 or self.chance(0.2)))
        substitutes = [self._substitute(i) for i in range(choose([0, 1, 1, 2]))]
        return {
            "leeway": 1,
            "organisation": "Random Bank",
            "currency": self.currency,
            "timezone": choose(ZONES),
            "people": self.people,
            "kinds": {
                "refund": {"unit": "money", "reversible": self.chance(0.7)},
                "fee.waive": {"unit": "money"},
                "fee.late": {"unit": "money", "reversible": True},
                "swap": {"unit": "count"},
                "call": {"unit": "none"},
            },
            "facts": FACTS,
            "pools": self.pools,
            "guardrails": rails,
            "grants": self.grants,
            **({"substitutes": substitutes} if substitutes else {}),
        }

    def _people(self) -> list[Data]:
        people: list[Data] = [
            {"id": "petra", "level": "director", "team": "top", "training": ["t", "u"]},
            {"id": "hugo", "level": "head", "team": "top", "reports_to": "petra", "training": ["t", "u"]},
            {"id": "ana", "level": "coach", "team": "desk", "reports_to": "hugo", "training": ["t"]},
            {"id": "ruben", "level": "coach", "team": "credit", "reports_to": "hugo"},
            {"id": "lena", "level": "lead", "team": "desk", "reports_to": "ana", "training": ["u"]},
            {"id": "henry", "level": "rep", "team": "desk", "reports_to": "lena", "training": ["t", "u"]},
            {"id": "mia", "level": "rep", "team": "desk", "reports_to": "lena"},
            {"id": "lotte", "level": "rep", "team": "credit", "training": ["t"]},
            {"id": "sam", "reports_to": "lotte"},
            {"id": "robo", "level": "rep", "team": "desk", "service": True},
        ]
        for person in people:
            for key in ("own", "relatives"):
                if self.chance(0.3):
                    person[key] = self.random.sample(["c1", "c2", "c3", "henry"], self.random.choice([1, 1, 2]))
        return people

    def _guardrail(self, number: int) -> Data:
        above = {"above": self.money(MINOR)} if self.chance(0.5) else {}
        return {
            "id": f"r{number}",
            "never": self.random.choice(list(GUARDRAILS)),
            "why": "So.",
            "owner": "petra",
            **above,
        }

    def _ladder(self) -> None:
        """A sound chain from the top to the desk, each link passing on the one before."""
        steps = [("petra", "level:head"), ("hugo", "level:coach"), ("ana", "level:lead"), ("lena", "level:rep")]
        may = self.random.choice(["refund", "*", "*"])
        for i, (giver, to) in enumerate([*steps, ("henry", "person:sam")][: self.random.choice([3, 4, 5, 5, 5])]):
            place = {"under": f"g{i - 1}"} if i else {"root": True}
            grant = {"id": f"g{i}", "from": giver, "to": to, **place, "may": may, "redelegate": 5 - i}
            self.grants.append(grant | (self._mode(may) if self.chance(0.15) else {}) | self._bounds(may, 0.25))

    def _grant(self, grant_id: str, *, rooted: bool) -> Data:
        choose = self.random.choice
        grant: Data = {"id": grant_id, "from": "petra", "to": choose(TARGETS), "root": True}
        may = choose(["refund"] * 5 + ["*"] * 8 + ["fee.*", "swap", "call"])
        if not rooted:
            above = choose(self.grants[-2:] if self.chance(0.6) else self.grants)
            people = {person["id"]: person for person in self.people}
            holders = [person for person in people if covers(people, above["to"], person)]
            giver = choose(holders) if self.chance(0.92) else choose(list(people))
            grant = {"id": grant_id, "from": giver, "under": above["id"], "to": choose(TARGETS)}
            may = above["may"] if self.chance(0.7) else may
        redelegate = choose([0, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5])
        return {**grant, "may": may, "redelegate": redelegate, **self._mode(may), **self._bounds(may, 1)}

    def _bounds(self, may: str, share: float) -> Data:
        """What holds a grant back; share: of the usual chance, less where every link of a long chain has some."""
        choose, pieces = self.random.choice, may == "swap"
        optional: list[tuple[float, str, Callable[[], Any]]] = [
            (0.6, "up_to", lambda: self._up_to(pieces)),
            (0.6, "limits", lambda: [self._limit(pieces) for _ in range(choose([1, 1, 2]))]),
            (0.5 if self.pools and not pieces else 0, "pool", lambda: choose(self.pools)["id"]),
            (0.2, "when", self._when),
            (0.2, "needs", self._needs),
            (0.2, "widen", lambda: {"when": self._when(), "by": choose([1.5, "2", 1.01, 10])}),
        ]
        return {key: make() for chance, key, make in optional if self.chance(chance * share)} | self._days(0.08 * share)

    def _mode(self, may: str) -> Data:
        choose = self.random.choice
        mode = choose(["decide"] * 9 + ["tell", "tell", "intend", "intend", "intend", "advise", "advise", "advise"])
        if mode == "intend" and self.chance(0.6):
            minors = choose([[1000], [999, 2000], [500, 1000, 4000]])
            ups = ["1", "3"] if may == "swap" else [written(minor, self.currency) for minor in minors]
            lasts = sorted(choose(range(len(LENGTHS))) for _ in range(len(ups) + 1))
            tiers = [{"up_to": up, "lasts": LENGTHS[n]} for up, n in zip(ups, lasts, strict=False)]
            return {"mode": mode, "window": [*tiers, {"lasts": LENGTHS[lasts[-1]]}]}
        if mode == "intend":
            return {"mode": mode, "window": choose(LENGTHS)}
        if mode == "advise" and self.chance(0.6):
            return {"mode": mode, "advice": self._advice()}
        return {"mode": mode}

    def _advice(self) -> Data:
        sample, choose = self.random.sample, self.random.choice
        advice: Data = {"expert": sample(["person:ruben", "level:coach", "team:credit"], choose([1, 1, 2]))}
        if self.chance(0.6):
            advice["affected"] = sample(["case.owner", "case.helpers", "team:desk", "person:ruben"], choose([1, 2]))
        if self.chance(0.5):
            advice["within"] = choose(["1 days", "36 hours", "3 days"])
        return advice

    def _up_to(self, pieces: bool) -> str:
        if pieces:
            return self.random.choice([*PIECES, "order.total / 3"])
        return self.random.choice(list(CAPS)) if self.chance(0.35) else self.money(MINOR)

    def _limit(self, pieces: bool) -> Data:
        limit: Data = {"per": self.random.choice(PER), **self._within()}
        if self.chance(0.8):
            limit["amount"] = self.random.choice(PIECES) if pieces else self.money(TOTALS)
        if "amount" not in limit or self.chance(0.3):
            limit["count"] = self.random.choice([0, 1, 2, 3, 5])
        if self.chance(0.25):
            limit["counts"] = "kinds"
        return limit

    def _within(self) -> Data:
        return {"within": self.random.choice([*ROLLING, *CALENDAR])} if self.chance(0.85) else {}

    def _when(self) -> str:
        texts = list(ATOMS) if self.chance(0.5) else WHENS
        return self.random.choice(texts)

    def _needs(self) -> Data:
        needs: Data = {}
        if self.chance(0.55):
            needs["training"] = self.random.choice([["t"], ["u"], ["t", "u"]])
        if self.chance(0.5):
            needs["reason"] = True
        if self.chance(0.4):
            targets = ["level:coach", "person:ana", "team:desk", "everyone"]
            needs["agreed_by"] = self.random.sample(targets, self.random.choice([1, 2]))
        return needs

    def _substitute(self, number: int) -> Data:
        absent, acting = self.random.sample([person["id"] for person in self.people], 2)
        if self.chance(0.5):
            absent, acting = self.random.choice(["ana", "lena", "ruben"]), self.random.choice(["mia", "henry", "sam"])
        may = {"may": self.random.choice(["*", "refund", "fee.*"])} if self.chance(0.5) else {}
        days = {"until": self._day([-1, 0, 0, 2, 14, 60, 400, 400])}
        if self.chance(0.4):
            days["from_date"] = min(self._day([-30, -1, 0, 1, 14]), days["until"])
        return {"id": f"s{number}", "from": absent, "to": f"person:{acting}", **may, **days, "why": "Away."}

    def _days(self, chance: float) -> Data:
        found = {}
        if self.chance(chance):
            found["from_date"] = self._day([-30, -1, 0, 0, 1, 1, 14, 60, 60])
        if self.chance(chance):
            found["until"] = max(self._day([-1, 0, 0, 1, 2, 14, 60, 400]), found.get("from_date", ""))
        return found

    def _day(self, offsets: list[int]) -> str:
        return (self.start + timedelta(days=self.random.choice(offsets))).date().isoformat()
