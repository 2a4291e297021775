"""Whether a chain of grants holds at all for a request: everything but amounts.

CHECKS stands in the order in which reasons are given; each runs over all links, the grant itself first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from leeway.core.authority.agreements import each_by_another
from leeway.core.authority.demands import fact_value
from leeway.core.authority.expressions import Expression, MissingFact, Undecided, Value
from leeway.core.authority.model import Grant, Guideline, Per, Person, Unit, forwarded_too_far
from leeway.core.authority.requests import Request
from leeway.core.authority.verdicts import Code, Detail
from leeway.core.authority.windows import EPOCH

Details = dict[str, Detail]
Outcome: TypeAlias = "Value | MissingFact | Undecided"


class Question:
    """A request with what the checks look at; an expression is worked out once, however many links have it.

    chain: of the grant that is looked at.
    """

    __slots__ = ("_facts", "_outcomes", "_today", "chain", "guideline", "person", "request")

    def __init__(
        self,
        guideline: Guideline,
        request: Request,
        person: Person,
        facts: Mapping[str, Value] | None = None,
        chain: tuple[Grant, ...] = (),
    ) -> None:
        self.guideline, self.request, self.person, self.chain = guideline, request, person, chain
        self._facts, self._outcomes, self._today = facts, None, None

    _facts: Mapping[str, Value] | None
    _outcomes: dict[int, Outcome] | None
    _today: date | None

    @property
    def facts(self) -> Mapping[str, Value]:
        """What expressions see: see `known_facts`."""
        found = self._facts
        if found is None:
            found = self._facts = known_facts(self.request, self.person)
        return found

    @property
    def today(self) -> date:
        """The day in the organisation's timezone."""
        if self._today is None:
            self._today = self.guideline.local_date(self.request.at)
        return self._today

    def outcome(self, expression: Expression) -> Outcome:
        """The value, or why there is none."""
        outcomes = self._outcomes
        if outcomes is None:
            outcomes = self._outcomes = {}
        found = outcomes.get(id(expression))
        if found is None:  # no value is None
            try:
                found = expression.evaluate(self.facts)
            except (MissingFact, Undecided) as unresolved:
                found = unresolved
            outcomes[id(expression)] = found
        return found


def known_facts(request: Request, person: Person) -> dict[str, Value]:
    """The facts of the request, what the request itself says, and what is known of the person."""
    facts: dict[str, Value] = {**request.facts, **person.facts, "at": request.at}
    if request.customer is not None:
        facts["customer.id"] = request.customer
    if request.case is not None:
        facts["case.id"] = request.case
    return facts


@dataclass(frozen=True, slots=True)
class Step:
    """One check of one link; failed: what it always says, where it fails whatever is asked."""

    code: Code
    link: Grant
    place: int
    check: Callable[[Question, Grant, int], Details | None]
    failed: Details | None = None

    def __call__(self, question: Question) -> Details | None:
        return self.check(question, self.link, self.place) if self.failed is None else self.failed


def steps(guideline: Guideline, chain: tuple[Grant, ...], kind: str) -> tuple[Step, ...]:
    """The checks that the chain can fail for a kind, in their order; none after one that it always fails."""
    asked = Request(id=None, at=EPOCH, person="", kind=kind)
    question = Question(guideline, asked, Person(""), {}, chain)
    found = []
    for code, check in CHECKS:
        for place, link in enumerate(chain):
            if code not in _FIXED and _APPLIES[code](link):
                found.append(Step(code, link, place, check))
            elif code in _FIXED and (details := check(question, link, place)) is not None:
                return (*found, Step(code, link, place, check, details))
    return tuple(found)


def _not_yet_valid(question: Question, link: Grant, _: int) -> Details | None:
    if link.from_date is not None and question.today < link.from_date:
        return {"from_date": link.from_date.isoformat()}
    return None


def _expired(question: Question, link: Grant, _: int) -> Details | None:
    if link.until is not None and question.today > link.until:
        return {"until": link.until.isoformat()}
    return None


def _revoked(question: Question, link: Grant, _: int) -> Details | None:
    revoked = question.guideline.revoked
    return {} if link.id in revoked or link.substitute in revoked else None


def _grantor_lacks(question: Question, link: Grant, place: int) -> Details | None:
    """A link must be a root, or pass on a grant of the same kind that its grantor holds and may pass on this far.

    A substitute's link needs no leave to be passed on, and is none of the steps that the links above count.
    """
    if link.root and link.under is None:
        return None
    lacking: Details = {"grantor": link.grantor}
    if place + 1 == len(question.chain):
        return lacking
    above = question.chain[place + 1]
    grantor = question.guideline.person(link.grantor)
    if grantor is None or not above.to.covers(grantor):
        return {**lacking, "under": above.id}
    if not above.covers_kind(question.request.kind):
        return {**lacking, "under": above.id, "may": above.may}
    if link.substitute is None and (stopped := forwarded_too_far(question.chain, place)) is not None:
        return {**lacking, "under": stopped.id, "redelegate": stopped.redelegate}
    return None


def _fact_missing(question: Question, link: Grant, _: int) -> Details | None:
    kind = question.guideline.kinds[question.request.kind]
    for expression in (link.when, link.up_to if kind.unit is not Unit.NONE else None):
        if isinstance(expression, Expression):
            outcome = question.outcome(expression)
            if isinstance(outcome, MissingFact):
                return {"fact": outcome.name}
    return None


def _condition_false(question: Question, link: Grant, _: int) -> Details | None:
    if link.when is None or (outcome := question.outcome(link.when)) is True:
        return None
    if isinstance(outcome, MissingFact):
        return {"when": link.when.text, "undecided": f"{outcome.name} is missing"}
    if isinstance(outcome, Undecided):
        return {"when": link.when.text, "undecided": outcome.why}
    return {"when": link.when.text}


def _training_missing(question: Question, link: Grant, _: int) -> Details | None:
    lacking = link.needs.training - question.person.training
    return {"training": tuple(sorted(lacking))} if lacking else None


def _reason_missing(question: Question, link: Grant, _: int) -> Details | None:
    return {} if link.needs.reason and not question.request.reason else None


def _agreement_missing(question: Question, link: Grant, _: int) -> Details | None:
    wanted = link.needs.agreed_by
    asked = [name for name in question.request.agreed if name != question.person.id]
    known = {name: person for name in asked if (person := question.guideline.person(name)) is not None}
    if each_by_another(wanted, known, lambda target, name: target.covers(known[name])):
        return None
    return {"agreed_by": tuple(str(target) for target in wanted), "agreed": question.request.agreed}


def _subject_missing(question: Question, link: Grant, _: int) -> Details | None:
    for limit in link.limits:
        if limit.per is Per.CUSTOMER and question.request.customer is None:
            return {"subject": "customer"}
        if limit.per is Per.CASE and question.request.case is None:
            return {"subject": "case"}
        if limit.per is Per.FACT and fact_value(question.request, limit.fact) is None:
            return {"subject": limit.fact}
    return None


CHECKS: tuple[tuple[Code, Callable[[Question, Grant, int], Details | None]], ...] = (
    (Code.NOT_YET_VALID, _not_yet_valid),
    (Code.EXPIRED, _expired),
    (Code.REVOKED, _revoked),
    (Code.GRANTOR_LACKS, _grantor_lacks),
    (Code.FACT_MISSING, _fact_missing),
    (Code.CONDITION_FALSE, _condition_false),
    (Code.TRAINING_MISSING, _training_missing),
    (Code.REASON_MISSING, _reason_missing),
    (Code.AGREEMENT_MISSING, _agreement_missing),
    (Code.SUBJECT_MISSING, _subject_missing),
)


_FIXED = frozenset({Code.REVOKED, Code.GRANTOR_LACKS})
"""Those that hang on the guideline and the kind alone."""
_NAMED = frozenset({Per.CUSTOMER, Per.CASE, Per.FACT})
_APPLIES: Mapping[Code, Callable[[Grant], bool]] = {
    Code.NOT_YET_VALID: lambda link: link.from_date is not None,
    Code.EXPIRED: lambda link: link.until is not None,
    Code.FACT_MISSING: lambda link: link.when is not None or isinstance(link.up_to, Expression),
    Code.CONDITION_FALSE: lambda link: link.when is not None,
    Code.TRAINING_MISSING: lambda link: bool(link.needs.training),
    Code.REASON_MISSING: lambda link: link.needs.reason,
    Code.AGREEMENT_MISSING: lambda link: bool(link.needs.agreed_by),
    Code.SUBJECT_MISSING: lambda link: any(limit.per in _NAMED for limit in link.limits),
}
