"""Substitutes who stand in for nothing, or twice for the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from leeway.core.authority.checks.survey import Survey
from leeway.core.authority.flaws import Flaw
from leeway.core.authority.model import Substitute
from leeway.core.authority.reading import Fields

MOST = 100
"""Substitutes of one pair of people that are compared with each other, and grants that are gone through for each."""


def check_substitutes(survey: Survey, written: Mapping[str, Fields]) -> None:
    before: dict[tuple[str, str], list[Substitute]] = {}
    for place, substitute in enumerate(survey.guideline.substitutes):
        fields = written[substitute.id]
        findings, what = fields.findings, fields.what
        if place < MOST and not _holds(survey, substitute):
            message = (
                f"{what} replaces {substitute.grantor}, who holds no grant of {substitute.may}, so it gives nothing"
            )
            findings.warning(fields.at("from"), f"{message}; name who is away", Flaw.SUBSTITUTE_IDLE)
        same = before.setdefault((substitute.grantor, substitute.to.name), [])
        for other in same:
            if _overlap(survey, substitute, other):
                message = f"{what} gives {substitute.to} again what {other.id} gives in the same days; leave one out"
                findings.warning(fields.node, message, Flaw.SUBSTITUTE_REPEATED)
                break
        if len(same) < MOST:
            same.append(substitute)


def _holds(survey: Survey, substitute: Substitute) -> bool:
    """Whether whoever is replaced holds a grant of any of the kinds."""
    kinds = survey.covered(substitute.may)
    return any(
        survey.crowds.covers(line.grant.to, substitute.grantor) and (line.broken or kinds & line.kinds)
        for line in survey.lines.values()
    )


def _overlap(survey: Survey, one: Substitute, other: Substitute) -> bool:
    begins = max(one.from_date or date.min, other.from_date or date.min)
    ends = min(one.until or date.max, other.until or date.max)
    return begins <= ends and bool(survey.covered(one.may) & survey.covered(other.may))
