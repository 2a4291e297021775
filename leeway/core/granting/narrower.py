"""Whether the terms of a grant that was given say no more than they said before.

Whether a grant says more than the one that it passes on is the matter of `core.authority.checks.wider`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from leeway.core.authority.model import NARROWNESS, Grant, Guideline, Limit, Mode, Tier


def loosened(guideline: Guideline, was: Grant, now: Grant) -> str | None:
    """The first key in which a grant that was given says more than before; None where it says as much or less.

    What cannot be compared (an expression, other advice, other tiers of silence) must stay as it was.
    """
    return next(_loosened(guideline, was, now), None)


def _loosened(guideline: Guideline, was: Grant, now: Grant) -> Iterator[str]:
    same = ("id", "grantor", "to", "under", "root", "pool", "advice")
    yield from (key for key in same if getattr(was, key) not in (getattr(now, key), None))
    if any(now.covers_kind(kind) and not was.covers_kind(kind) for kind in guideline.kinds):
        yield "may"
    if not _cap_holds(was, now):
        yield "up_to"
    if not all(any(_at_least(new, old) for new in now.limits) for old in was.limits):
        yield "limits"
    if was.when is not None and (now.when is None or now.when.text != was.when.text):
        yield "when"
    if NARROWNESS[now.mode] < NARROWNESS[was.mode]:
        yield "mode"
    if was.mode is now.mode is Mode.INTEND and not _as_long(was.window, now.window):
        yield "window"
    if now.widen not in (was.widen, None):
        yield "widen"
    if not _needs_hold(was, now):
        yield "needs"
    if (now.from_date or date.min) < (was.from_date or date.min):
        yield "from_date"
    if (now.until or date.max) > (was.until or date.max):
        yield "until"
    if now.redelegate > was.redelegate:
        yield "redelegate"


def _cap_holds(was: Grant, now: Grant) -> bool:
    if was.up_to is None:
        return True
    if isinstance(was.up_to, int):
        return isinstance(now.up_to, int) and now.up_to <= was.up_to
    return not isinstance(now.up_to, int) and now.up_to is not None and now.up_to.text == was.up_to.text


def _at_least(new: Limit, old: Limit) -> bool:
    """Whether the new limit holds back at least what the old one held back."""
    sums = ("per", "fact", "within", "every_grant")
    return (
        all(getattr(new, name) == getattr(old, name) for name in sums)
        and (old.amount is None or (new.amount is not None and new.amount <= old.amount))
        and (old.count is None or (new.count is not None and new.count <= old.count))
    )


def _as_long(was: tuple[Tier, ...], now: tuple[Tier, ...]) -> bool:
    """Whether silence must last as long as before; where it is not what decides, nobody waits for it."""
    if len(was) == len(now) == 1:
        return now[0].lasts >= was[0].lasts
    return not was or now == was


def _needs_hold(was: Grant, now: Grant) -> bool:
    return (
        now.needs.training >= was.needs.training
        and (now.needs.reason or not was.needs.reason)
        and not Counter(was.needs.agreed_by) - Counter(now.needs.agreed_by)
    )
