"""Ways to a yes, found by trying: everything that a person can bring, alone and together, and whatever comes of it.

No rule says what a grant still needs. Each thing is brought in every form that could matter, and the question is asked
again.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from datetime import datetime
from decimal import Decimal
from itertools import combinations, permutations, product
from typing import Any

from .amounts import write
from .chains import Data, chains, covers, needs
from .conditions import CAPS, FACTS
from .evaluator import Reference, moment
from .instants import turning_points

YES = ("go", "tell", "intend", "advise")
TRAININGS = ("t", "u")
MOST_TRIED = 400
"""So many combinations of facts are tried; beyond, nothing is said of them."""

VALUES: dict[str, list[Any]] = {
    "case.n": [1000, 10, 5, 4, 3, 2, 1, 0, -1],
    "case.fault": [True, False],
    "case.cause": ["late", "other"],
    "case.rate": [0.75, 0.5],
    "customer.tier": ["bronze", "silver", "gold"],
    "order.lines": [["shoe"] * 1000, ["shoe"] * 2, ["shoe"], ["sock"], []],
    "customer.id": ["somebody"],
    "case.id": ["k1", "some case"],
}


class Trier:
    """One line that was refused, asked again with this and that."""

    def __init__(self, reference: Reference, line: Data, present: list[str]) -> None:
        self.reference, self.line, self.present = reference, line, present

    # One thing brought

    def verdict(self, line: Data, reference: Reference | None = None, amount: Decimal | None = None) -> str:
        reference = reference or self.reference
        sheet = reference.sheet(line)
        asked = reference.amount(line) if amount is None else amount
        found: str = reference.at_amount(sheet, asked).get("verdict", "beyond")
        return found

    def trained(self, trainings: tuple[str, ...]) -> Reference:
        """The same with this person trained."""
        trained = copy(self.reference)
        person = self.reference.people[self.line["person"]]
        has = [*person.get("training", []), *trainings]
        trained.people = {**self.reference.people, person["id"]: {**person, "training": has}}
        return trained

    def amounts(self, line: Data, reference: Reference) -> list[Decimal]:
        """All smaller ones at which something could change."""
        asked = reference.amount(line)
        if asked is None:
            return []
        return [amount for amount in reference.edges(reference.sheet(line)) if amount < asked]

    def instants(self, line: Data, reference: Reference) -> list[datetime]:
        past = [decision for decision in reference.history if decision.id not in reference.reversed]
        question = reference.sheet(line).question
        found = list(chains(question))
        return turning_points(reference.guideline, found, past, moment(line["at"]), reference.zone)

    def unknown_facts(self, line: Data) -> list[str]:
        """Those that a condition, cap, limit or guardrail of this question speaks of and the line lacks."""
        sheet = self.reference.sheet(line)
        texts = [rail["never"] for rail in self.reference.guideline["guardrails"]]
        subjects = []
        for link in (link for weighed in sheet.weighed for link in weighed.chain):
            texts += [link.grant.get("when", ""), link.grant.get("widen", {}).get("when", "")]
            texts += [link.grant["up_to"]] if link.grant.get("up_to") in CAPS else []
            subjects += [limit["per"] for limit in link.grant.get("limits", [])]
        named = [name for name in (*FACTS, "customer.id", "case.id") if any(name in text for text in texts)]
        named += [f"{per}.id" if per in ("customer", "case") else per for per in subjects]
        known = sheet.question.facts
        return [name for name in dict.fromkeys(named) if name not in known and not name.startswith(("person", "grant"))]

    def with_facts(self, line: Data, names: list[str]) -> Iterator[Data]:
        """With every combination of values of these, or of some of them."""
        choices = [self.values(name) for name in names]
        for values in product(*choices):
            facts, more = dict(line.get("facts") or {}), {}
            for name, value in zip(names, values, strict=True):
                if name in ("customer.id", "case.id"):
                    more[name.partition(".")[0]] = value
                else:
                    facts[name] = value
            yield {**line, "facts": facts, **more}

    def values(self, name: str) -> list[Any]:
        at, decimals = moment(self.line["at"]), self.reference.decimals
        if name in ("order.total", "order.paid"):
            smallest = Decimal(1).scaleb(-decimals)
            plain = [Decimal(each) for each in (0, 10, 100, 10**9)] + [Decimal(125).scaleb(-min(1, decimals))]
            others = [self.reference.facts(self.line, at).get(other) for other in ("order.total", "order.paid")]
            known = [Decimal(other) for other in others if other is not None]
            near = {each + step for each in (*plain, *known) for step in (Decimal(0), smallest)}
            return [f"{each:f}" for each in sorted(near, reverse=True)]
        if name == "order.placed":
            return [at.isoformat(), "2000-01-01T00:00:00+00:00"]
        return VALUES.get(name, ["somebody"])

    # All of a set of things brought at once, in every form

    def tries(self, sorts: frozenset[str]) -> Iterator[str] | None:
        """Every answer with all of these brought; None where there are too many facts to try."""
        line, reference = self.line, self.reference
        if "reason" in sorts:
            line = {**line, "reason": "because"}
        if "agreement" in sorts:
            line = {**line, "agreed": list(reference.people)}
        if "training" in sorts:
            reference = self.trained(TRAININGS)
        names = self.unknown_facts(line) if "fact" in sorts else []
        number = 1
        for name in names:
            number *= len(self.values(name))
        return self._tries(line, reference, names, sorts) if number <= MOST_TRIED else None

    def _tries(self, line: Data, reference: Reference, names: list[str], sorts: frozenset[str]) -> Iterator[str]:
        for known in self.with_facts(line, names):
            for later in self._later(known, reference) if "wait" in sorts else [known]:
                if "less" in sorts:
                    for amount in self.amounts(later, reference):
                        yield self.verdict(later, reference, amount)
                else:
                    yield self.verdict(later, reference)

    def _later(self, line: Data, reference: Reference) -> Iterator[Data]:
        for instant in self.instants(line, reference):
            yield {**line, "at": instant.isoformat()}

    # What is told of it

    def hangs_on_time(self) -> bool:
        """Whether a condition reads the time: it can turn true by waiting alone, which nobody searches."""
        sheet = self.reference.sheet(self.line)
        texts = [rail["never"] for rail in self.reference.guideline["guardrails"]]
        for link in (link for weighed in sheet.weighed for link in weighed.chain):
            texts += [link.grant.get("when", ""), link.grant.get("widen", {}).get("when", "")]
        return any("at <" in text or "at -" in text for text in texts)

    def who_agree(self, line: Data, targets: list[str]) -> list[str] | None:
        """Different people for these targets who did not agree yet, and count."""
        people = self.reference.people
        others = [
            n for n in people if n not in (line["person"], *line.get("agreed", [])) and "service" not in people[n]
        ]
        for order in permutations(others, len(targets)):
            if all(covers(people, target, name) for target, name in zip(targets, order, strict=True)):
                return list(order)
        return None

    def leads(self, *sorts: str) -> bool:
        return any(answer in YES for answer in self.tries(frozenset(sorts)) or ())

    def less(self) -> list[tuple[str, str]]:
        """(answer, amount): the widest answer first, each with the largest amount that gets it or a wider one."""
        sheet = self.reference.sheet(self.line)
        best: list[tuple[str, str]] = []
        widest = len(YES)
        for amount in self.amounts(self.line, self.reference):
            answer = self.verdict(self.line, amount=amount)
            if answer in YES and YES.index(answer) < widest:
                widest = YES.index(answer)
                best.append((answer, write(sheet.question, amount, sheet.question.unit)))
        return best[::-1]

    def wait(self) -> tuple[str, str] | None:
        """(answer, instant) of the first yes if nothing else happens."""
        for instant in self.instants(self.line, self.reference):
            answer = self.verdict({**self.line, "at": instant.isoformat()})
            if answer in YES:
                return answer, instant.isoformat().replace("+00:00", "Z")
        return None

    def trainings(self) -> list[tuple[str, ...]]:
        """The smallest sets of trainings that help."""
        has = self.reference.people[self.line["person"]].get("training", [])
        lacking = [name for name in TRAININGS if name not in has]
        found: list[tuple[str, ...]] = []
        for size in range(1, len(lacking) + 1):
            for chosen in combinations(lacking, size):
                spared = any(set(smaller) <= set(chosen) for smaller in found)
                if not spared and self.verdict(self.line, self.trained(chosen)) in YES:
                    found.append(chosen)
        return found

    def fewest_agreeing(self) -> int | None:
        """How many more people would have to agree."""
        agreed = self.line.get("agreed", [])
        others = [name for name in self.reference.people if name not in (self.line["person"], *agreed)]
        for number in range(1, min(len(others), 4) + 1):
            for people in combinations(others, number):
                if self.verdict({**self.line, "agreed": [*agreed, *people]}) in YES:
                    return number
        return None

    def one_may_agree_for_two(self) -> bool:
        """Where several links of a chain ask for agreement, one person may count in each; what is told names a person
        for each, so that it is right whoever they are."""
        chains = [weighed.chain for weighed in self.reference.sheet(self.line).weighed]
        return any(sum(bool(needs(link, "agreed_by", [])) for link in chain) > 1 for chain in chains)

    def asking(self) -> list[Data]:
        """Who else could at once; where nobody could, who could with a reason."""
        could: list[Data] = self.reference.who(self.line, self.present)["could"]
        if could or (self.line.get("reason") or "").strip():
            return [{"way": "ask", **other} for other in could]
        with_reason = self.reference.who({**self.line, "reason": "because"}, self.present)["could"]
        return [
            {"way": "ask", **other, "also": [{"way": "reason", "verdict": other["verdict"]}]} for other in with_reason
        ]
