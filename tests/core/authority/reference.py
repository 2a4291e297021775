"""A second evaluator, slow and obvious: it keeps the whole history as a list and counts everything again each time.

Written from the contract of guidelines and verdicts alone. It shares nothing with the engine: guidelines are the plain
data of the file, amounts are Decimals, calendar windows compare the names of periods, conditions are Python functions
(`streams.CONDITIONS`), and `most` is found by asking again for every amount at which anything could change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo

from .streams import CAPS, CONDITIONS

Data = dict[str, Any]
RANK = ["decide", "tell", "intend", "advise"]
VERDICT = {"decide": "go", "tell": "tell", "intend": "intend", "advise": "advise"}
HUGE = Decimal(10) ** 11


class Reference:
    def __init__(self, guideline: Data) -> None:
        self.g = guideline
        self.zone = ZoneInfo(guideline["timezone"])
        self.people = {p["id"]: p for p in guideline["people"]}
        self.grants = {g["id"]: g for g in guideline["grants"]}
        self.pools = {p["id"]: p for p in guideline["pools"]}
        self.history: list[Data] = []

    def answer(self, line: Data) -> Data:
        """The verdict of one line, which counts from then on if it was allowed and is to be committed."""
        if "reverse" in line:
            return self.reverse(line)
        answer = self.judge(line)
        if answer["verdict"] == "beyond" and line["kind"] in self.g["kinds"] and "bad_amount" not in codes(answer):
            answer["who"] = self.who(line)
        if line.get("commit") and answer["verdict"] in ("go", "tell", "intend"):
            chain = self.chain(self.grants[answer["grant"]])
            self.history.append(
                {
                    **line,
                    "when": moment(line["at"]),
                    "sum": amount_of(line) or Decimal(0),
                    "chain": [(g["id"], h) for g, h in self.held(chain, line["person"])],
                    "pools": {g.get("pool") for g in chain},
                    "reversed": False,
                }
            )
        return answer

    def reverse(self, line: Data) -> Data:
        for past in self.history:
            if past["id"] == line["reverse"] and not past["reversed"]:
                past["reversed"] = True
                return {"reversed": True}
        return {"error": True}

    # The verdict

    def judge(self, line: Data) -> Data:
        answer = {"verdict": "beyond", "grant": None, "most": None, "left": [], "reasons": [], "who": []}
        if line["person"] not in self.people or line["kind"] not in self.g["kinds"]:
            answer["reasons"] += [{"code": "unknown_person"}] * (line["person"] not in self.people)
            answer["reasons"] += [{"code": "unknown_kind"}] * (line["kind"] not in self.g["kinds"])
            if line["kind"] in self.g["kinds"] and self.bad_amount(line):
                answer["reasons"].append({"code": "bad_amount"})
            return answer
        answer["most"] = self.most(line)
        return {**answer, **self.plain_judge(line)}

    def plain_judge(self, line: Data) -> Data:
        if self.bad_amount(line):
            return {"reasons": [{"code": "bad_amount"}]}
        stopped = [reason for rail in self.g["guardrails"] if (reason := self.stops(rail, line))]
        if stopped:
            return {"verdict": "never", "reasons": stopped}
        failing, passing = [], []
        for grant in self.g["grants"]:
            if self.covers(grant["to"], line["person"]) and names(grant["may"], line["kind"]):
                reason = self.failing(grant, line)
                failing += [reason] if reason else []
                passing += [] if reason else [grant]
        if not passing:
            return {"reasons": failing or [{"code": "no_grant"}]}
        best = passing[0]
        for grant in passing[1:]:
            mine, others = RANK.index(self.mode(grant)), RANK.index(self.mode(best))
            if mine < others or (mine == others and self.reach(grant, line) > self.reach(best, line)):
                best = grant
        mode = self.mode(best)
        left = [{"limit": n, "left": x, "unit": u} for c, _, n, x, u in self.bounds(best, line) if c != "over_cap"]
        return {
            "verdict": VERDICT[mode],
            "grant": best["id"],
            "left": left,
            "reasons": [] if mode == "decide" else failing,
        }

    def bad_amount(self, line: Data) -> bool:
        unit = self.g["kinds"][line["kind"]]["unit"]
        if unit == "none":
            return line.get("amount") is not None
        amount = amount_of(line)
        decimals = 2 if unit == "money" else 0
        fraction = str(line.get("amount")).partition(".")[2]
        return amount is None or amount <= 0 or len(fraction) > decimals

    def stops(self, rail: Data, line: Data) -> Data | None:
        amount = amount_of(line)
        if "above" in rail and (amount is None or amount <= self.scaled(rail["above"], line)):
            return None
        try:
            if CONDITIONS[rail["never"]](self.facts(line)) is False:
                return None
        except KeyError:
            return {"code": "fact_missing"}
        return {"code": "guardrail"}

    def facts(self, line: Data) -> Data:
        person = self.people[line["person"]]
        facts = dict(line.get("facts", {}))
        facts |= {"person.id": person["id"], "person.level": person["level"]}
        return facts | ({"customer.id": line["customer"]} if line.get("customer") else {})

    # One grant

    def chain(self, grant: Data) -> list[Data]:
        return [grant, *(self.chain(self.grants[grant["under"]]) if "under" in grant else [])]

    def held(self, chain: list[Data], person: str) -> list[tuple[Data, str]]:
        """Each link with whoever holds it: the person, then whoever passed the link below on."""
        return [(g, person if i == 0 else chain[i - 1]["from"]) for i, g in enumerate(chain)]

    def mode(self, grant: Data) -> str:
        return max((g.get("mode", "decide") for g in self.chain(grant)), key=RANK.index)

    def covers(self, target: str, person_id: str) -> bool:
        sort, _, name = target.partition(":")
        person = self.people.get(person_id)
        return person is not None and (sort == "everyone" or person.get("id" if sort == "person" else sort) == name)

    def failing(self, grant: Data, line: Data) -> Data | None:
        """The first failing check: each over all links before the next."""
        chain = self.chain(grant)
        for check in self.checks(line):
            for place, link in enumerate(chain):
                if code := check(link, chain[place:]):
                    return {"code": code, "grant": link["id"], "via": grant["id"]}
        for code, link_id, name, left, figure in self.bounds(grant, line):
            unit = self.g["kinds"][line["kind"]]["unit"]
            asked = Decimal(1) if figure == "count" else amount_of(line) if unit != "none" else None
            if asked is not None and asked > Decimal(left):
                return {"code": code, "grant": link_id, "via": grant["id"], "limit": name, "left": left, "unit": figure}
        return None

    def checks(self, line: Data) -> Iterator[Any]:
        today = moment(line["at"]).astimezone(self.zone).date()
        facts, person = self.facts(line), self.people[line["person"]]
        yield lambda g, _: "not_yet_valid" if "from_date" in g and today < day(g["from_date"]) else None
        yield lambda g, _: "expired" if "until" in g and today > day(g["until"]) else None
        yield lambda g, up: "grantor_lacks" if self.broken(up, line["kind"]) else None
        yield lambda g, _: "fact_missing" if self.missing(g, facts, line) else None
        yield lambda g, _: "condition_false" if "when" in g and CONDITIONS[g["when"]](facts) is not True else None
        yield lambda g, _: "training_missing" if set(needs(g, "training")) - set(person["training"]) else None
        yield lambda g, _: "reason_missing" if needs(g, "reason") and not line.get("reason") else None
        yield lambda g, _: None if self.agreed(needs(g, "agreed_by"), line) else "agreement_missing"
        yield (
            lambda g, _: "subject_missing" if any(not self.subject(lim, line) for lim in g.get("limits", [])) else None
        )

    def broken(self, up: list[Data], kind: str) -> bool:
        if len(up) == 1:
            return not up[0].get("root")
        if not names(up[1]["may"], kind):
            return True
        too_far = any(above.get("redelegate", 0) < steps for steps, above in enumerate(up) if steps)
        return too_far or not self.covers(up[1]["to"], up[0]["from"])

    def missing(self, grant: Data, facts: Data, line: Data) -> bool:
        try:
            if "when" in grant:
                CONDITIONS[grant["when"]](facts)
            if grant.get("up_to") in CAPS and self.g["kinds"][line["kind"]]["unit"] != "none":
                CAPS[grant["up_to"]](facts)
        except KeyError:
            return True
        return False

    def agreed(self, targets: list[str], line: Data) -> bool:
        people = [p for p in dict.fromkeys(line.get("agreed", [])) if p != line["person"]]
        return any(
            all(self.covers(target, person) for target, person in zip(targets, order, strict=True))
            for order in permutations(people, len(targets))
        )

    def subject(self, limit: Data, line: Data) -> bool:
        return limit["per"] not in ("customer", "case") or bool(line.get(limit["per"]))

    # Amounts

    def bounds(self, grant: Data, line: Data) -> list[tuple[str, str, str, str, str]]:
        """(code, link, limit, what is left, figure) in the order of the reasons."""
        chain = self.chain(grant)
        unit = self.g["kinds"][line["kind"]]["unit"]
        found = []
        for link in chain:
            if "up_to" in link and unit != "none":
                found.append(
                    ("over_cap", link["id"], f"{link['id']}/decision", self.cap(link["up_to"], line), "amount")
                )
        for link, holder in self.held(chain, line["person"]):
            for limit in link.get("limits", []):
                name = "/".join([link["id"], limit["per"], *([limit["within"]] if "within" in limit else [])])
                past = [d for d in self.history if self.counts(d, link, limit, holder, line)]
                if "amount" in limit:
                    left = self.scaled(limit["amount"], line, link) - self.sum(past, link, line)
                    found.append(("over_limit", link["id"], name, self.text(left, line, link), "amount"))
                if "count" in limit:
                    found.append(("over_limit", link["id"], name, str(limit["count"] - len(past)), "count"))
        seen = set()
        for link in chain:
            if "pool" in link and link["pool"] not in seen:
                seen.add(link["pool"])
                pool = self.pools[link["pool"]]
                past = [d for d in self.history if link["pool"] in d["pools"] and self.within(d, pool, line)]
                left = self.scaled(pool["amount"], line, link) - self.sum(past, link, line)
                name = "/".join([pool["id"], *([pool["within"]] if "within" in pool else [])])
                found.append(("pool_short", link["id"], name, self.text(left, line, link), "amount"))
        return found

    def counts(self, past: Data, link: Data, limit: Data, holder: str, line: Data) -> bool:
        if not self.within(past, limit, line):
            return False
        if limit.get("counts") == "kinds":
            if not names(link["may"], past["kind"]):
                return False
            same_person = past["person"] == line["person"]
        else:
            if link["id"] not in [grant for grant, _ in past["chain"]]:
                return False
            same_person = (link["id"], holder) in past["chain"]
        same = {"person": same_person, "grant": True}
        return same[limit["per"]] if limit["per"] in same else past.get(limit["per"]) == line.get(limit["per"])

    def within(self, past: Data, limit: Data, line: Data) -> bool:
        if past["reversed"]:
            return False
        words = limit.get("within", "").split()
        now = moment(line["at"])
        if not words:
            return True
        if words[0] == "calendar":
            return self.period(past["when"], words[1]) == self.period(now, words[1])
        age = (now - past["when"]).total_seconds()
        return age < int(words[0]) * (3600 if words[1].startswith("hour") else 86400)

    def period(self, at: datetime, name: str) -> tuple[int, ...]:
        local = at.astimezone(self.zone)
        return {
            "day": (local.year, local.month, local.day),
            "week": tuple(local.isocalendar()[:2]),
            "month": (local.year, local.month),
            "quarter": (local.year, (local.month + 2) // 3),
            "year": (local.year,),
        }[name]

    def unit(self, line: Data, link: Data | None = None) -> str:
        unit = self.g["kinds"][line["kind"]]["unit"]
        if unit == "none" and link:
            units = {k["unit"] for name, k in self.g["kinds"].items() if names(link["may"], name)}
            return "count" if "count" in units and "money" not in units else "money"
        return unit

    def sum(self, past: list[Data], link: Data, line: Data) -> Decimal:
        unit = self.unit(line, link)
        return sum((d["sum"] for d in past if self.g["kinds"][d["kind"]]["unit"] == unit), Decimal(0))

    def scaled(self, amount: object, line: Data, link: Data | None = None) -> Decimal:
        exact = Decimal(str(amount))
        return Decimal(int(exact)) if self.unit(line, link) == "count" else exact

    def text(self, amount: Decimal, line: Data, link: Data | None = None) -> str:
        return f"{amount:.0f}" if self.unit(line, link) == "count" else f"{amount:.2f}"

    def cap(self, up_to: object, line: Data) -> str:
        cents = CAPS[up_to](self.facts(line)) if up_to in CAPS else int(Decimal(str(up_to)) * 100)
        whole = Decimal(max(0, cents)) / 100
        return self.text(Decimal(int(whole)) if self.unit(line) == "count" else whole, line)

    def reach(self, grant: Data, line: Data) -> Decimal:
        """The largest amount that this grant would carry; nothing but amounts can stop it any more."""
        if self.unit(line) == "none":
            return Decimal(0)
        return min([Decimal(left) for _, _, _, left, figure in self.bounds(grant, line) if figure == "amount"] + [HUGE])

    def most(self, line: Data) -> str | None:
        """Ask again for every amount at which anything could change, the largest first."""
        if self.unit(line) == "none":
            return None
        amounts = {HUGE}
        for grant in self.g["grants"]:
            if not self.covers(grant["to"], line["person"]) or not names(grant["may"], line["kind"]):
                continue
            try:
                amounts |= {Decimal(left) for _, _, _, left, figure in self.bounds(grant, line) if figure == "amount"}
            except KeyError:
                continue
        amounts |= {self.scaled(rail["above"], line) for rail in self.g["guardrails"] if "above" in rail}
        for amount in sorted((a for a in amounts if a > 0), reverse=True):
            asked = self.plain_judge({**line, "amount": self.text(amount, line)})
            if asked.get("verdict") in ("go", "tell"):
                return None if amount == HUGE else self.text(amount, line)
        return None

    def who(self, line: Data) -> list[str]:
        upwards: list[str] = []
        boss = self.people.get(line["person"], {}).get("reports_to")
        while boss and boss not in upwards:
            upwards.append(boss)
            boss = self.people[boss].get("reports_to")
        others = [p for p in self.people if p not in upwards]
        could = [
            p
            for p in [*upwards, *others]
            if p != line["person"] and self.plain_judge({**line, "person": p}).get("verdict") in ("go", "tell")
        ]
        return could[:3]


def codes(answer: Data) -> list[str]:
    return [reason["code"] for reason in answer["reasons"]]


def names(may: str, kind: str) -> bool:
    return re.fullmatch(may.replace(".", r"\.").replace("*", ".+"), kind) is not None


def needs(grant: Data, key: str) -> Any:
    return grant.get("needs", {}).get(key, [])


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def day(text: str) -> date:
    return date(*map(int, text.split("-")))


def amount_of(line: Data) -> Decimal | None:
    try:
        amount = Decimal(str(line["amount"]))
    except (KeyError, InvalidOperation):
        return None
    return amount if amount.is_finite() else None
