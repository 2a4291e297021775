"""Lines to answers: guardrails, then every chain, the best of those that hold, and how far it would go."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from .amounts import DECIMALS, MOST, Bound, Past, bounds, in_unit, seconds, write
from .chains import Data, Link, Question, chains, failing, holds
from .conditions import CONDITIONS, Known, Missing

RANK = ["decide", "tell", "intend", "advise"]
VERDICT = {"decide": "go", "tell": "tell", "intend": "intend", "advise": "advise"}
AT_ONCE = ("go", "tell")
ENDLESS = Decimal("Infinity")


class Weighed(NamedTuple):
    """A chain with all that is known before the amount is. failure: of a check that asks no amount."""

    chain: list[Link]
    mode: str
    failure: Data | None
    bounds: list[Bound]

    def first_failure(self, amount: Decimal | None) -> Data | None:
        if self.failure is not None:
            return self.failure
        for bound in self.bounds:
            asked = Decimal(1) if bound.figure == "count" else amount
            if asked is not None and asked > bound.left:
                reason = {"code": bound.code, "grant": bound.link, "via": self.chain[0].id}
                return reason | {"limit": bound.limit, "left": bound.text, "unit": bound.figure}
        return None

    @property
    def reach(self) -> Decimal:
        return min([bound.left for bound in self.bounds if bound.figure == "amount"], default=ENDLESS)

    @property
    def narrowest(self) -> str | None:
        """The name of the first bound that gives the reach."""
        return next((b.limit for b in self.bounds if b.figure == "amount" and b.left == self.reach), None)

    @property
    def at_once(self) -> bool:
        """Whether some amount, however small, would be its holder's own."""
        return self.mode in ("decide", "tell") and self.first_failure(Decimal(0)) is None and self.reach > 0


class Sheet(NamedTuple):
    """A question with everything that can answer it. stopping: (guardrail, why it stops) where it does."""

    question: Question
    weighed: list[Weighed]
    stopping: list[tuple[Data, Data]]


class Reference:
    def __init__(self, guideline: Data) -> None:
        self.guideline = guideline
        self.zone = ZoneInfo(guideline["timezone"])
        self.people = {person["id"]: person for person in guideline["people"]}
        self.history: list[Past] = []
        self.reversed: set[str] = set()
        self.revoked: frozenset[str] = frozenset()
        self.seen: set[str] = set()
        self.latest: datetime | None = None

    def answer(self, line: Data) -> Data:
        """The answer to one line, which counts from then on if it was allowed and is to be committed."""
        if "revoke" in line:
            self.revoked = frozenset(line["revoke"])
            return {"revoked": line["revoke"]}
        at = moment(line["at"])
        if self.wrong_facts(line):
            return {"code": "bad_request"}
        if line.get("id") in self.seen:
            return {"code": "id_repeated"}
        if self.latest is not None and at < self.latest:
            return {"code": "out_of_order"}
        self.latest = at
        return self.reverse(line["reverse"]) if "reverse" in line else self.decide(line)

    def reverse(self, target: str) -> Data:
        if target in self.reversed:
            return {"code": "already_reversed"}
        if target not in [past.id for past in self.history]:
            return {"code": "not_committed"}
        self.reversed.add(target)
        return {"reversed": True}

    def decide(self, line: Data) -> Data:
        self.seen.add(line["id"])
        answer = self.judge(line)
        if line.get("commit") and answer["verdict"] in ("go", "tell", "intend"):
            chain = answer["chain"]
            self.history.append(
                Past(
                    id=line["id"],
                    when=moment(line["at"]),
                    person=line["person"],
                    kind=line["kind"],
                    amount=self.amount(line) or Decimal(0),
                    held=frozenset((link.id, link.holder) for link in chain),
                    pools=frozenset(link.grant["pool"] for link in chain if "pool" in link.grant),
                    line=line,
                    facts=line.get("facts") or {},
                )
            )
        return answer

    # The verdict

    def judge(self, line: Data) -> Data:
        blank = {"verdict": "beyond", "grant": None, "most": None, "left": [], "reasons": [], "who": [], "could": []}
        reasons = [{"code": "unknown_person"}] * (line["person"] not in self.people)
        if line["kind"] not in self.guideline["kinds"]:
            return {**blank, "reasons": [*reasons, {"code": "unknown_kind"}]}
        wrong = [{"code": "bad_amount", "why": why}] if (why := self.bad_amount(line)) else []
        if reasons:
            return {**blank, "reasons": [*reasons, *wrong], **({} if wrong else self.who(line))}
        sheet = self.sheet(line)
        blank["most"] = self.most(sheet)
        if wrong:
            given = self.binding(sheet, blank) if blank["most"] is not None else None
            return {**blank, "reasons": wrong, "binding": given}
        answer = {**blank, **self.at_amount(sheet, self.amount(line))}
        answer["binding"] = self.binding(sheet, answer)
        widen = [link.grant["widen"] for link in answer.get("chain", []) if "widen" in link.grant]
        answer["widened"] = any(holds(wider["when"], sheet.question.facts) for wider in widen)
        return {**answer, **self.who(line)} if answer["verdict"] == "beyond" else answer

    def sheet(self, line: Data) -> Sheet:
        at = moment(line["at"])
        question = Question(
            guideline=self.guideline,
            people=self.people,
            line=line,
            facts=self.facts(line, at),
            today=at.astimezone(self.zone).date(),
            revoked=self.revoked,
        )
        past = [decision for decision in self.history if decision.id not in self.reversed]
        weighed = []
        for chain in chains(question):
            failure = failing(question, chain)
            mode = max((link.grant.get("mode", "decide") for link in chain), key=RANK.index)
            found = [] if failure else list(bounds(question, chain, past, self.zone))
            weighed.append(Weighed(chain, mode, failure, found))
        rails = [(rail, self.stops(rail, question.facts)) for rail in self.guideline["guardrails"]]
        return Sheet(question, weighed, [(rail, why) for rail, why in rails if why is not None])

    def at_amount(self, sheet: Sheet, amount: Decimal | None) -> Data:
        """The answer for this amount; None for a kind that has none."""
        blocking = [why for rail, why in sheet.stopping if self.is_above(rail, sheet.question.unit, amount)]
        if blocking:
            return {"verdict": "never", "reasons": blocking}
        failures = [(weighed, weighed.first_failure(amount)) for weighed in sheet.weighed]
        reasons = [failure for _, failure in failures if failure is not None]
        holding = [weighed for weighed, failure in failures if failure is None]
        if not holding:
            return {"reasons": reasons or [{"code": "no_grant"}]}
        best = holding[0]
        for other in holding[1:]:
            wider = RANK.index(other.mode) < RANK.index(best.mode)
            if wider or (other.mode == best.mode and amount is not None and other.reach > best.reach):
                best = other
        verdict = VERDICT[best.mode]
        left = [{"limit": b.limit, "left": b.text, "unit": b.figure} for b in best.bounds if b.code != "over_cap"]
        answer = {"verdict": verdict, "grant": best.chain[0].id, "left": left, "chain": best.chain, "best": best}
        answer["reasons"] = [] if verdict == "go" else reasons
        return {**answer, **self.extras(sheet, best, amount)}

    def extras(self, sheet: Sheet, best: Weighed, amount: Decimal | None) -> Data:
        """What else is said of a grant that holds: who is told, may stop it or is asked, and until when."""
        narrowest = [link.grant for link in best.chain if link.grant.get("mode", "decide") == best.mode]
        grantors = list(dict.fromkeys(grant["from"] for grant in narrowest))
        if best.mode == "tell":
            return {"grantors": grantors}
        if best.mode == "intend":
            windows = [self.window(grant["window"], sheet.question.unit, amount) for grant in narrowest]
            return {"grantors": grantors, "window": max(windows)}
        if best.mode == "advise":
            advisers: list[str] = []
            for grant in narrowest:
                advisers += self.advisers(grant, sheet.question.facts)
            lasts = [seconds(grant.get("advice", {}).get("within", "2 days")) for grant in narrowest]
            return {"grantors": grantors, "advisers": list(dict.fromkeys(advisers)), "within": max(lasts)}
        return {}

    def window(self, window: Any, unit: str, amount: Decimal | None) -> int:
        """How many seconds silence must last: those of the first tier that reaches the amount."""
        if isinstance(window, str):
            return seconds(window)
        for tier in window:
            if "up_to" in tier and amount is not None and amount <= in_unit(tier["up_to"], unit):
                return seconds(tier["lasts"])
        return seconds(window[-1]["lasts"])

    def advisers(self, grant: Data, facts: Known) -> list[str]:
        if "advice" not in grant:
            return [f"person:{grant['from']}"]
        found: list[str] = list(grant["advice"].get("expert", []))
        for affected in grant["advice"].get("affected", []):
            if affected == "everyone" or ":" in affected:
                found.append(affected)
            elif affected in facts:
                named = facts[affected]
                found += [f"person:{person}" for person in ([named] if isinstance(named, str) else named)]
        return found or [f"person:{grant['from']}"]

    def stops(self, rail: Data, facts: Known) -> Data | None:
        try:
            if CONDITIONS[rail["never"]](facts) is False:
                return None
        except Missing as missing:
            return {"code": "fact_missing", "guardrail": rail["id"], "fact": str(missing)}
        except ArithmeticError:
            pass
        return {"code": "guardrail", "guardrail": rail["id"]}

    def is_above(self, rail: Data, unit: str, amount: Decimal | None) -> bool:
        return "above" not in rail or (amount is not None and amount > in_unit(rail["above"], unit))

    # How far

    def most(self, sheet: Sheet) -> str | None:
        """Ask again at every amount where anything could change, the largest first; no bound at all says nothing."""
        if sheet.question.unit == "none":
            return None
        for amount in [ENDLESS, *self.edges(sheet)]:
            if self.at_amount(sheet, amount).get("verdict") in AT_ONCE:
                return None if amount == ENDLESS else write(sheet.question, amount, sheet.question.unit)
        return None

    def edges(self, sheet: Sheet) -> list[Decimal]:
        """Every amount up to which something holds, the largest first."""
        unit = sheet.question.unit
        largest = Decimal(MOST if unit == "count" else Decimal(MOST).scaleb(-self.decimals))
        edges = {bound.left for weighed in sheet.weighed for bound in weighed.bounds if bound.figure == "amount"}
        edges |= {in_unit(rail["above"], unit) for rail, _ in sheet.stopping if "above" in rail}
        return sorted({min(edge, largest) for edge in edges if edge > 0}, reverse=True)

    def binding(self, sheet: Sheet, answer: Data) -> str | None:
        """What gives `most`; else the smallest amount of the grant that was used, else the first limit that failed.

        Of several that are as small: the first in the order of reasons, of the first grant.
        """
        if answer["most"] is not None:
            giving = [weighed for weighed in sheet.weighed if weighed.at_once]
            furthest = max(giving, key=lambda weighed: weighed.reach)
            unit = sheet.question.unit
            ceilings = [(in_unit(rail["above"], unit), rail["id"]) for rail, _ in sheet.stopping if "above" in rail]
            lowest, rail_id = min(ceilings, key=lambda ceiling: ceiling[0], default=(ENDLESS, None))
            return rail_id if lowest < furthest.reach else furthest.narrowest
        if "best" in answer:
            best: Weighed = answer["best"]
            return None if sheet.question.unit == "none" else best.narrowest
        if answer["verdict"] == "beyond":
            return next((reason["limit"] for reason in answer["reasons"] if "limit" in reason), None)
        return None

    def who(self, line: Data, present: list[str] | None = None, most: int = 3, *, asker: bool = False) -> Data:
        """Up to so many who could at once: the person's own line upwards, then others in the order of the file.

        Of both those first who are present. asker: whoever asks among them, as the first of their line.
        """
        upwards = [line["person"]]
        above = self.people.get(line["person"], {}).get("reports_to")
        while above in self.people and above not in upwards:
            upwards.append(above)
            above = self.people[above].get("reports_to")
        order = [name for name in dict.fromkeys([*upwards, *self.people]) if name in self.people]
        order = order if asker else [name for name in order if name != line["person"]]
        order = [name for name in order if name in (present or [])] + [n for n in order if n not in (present or [])]
        could: list[Data] = []
        for person in order:
            if len(could) == most:
                break
            sheet = self.sheet({**line, "person": person})
            answer = self.at_amount(sheet, self.amount(line))
            if answer.get("verdict") in AT_ONCE:
                could.append({"person": person, "verdict": answer["verdict"], "most": self.most(sheet)})
        return {"who": [other["person"] for other in could], "could": could}

    # A line

    @property
    def decimals(self) -> int:
        return DECIMALS[self.guideline["currency"]]

    def amount(self, line: Data) -> Decimal | None:
        """None for a kind without amounts; the amount is known to be sound."""
        unit = self.guideline["kinds"][line["kind"]]["unit"]
        return None if unit == "none" else Decimal(str(line["amount"]))

    def bad_amount(self, line: Data) -> str | None:
        """Why the amount cannot be judged, by the table of docs/guidelines.md."""
        unit, raw = self.guideline["kinds"][line["kind"]]["unit"], line.get("amount")
        if unit == "none":
            return None if raw is None else "not_wanted"
        if raw is None:
            return "missing"
        if not re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", str(raw)):
            return "not_a_number"
        decimals = self.decimals if unit == "money" else 0
        exact = Decimal(str(raw))
        if exact < 0:
            return "negative"
        if len(str(raw).partition(".")[2]) > decimals:
            return "too_many_decimals"
        if exact.scaleb(decimals) > MOST:
            return "too_large"
        return None if exact else "zero"

    def facts(self, line: Data, at: datetime) -> Known:
        person = self.people[line["person"]]
        known = {name: self.fact(name, raw) for name, raw in (line.get("facts") or {}).items() if raw is not None}
        known |= {f"person.{key}": person[key] for key in ("id", "level", "team") if key in person}
        known |= {f"person.{key}": person.get(key, []) for key in ("own", "relatives")}
        known |= {f"{key}.id": line[key] for key in ("customer", "case") if line.get(key)}
        return Known({**known, "at": at})

    def fact(self, name: str, raw: Any) -> Any:
        match self.guideline["facts"][name]:
            case "money":
                return Decimal(str(raw))
            case "time":
                return moment(raw)
            case _:
                return raw

    def wrong_facts(self, line: Data) -> bool:
        """Whether a fact has another type than it was declared with."""
        declared = self.guideline["facts"]
        return any(raw is not None and not fits(raw, declared[n]) for n, raw in (line.get("facts") or {}).items())


def fits(raw: Any, type_: Any) -> bool:
    match type_:
        case {"enum": values}:
            return raw in values
        case {"list": item}:
            return isinstance(raw, list) and all(fits(entry, item) for entry in raw)
        case "bool":
            return isinstance(raw, bool)
        case "int":
            return isinstance(raw, int) and not isinstance(raw, bool)
        case "number":
            return isinstance(raw, int | float) and not isinstance(raw, bool)
        case "time":
            return isinstance(raw, str) and re.match(r"\d{4}-\d\d-\d\dT", raw) is not None
        case "money":
            return re.fullmatch(r"-?\d+(\.\d+)?", str(raw)) is not None
        case _:
            return isinstance(raw, str)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
