"""Caps, limits and pools that hold nothing, or that can never be what holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from leeway.core.authority.amounts import write_amount
from leeway.core.authority.checks.survey import Held, Line, Survey, is_special
from leeway.core.authority.flaws import Flaw
from leeway.core.authority.model import Limit, Per, Unit
from leeway.core.authority.reading import Fields
from leeway.core.authority.windows import Window

_LONGEST = {"day": 25, "week": 8 * 24, "month": 32 * 24, "quarter": 93 * 24, "year": 367 * 24}
"""Hours that a calendar period never exceeds, changes of the clocks included."""
_WITHIN = {
    "day": {"day", "week", "month", "quarter", "year"},
    "week": {"week"},
    "month": {"month", "quarter", "year"},
    "quarter": {"quarter", "year"},
    "year": {"year"},
}


class Figures:
    def __init__(self, survey: Survey) -> None:
        self.survey, self.guideline = survey, survey.guideline

    def written(self, minor: int, line: Line) -> str:
        """An amount as people write it in the file: pieces where the grant gives only those."""
        units = {self.guideline.kinds[kind].unit for kind in line.kinds}
        if units == {Unit.COUNT}:
            return str(minor // 10**self.guideline.minor_units)
        return f"{write_amount(minor, self.guideline.minor_units)} {self.guideline.currency}"

    def check_grant(self, line: Line, fields: Fields) -> None:
        grant, findings, what = line.grant, fields.findings, fields.what
        if grant.up_to == 0:
            message = f"{what} has a cap of nothing, so it gives nothing; write an amount, or leave the grant out"
            findings.warning(fields.at("up_to"), message, Flaw.NOTHING_LEFT)
        for limit in grant.limits:
            for figure, value in (("amount", limit.amount), ("count", limit.count)):
                if value == 0:
                    message = f"{what} has the limit {_name(limit)} with {figure} 0, so it gives nothing"
                    findings.warning(fields.at("limits"), f"{message}; write more, or leave it out", Flaw.NOTHING_LEFT)
        if not line.broken and not is_special(grant):
            self._cap(line, fields)
            for message in self._idle(line):
                findings.warning(fields.at("limits"), f"{what}: {message}", Flaw.LIMIT_IDLE)

    def _cap(self, line: Line, fields: Fields) -> None:
        """A cap that a limit, a pool or a link above never lets be used in full."""
        cap = line.grant.up_to
        if not isinstance(cap, int) or cap == 0:
            return
        bounds = [
            (limit.amount, f"its limit {_name(limit)}")
            for link, _, limit in line.limits
            if limit.amount is not None and link == line.grant.id
        ]
        pool = self.guideline.pools.get(line.grant.pool or "")
        if pool is not None:
            bounds.append((pool.amount, f"the pool {pool.id}"))
        lowest, name = min(bounds, default=(cap, ""))
        if lowest < cap:
            most, written = self.written(lowest, line), self.written(cap, line)
            message = (
                f"{fields.what} has a cap of {written}, but {name} lets only {most} through; write a cap of {most}"
            )
            fields.findings.warning(fields.at("up_to"), message, Flaw.CAP_UNREACHED)

    def _idle(self, line: Line) -> Iterator[str]:
        """Figures of the grant's own limits that some other figure always reaches first."""
        own = [held for held in line.limits if held[0] == line.grant.id]
        for place, held in enumerate(own):
            limit = held[2]
            others = [other for number, other in enumerate(line.limits) if number != place and other[2] is not limit]
            if limit.amount:
                yield from self._idle_amount(line, held, others)
            if limit.count:
                for link, _, other in others:
                    if other.count and other.count <= limit.count and _part_of(held, (link, None, other)):
                        if other.count == limit.count and _part_of((link, None, other), held) and link == held[0]:
                            continue
                        by = f"{_name(other)} of {link}"
                        yield f"the count {limit.count} of {_name(limit)} cannot be reached; {by} has {other.count}"
                        break

    def _idle_amount(self, line: Line, held: Held, others: list[Held]) -> Iterator[str]:
        limit = held[2]
        amount = limit.amount or 0
        if limit.count is not None and line.cap is not None and limit.count * line.cap <= amount:
            if not limit.every_grant and limit.count * line.cap < amount:
                each, most = self.written(line.cap, line), self.written(limit.count * line.cap, line)
                yield (
                    f"the amount {self.written(amount, line)} of {_name(limit)} cannot be reached; "
                    f"{limit.count} decisions of {each} at most are {most}"
                )
            return
        for link, _, other in others:
            if other.amount and other.amount <= amount and _part_of(held, (link, None, other)):
                if other.amount == amount and _part_of((link, None, other), held) and link == held[0]:
                    continue
                by = f"{_name(other)} of {link}"
                most = self.written(other.amount, line)
                yield f"the amount {self.written(amount, line)} of {_name(limit)} cannot be reached; {by} has {most}"
                break


def _part_of(held: Held, other: Held) -> bool:
    """Whether everything that the one sums, the other sums too: the same or a wider window, subject and source."""
    limit, wider = held[2], other[2]
    if not _nested(limit.within, wider.within):
        return False
    if limit.every_grant and not wider.every_grant:
        return False
    if wider.every_grant and (limit.every_grant is False or held[0] != other[0]) and wider.per is Per.PERSON:
        return False
    if limit.every_grant and held[0] != other[0]:
        return False
    if wider.per is Per.GRANT:
        return True
    return limit.per is wider.per and limit.fact == wider.fact


def _nested(inner: Window | None, outer: Window | None) -> bool:
    """Whether the one window always lies within the other."""
    if outer is None:
        return True
    if inner is None:
        return False
    if outer.period is not None:
        return inner.period is not None and outer.period in _WITHIN[inner.period]
    length = outer.length or timedelta()
    if inner.period is not None:
        return length >= timedelta(hours=_LONGEST[inner.period])
    return (inner.length or timedelta()) <= length


def _name(limit: Limit) -> str:
    return f"per {limit.subject}" + (f" within {limit.within.text}" if limit.within else "")
