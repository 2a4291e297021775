"""What every tool answers: whether it is done, a sentence, and what leads on where it is not."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

NOBODY = (
    "Nobody could, as it was asked: name the customer and the case, and a reason where one is needed, and ask again."
)


class Answer(BaseModel):
    """ok: it is done or known. Otherwise nothing has happened: code says why, say tells it, ways lead on."""

    ok: bool
    say: str = Field(description="one or two sentences that you may tell a person")
    code: str | None = Field(None, description="why not; stable, decide by this and not by the sentence")
    facts: dict[str, Any] = Field(default_factory=dict, description="what the code is about")
    ways: list[dict[str, Any]] = Field(default_factory=list, description="what would lead to a yes, cheapest first")
    result: dict[str, Any] = Field(default_factory=dict, description="what was found or done")


def of_verdict(verdict: dict[str, Any]) -> Answer:
    """A verdict is an answer to a question, whatever it says: `ok` is whether it is yours to decide, and now."""
    mine = verdict["verdict"] in {"go", "tell", "intend"}
    code = None if mine else f"verdict_{verdict['verdict']}"
    now = verdict.get("now") or {"possible": True}
    if mine and not now["possible"]:
        return Answer(ok=False, say=verdict["say"], code=now["code"], facts=now["facts"], result=verdict)
    return Answer(ok=mine, say=verdict["say"], code=code, ways=[] if mine else ways_of(verdict), result=verdict)


def ways_of(verdict: dict[str, Any]) -> list[dict[str, Any]]:
    """The verdict's own ways; where it has none, less of it and those who could."""
    if verdict.get("ways"):
        return list(verdict["ways"])
    less = [{"way": "less", "most": verdict["most"]}] if verdict.get("most") else []
    return less + [{"way": "ask", "person": each} for each in verdict.get("who") or ()]
