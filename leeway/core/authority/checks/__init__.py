"""What no single line of a guideline file shows: what widens, what is unreachable, what contradicts, what nobody can
ever decide. Linear in grants and people, but for bounds that each part names.
"""

from __future__ import annotations

from collections.abc import Mapping

from leeway.core.authority.checks.chains import Chains, wider
from leeway.core.authority.checks.conditions import Conditions, check_grant, check_guardrail
from leeway.core.authority.checks.crowds import Crowds
from leeway.core.authority.checks.figures import Figures
from leeway.core.authority.checks.names import check_ids
from leeway.core.authority.checks.pools import check_pools
from leeway.core.authority.checks.reach import Reach, check_kinds
from leeway.core.authority.checks.shadows import Shadows
from leeway.core.authority.checks.stand_ins import check_substitutes
from leeway.core.authority.checks.survey import Survey
from leeway.core.authority.expressions import Type
from leeway.core.authority.model import Guideline
from leeway.core.authority.reading import Fields

__all__ = ["check", "check_ids", "wider"]


def check(
    guideline: Guideline,
    top: Fields,
    written: Mapping[str, Mapping[str, Fields]],
    names: Mapping[str, Type],
    *,
    people_known: bool,
) -> None:
    """Report what is wrong or odd between the parts. written: each section's maps, by their ids. names: all facts."""
    survey = Survey(guideline, Crowds(guideline.people, known=people_known))
    conditions = Conditions(survey, dict(names))
    chains, figures, shadows = Chains(survey), Figures(survey), Shadows(survey)
    reach = Reach(survey, conditions)
    for grant in guideline.grants:
        line, fields = survey.lines[grant.id], written["grants"][grant.id]
        chains.check_grant(grant, fields)
        reach.check_grant(line, fields)
        figures.check_grant(line, fields)
        check_grant(conditions, line, fields)
        shadows.check_grant(line, fields)
    for rail in guideline.guardrails:
        check_guardrail(conditions, rail, written["guardrails"][rail.id])
    check_substitutes(survey, written["substitutes"])
    check_pools(survey, written["pools"])
    check_kinds(reach, top)
