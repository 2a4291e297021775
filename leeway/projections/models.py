"""Imports the read models, for Django to find their tables."""

from leeway.projections.cases import CaseParty, CaseRow
from leeway.projections.grants import GrantRow
from leeway.projections.guidelines import GuidelineVersion
from leeway.projections.promises import PromiseRow
from leeway.projections.spends import SpendLink, SpendRow
from leeway.projections.sums import SumChange, SumRow, SumsFor
from leeway.projections.timers import Timer

__all__ = [
    "CaseParty",
    "CaseRow",
    "GrantRow",
    "GuidelineVersion",
    "PromiseRow",
    "SpendLink",
    "SpendRow",
    "SumChange",
    "SumRow",
    "SumsFor",
    "Timer",
]
