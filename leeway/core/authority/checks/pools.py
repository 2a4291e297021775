"""Pools that nobody draws on, that hold nothing, or that nobody answers for."""

from __future__ import annotations

from collections.abc import Mapping

from leeway.core.authority.checks.survey import Survey
from leeway.core.authority.flaws import Flaw
from leeway.core.authority.reading import Fields


def check_pools(survey: Survey, written: Mapping[str, Fields]) -> None:
    drawn = {grant.pool for grant in survey.guideline.grants if grant.pool is not None}
    for pool in survey.guideline.pools.values():
        fields = written[pool.id]
        findings, what = fields.findings, fields.what
        if pool.id not in drawn:
            message = f"no grant draws on {what}; write `pool: {pool.id}` in a grant, or leave the pool out"
            findings.warning(fields.node, message, Flaw.POOL_IDLE)
        if pool.owner is None:
            message = f"{what} has no owner; name who answers for the money, `owner: ana`"
            findings.warning(fields.node, message, Flaw.POOL_OWNERLESS)
        if pool.amount == 0:
            message = f"{what} holds nothing, so no grant that draws on it gives an amount; write how much there is"
            findings.warning(fields.at("amount"), message, Flaw.NOTHING_LEFT)
