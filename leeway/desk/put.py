"""What was put to others, as the page of a case shows it: what, to whom, what they said, what one may do now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leeway.core.cases.proposal import AdviceGiven, AgreementGiven, AgreementRefused, Proposal, Wanted
from leeway.core.message import Event
from leeway.desk.acting import ActForm
from leeway.desk.case_forms import AdviceForm, AgreeForm, DecideProposedForm, DisagreeForm, WithdrawProposalForm
from leeway.desk.phrasing import listed, target_name
from leeway.desk.timeline import Telling
from leeway.people.models import Person


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody was asked for and what they said. sort: "advice" or "agreement"; state: said, no or open."""

    whom: str
    sort: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Put:
    """One open proposal. ready: whether its maker may decide it now; else `waits` says for whom."""

    id: str
    what: str
    by: str
    reason: str
    until: datetime
    time_over: bool
    words: Sequence[Word]
    waits: str
    mine: bool
    asks_advice: bool
    asks_agreement: bool
    advised: Sequence[Person]

    @property
    def ready(self) -> bool:
        return not self.waits

    def forms(self) -> dict[str, ActForm]:
        """A fresh form for each act that is possible now, by its slug."""
        possible: tuple[tuple[bool, type[ActForm], dict[str, Any]], ...] = (
            (self.asks_advice, AdviceForm, {}),
            (self.asks_agreement, AgreeForm, {}),
            (self.asks_agreement, DisagreeForm, {}),
            (self.mine, WithdrawProposalForm, {}),
            (self.mine and self.ready, DecideProposedForm, {"advised": self.advised}),
        )
        return {kind.slug: named(kind, self.id, **more) for wanted, kind, more in possible if wanted}


def named(kind: type[ActForm], proposal: str, data: Any = None, **more: Any) -> ActForm:
    """The form with ids of its own, since a page may have it for several."""
    form = kind(data, auto_id=f"{kind.slug}-{proposal}-%s", **more)
    form.slug = f"{kind.slug}-{proposal}"
    return form


def put_to_others(proposals: Iterable[Proposal], facts: Iterable[Event], me: str, telling: Telling) -> list[Put]:
    said = {(each.proposal, each.by, type(each)): each for each in facts if isinstance(each, _SAID)}
    return [_put(each, said, me, telling) for each in proposals]


_SAID = (AdviceGiven, AgreementGiven, AgreementRefused)


def _put(proposal: Proposal, said: Mapping[Any, Any], me: str, telling: Telling) -> Put:
    def text(person: str, kind: type) -> str:
        fact = said.get((proposal.id, person, kind))
        return telling.said(fact.words) if fact else ""

    words = [Word(telling.name(p), "advice", "said", text(p, AdviceGiven)) for p in proposal.advised]
    words += [Word(telling.name(p), "agreement", "said", text(p, AgreementGiven)) for p in proposal.agreed]
    words += [Word(telling.name(p), "agreement", "no", text(p, AgreementRefused)) for p in proposal.disagreed]
    open_advice = [] if proposal.time_over else list(proposal.waits_for(telling.now))
    agreed = frozenset(proposal.agreed)
    open_agreement = [] if proposal.agreement else [each for each in proposal.agreers if not agreed & {*each.people}]
    words += [Word(_target(each, telling), "advice", "open", "") for each in open_advice]
    words += [Word(_target(each, telling), "agreement", "open", "") for each in open_agreement]
    waiting = listed(dict.fromkeys(_target(each, telling) for each in (*open_advice, *open_agreement)), "and")
    return Put(
        id=proposal.id,
        what=telling.decided(proposal.kind, proposal.amount),
        by=telling.name(proposal.by),
        reason=telling.said(proposal.reason),
        until=proposal.until,
        time_over=telling.now >= proposal.until,
        words=words,
        waits=waiting or ("another agreement" if not proposal.agreement else ""),
        mine=proposal.by == me,
        asks_advice=me in proposal.may_advise,
        asks_agreement=me in proposal.may_agree and telling.now < proposal.until,
        advised=[telling.people[each] for each in proposal.advised if each in telling.people],
    )


def _target(wanted: Wanted, telling: Telling) -> str:
    return target_name(wanted.target, telling.name)
