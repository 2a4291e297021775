"""Who may decide what: guidelines, requests and verdicts. Pure; sums over earlier decisions come from the caller."""

from leeway.core.authority.answers import judge
from leeway.core.authority.book import Book, Spend, spend_of
from leeway.core.authority.demands import Counts, Demand, Used, demands, tags
from leeway.core.authority.model import (
    Advice,
    Grant,
    Guardrail,
    Guideline,
    Kind,
    Limit,
    Mode,
    Per,
    Person,
    Pool,
    Substitute,
    Target,
    Tier,
    Unit,
    Widen,
)
from leeway.core.authority.options import Option, Room
from leeway.core.authority.questions import Leeway, what_can, who_could
from leeway.core.authority.reader import read_guideline
from leeway.core.authority.requests import BadRequest, Request, read_commit, read_request, read_time
from leeway.core.authority.tree import Node, Problem, Scalar, Sequence, Severity, Table
from leeway.core.authority.verdicts import Answer, Code, Could, Left, Reason, Sort, Verdict, Way
from leeway.core.authority.windows import Window

__all__ = [
    "Advice",
    "Answer",
    "BadRequest",
    "Book",
    "Code",
    "Could",
    "Counts",
    "Demand",
    "Grant",
    "Guardrail",
    "Guideline",
    "Kind",
    "Leeway",
    "Left",
    "Limit",
    "Mode",
    "Node",
    "Option",
    "Per",
    "Person",
    "Pool",
    "Problem",
    "Reason",
    "Request",
    "Room",
    "Scalar",
    "Sequence",
    "Severity",
    "Sort",
    "Spend",
    "Substitute",
    "Table",
    "Target",
    "Tier",
    "Unit",
    "Used",
    "Verdict",
    "Way",
    "Widen",
    "Window",
    "demands",
    "judge",
    "read_commit",
    "read_guideline",
    "read_request",
    "read_time",
    "spend_of",
    "tags",
    "what_can",
    "who_could",
]
