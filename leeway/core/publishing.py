"""Publishing a guideline: a new version in force, as a recorded act of a named person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from leeway.core.message import Command, Event
from leeway.core.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishGuideline(Command):
    """sha256: of the text, which is kept beside the ledger. The file was checked before."""

    NAME: ClassVar[str] = "guideline.publish"
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidelinePublished(Event):
    """A version came into force at `at`; versions count from 1."""

    NAME: ClassVar[str] = "guideline.published"
    version: int
    sha256: str

    def tags(self) -> frozenset[str]:
        return frozenset({"guideline"})


@dataclass(frozen=True, slots=True)
class InForce:
    """The guideline in force; version 0 before the first."""

    version: int = 0
    sha256: str = ""


def decide(command: PublishGuideline, state: InForce) -> tuple[GuidelinePublished, ...]:
    if command.sha256 == state.sha256:
        raise Refusal("guideline_unchanged", version=state.version)
    return (GuidelinePublished(at=command.at, by=command.by, version=state.version + 1, sha256=command.sha256),)
