"""What somebody sees of a promise, whole, and of their own promises together: for its page and for the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from leeway.core.machines import PROMISE
from leeway.core.promises import TALK_FROM, Clauses, Promise, Terms, beliefs_seen_by, brier, gap
from leeway.core.promises.judging import REPORTED_ONCE
from leeway.core.promises.state import OPEN_TO_BELIEF
from leeway.ledger import codec
from leeway.people.words import texts_of
from leeway.projections.promises import PromiseRow

NEUTRAL = frozenset({"RELEASED", "WITHDRAWN", "DECLINED", "EXPIRED"})


@dataclass(frozen=True, slots=True)
class Figures:
    """My own promises that have ended, for my own eyes. late: kept after their time. neutral: released, declined,
    withdrawn or run out. unconfirmed: reported, and nobody has said how it was; it counts as neither."""

    kept: int = 0
    late: int = 0
    not_kept: int = 0
    neutral: int = 0
    unconfirmed: int = 0


def figures_of(person: str) -> Figures:
    """Without the next words to customers; what was agreed anew in time is kept, not late."""
    mine = PromiseRow.objects.filter(promiser=person).exclude(kind="touch")

    def count(**wanted: Any) -> int:
        return mine.filter(**wanted).count()

    return Figures(
        kept=count(state="CONFIRMED", late=False),
        late=count(state="CONFIRMED", late=True),
        not_kept=count(state__in=["BROKEN", "REVOKED"]),
        neutral=count(state__in=NEUTRAL),
        unconfirmed=count(state="UNCONFIRMED"),
    )


def of_person(person: str) -> QuerySet[PromiseRow]:
    """All promises by and to somebody of ours but the next words to customers, which the cases show."""
    return PromiseRow.objects.filter(Q(promiser=person) | Q(promisee=person)).exclude(kind="touch")


def acts_of(promise: Promise, me: str) -> tuple[str, ...]:
    """What I may do with it now: of its machine, and beside it."""
    acts = [
        act for act in PROMISE.acts(promise.state, promise.actors(me)) if not (act == "flag_risk" and promise.at_risk)
    ]
    if promise.state == "REQUESTED" and me == promise.promiser and promise.follows is None:
        acts.append("answer_later")
    if promise.state in OPEN_TO_BELIEF and me in {promise.promiser, promise.promisee}:
        acts.append("believe")
    if promise.state in REPORTED_ONCE and promise.terms.more.conditions and me in promise.judges:
        acts.append("assess")
    if promise.awaits:
        acts.append("happened")
    return tuple(acts)


def words_in(promises: Iterable[Promise]) -> dict[str, str]:
    """The texts that these promises name, in one query."""
    ids: set[str | None] = set()
    for each in promises:
        for terms in (each.terms, each.proposed):
            if terms is not None:
                ids |= {terms.body, *(condition.what for condition in terms.more.conditions)}
        ids |= {found.words for found in each.assessments}
    return texts_of(ids)


def seen(promise: Promise, me: str, words: Mapping[str, str]) -> dict[str, Any]:
    """The promise as plain data; what the other side believes stands there once both have said it."""
    proposed = promise.proposed
    return {
        "id": promise.id, "case": promise.case, "kind": promise.kind, "state": promise.state,
        "promiser": promise.promiser, "promisee": promise.promisee,
        **_terms(promise.terms, words),
        "answer_by": codec.utc(promise.answer_by), "awaits_still": promise.awaits is not None,
        "proposed": {**_terms(proposed, words), "by": promise.proposed_by} if proposed else None,
        "late": promise.late, "at_risk": promise.at_risk and not promise.ended, "risk_from": promise.risk_from,
        "values": {each.condition: each.value for each in promise.values},
        "assessments": [
            {"by": each.by, "at": codec.utc(each.at), "how": each.how, "words": words.get(each.words or "", ""),
             "judged": {found.condition: found.level for found in each.judged}}
            for each in promise.assessments
        ],
        "beliefs": _beliefs(promise, me),
        "follows": promise.follows, "under": promise.under, "acts": list(acts_of(promise, me)),
    }  # fmt: skip


def _terms(terms: Terms, words: Mapping[str, str]) -> dict[str, Any]:
    more: Clauses = terms.more
    cadence = more.cadence
    return {
        "body": words.get(terms.body, ""), "due": codec.utc(terms.due), "awaits": more.awaits, "within": more.within,
        "cadence": (
            {"every": cadence.every, "unit": cadence.unit, "tolerance": cadence.tolerance} if cadence else None
        ),
        "conditions": [
            {"id": each.id, "what": words.get(each.what, ""), "adequate": each.adequate, "desired": each.desired,
             "judge": each.judge}
            for each in more.conditions
        ],
        "depends_on": more.depends_on,
    }  # fmt: skip


def _beliefs(promise: Promise, me: str) -> dict[str, Any]:
    """gap and talk only where I am one of the two; brier of my own alone."""
    found = beliefs_seen_by(promise, me)
    theirs = next((percent for who, percent in found.items() if who != me), None)
    apart = gap(promise) if me in {promise.promiser, promise.promisee} else None
    return {
        "mine": found.get(me), "theirs": theirs, "gap": apart, "talk": apart is not None and apart >= TALK_FROM,
        "brier": brier(promise, me),
    }  # fmt: skip
