"""Something that promises wait for has happened: "back:petra", a delivery, a signature. Somebody says so, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from leeway.core.message import Command, Event, is_customer
from leeway.core.promises.terms import EVENT_CODE
from leeway.core.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHappening(Command):
    """event: its code; every running promise that awaits it falls due."""

    NAME: ClassVar[str] = "happening.record"
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HappeningRecorded(Event):
    NAME: ClassVar[str] = "happening.recorded"
    event: str

    def tags(self) -> frozenset[str]:
        return frozenset({tag(self.event)})


def tag(event: str) -> str:
    return f"event:{event}"


def decide(command: RecordHappening) -> tuple[HappeningRecorded, ...]:
    """It may happen again and again (somebody is back each time); what waits then falls due."""
    if not EVENT_CODE.fullmatch(command.event):
        raise Refusal("event_code_bad", event=command.event[:80])
    if is_customer(command.by):
        raise Refusal("not_your_promise")
    return (HappeningRecorded(at=command.at, by=command.by, event=command.event),)
