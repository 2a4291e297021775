"""Bodies around promises: what may hang on one, and what is said of it afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from leeway.api.bodies import Body, Id, Line, Time
from leeway.core.promises import Cadence, Clauses, Condition, Judged, Stated
from leeway.people.words import Texts

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Figure = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$")]


class CadenceBody(Body):
    every: int = Field(ge=1, le=366, strict=True)
    unit: Literal["days", "months"]
    tolerance: int = Field(0, ge=0, le=365, strict=True, description="give or take so many days")


class ConditionBody(Body):
    id: Name
    what: Line
    adequate: Figure | None = None
    desired: Figure | None = Field(None, description="may be the smaller figure, where less is better")
    judge: Id | None = Field(None, description="who judges it beside the one it is promised to")

    def kept(self, texts: Texts) -> Condition:
        what = texts.put(f"condition-{self.id}", self.what) or ""
        return Condition(self.id, what, self.adequate, self.desired, self.judge)


class TermsBody(Body):
    """due: the time; the latest one where it awaits an event; of the first round where it comes round."""

    due: Time | None = None
    body: Line | None = None
    awaits: str | None = Field(None, max_length=81, description="an event at which it falls due, such as back:petra")
    within: int = Field(0, ge=0, le=44_640, strict=True, description="minutes after that event")
    cadence: CadenceBody | None = None
    conditions: list[ConditionBody] = Field(default_factory=list, max_length=10)
    depends_on: Id | None = Field(None, description="the promise without which this one cannot be kept")

    @property
    def when(self) -> datetime | None:
        return self.due  # type: ignore[return-value]

    def clauses(self, texts: Texts) -> Clauses | None:
        """None where nothing hangs on it beside the time."""
        cadence = self.cadence
        if not (self.awaits or cadence or self.conditions or self.depends_on):
            return None
        return Clauses(
            awaits=self.awaits,
            within=self.within,
            cadence=Cadence(cadence.every, cadence.unit, cadence.tolerance) if cadence else None,
            conditions=tuple(each.kept(texts) for each in self.conditions),
            depends_on=self.depends_on,
        )


class StatedBody(Body):
    condition: Name
    value: str = Field(max_length=40, description='the figure as text, or "done" where it has none')


class JudgedBody(Body):
    condition: Name
    level: Literal["below", "within", "above"]


def stated(found: list[StatedBody]) -> tuple[Stated, ...]:
    return tuple(Stated(each.condition, each.value) for each in found)


def judged(found: list[JudgedBody]) -> tuple[Judged, ...]:
    return tuple(Judged(each.condition, each.level) for each in found)
