"""What holds a decision, each with what is in it: limits, caps, pools and guardrails, the one that binds first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from leeway.core.authority import Guideline, Limit, Per, Verdict
from leeway.core.authority.verdicts import Left
from leeway.core.authority.windows import Window
from leeway.desk import amounts
from leeway.desk.phrasing import fact_words, label, window_text
from leeway.desk.timeline import currency_of

PER = {
    Per.CUSTOMER: "per customer",
    Per.PERSON: "per person",
    Per.CASE: "per case",
    Per.GRANT: "for all together",
    Per.FACT: "per {fact}",
}


@dataclass(frozen=True, slots=True)
class Room:
    """One of them with what is in it; shares in percent of the whole, as text for SVG. id: as the verdict names it."""

    id: str
    name: str
    whole: int
    given: int
    now: int
    left: int
    figure: str
    texts: tuple[str, str, str, str]

    @property
    def given_share(self) -> str:
        return _share(self.given, self.whole)

    @property
    def now_share(self) -> str:
        return _share(self.now, self.whole)


def rooms(verdict: Verdict, kind: str, amount: int | None, guideline: Guideline) -> tuple[Room | None, list[Room]]:
    """What binds, as the verdict says it, and the others.

    Where the verdict's own stands in another grant than the one that was used, the smallest of this one's does.
    """
    known = [room for left in verdict.left if (room := _room(left, amount, guideline, verdict))]
    every = [*_caps(verdict, kind, amount, guideline), *known, *_guardrail(verdict, amount, guideline)]
    named = [room for room in every if room.id == verdict.binding]
    amounts_ = [room for room in every if room.figure == "amount" and room.whole > 0]
    binding = min(named or amounts_ or every, key=lambda room: (room.figure == "count", room.left), default=None)
    return binding, [room for room in every if room is not binding]


def window_words(window: Window | None) -> str:
    """ " in 90 days", " in this calendar year"; nothing for ever."""
    return f" in {'this ' if window.period else ''}{window_text(window.text)}" if window else ""


def _room(left: Left, amount: int | None, guideline: Guideline, verdict: Verdict) -> Room | None:
    found = _whole(left, guideline, verdict)
    if found is None:
        return None
    whole, words = found
    now = 1 if left.figure == "count" else amount or 0
    return _filled(left.limit, words, whole, left.left, now, left.figure, guideline, verdict)


def _caps(verdict: Verdict, kind: str, amount: int | None, guideline: Guideline) -> list[Room]:
    """The smallest plain cap of the chain, and the one that binds, as wide as it was then."""
    if amount is None:
        return []
    caps = {}
    for each, _ in verdict.chain:
        grant, id_ = guideline.grant(each), f"{each}/decision"
        if id_ == verdict.binding and verdict.most is not None:
            caps[id_] = verdict.most
        elif grant and isinstance(grant.up_to, int):
            caps[id_] = guideline.scaled(grant.up_to, verdict.unit)
    if not caps:
        return []
    shown = verdict.binding if verdict.binding in caps else min(caps, key=lambda each: caps[each])
    name = f"per {label(kind).lower()}"
    return [_filled(shown, name, caps[shown], caps[shown], amount, "amount", guideline, verdict)]


def _guardrail(verdict: Verdict, amount: int | None, guideline: Guideline) -> list[Room]:
    """The guardrail that binds, if one does: below its line it stops nothing."""
    rail = next((each for each in guideline.guardrails if each.id == verdict.binding), None)
    if rail is None or verdict.most is None or amount is None:
        return []
    name = f"by the guardrail “{rail.why or label(rail.id).lower()}”"
    return [_filled(rail.id, name, verdict.most, verdict.most, amount, "amount", guideline, verdict)]


def _filled(
    id_: str, name: str, whole: int, left: int, now: int, figure: str, guideline: Guideline, verdict: Verdict
) -> Room:
    def text(amount: int) -> str:
        if figure == "count" or verdict.unit == "count":
            return str(amount)
        return amounts.written(amount, currency_of(guideline))

    given = max(whole - left, 0)
    times_ = f"{whole} times " if figure == "count" else f"{text(whole)} "
    return Room(
        id=id_,
        name=f"{times_}{name}",
        whole=whole,
        given=given,
        now=now,
        left=left - now,
        figure=figure,
        texts=(text(whole), text(given), text(now), text(left - now)),
    )


def _whole(left: Left, guideline: Guideline, verdict: Verdict) -> tuple[int, str] | None:
    """How much the limit or pool of this name holds in all, and its words: "per customer in 90 days"."""
    for name, limit in _limits(guideline, verdict):
        figure = limit.amount if left.figure == "amount" else limit.count
        if name == left.limit and figure is not None:
            whole = guideline.scaled(figure, verdict.unit) if left.figure == "amount" else figure
            return whole, PER[limit.per].format(fact=fact_words(limit.fact)) + window_words(limit.within)
    for pool in guideline.pools.values():
        if pool.name == left.limit:
            words = f"in the pool “{label(pool.id).lower()}”{window_words(pool.within)}"
            return guideline.scaled(pool.amount, verdict.unit), words
    return None


def _limits(guideline: Guideline, verdict: Verdict) -> Iterator[tuple[str, Limit]]:
    for each, _ in verdict.chain:
        grant = guideline.grant(each)
        for limit in grant.limits if grant else ():
            yield limit.name(each), limit


def _share(part: int, whole: int) -> str:
    return f"{min(100, max(0, 100 * part / whole)):.2f}%" if whole > 0 else "0%"
