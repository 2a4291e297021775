"""Whether anything can be decided in a case now: what a verdict, which knows only the guideline, does not say."""

from __future__ import annotations

from typing import Any

from leeway.api.problems import facts_of, for_programs
from leeway.core.authority import Answer
from leeway.core.cases.state import Case
from leeway.core.machines import CASE
from leeway.core.refusal import Refusal

MINE = frozenset({Answer.GO, Answer.TELL, Answer.INTEND, Answer.ADVISE})


def now_in(case: Case, person: str, verdict: Answer) -> dict[str, Any]:
    """possible: whether this person's decision, intent or proposal would find the case in the state that it needs;
    else the code, its facts and the sentence of the refusal that the act would get."""
    act = "state_intent" if verdict is Answer.INTEND else "decide_within_authority"
    if case.state == "ACTING" and verdict is not Answer.INTEND:
        act = "report_done"
    try:
        CASE.step(case.state, act, case.actors(person))
    except Refusal as refusal:
        return {"possible": False, "code": refusal.code, "facts": facts_of(refusal), "say": for_programs(refusal)}
    return {"possible": True}
