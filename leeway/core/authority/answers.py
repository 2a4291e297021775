"""The whole answer to "may I?": the verdict, and where it is no, who else could."""

from __future__ import annotations

from collections.abc import Callable, Collection

from leeway.core.authority.demands import Demand, Used
from leeway.core.authority.judge import judge_alone
from leeway.core.authority.measures import remembered
from leeway.core.authority.model import Guideline
from leeway.core.authority.requests import Request
from leeway.core.authority.verdicts import Answer, Code, Could, Verdict, verdict_of
from leeway.core.authority.waiting import Oldest
from leeway.core.authority.ways import ways
from leeway.core.authority.who import could

_NO_QUESTION = frozenset({Code.BAD_AMOUNT, Code.UNKNOWN_KIND})


def judge(
    guideline: Guideline,
    request: Request,
    used: Callable[[Demand], Used],
    *,
    oldest: Oldest | None = None,
    present: Collection[str] | None = None,
) -> Verdict:
    """The verdict.

    used: answers a sum, one of `demands(guideline, request)` or, for `could`, of another person's. present: ids of
    people who are there now; they come first in `could`.
    oldest: when so much was spent (see `Book.oldest`); given, the verdict says `ways` to a yes, which costs several
    judgements more.
    """
    used = remembered(used)
    verdict = judge_alone(guideline, request, used)
    if verdict.verdict not in (Answer.BEYOND, Answer.NEVER) or any(
        reason.code in _NO_QUESTION for reason in verdict.reasons
    ):
        return verdict

    def others(asked: Request) -> tuple[Could, ...]:
        return could(guideline, asked, used, present=present, others=True)

    beyond = verdict.verdict is Answer.BEYOND
    found = others(request) if beyond else ()
    told = None
    if oldest is not None:
        told = ways(guideline, request, used, lambda asked: (found or others(asked)) if beyond else (), oldest)
    return verdict_of({**vars(verdict), "could": found, "ways": told})
