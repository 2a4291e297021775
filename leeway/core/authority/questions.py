"""Two questions of their own: "what can I decide?" and "who can decide this?".

Both say what a person could get and what it still hangs on, so that nobody has to try. Nothing is guessed: what depends
on a customer, a case or a fact that was not named is told with its full amount and with what it hangs on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import islice
from types import MappingProxyType
from typing import Any

from leeway.core.authority.demands import Demand, Used, candidates
from leeway.core.authority.expressions import Value
from leeway.core.authority.model import NARROWNESS, Guideline, Unit
from leeway.core.authority.options import Option, option, rails_for
from leeway.core.authority.requests import Request
from leeway.core.authority.verdicts import Answer, Code, Could, Reason
from leeway.core.authority.who import MOST_WHO, could, in_order

_AT_ONCE = frozenset({Answer.GO, Answer.TELL})
_ONLY_NAMED = frozenset({Code.SUBJECT_MISSING, Code.FACT_MISSING, Code.REASON_MISSING})
MOST_TRIED = 1_000
"""How many people `what_can` looks at, for each kind that is not one's own, before it says that nobody was found."""


@dataclass(frozen=True, slots=True)
class Leeway:
    """What a person can decide of one kind, now.

    verdict: the best answer that they could get (go, tell, intend, advise), once the needs of `best` are met; `beyond`
    where no grant gives it or nothing is left, `never` where a guardrail stops it whatever the amount.
    best: the option that gives it, None where no grant names the person and the kind. others: further ones, best first.
    needs: what guardrails have to know before anything goes, beside the needs of the option. stopped: by which of them.
    who: for `beyond`, up to three people who could have it: the person's own line upwards, then others in file order.
    """

    kind: str
    unit: Unit
    decimals: int
    verdict: Answer
    best: Option | None = None
    others: tuple[Option, ...] = ()
    needs: tuple[Reason, ...] = ()
    stopped: tuple[Reason, ...] = ()
    who: tuple[str, ...] = ()

    @property
    def mine(self) -> bool:
        return self.verdict not in (Answer.BEYOND, Answer.NEVER)

    def as_data(self) -> dict[str, Any]:
        """Plain data, amounts as text."""
        return {
            "kind": self.kind,
            "unit": self.unit.value,
            "verdict": self.verdict.value,
            **({} if self.best is None else self.best.as_data()),
            "needs": [need.as_data() for need in (*self.needs, *(self.best.needs if self.best else ()))],
            "stopped": [reason.as_data() for reason in self.stopped],
            "who": list(self.who),
            "others": [{"verdict": other.verdict.value, **other.as_data()} for other in self.others],
        }


def what_can(
    guideline: Guideline,
    person: str,
    at: datetime,
    used: Callable[[Demand], Used],
    *,
    customer: str | None = None,
    case: str | None = None,
    facts: Mapping[str, Value] = MappingProxyType({}),
) -> tuple[Leeway, ...]:
    """All leeway of `person` at `at` (aware UTC): one entry for every kind, in the order of the file.

    used: answers sums of this person's chains, and of other people's for kinds that are beyond. facts: typed as in a
    `Request`. Nothing for a person who is not among the people.
    """
    if guideline.person(person) is None:
        return ()
    used = cache(used)
    entries = []
    for kind in guideline.kinds:
        request = Request(id=None, at=at, person=person, kind=kind, customer=customer, case=case, facts=facts)
        entry = _leeway(guideline, request, used)
        if entry.verdict is Answer.BEYOND:
            entry = replace(entry, who=tuple(_holders(guideline, request, used)))
        entries.append(entry)
    return tuple(entries)


def who_could(
    guideline: Guideline,
    request: Request,
    used: Callable[[Demand], Used],
    *,
    present: Collection[str] | None = None,
    limit: int | None = MOST_WHO,
) -> tuple[Could, ...]:
    """Who could decide the request at once (go or tell): whoever asks, their line upwards, then others in file order.

    present: who is there now; they come first, each part keeping its order. None: nothing is known of that. limit: how
    many at most, None for all. The request is judged for each as it is, with its facts, agreements and its reason.
    """
    return could(guideline, request, cache(used), present=present, limit=limit)


def not_known(guideline: Guideline, request: Request, used: Callable[[Demand], Used]) -> tuple[Reason, ...]:
    """What somebody lacks and only has to be named, where nobody was found who could decide the request: of those whose
    reach the amount is within, the fewest needs. Nothing where naming more would not help. At most MOST_TRIED people.
    """
    used = cache(used)
    fewest: tuple[Reason, ...] = ()
    for person in islice(in_order(guideline, request), MOST_TRIED):
        entry = _leeway(guideline, replace(request, person=person), used)
        for each in (entry.best, *entry.others) if entry.best else ():
            needs = (*entry.needs, *each.needs)
            fits = each.at_most is None or (request.amount or 0) <= each.at_most
            if each.verdict in _AT_ONCE and fits and _ONLY_NAMED.issuperset(need.code for need in needs):
                fewest = min(filter(None, (fewest, needs)), key=len, default=())
    return fewest


def _leeway(guideline: Guideline, request: Request, used: Callable[[Demand], Used]) -> Leeway:
    kind = guideline.kinds[request.kind]
    rails = rails_for(guideline, request)
    options = [option(guideline, grant, request, rails, used) for grant in candidates(guideline, request)]
    options.sort(key=_rank)
    best, others = (options[0], tuple(options[1:])) if options else (None, ())
    verdict = Answer.NEVER if rails.ceiling == 0 else best.verdict if best else Answer.BEYOND
    decimals = guideline.decimals(kind.unit)
    return Leeway(kind.id, kind.unit, decimals, verdict, best, others, rails.needs, rails.stopped)


def _rank(found: Option) -> tuple[bool, bool, bool, int, bool, int]:
    """What can be had now before what needs a training or an agreement first, then the widest mode, then the reach."""
    reach = found.at_most
    others = any(need.code is Code.AGREEMENT_MISSING for need in found.needs)
    shut = found.verdict is Answer.BEYOND
    return (shut, found.untrained, others, NARROWNESS[found.mode], reach is not None, -(reach or 0))


def _holders(guideline: Guideline, request: Request, used: Callable[[Demand], Used]) -> list[str]:
    """Up to three others who could have it at once; nobody is looked for beyond MOST_TRIED people."""
    found: list[str] = []
    for tried, person in enumerate(in_order(guideline, request)):
        if len(found) == MOST_WHO or tried > MOST_TRIED:
            break
        if person == request.person:
            continue
        best = _leeway(guideline, replace(request, person=person), used).best
        if best is not None and best.verdict in _AT_ONCE and not best.untrained:
            found.append(person)
    return found
