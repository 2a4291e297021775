"""Whether a chain of grants holds at all for a request: everything but amounts.

CHECKS stands in the order in which reasons are given; each runs over all links, the grant itself first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from leeway.core.authority.demands import Link, fact_value
from leeway.core.authority.expressions import Expression, MissingFact, Undecided, Value
from leeway.core.authority.model import Grant, Guideline, Per, Person, Target, Unit, forwarded_too_far
from leeway.core.authority.requests import Request
from leeway.core.authority.verdicts import Code, Detail, Reason

Details = dict[str, Detail]


@dataclass(frozen=True, slots=True)
class Question:
    """A request with what the checks look at; today: the day in the organisation's timezone."""

    guideline: Guideline
    request: Request
    facts: Mapping[str, Value]
    person: Person
    today: date
    chain: tuple[Grant, ...]


def standing(
    guideline: Guideline, chain: tuple[Link, ...], request: Request, facts: Mapping[str, Value]
) -> Reason | None:
    """The first check that a link fails; None where the chain holds."""
    person = guideline.person(request.person) or Person(request.person)
    grants = tuple(link for link, _ in chain)
    question = Question(guideline, request, facts, person, guideline.local_date(request.at), grants)
    for code, check in CHECKS:
        for place, link in enumerate(grants):
            if (details := check(question, link, place)) is not None:
                return Reason(code, link.id, grants[0].id, details)
    return None


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
            try:
                expression.evaluate(question.facts)
            except MissingFact as missing:
                return {"fact": missing.name}
            except Undecided:
                continue
    return None


def _condition_false(question: Question, link: Grant, _: int) -> Details | None:
    if link.when is None:
        return None
    try:
        return None if link.when.evaluate(question.facts) is True else {"when": link.when.text}
    except MissingFact as missing:
        return {"when": link.when.text, "undecided": f"{missing.name} is missing"}
    except Undecided as undecided:
        return {"when": link.when.text, "undecided": undecided.why}


def _training_missing(question: Question, link: Grant, _: int) -> Details | None:
    lacking = link.needs.training - question.person.training
    return {"training": tuple(sorted(lacking))} if lacking else None


def _reason_missing(question: Question, link: Grant, _: int) -> Details | None:
    return {} if link.needs.reason and not question.request.reason else None


def _agreement_missing(question: Question, link: Grant, _: int) -> Details | None:
    wanted = link.needs.agreed_by
    people = [question.guideline.person(name) for name in question.request.agreed if name != question.person.id]
    if _each_by_another(wanted, [person for person in people if person is not None]):
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


def _each_by_another(wanted: tuple[Target, ...], people: list[Person]) -> bool:
    """Whether each target gets a person of its own: by augmenting paths, since first come may take the wrong one."""
    given: dict[str, int] = {}

    def place(index: int, tried: set[str]) -> bool:
        for person in people:
            if wanted[index].covers(person) and person.id not in tried:
                tried.add(person.id)
                if person.id not in given or place(given[person.id], tried):
                    given[person.id] = index
                    return True
        return False

    return all(place(index, set()) for index in range(len(wanted)))
