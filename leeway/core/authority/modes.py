"""What else a mode says: how long silence must last, and whose advice is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from leeway.core.authority.expressions import Value
from leeway.core.authority.model import Advice, Grant, Guideline, Mode, Tier, Unit


def silence(guideline: Guideline, links: Iterable[Grant], amount: int | None, unit: Unit) -> timedelta | None:
    """The longest window of the links that go ahead on silence; None where none names one."""
    windows = [link.window for link in links if link.mode is Mode.INTEND and link.window]
    return max((_lasts(guideline, tiers, amount, unit) for tiers in windows), default=None)


def _lasts(guideline: Guideline, tiers: tuple[Tier, ...], amount: int | None, unit: Unit) -> timedelta:
    """The first tier that the amount is within; the last one for kinds without amounts."""
    if amount is not None and unit is not Unit.NONE:
        for tier in tiers:
            if tier.up_to is not None and amount <= guideline.scaled(tier.up_to, unit):
                return tier.lasts
    return tiers[-1].lasts


def advisers(links: Iterable[Grant], facts: Mapping[str, Value]) -> tuple[tuple[str, ...], timedelta]:
    """Who must be asked, as targets and each once, and how long they have: over all links that ask for advice.

    Where a link names nobody, or only facts that are not known, whoever gave it is asked.
    """
    asked: dict[str, None] = {}
    within = timedelta()
    for link in links:
        if link.mode is Mode.ADVISE:
            advice = link.advice or Advice()
            asked |= dict.fromkeys(_named(advice, facts) or [f"person:{link.grantor}"])
            within = max(within, advice.within)
    return tuple(asked), within


def _named(advice: Advice, facts: Mapping[str, Value]) -> list[str]:
    named = []
    for target in (*advice.expert, *advice.affected):
        if not isinstance(target, str):
            named.append(str(target))
            continue
        value = facts.get(target, ())
        people = value if isinstance(value, tuple) else (value,)
        named += [f"person:{person}" for person in people if isinstance(person, str) and person]
    return named
