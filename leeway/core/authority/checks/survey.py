"""Every grant with all that stands above it folded into one line, each from its parent's: what a chain asks in all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from leeway.core.authority.checks.crowds import Crowds
from leeway.core.authority.expressions import Expression
from leeway.core.authority.model import NARROWNESS, Grant, Guideline, Limit, Mode, Target

MOST_LIMITS = 50
"""Limits of a chain that are compared with each other; a guideline for people has a few."""

Held = tuple[str, str | None, Limit]
"""A limit with its link and who holds the link; None for whoever acts."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a grant and all links above ask together. broken: why the chain can carry nothing, else "".

    room: how many further steps down are left. cap: the lowest plain cap, in the smallest unit. caps: those that are
    expressions. All are as wide as they can get.
    above: the ids of the links over the grant, the nearest first.
    """

    grant: Grant
    broken: str = ""
    room: int = 0
    kinds: frozenset[str] = frozenset()
    from_date: date | None = None
    until: date | None = None
    whens: tuple[Expression, ...] = ()
    training: frozenset[str] = frozenset()
    reason: bool = False
    agreed_by: frozenset[tuple[Target, ...]] = frozenset()
    cap: int | None = None
    caps: frozenset[str] = frozenset()
    limits: tuple[Held, ...] = ()
    pools: frozenset[str] = frozenset()
    mode: Mode = Mode.DECIDE
    above: tuple[str, ...] = ()
    intents: frozenset[object] = frozenset()
    special: frozenset[str] = frozenset()

    @property
    def apart(self) -> bool:
        """The dates of the links never overlap."""
        return self.from_date is not None and self.until is not None and self.from_date > self.until


class Survey:
    """The lines of a guideline's grants, by id, and what else the checks look up."""

    def __init__(self, guideline: Guideline, crowds: Crowds) -> None:
        self.guideline, self.crowds = guideline, crowds
        self._covered: dict[str, frozenset[str]] = {}
        self.lines: Mapping[str, Line] = self._lines()

    def covered(self, may: str) -> frozenset[str]:
        """The declared kinds that a `may` gives."""
        if may not in self._covered:
            prefix = may[:-1] if may.endswith(".*") else None
            kinds = self.guideline.kinds
            self._covered[may] = frozenset(
                kind for kind in kinds if kind == may or may == "*" or (prefix is not None and kind.startswith(prefix))
            )
        return self._covered[may]

    @cached_property
    def parents(self) -> frozenset[str]:
        """Grants that some grant passes on."""
        return frozenset(grant.under for grant in self.guideline.grants if grant.under is not None)

    def _lines(self) -> dict[str, Line]:
        """Parents before what is under them, without recursion: a chain may be as long as the file."""
        lines: dict[str, Line] = {}
        for grant in self.guideline.grants:
            waiting, waits = [grant], {grant.id}
            while waiting:
                link = waiting[-1]
                above = None if link.under is None or link.root else self.guideline.grant(link.under)
                if above is not None and above.id not in lines and above.id not in waits:
                    waiting.append(above)
                    waits.add(above.id)
                    continue
                waiting.pop()
                if link.id not in lines:
                    lines[link.id] = self._line(link, None if above is None else lines.get(above.id))
        return lines

    def _line(self, grant: Grant, above: Line | None) -> Line:
        own = Line(
            grant,
            room=grant.redelegate,
            kinds=self.covered(grant.may),
            from_date=grant.from_date,
            until=grant.until,
            whens=() if grant.when is None else (grant.when,),
            training=grant.needs.training,
            reason=grant.needs.reason,
            agreed_by=frozenset([grant.needs.agreed_by] if grant.needs.agreed_by else []),
            cap=_widened(grant, grant.up_to) if isinstance(grant.up_to, int) else None,
            caps=frozenset([grant.up_to.text] if isinstance(grant.up_to, Expression) else []),
            limits=tuple((grant.id, None, _at_most(grant, limit)) for limit in grant.limits[:MOST_LIMITS]),
            pools=frozenset([grant.pool] if grant.pool else []),
            mode=grant.mode,
            intents=frozenset([grant.window] if grant.mode is Mode.INTEND else []),
            special=frozenset([grant.id] if is_special(grant) else []),
        )
        if grant.root and grant.under is None:
            return own
        if above is None:
            return replace(own, broken=f"{grant.id} stands in no chain that begins at a root")
        return self._below(own, above)

    def _below(self, own: Line, above: Line) -> Line:
        grant, parent = own.grant, above.grant
        broken = above.broken
        if not broken and not self.crowds.covers(parent.to, grant.grantor):
            broken = f"{grant.grantor} does not hold {parent.id}, which {grant.id} passes on"
        if not broken and above.room < 1:
            broken = f"{grant.id} stands further down than its chain may be passed on"
        if broken:
            return replace(own, broken=broken)
        held = tuple((link, grant.grantor if holder is None else holder, limit) for link, holder, limit in above.limits)
        return replace(
            own,
            room=min(above.room - 1, own.room),
            kinds=own.kinds & above.kinds,
            from_date=max((day for day in (own.from_date, above.from_date) if day), default=None),
            until=min((day for day in (own.until, above.until) if day), default=None),
            whens=tuple(dict.fromkeys((*own.whens, *above.whens))),
            training=own.training | above.training,
            reason=own.reason or above.reason,
            agreed_by=own.agreed_by | above.agreed_by,
            cap=min((cap for cap in (own.cap, above.cap) if cap is not None), default=None),
            caps=own.caps | above.caps,
            limits=(*own.limits, *held)[:MOST_LIMITS],
            pools=own.pools | above.pools,
            mode=max(own.mode, above.mode, key=NARROWNESS.__getitem__),
            above=(parent.id, *above.above),
            intents=own.intents | above.intents,
            special=own.special | above.special,
        )


def is_special(grant: Grant) -> bool:
    """It says something that bends its other figures or asks somebody; such a link is only like itself."""
    return grant.widen is not None or grant.advice is not None


def _widened(grant: Grant, figure: int) -> int:
    """As far as the figure reaches at most."""
    return figure if grant.widen is None else grant.widen.widened(figure)


def _at_most(grant: Grant, limit: Limit) -> Limit:
    return limit if limit.amount is None else replace(limit, amount=_widened(grant, limit.amount))
